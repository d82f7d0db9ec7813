"""The routes that clients of the three dialects call."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from smartaipi_cli.sandbox.admission import fault_of
from smartaipi_cli.sandbox.catalogue import Model, find_model
from smartaipi_cli.sandbox.credentials import Caller, read_credential
from smartaipi_cli.sandbox.decoders.messages import decode_messages
from smartaipi_cli.sandbox.encoders.chat import END_OF_STREAM, ChatEncoder
from smartaipi_cli.sandbox.encoders.framing import Answer, Encoder, named_event, unnamed_event
from smartaipi_cli.sandbox.encoders.messages import MessagesEncoder
from smartaipi_cli.sandbox.encoders.responses import ResponsesEncoder
from smartaipi_cli.sandbox.faults import Break
from smartaipi_cli.sandbox.gateway import dialect_of, gateway_of
from smartaipi_cli.sandbox.inference import Prepared, authenticate, prepare
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request
from smartaipi_cli.sandbox.run import start
from smartaipi_cli.sandbox.streaming import EventStream, HalfAnswer, json_answer
from smartaipi_cli.sandbox.wire import parse_object


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one endpoint puts an answer on the wire."""

    encoder: Callable[[Answer, Prepared, Json], Encoder]
    frame: Callable[[Json], bytes]
    closing: bytes = b""


def _chat(answer: Answer, prepared: Prepared, body: Json) -> Encoder:
    del prepared
    options = body.get("stream_options")
    return ChatEncoder(answer, has_usage=isinstance(options, dict) and options.get("include_usage") is True)


def _responses(answer: Answer, prepared: Prepared, body: Json) -> Encoder:
    del prepared
    return ResponsesEncoder(answer, request=body)


def _messages(answer: Answer, prepared: Prepared, body: Json) -> Encoder:
    del body
    return MessagesEncoder(answer, input_tokens=prepared.conversation.input_tokens())


_STYLES: Final = {
    "/v1/chat/completions": Style(encoder=_chat, frame=unnamed_event, closing=END_OF_STREAM),
    "/v1/responses": Style(encoder=_responses, frame=named_event),
    "/v1/messages": Style(encoder=_messages, frame=named_event),
}


async def answer_call(request: Request) -> Response | EventStream | HalfAnswer:
    """`POST` to any of the three inference endpoints, streamed or whole as the body asks."""
    gateway = gateway_of(request)
    caller = await caller_of(request)
    raw = await request.body()
    body = parse_object(raw)
    if request.url.path == "/v1/responses":
        _refuse_continuation(body)
    prepared = prepare(request.url.path, body)
    request.state.actual_model = prepared.model.actual
    is_streamed = body.get("stream") is True
    fault = fault_of(request, caller, prepared.model)
    run = await start(gateway, caller, replace(prepared, fault=fault), raw, is_streamed=is_streamed)
    style = _STYLES[request.url.path]
    answer = Answer(identity=run.identity, created_at=int(run.started_at), model=prepared.model.id)
    encoder = style.encoder(answer, prepared, body)
    headers = answer_headers(run.identity.request_id, prepared.model.actual)
    if is_streamed:
        return EventStream(run, encoder, frame=style.frame, closing=style.closing, headers=headers)
    try:
        await asyncio.sleep(run.total_wait())
        if fault.break_by is Break.ERROR:
            await run.break_off()
            raise ProblemError(fault.problem(), request_id=run.identity.request_id)
        await run.finish()
    finally:
        run.leave()
    return json_answer(encoder.whole(prepared.events), headers, fault)


async def count_tokens(request: Request) -> Response | HalfAnswer:
    """`POST /v1/messages/count_tokens`: by the sandbox's own rule, free of charge."""
    caller = await caller_of(request)
    conversation = decode_messages(parse_object(await request.body()))
    content = {"input_tokens": conversation.input_tokens()}
    return await tell_freely(request, caller, content, find_model(conversation.model))


async def tell_freely(
    request: Request, caller: Caller, content: Json, model: Model | None = None
) -> Response | HalfAnswer:
    """Answers what costs nothing, in the way that a fault may have ordered.

    Errors: `ProblemError` of the fault.
    """
    fault = fault_of(request, caller, model)
    await asyncio.sleep(fault.first_ms / 1000)
    if fault.is_refusal:
        raise ProblemError(fault.problem())
    headers = answer_headers(request.state.request_id, model.actual if model else None)
    return json_answer(content, headers, fault)


async def caller_of(request: Request) -> Caller:
    """The key behind a request.

    Errors: `ProblemError` 401.
    """
    credential = read_credential(request.headers, dialect_of(request.url.path, request.headers))
    address = request.client.host if request.client else "127.0.0.1"
    return await authenticate(gateway_of(request), credential, address)


def answer_headers(request_id: str, actual_model: str | None) -> dict[str, str]:
    """The headers that every inference answer carries; Claude Code keeps `request-id` in its own log."""
    headers = {"x-request-id": request_id, "request-id": request_id}
    return headers | {"x-actual-model": actual_model} if actual_model else headers


def _refuse_continuation(body: Json) -> None:
    if body.get("previous_response_id") is not None:
        message = "No response is stored; over HTTP the whole input must be sent"
        param = "previous_response_id"
        raise ProblemError(invalid_request(message, param=param, code="previous_response_not_found"))
