"""Answers of `POST /v1/messages`.

*Source:* Anthropic's API reference, streaming messages; the field-by-field needs of its SDK.
"""

import json
from collections.abc import Sequence

from smartaipi_cli.sandbox.encoders.framing import Answer
from smartaipi_cli.sandbox.events import (
    Event,
    Finish,
    FinishReason,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
)
from smartaipi_cli.sandbox.problems import Dialect, Json, Problem

_STOP_REASONS = {
    FinishReason.STOP: "end_turn",
    FinishReason.LENGTH: "max_tokens",
    FinishReason.TOOL_CALLS: "tool_use",
}
_SIGNATURE = "c2FuZGJveA=="


class MessagesEncoder:
    """Encodes one answer as the events of a message, or as one message."""

    def __init__(self, answer: Answer, *, input_tokens: int) -> None:
        self._answer = answer
        self._input_tokens = input_tokens
        self._index = -1
        self._calls = 0
        self._open_type: str | None = None

    def opening(self) -> list[Json]:
        """The start of the message and a ping."""
        message = self._message([], stop_reason=None, usage=Usage(input_tokens=self._input_tokens))
        return [{"type": "message_start", "message": message}, {"type": "ping"}]

    def frames(self, event: Event) -> list[Json]:
        """The deltas of an event, with the start and end of content blocks where the kind changes."""
        match event:
            case TextDelta(text):
                opened = self._enter("text", {"type": "text", "text": ""})
                return [*opened, self._delta({"type": "text_delta", "text": text})]
            case ReasoningDelta(text):
                opened = self._enter("thinking", {"type": "thinking", "thinking": "", "signature": ""})
                return [*opened, self._delta({"type": "thinking_delta", "thinking": text})]
            case ToolCall():
                block = self._call(event) | {"input": {}}
                arguments = {"type": "input_json_delta", "partial_json": event.arguments}
                return [
                    *self._leave(),
                    *self._enter("tool_use", block),
                    self._delta(arguments),
                    *self._leave(),
                ]
            case Finish():
                ending = {"stop_reason": _STOP_REASONS[event.reason], "stop_sequence": None}
                delta = {"type": "message_delta", "delta": ending, "usage": _usage(event.usage)}
                return [*self._leave(), delta, {"type": "message_stop"}]

    def failure(self, problem: Problem) -> list[Json]:
        """The event `error`."""
        return [problem.body(Dialect.ANTHROPIC, self._answer.identity.request_id)]

    def whole(self, events: Sequence[Event]) -> Json:
        """One message with all its blocks."""
        content: list[Json] = []
        for event in events:
            match event:
                case TextDelta(text):
                    _grow(content, "text", text, {})
                case ReasoningDelta(text):
                    _grow(content, "thinking", text, {"signature": _SIGNATURE})
                case ToolCall():
                    content.append(self._call(event) | {"input": json.loads(event.arguments)})
                case Finish():
                    return self._message(content, stop_reason=_STOP_REASONS[event.reason], usage=event.usage)
        raise AssertionError("an answer without an end")

    def _call(self, call: ToolCall) -> Json:
        self._calls += 1
        call_id = self._answer.identity.part("toolu", self._calls)
        return {"type": "tool_use", "id": call_id, "name": call.name}

    def _enter(self, kind: str, block: Json) -> list[Json]:
        if self._open_type == kind:
            return []
        closed = self._leave()
        self._open_type = kind
        self._index += 1
        return [*closed, {"type": "content_block_start", "index": self._index, "content_block": block}]

    def _leave(self) -> list[Json]:
        if self._open_type is None:
            return []
        is_thinking = self._open_type == "thinking"
        signed = [self._delta({"type": "signature_delta", "signature": _SIGNATURE})] if is_thinking else []
        self._open_type = None
        return [*signed, {"type": "content_block_stop", "index": self._index}]

    def _delta(self, delta: Json) -> Json:
        return {"type": "content_block_delta", "index": self._index, "delta": delta}

    def _message(self, content: list[Json], *, stop_reason: str | None, usage: Usage) -> Json:
        return {
            "id": self._answer.identity.part("msg"),
            "type": "message",
            "role": "assistant",
            "model": self._answer.model,
            "content": content,
            "stop_reason": stop_reason,
            "stop_sequence": None,
            "usage": _usage(usage),
        }


def _grow(content: list[Json], kind: str, text: str, extra: Json) -> None:
    if not content or content[-1]["type"] != kind:
        content.append({"type": kind, kind: "", **extra})
    content[-1][kind] += text


def _usage(usage: Usage) -> Json:
    # Anthropic's input count leaves out what came from the cache; ours includes it.
    return {
        "input_tokens": usage.input_tokens - usage.cached_input_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": usage.cached_input_tokens,
        "output_tokens": usage.output_tokens,
    }
