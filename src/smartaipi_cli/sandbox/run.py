"""An admitted call while its answer is told: what was delivered is counted, and billed exactly once."""

from collections.abc import Callable
from sqlite3 import Connection

from smartaipi_cli.sandbox.admission import let_in
from smartaipi_cli.sandbox.credentials import Caller
from smartaipi_cli.sandbox.events import Event, usage_of
from smartaipi_cli.sandbox.gateway import Gateway
from smartaipi_cli.sandbox.identity import Identity
from smartaipi_cli.sandbox.inference import Prepared
from smartaipi_cli.sandbox.metering import Call, Outcome, settle


class Run:
    """An admitted call. It is settled once, however it ends."""

    def __init__(self, gateway: Gateway, prepared: Prepared, identity: Identity) -> None:
        self.prepared = prepared
        self.identity = identity
        self.fault = prepared.fault
        self.started_at = gateway.world.clock()
        self._gateway = gateway
        self._first_token_at: float | None = None
        self._delivered = 0
        self._is_settled = False

    @property
    def break_at(self) -> int | None:
        """The position of the event that is not told any more; None when the answer is told to its end."""
        if self.fault.break_by is None:
            return None
        return min(self.fault.break_after, len(self.prepared.events) - 1)

    def wait_before(self, position: int) -> float:
        """Seconds to wait before the event at this position."""
        if position == len(self.prepared.events) - 1:
            return 0
        return (self.fault.gap_ms if position else self.fault.first_ms) / 1000

    def total_wait(self) -> float:
        """Seconds that the whole answer takes."""
        return sum(map(self.wait_before, range(len(self.prepared.events))))

    def deliver(self) -> None:
        """Counts one more event as delivered."""
        self._delivered += 1
        self._first_token_at = self._first_token_at or self._gateway.world.clock()

    async def finish(self) -> None:
        """Settles the whole answer; when this returns the bill is on the disk."""
        await self._gateway.store.write(self._settlement(self.prepared.events, status="ok"))

    async def break_off(self) -> None:
        """Settles what was delivered when the fault of the call strikes."""
        delivered = self.prepared.events[: self._delivered]
        await self._gateway.store.write(
            self._settlement(delivered, status="error", error_code="requested_fault")
        )

    def leave(self) -> None:
        """Settles what was delivered when nobody waits for the rest; does nothing after another settlement."""
        if not self._is_settled:
            delivered = self.prepared.events[: self._delivered]
            self._gateway.store.submit(
                self._settlement(delivered, status="error", error_code="client_disconnected")
            )

    def _settlement(
        self, events: tuple[Event, ...], *, status: str, error_code: str | None = None
    ) -> Callable[[Connection], None]:
        self._is_settled = True
        first = self._first_token_at
        outcome = Outcome(
            usage=usage_of(events, input_tokens=self.prepared.conversation.input_tokens()),
            cost_micros=self.prepared.cost_of(events),
            status=status,
            error_code=error_code,
            duration_ms=_milliseconds(self._gateway.world.clock() - self.started_at),
            first_token_ms=None if first is None else _milliseconds(first - self.started_at),
        )
        now_s = self._gateway.world.now_s()
        return lambda connection: settle(connection, self.identity.request_id, outcome, now_s)


async def start(
    gateway: Gateway, caller: Caller, prepared: Prepared, body: bytes, *, is_streamed: bool
) -> Run:
    """Admits a call.

    Errors: as `let_in`.
    """
    usage = usage_of(prepared.events, input_tokens=prepared.conversation.input_tokens())
    call = Call(
        body=body,
        endpoint=prepared.endpoint,
        model=prepared.model.id,
        actual_model=prepared.model.actual,
        service_tier="priority" if prepared.is_priority else "default",
        is_streamed=is_streamed,
        cost_micros=prepared.cost_of(prepared.events),
        tokens=usage.input_tokens + usage.output_tokens,
    )
    identity = await let_in(gateway, caller, call, prepared.fault)
    return Run(gateway, prepared, identity)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
