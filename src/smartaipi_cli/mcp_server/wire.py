"""Standard input and output for messages alone: whatever else reads or prints meets the null device and standard error.

Both sides block, so each has a thread that does not keep the process alive. They use descriptors and not Python's
streams: a thread that is stopped inside one of those holds its lock, and the interpreter then cannot end.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

PIECE: Final = 1 << 16
INPUT, OUTPUT, ERRORS = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """The client's two ends."""

    reading: int
    writing: int

    def lines(self, most_bytes: int) -> Iterator[bytes]:
        """Lines that are not empty, until the client closes its end.

        Of a longer one no more is kept than shows that it is too long.
        """
        rest = b""
        while piece := self._read():
            *whole, rest = (rest + piece).split(b"\n")
            yield from (line for line in whole if line.strip())
            rest = rest[: most_bytes + 1]
        if rest.strip():
            yield rest

    def send(self, message: bytes) -> None:
        """Write one line. Errors: `OSError` when the client reads no more."""
        left = memoryview(message + b"\n")
        while left:
            left = left[os.write(self.writing, left) :]

    def _read(self) -> bytes:
        try:
            return os.read(self.reading, PIECE)
        except OSError:  # a terminal that was closed
            return b""


def take_over() -> Wire:
    """Take standard input and output away from everybody else in this process, and from what it starts."""
    wire = Wire(reading=os.dup(INPUT), writing=os.dup(OUTPUT))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, INPUT)
    os.close(nothing)
    os.dup2(ERRORS, OUTPUT)
    return wire
