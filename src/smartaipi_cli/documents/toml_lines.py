"""Put whole lines into a TOML document, and take them out again, blank lines included.

What a cut takes away is exactly what the insertion of the same statement or table added.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from smartaipi_cli.documents.lines import before_break, line_indent, line_start, newline_of
from smartaipi_cli.documents.toml_scan import Entry, Section

_LINE: Final[Any] = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_EQUALS: Final = ("=", " = ", "= ", " =")


def insert_key(text: str, section: Section, sections: Sequence[Section], key: str, value: str) -> str:
    """The text with a new statement behind the last one of a section, or below its header."""
    if section.entries:
        return insert_after(text, section.entries[-1], key, value)
    statement = key + _equals_of(text, sections) + value
    if section.body:
        return _insert_line(text, section.body, line_indent(text, section.start) + statement)
    if len(sections) == 1:
        return _insert_line(text, _end_of_text(text), statement)
    place = _start_with_comments(text, sections[1].start)
    newline = newline_of(text, place)
    return text[:place] + statement + newline + newline + text[place:]


def insert_after(text: str, entry: Entry, key: str, value: str) -> str:
    """The text with a new statement on the line behind another, indented and spaced like it."""
    equals = _spacing(text, entry)
    return _insert_line(text, entry.line_end, line_indent(text, entry.start) + key + equals + value)


def append_tables(text: str, tables: Sequence[Sequence[str]]) -> str:
    """The text with new tables behind its last line that is not blank, a blank line before each."""
    place = _end_of_text(text)
    newline = newline_of(text, place)
    body = (newline + newline).join(newline.join(lines) for lines in tables)
    if not place:
        added = body + newline
    elif _ends_line(text, place):
        added = newline + body + newline
    else:
        added = newline + newline + body
    return text[:place] + added + text[place:]


def cut_statement(text: str, entry: Entry) -> str:
    """The text without the lines of a statement, and without the blank line that it leaves too much."""
    start, end = line_start(text, entry.start), entry.line_end
    if not _ends_line(text, end):
        return text[: before_break(text, start)]
    if _follows_blank(text, start) and _is_blank_line(text, end) and text[end:].strip(" \t\r\n"):
        end = _LINE.match(text, end).end()
    return text[:start] + text[end:]


def cut_section(text: str, section: Section) -> str:
    """The text without a header and its statements; comments above it and below its last statement stay."""
    start, end = line_start(text, section.start), section.end
    has_blank_before = start > 0 and _follows_blank(text, start)
    before = line_start(text, before_break(text, start)) if has_blank_before else start
    if not _ends_line(text, end):
        return text[: before_break(text, before)]
    if has_blank_before and (end == len(text) or _is_blank_line(text, end)):
        start = before
    elif not start and _is_blank_line(text, end) and text[end:].strip(" \t\r\n"):
        end = _LINE.match(text, end).end()
    return text[:start] + text[end:]


def _insert_line(text: str, place: int, line: str) -> str:
    newline = newline_of(text, place)
    if place and not _ends_line(text, place):
        return text[:place] + newline + line + text[place:]
    return text[:place] + line + newline + text[place:]


def _equals_of(text: str, sections: Sequence[Section]) -> str:
    entries = [entry for section in sections for entry in section.entries]
    return _spacing(text, entries[-1]) if entries else " = "


def _spacing(text: str, entry: Entry) -> str:
    """The equals sign with its spaces; aligned columns are not continued."""
    between = text[entry.parts[-1].end : entry.value]
    return between if between in _EQUALS else " = "


def _end_of_text(text: str) -> int:
    """Behind the last line that is not blank."""
    filled = len(text.rstrip(" \t\r\n"))
    return int(_LINE.match(text, filled).end()) if filled else 0


def _start_with_comments(text: str, offset: int) -> int:
    """The start of the comment block that stands right above the line of `offset`."""
    start = line_start(text, offset)
    while start:
        above = line_start(text, before_break(text, start))
        if not text[above:start].lstrip(" \t").startswith("#"):
            break
        start = above
    return start


def _follows_blank(text: str, start: int) -> bool:
    if not start:
        return True
    end = before_break(text, start)
    return not text[line_start(text, end) : end].strip(" \t")


def _is_blank_line(text: str, start: int) -> bool:
    return start < len(text) and not _LINE.match(text, start)[0].strip(" \t\r\n")


def _ends_line(text: str, offset: int) -> bool:
    return text[offset - 1 : offset] in ("\n", "\r")
