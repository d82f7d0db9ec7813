"""Text about a machine as it may be shown: no key in it, and the home folder as `~`."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import MASK, Secret

KEY_LIKE: Final = re.compile(
    r"\b(?:sk|cai|rk)-[\w.-]{12,}|\bgw-[\w-]{12,}+(?!\.\w)|\bAIza[\w-]{20,}|\bBearer\s+[^\s\"']+"
)
"""What can only be a key, wherever it stands; behind `gw-` there may also be the name of a host."""


def conceal(text: str, secrets: Iterable[Secret]) -> str:
    """The text without the keys that are known, and without what looks like one."""
    for secret in secrets:
        if secret.reveal():
            text = text.replace(secret.reveal(), redact(secret))
    return KEY_LIKE.sub(MASK, text)


def shorten(text: str, home: Path) -> str:
    """The text with every path below the home as people write it; for reading, since quotes would keep the `~`."""
    if home == Path(home.anchor):
        return text
    return re.sub(rf"(?<![\w/.'\"-]){re.escape(str(home))}(?![\w.-])", "~", text)
