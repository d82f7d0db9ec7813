"""Whether a secret that is known here is a key of the account, of which the gateway shows a mask alone."""

import re

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.secret import Secret

COVER = re.compile(r"[*•…]+|\.{3,}")
"""What gateways put in place of the hidden part: `sk-…9f3a`, `abcd**********wxyz`, `sk-or-v1-au7...890`."""

CHANNEL = re.compile(r"-\d+$")
"""The end of a new-api key that selects a channel and does not belong to its identity."""

LEAST_SHOWN_END = 3
PREFIX = "sk-"


def may_be(secret: Secret, key: Key) -> bool:
    """Whether the secret is this key: surely by its digest, else as far as the mask tells.

    LiteLLM's id of a key is the SHA-256 of it; new-api masks a key without its `sk-`.
    """
    from hashlib import sha256

    values = {secret.reveal(), CHANNEL.sub("", secret.reveal())}
    if key.id in {sha256(value.encode()).hexdigest() for value in values}:
        return True
    return any(fits(key.redacted_value, value) for value in values)


def fits(mask: str, value: str) -> bool:
    """Whether the value begins and ends as the mask shows; a mask that shows next to nothing fits nothing."""
    parts = COVER.split(mask)
    if len(parts) != 2 or len(parts[1]) < LEAST_SHOWN_END:
        return False
    begin, end = parts[0].removeprefix(PREFIX), parts[1]
    return value.removeprefix(PREFIX).startswith(begin) and value.endswith(end)
