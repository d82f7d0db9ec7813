"""The text of a key: what can be one, and how it is told and shown without being given away."""

import re

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError

PRINTABLE_ASCII = re.compile(r"[!-~]+")
FINGERPRINT_LENGTH = 12
SHOWN_END = 4


def fingerprint(secret: Secret) -> str:
    """Twelve hexadecimal digits that identify a key without revealing it."""
    from hashlib import sha256

    return sha256(secret.reveal().encode()).hexdigest()[:FINGERPRINT_LENGTH]


def redact(secret: Secret) -> str:
    """How a key is shown: its last four characters, when enough others stay hidden."""
    value = secret.reveal()
    return f"…{value[-SHOWN_END:]}" if len(value) >= 4 * SHOWN_END else "…"


def check_key(secret: Secret, what: str = "API key") -> Secret:
    """The key itself, when it can be one. Errors: `key-malformed`; the text never holds any part of the key."""
    value = secret.reveal()
    if not value:
        raise malformed(what, "it is empty")
    if "\n" in value or "\r" in value:
        raise malformed(what, "it has a line break in it: more than the key was copied")
    if any(mark in value for mark in "\"'`“”‘’"):
        raise malformed(what, "it has quotes in it")
    if "*" in value or "•" in value or "…" in value or "..." in value:
        raise malformed(what, "it is the masked form that consoles show, not the key itself")
    if value.lower().startswith("bearer "):
        raise malformed(what, "it begins with `Bearer`: paste the part after that word")
    if not PRINTABLE_ASCII.fullmatch(value):
        raise malformed(what, "it has white space or other characters that no key has")
    return secret


def malformed(what: str, reason: str) -> UserError:
    """The error for a pasted credential that cannot be one."""
    return UserError(
        "key-malformed",
        f"this is no usable {what}",
        reason=reason,
        hint="copy it once more from the gateway's console",
    )
