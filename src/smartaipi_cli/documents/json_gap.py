"""What may stand between the parts of a JSON document: white space and comments."""

import re
from typing import Any, Final

# `|(?!)` changes nothing but for Python before 3.11.5, whose possessive groups lose their place when the last
# alternative fails half-way: one that fails at once stands there for it.
GAP: Final[Any] = re.compile(r"(?:[ \t\r\n]++|//[^\r\n]*+|/\*.*?\*/|(?!))*+", re.DOTALL)
"""Matches everywhere, if only an empty text."""

GAP_BEGINS: Final = " \t\r\n/"
"""The characters that a gap can begin with."""


def skip_gap(text: str, offset: int) -> int:
    """The first character from `offset` on that is neither white space nor comment."""
    if text[offset : offset + 1] not in GAP_BEGINS:
        return offset
    return int(GAP.match(text, offset).end())
