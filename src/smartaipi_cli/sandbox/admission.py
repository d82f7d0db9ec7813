"""Letting a call in: its number, its reservation, and the fault that it meets."""

from starlette.requests import HTTPConnection

from smartaipi_cli.sandbox.catalogue import Model
from smartaipi_cli.sandbox.credentials import Caller
from smartaipi_cli.sandbox.events import Usage
from smartaipi_cli.sandbox.faults import FAULT_HEADER, NO_FAULT, Fault
from smartaipi_cli.sandbox.gateway import Gateway, gateway_of
from smartaipi_cli.sandbox.identity import Identity
from smartaipi_cli.sandbox.metering import Call, Outcome, admit, settle
from smartaipi_cli.sandbox.problems import ProblemError


def fault_of(connection: HTTPConnection, caller: Caller, model: Model | None) -> Fault:
    """The fault that strikes this call: the one that somebody ordered, else the one in the model's name.

    Errors: `ProblemError` 400 `invalid_fault`.
    """
    ordered = gateway_of(connection).faults.take(
        header=connection.headers.get(FAULT_HEADER),
        caller=caller.key.id,
        path=connection.url.path,
        model=model.id if model else None,
    )
    return ordered or (model.fault if model else NO_FAULT)


async def let_in(gateway: Gateway, caller: Caller, call: Call, fault: Fault) -> Identity:
    """Admits a call.

    Errors: `ProblemError` with the call's own request id: 402, 403 or 429 by key, budget and balance; the status
    of a fault that refuses, unbilled.
    """
    now_s = gateway.world.now_s()
    admission = await gateway.store.write(
        lambda connection: admit(connection, seed=gateway.seed, caller=caller, call=call, now_s=now_s)
    )
    request_id = admission.identity.request_id
    if admission.refusal:
        raise ProblemError(admission.refusal, request_id=request_id)
    if fault.is_refusal:
        problem = fault.problem()
        outcome = Outcome(
            usage=Usage(input_tokens=0), cost_micros=0, status="error", error_code=problem.code, duration_ms=0
        )
        await gateway.store.write(lambda connection: settle(connection, request_id, outcome, now_s))
        raise ProblemError(problem, request_id=request_id)
    return admission.identity
