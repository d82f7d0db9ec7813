"""`GET /v1/responses` upgraded: the turns of a conversation over one socket.

*Source:* OpenAI's guide to the responses WebSocket mode; what Codex 0.169.0 sends (observed, November 2026):
flat frames, a first one with `generate: false`, later ones with only the new items and the id of the response
before, although nothing is stored.
"""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from smartaipi_cli.sandbox.admission import fault_of
from smartaipi_cli.sandbox.credentials import read_credential
from smartaipi_cli.sandbox.encoders.framing import Answer, compact
from smartaipi_cli.sandbox.encoders.responses import ResponsesEncoder
from smartaipi_cli.sandbox.events import Finish, FinishReason, Usage
from smartaipi_cli.sandbox.faults import Break, Fault
from smartaipi_cli.sandbox.gateway import Gateway, gateway_of
from smartaipi_cli.sandbox.identity import identify
from smartaipi_cli.sandbox.inference import authenticate, prepare
from smartaipi_cli.sandbox.problems import Dialect, Json, ProblemError, invalid_request
from smartaipi_cli.sandbox.run import start
from smartaipi_cli.sandbox.socket_memory import SocketMemory
from smartaipi_cli.sandbox.telling import Ending, Telling
from smartaipi_cli.sandbox.wire import parse_object

_RESPONSES: Final = "/v1/responses"
_NORMAL_CLOSURE: Final = 1000


async def converse(websocket: WebSocket) -> None:
    """Serves one socket until the client leaves. A bad key is refused before the upgrade."""
    await Socket(websocket).serve()


class Socket:
    """A socket of responses: each frame of the client is one request, answered before the next is read."""

    def __init__(self, websocket: WebSocket) -> None:
        self.request_id: str = websocket.state.request_id
        self.gateway: Gateway = gateway_of(websocket)
        self._websocket = websocket
        self._credential = read_credential(websocket.headers, Dialect.OPENAI)
        self._address = websocket.client.host if websocket.client else "127.0.0.1"
        self._memory = SocketMemory()
        self._frames: asyncio.Queue[str | None] = asyncio.Queue()
        self._is_open = True

    async def serve(self) -> None:
        """Upgrades the connection and answers its frames."""
        try:
            await authenticate(self.gateway, self._credential, self._address)
        except ProblemError as error:
            body = error.problem.body(Dialect.OPENAI, self.request_id)
            headers = {"x-request-id": self.request_id, **error.problem.headers()}
            await self._websocket.send_denial_response(
                JSONResponse(body, error.problem.status, headers=headers)
            )
            return
        await self._websocket.accept(headers=[(b"x-request-id", self.request_id.encode())])
        reader = asyncio.ensure_future(self._read())
        try:
            await self.greet()
            while self._is_open and (text := await self._frames.get()) is not None:
                await self._answer(text, gone=reader)
        except WebSocketDisconnect:
            pass  # it left while we were sending
        finally:
            reader.cancel()

    async def greet(self) -> None:
        """Sends what comes before the first frame of the client: nothing."""

    async def handle(self, frame: Json, body: bytes, number: int, gone: asyncio.Future[None]) -> None:
        """Answers one frame, the `number`-th thing that the sandbox received.

        Errors: `ProblemError`, which becomes an error event.
        """
        request = self._memory.join(unwrap(frame))
        if request.get("generate") is False:
            await self._warm_up(request, number)
        else:
            await self._turn(request, body, gone)

    async def send(self, *frames: Json) -> None:
        """Sends frames, each as one text message."""
        for frame in frames:
            await self._websocket.send_text(compact(frame))

    async def _read(self) -> None:
        # Reading goes on while a turn is answered: only so is a disconnect seen in the middle of one.
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            await self._frames.put(
                message.get("text") or (message.get("bytes") or b"").decode("utf-8", "replace")
            )
        await self._frames.put(None)

    async def _answer(self, text: str, gone: asyncio.Future[None]) -> None:
        body = text.encode()
        received = self.gateway.log.record(
            now_s=self.gateway.world.now_s(),
            method="FRAME",
            target=self._websocket.url.path,
            headers=self._websocket.headers.items(),
            body=body,
        )
        try:
            await self.handle(parse_object(body), body, received.index, gone)
        except ProblemError as error:
            problem = error.problem
            frame = {"type": "error", "status": problem.status, "headers": problem.headers()}
            await self.send(frame | problem.body(Dialect.OPENAI, error.request_id or self.request_id))

    async def _warm_up(self, request: Json, number: int) -> None:
        """Answers a frame that asks for no answer: a response without output, free of charge."""
        prepared = prepare(_RESPONSES, request)
        identity = identify(seed=self.gateway.seed, caller=self.request_id, sequence=number, body=b"warm-up")
        created_at = self.gateway.world.now_s()
        answer = Answer(identity=identity, created_at=created_at, model=prepared.model.id)
        encoder = ResponsesEncoder(answer, request=request)
        end = Finish(reason=FinishReason.STOP, usage=Usage(input_tokens=0))
        frames = [*encoder.opening(), *encoder.frames(end)]
        self._memory.remember(encoder, request)
        await self.send(*frames)

    async def _turn(self, request: Json, body: bytes, gone: asyncio.Future[None]) -> None:
        # The key is looked at again for each turn: it may have been disabled since the upgrade.
        caller = await authenticate(self.gateway, self._credential, self._address)
        prepared = prepare(_RESPONSES, request)
        fault = fault_of(self._websocket, caller, prepared.model)
        prepared = replace(prepared, fault=fault)
        run = await start(self.gateway, caller, prepared, body, is_streamed=True)
        answer = Answer(identity=run.identity, created_at=int(run.started_at), model=prepared.model.id)
        encoder = ResponsesEncoder(answer, request=request)
        telling = Telling(run, encoder, gone)
        held: list[str] = []
        try:
            async with aclosing(telling.pieces()) as pieces:
                async for piece in pieces:
                    texts = [compact(frame) for frame in piece.frames]
                    if piece.is_spoiled:
                        texts[-1] = texts[-1][: len(texts[-1]) // 2]
                    if telling.ending is Ending.WHOLE:
                        self._memory.remember(encoder, request)
                    held += texts
                    if piece.is_last or not fault.is_buffered:
                        await self._send_texts(held)
                        held = []
            if telling.ending is Ending.BROKEN:
                await self._break(fault)
        finally:
            run.leave()

    async def _send_texts(self, texts: list[str]) -> None:
        for text in texts:
            await self._websocket.send_text(text)

    async def _break(self, fault: Fault) -> None:
        if fault.break_by is Break.ERROR:
            return
        self._is_open = False
        if fault.break_by is Break.CUT:
            await self._websocket.close(fault.close_code or _NORMAL_CLOSURE)


def unwrap(frame: Json) -> Json:
    """The request in a frame: its own members, or those of `response`, where some clients put them.

    Errors: `ProblemError` 400 `unknown_frame`.
    """
    if frame.get("type") != "response.create":
        message = "Only frames of the type `response.create` are understood"
        raise ProblemError(invalid_request(message, param="type", code="unknown_frame"))
    wrapped = frame.get("response")
    members = {name: value for name, value in frame.items() if name not in {"type", "response"}}
    return members | wrapped if isinstance(wrapped, dict) else members
