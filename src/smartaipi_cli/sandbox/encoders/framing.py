"""What the encoders share: whose answer it is, and how a frame becomes a server-sent event."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from smartaipi_cli.sandbox.events import Event
from smartaipi_cli.sandbox.identity import Identity
from smartaipi_cli.sandbox.problems import Json, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The outside of an answer: its ids, its time in Unix seconds, the model that was asked for."""

    identity: Identity
    created_at: int
    model: str


class Encoder(Protocol):
    """Tells the events of one answer, one after the other."""

    def opening(self) -> list[Json]:
        """The frames before the first event."""
        ...

    def frames(self, event: Event) -> list[Json]:
        """The frames that tell one event; those of `Finish` end the stream."""
        ...

    def failure(self, problem: Problem) -> list[Json]:
        """The frames that end a stream by an error."""
        ...

    def whole(self, events: Sequence[Event]) -> Json:
        """The answer as one JSON object, for a caller that does not stream."""
        ...


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def compact(value: Json) -> str:
    """JSON without blanks."""
    return _ENCODER.encode(value)


def unnamed_event(frame: Json) -> bytes:
    """A server-sent event of data alone, as chat completions sends it."""
    return f"data: {compact(frame)}\n\n".encode()


def named_event(frame: Json) -> bytes:
    """A server-sent event named by the frame's type; Anthropic's client needs the name."""
    return f"event: {frame['type']}\ndata: {compact(frame)}\n\n".encode()
