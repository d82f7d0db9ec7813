"""Answers of `POST /v1/chat/completions`.

*Source:* OpenAI's API reference, chat completions; the usage chunk has an empty `choices` list.
"""

from collections.abc import Sequence

from smartaipi_cli.sandbox.encoders.framing import Answer
from smartaipi_cli.sandbox.events import Event, Finish, ReasoningDelta, TextDelta, ToolCall, Usage
from smartaipi_cli.sandbox.problems import Dialect, Json, Problem

END_OF_STREAM = b"data: [DONE]\n\n"
"""What follows the last chunk."""


class ChatEncoder:
    """Encodes one answer as chunks, or as one completion."""

    def __init__(self, answer: Answer, *, has_usage: bool) -> None:
        self._answer = answer
        self._id = answer.identity.part("chatcmpl")
        self._has_usage = has_usage
        self._calls = 0

    def opening(self) -> list[Json]:
        """The chunk that names the role."""
        return [self._chunk({"role": "assistant", "content": ""})]

    def frames(self, event: Event) -> list[Json]:
        """One chunk for an event; a tool call takes two, the end one more when usage was asked for."""
        match event:
            case TextDelta(text):
                return [self._chunk({"content": text})]
            case ReasoningDelta(text):
                return [self._chunk({"reasoning_content": text})]
            case ToolCall():
                return self._call_chunks(event)
            case Finish():
                end = [self._chunk({}, finish_reason=event.reason.value)]
                return [*end, self._usage_chunk(event.usage)] if self._has_usage else end

    def failure(self, problem: Problem) -> list[Json]:
        """The error in its envelope; nothing follows, not even the end of the stream."""
        return [problem.body(Dialect.OPENAI, self._answer.identity.request_id)]

    def whole(self, events: Sequence[Event]) -> Json:
        """One completion with one choice."""
        *said, finish = events
        assert isinstance(finish, Finish)  # noqa: S101  # the engine ends every answer so
        calls = [
            self._call(index, call) | {"function": {"name": call.name, "arguments": call.arguments}}
            for index, call in enumerate(event for event in said if isinstance(event, ToolCall))
        ]
        text = "".join(event.text for event in said if isinstance(event, TextDelta))
        thought = "".join(event.text for event in said if isinstance(event, ReasoningDelta))
        message: Json = {"role": "assistant", "content": text or None, "refusal": None}
        if thought:
            message["reasoning_content"] = thought
        if calls:
            message["tool_calls"] = calls
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish.reason.value}
        return self._envelope("chat.completion") | {"choices": [choice], "usage": _usage(finish.usage)}

    def _call_chunks(self, call: ToolCall) -> list[Json]:
        index = self._calls
        self._calls += 1
        opened = {"index": index, **self._call(index, call)}
        filled = {"index": index, "function": {"arguments": call.arguments}}
        return [self._chunk({"tool_calls": [part]}) for part in (opened, filled)]

    def _call(self, index: int, call: ToolCall) -> Json:
        function = {"name": call.name, "arguments": ""}
        return {"id": self._answer.identity.part("call", index), "type": "function", "function": function}

    def _chunk(self, delta: Json, *, finish_reason: str | None = None) -> Json:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        chunk = self._envelope("chat.completion.chunk") | {"choices": [choice]}
        return chunk | {"usage": None} if self._has_usage else chunk

    def _usage_chunk(self, usage: Usage) -> Json:
        return self._envelope("chat.completion.chunk") | {"choices": [], "usage": _usage(usage)}

    def _envelope(self, kind: str) -> Json:
        return {
            "id": self._id,
            "object": kind,
            "created": self._answer.created_at,
            "model": self._answer.model,
        }


def _usage(usage: Usage) -> Json:
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_input_tokens},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }
