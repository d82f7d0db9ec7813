"""A call that is answered in one piece: an embedding, a picture. Metered as every call is."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from smartaipi_cli.sandbox.admission import fault_of, let_in
from smartaipi_cli.sandbox.catalogue import Model
from smartaipi_cli.sandbox.credentials import Caller
from smartaipi_cli.sandbox.endpoints import answer_headers
from smartaipi_cli.sandbox.events import Usage
from smartaipi_cli.sandbox.faults import Break
from smartaipi_cli.sandbox.gateway import gateway_of
from smartaipi_cli.sandbox.metering import Call, Outcome, settle
from smartaipi_cli.sandbox.pricing import cost_micros
from smartaipi_cli.sandbox.problems import Json, ProblemError
from smartaipi_cli.sandbox.streaming import HalfAnswer, json_answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleCall:
    """A call that was understood, with its whole answer and the tokens that are billed for it."""

    model: Model
    content: Json
    usage: Usage
    is_priority: bool = False


async def perform(request: Request, caller: Caller, call: SingleCall) -> Response | HalfAnswer:
    """Admits the call, settles it and gives its answer; a client that leaves meanwhile pays all the same.

    Errors: as `let_in`.
    """
    gateway = gateway_of(request)
    model, usage = call.model, call.usage
    request.state.actual_model = model.actual
    fault = fault_of(request, caller, model)
    cost = cost_micros(usage, model.price, is_priority=call.is_priority)
    started_at = gateway.world.clock()
    identity = await let_in(
        gateway,
        caller,
        Call(
            body=await request.body(),
            endpoint=request.url.path,
            model=model.id,
            actual_model=model.actual,
            service_tier="priority" if call.is_priority else "default",
            is_streamed=False,
            cost_micros=cost,
            tokens=usage.input_tokens + usage.output_tokens,
        ),
        fault,
    )
    try:
        await asyncio.sleep(fault.first_ms / 1000)
    finally:
        is_failed = fault.break_by is Break.ERROR
        outcome = Outcome(
            usage=Usage(input_tokens=0) if is_failed else usage,
            cost_micros=0 if is_failed else cost,
            status="error" if is_failed else "ok",
            error_code="requested_fault" if is_failed else None,
            duration_ms=round((gateway.world.clock() - started_at) * 1000),
        )
        now_s = gateway.world.now_s()
        settling = gateway.store.submit(
            lambda connection: settle(connection, identity.request_id, outcome, now_s)
        )
    await asyncio.wrap_future(settling)
    if is_failed:
        raise ProblemError(fault.problem(), request_id=identity.request_id)
    return json_answer(call.content, answer_headers(identity.request_id, model.actual), fault)
