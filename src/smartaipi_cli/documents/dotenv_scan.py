"""Where the assignments of a dotenv file stand: found line by line, apart from how their values are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.documents.lines import newline_at
from smartaipi_cli.documents.refusal import refuse_at

_HEAD: Final = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z0-9_.-]+)(?:[ \t]*=|:(?=[ \t]))[ \t]*")
_REST: Final = re.compile(r"[^\r\n]*")
_AFTER_QUOTE: Final = r"(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|\Z))"
# Programs disagree about a backslash before a quote: to some the value ends there, to others it goes on.
_CLOSED: Final = {
    quote: (
        re.compile(rf"{quote}[^{quote}]*{quote}{_AFTER_QUOTE}"),
        re.compile(rf"{quote}(?:\\{quote}|[^{quote}])*{quote}{_AFTER_QUOTE}"),
    )
    for quote in "'\"`"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Offsets of one assignment: of its first line, of its value, and after the end of its last line."""

    name: str
    start: int
    value: int
    end: int
    line_end: int


def scan(text: str) -> list[Entry]:
    """All assignments in order.

    Raises:
        DocumentRefused: a value begins with a quote and is not one quoted word, so that programs disagree
            about where it ends.
    """
    return list(_scan(text))


def _scan(text: str) -> Iterator[Entry]:
    start = 0
    while start < len(text):
        head = _HEAD.match(text, start)
        end = _value_end(text, head.end()) if head else start
        line_end = _end_of_line(text, end)
        if head:
            yield Entry(name=head[1], start=start, value=head.end(), end=end, line_end=line_end)
        start = line_end


def _value_end(text: str, start: int) -> int:
    if text[start : start + 1] in _CLOSED:
        return _quoted_end(text, start)
    rest = _REST.match(text, start)
    value = rest[0] if rest else ""
    return start + len(value.partition("#")[0].rstrip())


def _quoted_end(text: str, start: int) -> int:
    plain, escaped = (form.match(text, start) for form in _CLOSED[text[start]])
    if escaped is None or (plain and plain.end() != escaped.end()):
        raise refuse_at(text, start, "programs disagree about where the quote that opens here is closed")
    if plain is None and len(escaped[0].splitlines()) > 1:
        raise refuse_at(text, start, "programs disagree about the escaped quote in these lines")
    return escaped.end()


def _end_of_line(text: str, offset: int) -> int:
    rest = _REST.match(text, offset)
    end = rest.end() if rest else offset
    return end + len(newline_at(text, end))
