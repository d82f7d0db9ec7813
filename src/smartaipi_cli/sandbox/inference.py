"""One call of a model from the reading of its body to the settling of its bill, for every dialect."""

from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.catalogue import Fail, Model, Slow, find_model
from smartaipi_cli.sandbox.conversation import Conversation
from smartaipi_cli.sandbox.credentials import Caller, authenticate_key
from smartaipi_cli.sandbox.decoders.chat import decode_chat
from smartaipi_cli.sandbox.decoders.messages import decode_messages
from smartaipi_cli.sandbox.decoders.responses import decode_responses
from smartaipi_cli.sandbox.engine import plan_answer
from smartaipi_cli.sandbox.events import Event, usage_of
from smartaipi_cli.sandbox.gateway import Gateway
from smartaipi_cli.sandbox.identity import Identity
from smartaipi_cli.sandbox.metering import Call, Outcome, admit, settle
from smartaipi_cli.sandbox.pricing import cost_micros
from smartaipi_cli.sandbox.problems import Json, Problem, ProblemError, not_found

Decoder = Callable[[Json], Conversation]

_DECODERS: Final[dict[str, Decoder]] = {
    "/v1/chat/completions": decode_chat,
    "/v1/responses": decode_responses,
    "/v1/messages": decode_messages,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A call that was understood: the model, the answer in full, and what it costs when told to its end."""

    endpoint: str
    model: Model
    conversation: Conversation
    events: tuple[Event, ...]
    is_priority: bool

    def cost_of(self, events: tuple[Event, ...]) -> int:
        """The cost of the first of the events, in micro-dollars."""
        usage = usage_of(events, input_tokens=self.conversation.input_tokens())
        return cost_micros(usage, self.model.price, is_priority=self.is_priority)


def prepare(endpoint: str, body: Json) -> Prepared:
    """Understands a body and plans the answer.

    Errors: `ProblemError` 400 for a body that cannot be understood, 404 for a model that does not exist.
    """
    conversation = _DECODERS[endpoint](body)
    model = find_model(conversation.model)
    if model is None:
        raise ProblemError(
            not_found(f"The model `{conversation.model}` does not exist", code="model_not_found")
        )
    return Prepared(
        endpoint=endpoint,
        model=model,
        conversation=conversation,
        events=plan_answer(conversation, model.behaviour),
        is_priority=body.get("service_tier") == "priority",
    )


async def authenticate(gateway: Gateway, credential: Secret | None, address: str) -> Caller:
    """The caller behind a credential.

    Errors: `ProblemError` 401.
    """
    now_s = gateway.world.now_s()
    key = await gateway.store.read(lambda connection: authenticate_key(connection, credential, now_s))
    return Caller(key=key, address=address)


class Run:
    """An admitted call. What is delivered is counted; it is settled exactly once, however it ends."""

    def __init__(self, gateway: Gateway, prepared: Prepared, identity: Identity) -> None:
        self.prepared = prepared
        self.identity = identity
        self.started_at = gateway.world.clock()
        self._gateway = gateway
        self._first_token_at: float | None = None
        self._delivered = 0
        self._is_settled = False

    def wait_before(self, position: int) -> float:
        """Seconds to wait before the event at this position."""
        behaviour = self.prepared.model.behaviour
        if not isinstance(behaviour, Slow) or position == len(self.prepared.events) - 1:
            return 0
        return (behaviour.gap_ms if position else behaviour.first_ms) / 1000

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

    async def fail(self) -> None:
        """Settles a call that was asked to fail: nothing was delivered, nothing is billed."""
        await self._gateway.store.write(self._settlement((), status="error", error_code="requested_fault"))

    def leave(self) -> None:
        """Settles what was delivered when nobody waits for the rest; does nothing after `finish`."""
        if not self._is_settled:
            delivered = self.prepared.events[: self._delivered]
            self._gateway.store.submit(
                self._settlement(delivered, status="error", error_code="client_disconnected")
            )

    def _settlement(
        self, events: tuple[Event, ...], *, status: str, error_code: str | None = None
    ) -> Callable[[Connection], None]:
        self._is_settled = True
        outcome = self._outcome(events, status, error_code)
        now_s = self._gateway.world.now_s()
        return lambda connection: settle(connection, self.identity.request_id, outcome, now_s)

    def _outcome(self, events: tuple[Event, ...], status: str, error_code: str | None) -> Outcome:
        is_billed = not isinstance(self.prepared.model.behaviour, Fail)
        input_tokens = self.prepared.conversation.input_tokens() if is_billed else 0
        first = self._first_token_at
        return Outcome(
            usage=usage_of(events, input_tokens=input_tokens),
            cost_micros=self.prepared.cost_of(events) if is_billed else 0,
            status=status,
            error_code=error_code,
            duration_ms=_milliseconds(self._gateway.world.clock() - self.started_at),
            first_token_ms=None if first is None else _milliseconds(first - self.started_at),
        )


async def start(
    gateway: Gateway, caller: Caller, prepared: Prepared, body: bytes, *, is_streamed: bool
) -> Run:
    """Admits a call.

    Errors: `ProblemError` with the call's own request id: 402, 403 or 429 by key, budget and balance; any
    status that a `sandbox/error-…` model stands for.
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
    now_s = gateway.world.now_s()
    admission = await gateway.store.write(
        lambda connection: admit(connection, seed=gateway.seed, caller=caller, call=call, now_s=now_s)
    )
    if admission.refusal:
        raise ProblemError(admission.refusal, request_id=admission.identity.request_id)
    run = Run(gateway, prepared, admission.identity)
    if isinstance(prepared.model.behaviour, Fail):
        await run.fail()
        raise ProblemError(_fault(prepared.model.behaviour), request_id=admission.identity.request_id)
    return run


def _fault(behaviour: Fail) -> Problem:
    return Problem(
        status=behaviour.status,
        type="rate_limit_error" if behaviour.status == _TOO_MANY else "server_error",
        code="requested_fault",
        message=f"The model was asked to fail with status {behaviour.status}",
        retry_after_s=1 if behaviour.status in {_TOO_MANY, _UNAVAILABLE} else None,
    )


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


_TOO_MANY: Final = 429
_UNAVAILABLE: Final = 503
