"""`GET /v1/responses` upgraded: the turns of a conversation over one socket.

*Source:* OpenAI's guide to the responses WebSocket mode; what Codex 0.169.0 sends (observed, November 2026):
flat frames, a first one with `generate: false`, later ones with only the new items and the id of the response
before, although nothing is stored.
"""

import asyncio
from collections import OrderedDict
from typing import Final

from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from smartaipi_cli.sandbox.credentials import read_credential
from smartaipi_cli.sandbox.decoders.responses import input_items
from smartaipi_cli.sandbox.encoders.framing import Answer, compact
from smartaipi_cli.sandbox.encoders.responses import ResponsesEncoder
from smartaipi_cli.sandbox.events import Finish, FinishReason, Usage
from smartaipi_cli.sandbox.gateway import Gateway, gateway_of
from smartaipi_cli.sandbox.identity import identify
from smartaipi_cli.sandbox.inference import authenticate, prepare, start
from smartaipi_cli.sandbox.problems import Dialect, Json, ProblemError, invalid_request
from smartaipi_cli.sandbox.streaming import is_gone_after
from smartaipi_cli.sandbox.wire import parse_object

_ENDPOINT: Final = "/v1/responses"
_REMEMBERED_RESPONSES: Final = 64


async def converse(websocket: WebSocket) -> None:
    """Serves one socket until the client leaves. A bad key is refused before the upgrade."""
    socket = _Socket(websocket)
    try:
        await socket.authenticate()
    except ProblemError as error:
        body = error.problem.body(Dialect.OPENAI, socket.request_id)
        headers = {"x-request-id": socket.request_id}
        await websocket.send_denial_response(JSONResponse(body, error.problem.status, headers=headers))
        return
    await websocket.accept(headers=[(b"x-request-id", socket.request_id.encode())])
    await socket.serve()


class _Memory:
    """The responses of one socket that a later turn may continue; gone with the socket."""

    def __init__(self) -> None:
        self._requests: OrderedDict[str, Json] = OrderedDict()

    def join(self, body: Json) -> Json:
        """The body with the turns before it put in front of its own input."""
        previous_id = body.get("previous_response_id")
        if previous_id is None:
            return body
        previous = self._requests.get(str(previous_id))
        if previous is None:
            message = f"The response `{previous_id}` is not known on this connection"
            problem = invalid_request(
                message, param="previous_response_id", code="previous_response_not_found"
            )
            raise ProblemError(problem)
        inherited = {"tools": previous["tools"]} if "tools" in previous else {}
        return inherited | body | {"input": [*previous["input"], *input_items(body)]}

    def remember(self, encoder: ResponsesEncoder, request: Json) -> None:
        """Keeps a joined request with what was answered to it."""
        whole = request | {"input": [*input_items(request), *encoder.output]}
        self._requests[encoder.response_id] = whole
        if len(self._requests) > _REMEMBERED_RESPONSES:
            self._requests.popitem(last=False)


class _Socket:
    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._gateway: Gateway = gateway_of(websocket)
        self._credential = read_credential(websocket.headers, Dialect.OPENAI)
        self._address = websocket.client.host if websocket.client else "127.0.0.1"
        self._memory = _Memory()
        self._frames: asyncio.Queue[str | None] = asyncio.Queue()
        self.request_id: str = websocket.state.request_id

    async def authenticate(self) -> None:
        await authenticate(self._gateway, self._credential, self._address)

    async def serve(self) -> None:
        reader = asyncio.ensure_future(self._read())
        try:
            while (text := await self._frames.get()) is not None:
                await self._answer(text, gone=reader)
        except WebSocketDisconnect:
            pass  # it left while we were sending
        finally:
            reader.cancel()

    async def _read(self) -> None:
        # Reading goes on while a turn is answered: only so is a disconnect seen in the middle of one.
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            await self._frames.put(
                message.get("text") or (message.get("bytes") or b"").decode("utf-8", "replace")
            )
        await self._frames.put(None)

    async def _answer(self, text: str, gone: asyncio.Future[None]) -> None:
        body = text.encode()
        received = self._gateway.log.record(
            now_s=self._gateway.world.now_s(),
            method="FRAME",
            target=_ENDPOINT,
            headers=self._websocket.headers.items(),
            body=body,
        )
        try:
            request = self._memory.join(_unwrap(parse_object(body)))
            if request.get("generate") is False:
                await self._warm_up(request, received.index)
            else:
                await self._turn(request, body, gone)
        except ProblemError as error:
            problem = error.problem
            frame = {"type": "error", "status": problem.status, "headers": problem.headers()}
            detail = problem.body(Dialect.OPENAI, error.request_id or self.request_id)
            await self._websocket.send_text(compact(frame | detail))

    async def _warm_up(self, request: Json, number: int) -> None:
        """Answers a frame that asks for no answer: a response without output, free of charge."""
        prepared = prepare(_ENDPOINT, request)
        identity = identify(seed=self._gateway.seed, caller=self.request_id, sequence=number, body=b"warm-up")
        created_at = self._gateway.world.now_s()
        answer = Answer(identity=identity, created_at=created_at, model=prepared.model.id)
        encoder = ResponsesEncoder(answer, request=request)
        end = Finish(reason=FinishReason.STOP, usage=Usage(input_tokens=0))
        await self._send([*encoder.opening(), *encoder.frames(end)])
        self._memory.remember(encoder, request)

    async def _turn(self, request: Json, body: bytes, gone: asyncio.Future[None]) -> None:
        # The key is looked at again for each turn: it may have been disabled since the upgrade.
        caller = await authenticate(self._gateway, self._credential, self._address)
        run = await start(self._gateway, caller, prepare(_ENDPOINT, request), body, is_streamed=True)
        answer = Answer(identity=run.identity, created_at=int(run.started_at), model=run.prepared.model.id)
        encoder = ResponsesEncoder(answer, request=request)
        try:
            await self._send(encoder.opening())
            for position, event in enumerate(run.prepared.events):
                if await is_gone_after(run.wait_before(position), gone):
                    return
                if isinstance(event, Finish):
                    await run.finish()
                    self._memory.remember(encoder, request)
                await self._send(encoder.frames(event))
                run.deliver()
        finally:
            run.leave()

    async def _send(self, frames: list[Json]) -> None:
        for frame in frames:
            await self._websocket.send_text(compact(frame))


def _unwrap(frame: Json) -> Json:
    """The request in a frame: its own members, or those of `response`, where some clients put them."""
    if frame.get("type") != "response.create":
        message = "Only frames of the type `response.create` are understood"
        raise ProblemError(invalid_request(message, param="type", code="unknown_frame"))
    wrapped = frame.get("response")
    members = {name: value for name, value in frame.items() if name not in {"type", "response"}}
    return members | wrapped if isinstance(wrapped, dict) else members
