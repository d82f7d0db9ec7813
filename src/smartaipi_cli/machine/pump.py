"""Passing bytes from one descriptor to another, changed on the way, until either side is done."""

import os
import select
import threading
from contextlib import suppress
from typing import Final

from smartaipi_cli.machine.child import Filter

AT_ONCE: Final = 65_536


class Unchanged:
    """The filter for what needs none."""

    def feed(self, data: bytes) -> bytes:
        """See `Filter`."""
        return data

    def finish(self) -> bytes:
        """See `Filter`."""
        return b""


class Pump(threading.Thread):
    """Passes bytes on until there are no more, nobody wants them, or `end` is closed and nothing is left.

    `own` is the descriptor that it closes then: a program hears so of a reader that has gone.
    """

    def __init__(self, source: int, target: int, changed: Filter, *, end: int, own: int) -> None:
        super().__init__(daemon=True)
        self._source = source
        self._target = target
        self._changed = changed
        self._end = end
        self._own: int | None = own

    def run(self) -> None:
        """The thread."""
        with suppress(OSError):  # a reader that has gone, or a terminal whose other side was closed
            while data := self._next():
                write(self._target, self._changed.feed(data))
        with suppress(OSError):
            write(self._target, self._changed.finish())
        self.release()

    def stop(self, rest_s: float | None) -> None:
        """Wait for the end, for `rest_s` seconds at most."""
        if self.ident is not None:
            self.join(rest_s)

    def release(self) -> None:
        """Close what is its own, once."""
        if self._own is not None:
            own, self._own = self._own, None
            os.close(own)

    def _next(self) -> bytes:
        ready, _, _ = select.select([self._source, self._end], [], [])
        if self._source not in ready:
            return b""
        try:
            return os.read(self._source, AT_ONCE)
        except OSError:  # so a pseudo-terminal tells that its other side was closed
            return b""


def write(target: int, data: bytes) -> None:
    """Write all of it, also where somebody has made the target non-blocking."""
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(target, rest) :]
        except BlockingIOError:
            select.select([], [target], [])
