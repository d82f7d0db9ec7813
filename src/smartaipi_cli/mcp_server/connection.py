"""The client's two ends while they are open: lines in, lines out, and who still waits for an answer."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Final

from smartaipi_cli.mcp_server.endings import GRACE_S, end_at_last
from smartaipi_cli.mcp_server.frames import (
    MOST_BYTES,
    Identifier,
    Message,
    Refused,
    read_frame,
    refusal,
)
from smartaipi_cli.mcp_server.wire import Wire

Deliver = Callable[[Message], Awaitable[Refused | None]]
FLUSH_S: Final = 0.2


class Connection:
    """Reads and writes in threads of its own. To be made inside the event loop.

    `deliver` takes each message of the right shape, and may refuse it all the same.
    """

    def __init__(self, wire: Wire, deliver: Deliver) -> None:
        self._wire = wire
        self._deliver = deliver
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._waiting: set[Identifier] = set()
        self._outgoing: SimpleQueue[bytes | None] = SimpleQueue()
        self._writer = Thread(target=self._write, daemon=True)
        self._writer.start()
        Thread(target=self._read, daemon=True).start()
        self._loop.add_signal_handler(signal.SIGTERM, self._ended.set)

    def send(self, message: bytes, identifier: Identifier) -> None:
        """Write a message; an answer to the request `identifier` when there is one."""
        self._outgoing.put(message)
        self._waiting.discard(identifier)
        if not self._waiting:
            self._idle.set()

    async def until_ended(self) -> None:
        """Return when the client has gone, and its last requests are answered or have had their time."""
        await self._ended.wait()
        end_at_last()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), GRACE_S)

    def flush(self) -> None:
        """Return when everything is written, or the client does not read."""
        self._outgoing.put(None)
        self._writer.join(FLUSH_S)

    async def _take(self, line: bytes) -> None:
        frame = read_frame(line)
        if isinstance(frame, Message):
            if frame.id is not None:
                self._waiting.add(frame.id)
                self._idle.clear()
            refused = await self._deliver(frame)
        else:
            refused = frame
        if refused:
            self.send(refusal(refused), refused.id)

    def _read(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            for line in self._wire.lines(MOST_BYTES):
                asyncio.run_coroutine_threadsafe(self._take(line), self._loop).result()
            self._loop.call_soon_threadsafe(self._ended.set)

    def _write(self) -> None:
        try:
            while (message := self._outgoing.get()) is not None:
                self._wire.send(message)
        except OSError:  # the client reads no more
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._ended.set)
