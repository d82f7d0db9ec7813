"""Where the members of a JSON document stand, along one path; everything beside it is skipped at C speed."""

import re
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from smartaipi_cli.documents.json_gap import GAP, GAP_BEGINS, skip_gap
from smartaipi_cli.documents.json_native import scan_once, scan_string
from smartaipi_cli.documents.json_read import read
from smartaipi_cli.documents.missing import KeyPath
from smartaipi_cli.documents.refusal import DocumentRefused

NOWHERE: Final = -1
"""The offset of a comma that is not there."""

# `|(?!)`: see json_gap.
_BRACKET: Final = re.compile(
    r"""(?:[^"/\[\]{}]++|"(?:[^"\\]++|\\.)*+"|//[^\r\n]*+|/\*.*?\*/|(?!))*+([\[\]{}])""", re.DOTALL
)
_SCALAR: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[-+.0-9A-Za-z]+', re.DOTALL)


class Member(NamedTuple):
    """One member of an object or item of an array, as offsets into the text."""

    start: int
    """The first character of the name; of the value in an array."""
    name_end: int
    """After the closing quote of the name; in an array the same as `start`."""
    value: int
    end: int
    comma: int
    """The comma after it, or `NOWHERE`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """An object or an array on the path: its brackets, and where its members begin and end."""

    text: str
    open: int
    close: int
    is_object: bool
    starts: list[int]
    ends: list[int]
    asked: int | None
    """The place of the member that the path names: of the last duplicate, the one that readers use."""

    def __len__(self) -> int:
        return len(self.starts)

    def member(self, place: int) -> Member:
        """The offsets of one member; places count from 0, from the end when negative."""
        text, start, end = self.text, self.starts[place], self.ends[place]
        name_end = value = start
        if self.is_object:
            name_end = scan_string(text, start + 1)[1]
            value = skip_gap(text, skip_gap(text, name_end) + 1)
        comma = skip_gap(text, end)
        return Member(start, name_end, value, end, comma if text[comma] == "," else NOWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A scanned document: the containers along the path, outermost first, as far as they exist."""

    start: int
    end: int
    containers: list[Container]
    data: Any
    """The whole document as this scanner understands it; the caller may change it."""


@dataclass(slots=True, kw_only=True)
class _Frame:
    """A container that is being read."""

    open: int
    is_object: bool
    part: str | int | None
    may_enter: bool
    data: Any
    key: str | int = 0
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    asked: int | None = None
    inner: list[Container] = field(default_factory=list)
    """The containers below this one along the path, innermost first; those of the last duplicate."""


def scan(text: str, path: KeyPath) -> Scan:
    """Walk once over a document, noting the members of the containers along `path`.

    Raises:
        DocumentRefused: the text is not JSON; `json_read.read` finds the place.
    """
    start = skip_gap(text, 0)
    if text[start : start + 1] not in ("{", "["):
        data, end = _read_slowly(text, start)
        return Scan(start=start, end=end, containers=[], data=data)
    frames = [_open(text, start, path, 0)]
    offset = start + 1
    while True:
        frame = frames[-1]
        offset, closed = _read_members(text, offset, frame)
        if not closed:
            frames.append(_open(text, offset, path, len(frames)))
            offset += 1
            continue
        frames.pop()
        frame.inner.append(_close(text, frame, offset))
        offset += 1
        if not frames:
            return Scan(start=start, end=offset, containers=frame.inner[::-1], data=frame.data)
        frames[-1].inner = frame.inner
        offset = _add(text, frames[-1], offset, frame.data)


# One function, though long: a call more for each member would double its time.
def _read_members(text: str, offset: int, frame: _Frame) -> tuple[int, bool]:  # noqa: C901
    """Read members up to the closing bracket, or to the opening bracket of the next container on the path.

    The inner loop of the editor, since a file of 20 MB may hold a million members.
    """
    skip = GAP.match
    is_object, part, starts = frame.is_object, frame.part, frame.starts
    closing = "}" if is_object else "]"
    key: str | int
    while True:
        character = text[offset : offset + 1]
        if character in GAP_BEGINS:
            offset = skip(text, offset).end()
            character = text[offset : offset + 1]
        if character == closing:
            return offset, True
        starts.append(offset)
        if is_object:
            if character != '"':
                raise _unreadable()
            key, offset = scan_string(text, offset + 1)
            if text[offset : offset + 1] != ":":
                offset = skip(text, offset).end()
                if text[offset : offset + 1] != ":":
                    raise _unreadable()
            offset += 1
            if text[offset : offset + 1] in GAP_BEGINS:
                offset = skip(text, offset).end()
        else:
            key = len(frame.ends)
        frame.key = key
        if key == part:
            frame.asked, frame.inner = len(frame.ends), []
            if frame.may_enter and text[offset : offset + 1] in ("{", "["):
                return offset, False
        try:
            value, offset = scan_once(text, offset)
        except (StopIteration, ValueError, RecursionError):
            value, offset = _read_slowly(text, offset)
        offset = _add(text, frame, offset, value)


def _add(text: str, frame: _Frame, end: int, value: Any) -> int:
    """Note a member that has been read to its end; gives the offset after its comma."""
    if frame.is_object:
        frame.data[frame.key] = value
    else:
        frame.data.append(value)
    frame.ends.append(end)
    offset = end
    character = text[offset : offset + 1]
    if character == ",":
        return offset + 1
    offset = skip_gap(text, offset)
    character = text[offset : offset + 1]
    if character == ",":
        return offset + 1
    if character != ("}" if frame.is_object else "]"):
        raise _unreadable()
    return offset


def _open(text: str, offset: int, path: KeyPath, depth: int) -> _Frame:
    is_object = text[offset] == "{"
    part = path[depth] if depth < len(path) else None
    if type(part) is not (str if is_object else int):
        part = None
    return _Frame(
        open=offset,
        is_object=is_object,
        part=part,
        may_enter=depth + 1 < len(path),
        data={} if is_object else [],
    )


def _close(text: str, frame: _Frame, offset: int) -> Container:
    return Container(
        text=text,
        open=frame.open,
        close=offset,
        is_object=frame.is_object,
        starts=frame.starts,
        ends=frame.ends,
        asked=frame.asked,
    )


def _read_slowly(text: str, offset: int) -> tuple[Any, int]:
    """A value with a comment, a trailing comma, more depth or more digits than the C scanner takes."""
    end = _skip_slowly(text, offset)
    try:
        return read(text[offset:end]), end
    except DocumentRefused:
        raise _unreadable() from None  # its place counts from the value, not from the text


def _skip_slowly(text: str, offset: int) -> int:
    if text[offset : offset + 1] not in ("{", "["):
        match = _SCALAR.match(text, offset)
        if not match:
            raise _unreadable()
        return match.end()
    depth = 0
    while match := _BRACKET.match(text, offset):
        offset = match.end()
        depth += 1 if match[1] in "{[" else -1
        if not depth:
            return offset
    raise _unreadable()


def _unreadable() -> DocumentRefused:
    return DocumentRefused("the text is not JSON")
