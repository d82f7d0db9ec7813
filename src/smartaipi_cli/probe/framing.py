"""Where the body of an answer ends, followed with next to no work while the bytes still come.

The library that takes the framing off costs more than everything else together; it does so after the end, when
no clock is running. Until then only lengths are counted.
"""

from collections.abc import Iterable
from typing import Protocol

BODILESS = frozenset({204, 304})


class BodyEnd(Protocol):
    """Follows a body."""

    def is_reached_by(self, data: bytes) -> bool:
        """Whether the body is over with these bytes, which are the next ones."""
        ...


class AtLength:
    """A body whose length was told."""

    def __init__(self, length: int) -> None:
        self._left = length

    def is_reached_by(self, data: bytes) -> bool:
        """See `BodyEnd`."""
        self._left -= len(data)
        return self._left <= 0


class AtClose:
    """A body that lasts until the connection is closed."""

    def is_reached_by(self, data: bytes) -> bool:
        """See `BodyEnd`."""
        del data
        return False


class AtLastChunk:
    """A body in chunks; a length that is none ends it, and the library will say so. *Source:* RFC 9112, 7.1."""

    def __init__(self) -> None:
        self._skipped = 0
        self._line = b""
        self._is_trailer = False

    def is_reached_by(self, data: bytes) -> bool:
        """See `BodyEnd`."""
        position, size = 0, len(data)
        while position < size:
            if self._skipped:
                step = min(self._skipped, size - position)
                self._skipped -= step
                position += step
                continue
            newline = data.find(b"\n", position)
            if newline < 0:
                self._line += data[position:]
                return False
            line = (self._line + data[position:newline]).strip()
            self._line, position = b"", newline + 1
            if self._is_trailer:
                if not line:
                    return True
            elif not self._has_begun_chunk(line):
                return True
        return False

    def _has_begun_chunk(self, line: bytes) -> bool:
        try:
            length = int(line.partition(b";")[0], 16)
        except ValueError:
            return False
        self._is_trailer = length == 0
        self._skipped = length + len(b"\r\n") if length else 0
        return True


def body_end(method: str, status: int, headers: Iterable[tuple[bytes, bytes]]) -> BodyEnd:
    """How the end of this answer's body will be known. *Source:* RFC 9112, 6.3."""
    if method == "HEAD" or status in BODILESS:
        return AtLength(0)
    length = None
    for name, value in headers:
        if name == b"transfer-encoding" and value.lower().strip().endswith(b"chunked"):
            return AtLastChunk()
        if name == b"content-length":
            length = int(value)
    return AtClose() if length is None else AtLength(length)
