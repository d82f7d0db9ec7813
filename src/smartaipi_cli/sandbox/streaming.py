"""The sending of an answer event by event, with an eye on whether anybody still listens."""

import asyncio
from collections.abc import Callable, Mapping

from starlette.types import Receive, Scope, Send

from smartaipi_cli.sandbox.encoders.framing import Encoder
from smartaipi_cli.sandbox.events import Finish
from smartaipi_cli.sandbox.inference import Run
from smartaipi_cli.sandbox.problems import Json


class EventStream:
    """An ASGI response of server-sent events. The bill is settled before the last event is sent.

    So a client that has read to the end finds the call in its usage log, and one that leaves pays for what
    it was sent.
    """

    def __init__(
        self,
        run: Run,
        encoder: Encoder,
        *,
        frame: Callable[[Json], bytes],
        closing: bytes,
        headers: Mapping[str, str],
    ) -> None:
        self._run = run
        self._encoder = encoder
        self._frame = frame
        self._closing = closing
        self._headers = {**headers, "content-type": "text/event-stream", "cache-control": "no-cache"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends until the end or until the client is gone."""
        del scope
        gone = asyncio.ensure_future(_wait_for_disconnect(receive))
        raw_headers = [(name.encode(), value.encode()) for name, value in self._headers.items()]
        try:
            await send({"type": "http.response.start", "status": 200, "headers": raw_headers})
            await self._send(send, self._encoder.opening())
            for position, event in enumerate(self._run.prepared.events):
                if await is_gone_after(self._run.wait_before(position), gone):
                    return
                if isinstance(event, Finish):
                    await self._run.finish()
                await self._send(send, self._encoder.frames(event))
                self._run.deliver()
            await send({"type": "http.response.body", "body": self._closing, "more_body": False})
        finally:
            gone.cancel()
            self._run.leave()

    async def _send(self, send: Send, frames: list[Json]) -> None:
        body = b"".join(map(self._frame, frames))
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def is_gone_after(seconds: float, gone: asyncio.Future[None]) -> bool:
    """Waits, if only for a turn of the loop so that others go on, and tells whether the client has left."""
    if seconds > 0:
        await asyncio.wait({gone}, timeout=seconds)
    else:
        await asyncio.sleep(0)
    return gone.done()


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
