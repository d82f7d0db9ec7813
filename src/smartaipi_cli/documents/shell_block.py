"""Our marked blocks of lines in a shell start-up file, each added and removed without a trace.

A file has at most one block of each name; they may stand in one file, and none knows of the others.

The surroundings say what was added, so removal gives back the exact bytes, whatever was appended since:
a blank line stands above the block when the file ended in a line end, and none when it did not. A file that
ended in a blank line keeps it at its end, and the block comes before it. Other blocks of ours behind it count as
nothing behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.documents.refusal import DocumentRefused

__all__ = ["BEGIN", "COMPLETION", "END", "NAMES", "DocumentRefused", "markers", "remove_block", "set_block"]

COMPLETION: Final = "completion"
NAMES: Final = ("", COMPLETION)
"""The names of our blocks; that of variables has none."""


def markers(name: str = "") -> tuple[str, str]:
    """The first and the last line of a block."""
    words = f"smartaipi {name}".rstrip()
    return f"# >>> {words} >>>", f"# <<< {words} <<<"


BEGIN, END = markers()
"""The first and the last line of the block without a name."""

_BEGINNINGS: Final = tuple(markers(name)[0].encode() for name in NAMES)
_MARKERS: Final = frozenset(marker.encode() for name in NAMES for marker in markers(name))
_TRACES: Final = (b">>> smartaipi", b"<<< smartaipi", b"smartaipi >>>", b"smartaipi <<<")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Offsets of a block: of its markers, and of the lines between them."""

    start: int
    inside: int
    inside_end: int
    end: int
    newline: bytes


def set_block(source: bytes, lines: Sequence[str], name: str = "") -> bytes:
    """The file with exactly these lines in the block: replaced in place, or appended.

    Raises:
        DocumentRefused: a marker is damaged, doubled or alone; a line holds a line break, a NUL or a marker;
            the file is no text, or its last line has no end and runs on into the next.
    """
    try:
        body = _encode(lines)
        block = _find_block(source, name)
        if block:
            inside = b"".join(line + block.newline for line in body)
            return source[: block.inside] + inside + source[block.inside_end :]
        return _append(source, body, name)
    except DocumentRefused as refused:
        begin, end = markers(name)
        raise refused.with_manual(("at the end of the file, add", begin, *lines, end)) from None


def remove_block(source: bytes, name: str = "") -> bytes:
    """The file as it was before `set_block`; the same bytes when it has no block.

    Raises:
        DocumentRefused: a marker is damaged, doubled or alone, or the file is no text.
    """
    try:
        block = _find_block(source, name)
    except DocumentRefused as refused:
        begin, end = markers(name)
        raise refused.with_manual((f"remove the lines from `{begin}` to `{end}`",)) from None
    if not block:
        return source
    before, after = source[: block.start], source[block.end :]
    newline = block.newline
    is_last = not after or after.startswith(tuple(newline + begin for begin in _BEGINNINGS))
    if before == newline or before.endswith(b"\n" + newline) or is_last:
        before = before.removesuffix(newline)
    return before + after


def _append(source: bytes, body: Sequence[bytes], name: str) -> bytes:
    newline = _newline_of(source)
    begin, end = (marker.encode() for marker in markers(name))
    block = newline.join((begin, *body, end)) + newline
    if not source:
        return block
    if source == newline or source.endswith(b"\n" + newline):
        return source + block + newline
    if source.endswith(b"\n"):
        return source + newline + block
    _refuse_open_end(source)
    return source + newline + block


def _find_block(source: bytes, name: str) -> _Block | None:
    """The one block of this name, or `None`; both markers whole, once, and in order."""
    _refuse_nul(source)
    first, last = (marker.encode() for marker in markers(name))
    begin: tuple[int, int, bytes] | None = None
    block: _Block | None = None
    offset = 0
    for number, line in enumerate(source.split(b"\n"), 1):
        start, offset = offset, offset + len(line) + 1
        text = line.removesuffix(b"\r")
        if text == first:
            if begin or block:
                raise _damaged(number, "a second block begins here")
            newline = b"\r\n" if line.endswith(b"\r") else b"\n"
            begin = (start, offset, newline)
        elif text == last:
            if not begin:
                raise _damaged(number, "a block ends here that has no beginning")
            block = _Block(
                start=begin[0],
                inside=begin[1],
                inside_end=start,
                end=min(offset, len(source)),
                newline=begin[2],
            )
            begin = None
        elif text in _MARKERS:
            if begin:
                raise _damaged(number, "another block begins or ends inside this one")
        elif _is_damaged_marker(text):
            raise _damaged(number, "this marker of the block was changed")
    if begin:
        raise _damaged(source.count(b"\n", 0, begin[0]) + 1, "the block that begins here has no end")
    return block


def _encode(lines: Sequence[str]) -> list[bytes]:
    body = []
    for line in lines:
        if any(character in line for character in "\n\r\0"):
            raise DocumentRefused("a line of the block holds a line break or a NUL")
        encoded = line.encode("utf-8", "surrogateescape")
        if encoded in _MARKERS or _is_damaged_marker(encoded):
            raise DocumentRefused("a line of the block reads like one of its markers")
        body.append(encoded)
    return body


def _is_damaged_marker(line: bytes) -> bool:
    """Whether a comment was once a marker, or a marker has something glued to it."""
    if any(marker in line for marker in _MARKERS):
        return True
    return line.lstrip().startswith(b"#") and any(trace in line for trace in _TRACES)


def _newline_of(source: bytes) -> bytes:
    first = source.partition(b"\n")[0]
    return b"\r\n" if len(first) < len(source) and first.endswith(b"\r") else b"\n"


def _refuse_open_end(source: bytes) -> None:
    """Refuse to append to a last line without an end that would join the first line of the block."""
    number = source.count(b"\n") + 1
    last = source.rpartition(b"\n")[2]
    backslashes = len(last) - len(last.rstrip(b"\\"))
    if not last.lstrip().startswith(b"#") and (backslashes % 2 or last.endswith(b"`")):
        raise DocumentRefused(
            "the last line has no line end and continues on the next", line=number, column=len(last)
        )


def _refuse_nul(source: bytes) -> None:
    offset = source.find(b"\0")
    if offset >= 0:
        line = source.count(b"\n", 0, offset) + 1
        column = offset - source.rfind(b"\n", 0, offset)
        raise DocumentRefused(
            "a NUL byte stands here: binary, or in another encoding", line=line, column=column
        )


def _damaged(number: int, reason: str) -> DocumentRefused:
    return DocumentRefused(reason, line=number, column=1)
