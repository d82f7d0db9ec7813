"""A call of a model, understood: what stands behind its name, the answer in full, and what that costs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.catalogue import Kind, Model, find_model
from smartaipi_cli.sandbox.conversation import Conversation
from smartaipi_cli.sandbox.credentials import Caller, authenticate_key
from smartaipi_cli.sandbox.decoders.chat import decode_chat
from smartaipi_cli.sandbox.decoders.messages import decode_messages
from smartaipi_cli.sandbox.decoders.responses import decode_responses
from smartaipi_cli.sandbox.engine import plan_answer
from smartaipi_cli.sandbox.events import Event, usage_of
from smartaipi_cli.sandbox.faults import Fault
from smartaipi_cli.sandbox.gateway import Gateway
from smartaipi_cli.sandbox.pricing import cost_micros
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request, not_found

Decoder = Callable[[Json], Conversation]

_DECODERS: Final[dict[str, Decoder]] = {
    "/v1/chat/completions": decode_chat,
    "/v1/responses": decode_responses,
    "/v1/messages": decode_messages,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A call that was understood: the model, the answer in full, and the fault that it will meet."""

    endpoint: str
    model: Model
    conversation: Conversation
    events: tuple[Event, ...]
    is_priority: bool
    fault: Fault

    def cost_of(self, events: tuple[Event, ...]) -> int:
        """The cost of the first of the events, in micro-dollars."""
        usage = usage_of(events, input_tokens=self.conversation.input_tokens())
        return cost_micros(usage, self.model.price, is_priority=self.is_priority)


def prepare(endpoint: str, body: Json) -> Prepared:
    """Understands a body and plans the answer.

    Errors: `ProblemError` 400 for a body that cannot be understood, and as `require_model`.
    """
    conversation = _DECODERS[endpoint](body)
    model = require_model(conversation.model, Kind.TEXT)
    return Prepared(
        endpoint=endpoint,
        model=model,
        conversation=conversation,
        events=plan_answer(conversation, model.behaviour),
        is_priority=is_priority(body),
        fault=model.fault,
    )


def require_model(name: str, kind: Kind) -> Model:
    """The model of that name, which must be one for that.

    Errors: `ProblemError` 404 for a model that does not exist, 400 for one that is for something else.
    """
    model = find_model(name)
    if model is None:
        raise ProblemError(not_found(f"The model `{name}` does not exist", code="model_not_found"))
    if not model.serves(kind):
        message = f"The model `{name}` is for {model.kind.value} alone"
        raise ProblemError(invalid_request(message, param="model", code="model_not_supported"))
    return model


def is_priority(body: Json) -> bool:
    """Whether the caller asks for the faster and dearer tier."""
    return body.get("service_tier") == "priority"


async def authenticate(gateway: Gateway, credential: Secret | None, address: str) -> Caller:
    """The caller behind a credential.

    Errors: `ProblemError` 401.
    """
    now_s = gateway.world.now_s()
    key = await gateway.store.read(lambda connection: authenticate_key(connection, credential, now_s))
    return Caller(key=key, address=address)
