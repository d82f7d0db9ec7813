"""`/sandbox/faults`: faults for clients that cannot send a header of their own."""

from smartaipi_cli.sandbox.management.exchange import Exchange, Reply
from smartaipi_cli.sandbox.management.lists import whole_list
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request
from smartaipi_cli.sandbox.wire import required_text


async def arm_fault(exchange: Exchange) -> Reply:
    """Arms a fault: `{"fault": "status=429;times=2", "path": "/v1/responses", "model": "gpt-5.4"}`."""
    body = exchange.body()
    fault = required_text(body, "fault")
    armed = exchange.gateway.faults.arm(fault, path=_optional(body, "path"), model=_optional(body, "model"))
    return Reply(body=armed.to_json(), status=201)


async def list_faults(exchange: Exchange) -> Reply:
    """Those that still wait, oldest first."""
    return Reply(body=whole_list([armed.to_json() for armed in exchange.gateway.faults.armed()]))


async def disarm_faults(exchange: Exchange) -> Reply:
    """Forgets them all, and how often faults in headers have struck."""
    exchange.gateway.faults.disarm()
    return Reply(body={"object": "faults", "deleted": True})


def _optional(body: Json, name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise ProblemError(invalid_request(f"`{name}` must be a string", param=name))
    return value
