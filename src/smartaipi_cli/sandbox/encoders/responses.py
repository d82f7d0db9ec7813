"""Answers of `/v1/responses`: the same events as server-sent events and as WebSocket frames.

*Source:* OpenAI's API reference, responses streaming; the field-by-field needs of its SDK and of Codex
0.169.0, which takes its answer from `response.output_item.done` and `response.completed`.
"""

from collections.abc import Sequence
from typing import Any

from smartaipi_cli.sandbox.encoders.framing import Answer
from smartaipi_cli.sandbox.encoders.response_items import (
    call_item,
    message_item,
    reasoning_item,
    summary_part,
    text_part,
)
from smartaipi_cli.sandbox.events import (
    Event,
    Finish,
    FinishReason,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    Usage,
)
from smartaipi_cli.sandbox.problems import Json, Problem

_ECHOED = {
    "max_output_tokens": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "reasoning": {"effort": None, "summary": None},
    "service_tier": "default",
    "temperature": None,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "top_p": None,
}
"""Members of the request that the response repeats, with what stands there when they are absent."""


class ResponsesEncoder:
    """Encodes one answer as the events of a response, or as one response."""

    def __init__(self, answer: Answer, *, request: Json) -> None:
        self._answer = answer
        self._echoed = {name: _present(request.get(name), default) for name, default in _ECHOED.items()}
        self._sequence = -1
        self._output: list[Json] = []
        self._open: Json | None = None
        self._text = ""

    @property
    def response_id(self) -> str:
        """The id of the response, by which a later turn on the same socket continues it."""
        return self._answer.identity.part("resp")

    @property
    def output(self) -> list[Json]:
        """The items that are finished so far."""
        return self._output

    def opening(self) -> list[Json]:
        """`response.created` and `response.in_progress`."""
        return [
            self._frame(f"response.{step}", response=self._response("in_progress"))
            for step in ("created", "in_progress")
        ]

    def frames(self, event: Event) -> list[Json]:
        """The deltas of an event, with the start and end of output items where the kind changes."""
        match event:
            case TextDelta(text):
                opened = self._enter("message")
                return [*opened, self._delta("response.output_text", text, content_index=0, logprobs=[])]
            case ReasoningDelta(text):
                opened = self._enter("reasoning")
                return [*opened, self._delta("response.reasoning_summary_text", text, summary_index=0)]
            case ToolCall():
                return [*self._leave(), *self._call(event)]
            case Finish():
                return [*self._leave(), self._end(event)]

    def failure(self, problem: Problem) -> list[Json]:
        """`response.failed`."""
        response = self._response("failed")
        response["error"] = {"code": problem.code, "message": problem.message}
        return [self._frame("response.failed", response=response)]

    def whole(self, events: Sequence[Event]) -> Json:
        """The response that the last event of a stream carries."""
        last: Json = {}
        for event in events:
            last = self.frames(event)[-1]
        response: Json = last["response"]
        return response

    def _enter(self, kind: str) -> list[Json]:
        if self._open is not None and self._open["type"] == kind:
            return []
        left = self._leave()
        index = len(self._output)
        if kind == "message":
            self._open = message_item(self._new_id("msg"), status="in_progress", content=[])
            part, place = "response.content_part", {"content_index": 0, "part": text_part("")}
        else:
            self._open = reasoning_item(self._new_id("rs"), summary=[])
            place = {"summary_index": 0, "part": summary_part("")}
            part = "response.reasoning_summary_part"
        self._text = ""
        added = self._frame("response.output_item.added", output_index=index, item=self._open)
        return [*left, added, self._item_frame(f"{part}.added", **place)]

    def _leave(self) -> list[Json]:
        if self._open is None:
            return []
        item_id = self._open["id"]
        if self._open["type"] == "message":
            content = text_part(self._text)
            done = message_item(item_id, status="completed", content=[content])
            frames = [
                self._item_frame("response.output_text.done", content_index=0, text=self._text, logprobs=[]),
                self._item_frame("response.content_part.done", content_index=0, part=content),
            ]
        else:
            summary = summary_part(self._text)
            done = reasoning_item(item_id, summary=[summary])
            name = "response.reasoning_summary"
            frames = [
                self._item_frame(f"{name}_text.done", summary_index=0, text=self._text),
                self._item_frame(f"{name}_part.done", summary_index=0, part=summary),
            ]
        self._open = None
        return [*frames, self._close(done)]

    def _call(self, call: ToolCall) -> list[Json]:
        call_id = self._new_id("call")
        item = call_item(
            self._new_id("fc"), status="in_progress", call_id=call_id, name=call.name, arguments=""
        )
        place = {"output_index": len(self._output), "item_id": item["id"]}
        arguments = "response.function_call_arguments"
        return [
            self._frame("response.output_item.added", output_index=len(self._output), item=item),
            self._frame(f"{arguments}.delta", **place, delta=call.arguments),
            self._frame(f"{arguments}.done", **place, arguments=call.arguments, name=call.name),
            self._close(item | {"status": "completed", "arguments": call.arguments}),
        ]

    def _new_id(self, prefix: str) -> str:
        return self._answer.identity.part(prefix, len(self._output))

    def _close(self, item: Json) -> Json:
        frame = self._frame("response.output_item.done", output_index=len(self._output), item=item)
        self._output.append(item)
        return frame

    def _end(self, finish: Finish) -> Json:
        status = "incomplete" if finish.reason is FinishReason.LENGTH else "completed"
        response = self._response(status) | {"usage": _usage(finish.usage)}
        if status == "incomplete":
            response["incomplete_details"] = {"reason": "max_output_tokens"}
        return self._frame(f"response.{status}", response=response)

    def _delta(self, name: str, text: str, **place: Any) -> Json:
        self._text += text
        return self._item_frame(f"{name}.delta", delta=text, **place)

    def _item_frame(self, kind: str, **members: Any) -> Json:
        item_id = self._open["id"] if self._open else None
        return self._frame(kind, item_id=item_id, output_index=len(self._output), **members)

    def _frame(self, kind: str, **members: Any) -> Json:
        self._sequence += 1
        return {"type": kind, "sequence_number": self._sequence, **members}

    def _response(self, status: str) -> Json:
        return {
            "id": self.response_id,
            "object": "response",
            "created_at": self._answer.created_at,
            "status": status,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "model": self._answer.model,
            "output": list(self._output),
            "store": False,
            "tools": [],
            "truncation": "disabled",
            "usage": None,
            **self._echoed,
        }


def _present(value: Any, default: Any) -> Any:
    return default if value is None else value


def _usage(usage: Usage) -> Json:
    return {
        "input_tokens": usage.input_tokens,
        "input_tokens_details": {"cached_tokens": usage.cached_input_tokens},
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "total_tokens": usage.input_tokens + usage.output_tokens,
    }
