"""The sending of an answer over HTTP, as server-sent events or as one JSON object."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from smartaipi_cli.sandbox.encoders.framing import Encoder
from smartaipi_cli.sandbox.faults import Break, Fault
from smartaipi_cli.sandbox.problems import Json
from smartaipi_cli.sandbox.run import Run
from smartaipi_cli.sandbox.telling import Ending, Telling


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
        telling = Telling(self._run, self._encoder, gone)
        held = b""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": raw_headers})
            async with aclosing(telling.pieces()) as pieces:
                async for piece in pieces:
                    body = b"".join(map(self._frame, piece.frames))
                    if piece.is_spoiled:
                        body = body[: len(body) // 2] + b"\n\n"
                    if self._run.fault.is_buffered:
                        held += body
                    else:
                        await send({"type": "http.response.body", "body": body, "more_body": True})
            if self._closes_connection(telling.ending):
                return  # the server drops a connection whose answer is not complete
            closing = self._closing if telling.ending is Ending.WHOLE else b""
            await send({"type": "http.response.body", "body": held + closing, "more_body": False})
        finally:
            gone.cancel()
            self._run.leave()

    def _closes_connection(self, ending: Ending) -> bool:
        is_dropped = ending is Ending.BROKEN and self._run.fault.break_by is Break.DISCONNECT
        return is_dropped or ending is Ending.GONE


class HalfAnswer:
    """An ASGI response whose connection is lost in the middle of its body."""

    def __init__(self, whole: Response) -> None:
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promises the whole body and sends the first half of it."""
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": self._whole.raw_headers})
        body = bytes(self._whole.body)
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})


def json_answer(content: Json, headers: Mapping[str, str], fault: Fault) -> Response | HalfAnswer:
    """An answer that is one JSON object, or what the fault leaves of it."""
    whole = JSONResponse(content, headers=dict(headers))
    if fault.break_by is Break.DISCONNECT:
        return HalfAnswer(whole)
    if fault.break_by is Break.CUT or fault.is_malformed:
        half = bytes(whole.body)[: len(whole.body) // 2]
        return Response(half, headers=dict(headers), media_type="application/json")
    return whole


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
