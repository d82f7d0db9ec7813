"""What the engine knows of a protocol."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from smartaipi_cli.probe.dialogue import Dialogue
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.story import Tell
from smartaipi_cli.probe.wish import Wish


class Form(StrEnum):
    """How an answer comes: as server-sent events, as one JSON object, as frames of a WebSocket."""

    EVENTS = "events"
    WHOLE = "whole"
    FRAMES = "frames"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One way to ask a gateway. `has_version` says whether its base URL ends in `/v1`.

    `tells_usage` and `tells_text` say what a good answer must have; `converse` is what is said over a socket.
    """

    name: str
    form: Form
    encode: Callable[[Wish], OutgoingRequest]
    tell: Tell
    has_version: bool = True
    tells_usage: bool = True
    tells_text: bool = True
    converse: Callable[[Wish], Dialogue] | None = None


Json = Mapping[str, object]


def member(data: Json, name: str) -> Json:
    """A JSON object inside another, empty when it is none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def members(data: Json, name: str) -> list[Json]:
    """The JSON objects of a list inside another."""
    value = data.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(data: Json, name: str) -> str:
    """A text, empty when it is none."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def count(data: Json, name: str) -> int | None:
    """A number of tokens, None when it is not told."""
    value = data.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
