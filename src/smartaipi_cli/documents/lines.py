"""Lines of a text with LF, CR LF or CR ends, also mixed."""

import re
from typing import Final

_BREAK: Final = re.compile(r"\r\n|\n|\r")
# `|(?!)`: see json_gap.
_LINE_START: Final = re.compile(r"([ \t]*+)(?:/\*(?:(?!\*/)[^\r\n])*+\*/[ \t]*+|(?!))*+")


def newline_of(text: str, before: int | None = None) -> str:
    """The last line end before an offset, else the first of the text, else a line feed."""
    if before is not None:
        start = line_start(text, before)
        if start:
            return "\r\n" if text[start - 2 : start] == "\r\n" else text[start - 1]
    first = first_break(text)
    return newline_at(text, first) if first is not None else "\n"


def newline_at(text: str, offset: int) -> str:
    """The line end that stands at an offset, or an empty text."""
    match = _BREAK.match(text, offset)
    return match[0] if match else ""


def line_start(text: str, offset: int) -> int:
    """The first character of the line that holds an offset."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def before_break(text: str, start: int) -> int:
    """Before the line end in front of the line that begins at `start`."""
    if text[max(start - 2, 0) : start] == "\r\n":
        return start - 2
    return max(start - 1, 0)


def line_indent(text: str, offset: int) -> str:
    """The white space at the beginning of the line that holds an offset."""
    match = _LINE_START.match(text, line_start(text, offset), offset)
    return match[1] if match else ""


def own_indent(text: str, offset: int) -> str | None:
    """The indentation of what begins its line at `offset`, comments aside; `None` when something precedes."""
    start = line_start(text, offset)
    match = _LINE_START.fullmatch(text, start, offset)
    return match[1] if match and start else None


def first_break(text: str) -> int | None:
    """The offset of the first line end."""
    # Two searches of C, since a regular expression takes as long as the parser for a huge single line.
    found = [offset for offset in (text.find("\n"), text.find("\r")) if offset >= 0]
    return min(found, default=None)
