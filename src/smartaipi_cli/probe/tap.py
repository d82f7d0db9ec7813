"""The socket's end: every read is stamped before anything else is done with it."""

import asyncio
from collections.abc import Callable
from typing import Final, cast

from smartaipi_cli.probe.recording import Arrival

_BUFFER_BYTES: Final = 32 * 1024


class Tap(asyncio.BufferedProtocol):
    """One connection. What it reads goes to `on_read`, its end to `on_lost`; until they are set it is kept."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.transport: asyncio.Transport | None = None
        self._clock = clock
        self._view = memoryview(bytearray(_BUFFER_BYTES))
        self._kept: list[Arrival] = []
        self._on_read: Callable[[Arrival], None] = self._kept.append
        self._on_lost: Callable[[Exception | None], None] | None = None
        self._loss: tuple[Exception | None] | None = None
        self._drained: asyncio.Future[None] | None = None

    def attach(self, on_read: Callable[[Arrival], None], on_lost: Callable[[Exception | None], None]) -> None:
        """Hand everything that comes, and what came already, to these two."""
        self._on_read, self._on_lost = on_read, on_lost
        kept, self._kept = self._kept, []
        for arrival in kept:
            on_read(arrival)
        if self._loss:
            on_lost(*self._loss)

    def detach(self) -> None:
        """Keep again what comes."""
        self._on_read, self._on_lost = self._kept.append, None

    @property
    def is_open(self) -> bool:
        """Whether a further request can be written: nothing was lost, and nothing came unasked."""
        transport = self.transport
        return self._loss is None and not self._kept and transport is not None and not transport.is_closing()

    def write(self, data: bytes) -> asyncio.Future[None] | None:
        """Send it; None when all of it was given to the system at once, else what is done when it was."""
        assert self.transport is not None  # noqa: S101 - a tap is handed out connected
        self.transport.set_write_buffer_limits(high=0)
        self.transport.write(data)
        if self._loss or not self.transport.get_write_buffer_size():
            return None
        self._drained = asyncio.get_running_loop().create_future()
        return self._drained

    def close(self) -> None:
        """Close at once, without waiting for the other side."""
        if self.transport is not None:
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BufferedProtocol`; asyncio itself has set TCP_NODELAY."""
        self.transport = cast("asyncio.Transport", transport)  # a stream socket's transport is one

    def get_buffer(self, sizehint: int) -> memoryview:
        """See `asyncio.BufferedProtocol`."""
        del sizehint
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        """See `asyncio.BufferedProtocol`."""
        at_ns = self._clock()
        self._on_read(Arrival(at_ns, bytes(self._view[:nbytes])))

    def resume_writing(self) -> None:
        """See `asyncio.BufferedProtocol`; with a limit of 0 it means that nothing is left."""
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BufferedProtocol`."""
        self._loss = (exc,)
        self._wake()
        if self._on_lost:
            self._on_lost(exc)

    def _wake(self) -> None:
        if self._drained and not self._drained.done():
            self._drained.set_result(None)
