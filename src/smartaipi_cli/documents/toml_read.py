"""TOML as the standard parser understands it: the judge over every edit."""

import re
import tomllib
from typing import Any, Final

from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at

_PLACE: Final = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", re.DOTALL)


def read(text: str) -> dict[str, Any]:
    """The data of a document.

    Raises:
        DocumentRefused: the text is not TOML 1.0, or is nested deeper than the parser can follow.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise DocumentRefused("the document is nested too deep to check an edit of it") from None
    except ValueError as error:
        raise _refusal(text, str(error)) from None


def _refusal(text: str, message: str) -> DocumentRefused:
    match = _PLACE.match(message)
    if not match:
        return DocumentRefused(f"not TOML 1.0: {_shorten(message)}")
    offset = _offset(text, int(match[2]), int(match[3])) if match[2] else len(text)
    return refuse_at(text, offset, f"not TOML 1.0: {_shorten(match[1])}")


def _shorten(message: str) -> str:
    """The message without the repr of a character or key in it, which may be a piece of a secret."""
    return message.partition(" '")[0].partition(" (")[0].rstrip(":")


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1
