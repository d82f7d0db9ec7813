"""Where the statements of a TOML document stand.

Expects text that a TOML parser has accepted; it finds offsets and judges nothing.
"""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at

Names: TypeAlias = tuple[str, ...]
"""The path of a table or a value, from the top of the document."""

# `|(?!)`: see json_gap.
_STRINGS: Final = r"""
    \"{3}(?:[^"\\]++|\\.|"{1,2}(?!")|(?!))*+"{3,5}
    | '{3}(?:[^']++|'{1,2}(?!')|(?!))*+'{3,5}
    | "(?:[^"\\\r\n]++|\\.)*+"
    | '[^'\r\n]*+'"""
_STRING: Final = re.compile(_STRINGS, re.DOTALL | re.VERBOSE)
_NESTED: Final = re.compile(_STRINGS + r"| \#[^\r\n]* | [\[\]{}]", re.DOTALL | re.VERBOSE)
_KEY_PART: Final = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\r\n]++|\\.)*+"|'[^'\r\n]*+'""")
_DOT: Final = re.compile(r"[ \t]*\.[ \t]*")
_SPACES: Final[Any] = re.compile(r"[ \t]*")
_BLANK: Final[Any] = re.compile(r"(?:[ \t\r\n]++|#[^\r\n]*+)*+")
_SCALAR: Final[Any] = re.compile(r"[^\r\n#]*")
_INLINE_SCALAR: Final[Any] = re.compile(r"[^\r\n#,}\]]*")
_LINE_REST: Final[Any] = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")


class Part(NamedTuple):
    """One name of a dotted key."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key and its value: a statement, or an item of an inline table."""

    path: Names
    parts: tuple[Part, ...]
    value: int
    end: int
    line_end: int
    """After the line end of a statement; the same as `end` within an inline table."""

    @property
    def start(self) -> int:
        """The first character of the key."""
        return self.parts[0].start


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A header and its statements; the first section has no header."""

    path: Names
    is_array: bool
    start: int
    body: int
    """After the line of the header."""
    entries: list[Entry] = field(default_factory=list)

    @property
    def end(self) -> int:
        """After its last statement, or its header; the comments that follow may be the next header's."""
        return self.entries[-1].line_end if self.entries else self.body


def scan(text: str) -> list[Section]:
    """The sections of a document in the order of the text.

    Raises:
        DocumentRefused: a statement that this scanner does not know.
    """
    sections = [Section(path=(), is_array=False, start=0, body=0)]
    offset = _BLANK.match(text, 0).end()
    while offset < len(text):
        if text[offset] == "[":
            sections.append(_scan_header(text, offset))
            offset = sections[-1].body
        else:
            section = sections[-1]
            entry = _scan_entry(text, offset, section.path, _SCALAR)
            offset = _LINE_REST.match(text, entry.end).end()
            section.entries.append(_with_line_end(entry, offset))
        offset = _BLANK.match(text, offset).end()
    return sections


def scan_inline(text: str, table: Entry) -> list[Entry]:
    """The items of the inline table that is the value of an entry."""
    entries: list[Entry] = []
    offset = _BLANK.match(text, table.value + 1).end()
    while text[offset] != "}":
        entry = _scan_entry(text, offset, table.path, _INLINE_SCALAR)
        entries.append(entry)
        offset = _BLANK.match(text, entry.end).end()
        if text[offset] == ",":
            offset = _BLANK.match(text, offset + 1).end()
    return entries


def is_inline_table(text: str, entry: Entry) -> bool:
    """Whether the value of an entry is written in braces."""
    return text.startswith("{", entry.value)


def value_end(text: str, offset: int) -> int:
    """The offset after the value that begins at `offset` and ends its line, comments aside."""
    return _value_end(text, offset, _SCALAR)


def _scan_header(text: str, offset: int) -> Section:
    is_array = text.startswith("[[", offset)
    parts = _scan_key(text, _SPACES.match(text, offset + 1 + is_array).end())
    return Section(
        path=tuple(part.name for part in parts),
        is_array=is_array,
        start=offset,
        body=_LINE_REST.match(text, parts[-1].end).end(),
    )


def _scan_entry(text: str, offset: int, table: Names, scalar: Any) -> Entry:
    parts = _scan_key(text, offset)
    offset = _SPACES.match(text, parts[-1].end).end()
    if text[offset : offset + 1] != "=":
        raise refuse_at(text, offset, "`=` is expected here")
    value = _SPACES.match(text, offset + 1).end()
    end = _value_end(text, value, scalar)
    path = table + tuple(part.name for part in parts)
    return Entry(path=path, parts=parts, value=value, end=end, line_end=end)


def _with_line_end(entry: Entry, line_end: int) -> Entry:
    return Entry(path=entry.path, parts=entry.parts, value=entry.value, end=entry.end, line_end=line_end)


def _scan_key(text: str, offset: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    while True:
        match = _KEY_PART.match(text, offset)
        if not match:
            raise refuse_at(text, offset, "a key is expected here")
        parts.append(Part(_read_name(match[0]), match.start(), match.end()))
        dot = _DOT.match(text, match.end())
        if not dot:
            return tuple(parts)
        offset = dot.end()


def _read_name(spelling: str) -> str:
    if spelling[0] == '"' and "\\" in spelling:
        return str(tomllib.loads(f"name = {spelling}")["name"])
    return spelling[1:-1] if spelling[0] in "\"'" else spelling


def _value_end(text: str, offset: int, scalar: Any) -> int:
    string = _STRING.match(text, offset)
    if string:
        return string.end()
    if text[offset : offset + 1] not in ("[", "{"):
        match = scalar.match(text, offset)
        return offset + len(match[0].rstrip(" \t"))
    depth = 0
    for match in _NESTED.finditer(text, offset):
        if match[0] in ("[", "{"):
            depth += 1
        elif match[0] in ("]", "}"):
            depth -= 1
            if not depth:
                return match.end()
    raise DocumentRefused("an array or inline table has no end")
