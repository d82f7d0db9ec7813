"""The events of an answer: what the engine makes and every encoder tells in its own words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from smartaipi_cli.sandbox.conversation import tokens_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of one call. `output_tokens` includes `reasoning_tokens`."""

    input_tokens: int
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cached_input_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """One token of thought."""

    text: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """One token of the answer."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A call of one of the caller's tools; `arguments` is JSON text."""

    name: str
    arguments: str


class FinishReason(Enum):
    """Why an answer ends."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The end of an answer. Exactly one stands in each, at the end."""

    reason: FinishReason
    usage: Usage


Event = ReasoningDelta | TextDelta | ToolCall | Finish


def usage_of(events: Iterable[Event], *, input_tokens: int) -> Usage:
    """What the events cost in tokens, also when only the first of them were delivered."""
    spoken = thought = 0
    for event in events:
        match event:
            case ReasoningDelta():
                thought += tokens_in(len(event.text))
            case TextDelta():
                spoken += tokens_in(len(event.text))
            case ToolCall():
                spoken += tokens_in(len(event.name) + len(event.arguments))
            case Finish():
                pass
    return Usage(input_tokens=input_tokens, output_tokens=spoken + thought, reasoning_tokens=thought)
