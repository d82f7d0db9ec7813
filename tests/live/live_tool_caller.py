"""A gateway whose model calls one MCP tool, and answers in words when it has the result.

The names are those that clients give the tools of the server `smartaipi`. *Source:* the requests of Claude Code 2.1.329
and Codex 0.169.0 (observed, November 2026).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from stub_gateway import Exchange, StubGateway, stub_gateway

SERVER: Final = "mcp__smartaipi"
CALL: Final = "call_stub"


@contextmanager
def tool_calling_gateway(key: str, tool: str) -> Iterator[StubGateway]:
    """Serves while the block runs."""

    class Calling(Exchange):
        """Calls the tool as long as the conversation has no result of it."""

        def _stream(self, events: Iterator[dict[str, Any]]) -> None:
            body = self._stub.arrivals[-1].body
            if CALL not in json.dumps(body):
                events = responses_call(tool) if "input" in body else messages_call(tool, body["model"])
            super()._stream(events)

    with stub_gateway(key, Calling) as gateway:
        yield gateway


def results(gateway: StubGateway) -> list[str]:
    """What the client sent back as results of the call, each as the JSON that it came in."""
    found = []
    for call in gateway.calls():
        body = call.body
        items = body.get("input", []) or [
            part
            for message in body["messages"]
            if isinstance(message["content"], list)
            for part in message["content"]
        ]
        found += [
            json.dumps(item)
            for item in items
            if CALL in (item.get("tool_use_id"), item.get("call_id")) and is_result(item)
        ]
    return found


def is_result(item: dict[str, Any]) -> bool:
    """Whether it answers a call, and is not the call."""
    return item["type"] in {"tool_result", "function_call_output"}


def messages_call(tool: str, model: str) -> Iterator[dict[str, Any]]:
    """A turn of Anthropic's protocol that ends in the call."""
    usage = {"input_tokens": 1, "output_tokens": 4}
    message = {"id": "msg_stub", "type": "message", "role": "assistant", "model": model, "content": []}
    block = {"type": "tool_use", "id": CALL, "name": f"{SERVER}__{tool}", "input": {}}
    yield {"type": "message_start", "message": {**message, "stop_reason": None, "usage": usage}}
    yield {"type": "content_block_start", "index": 0, "content_block": block}
    yield {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "input_json_delta", "partial_json": "{}"},
    }
    yield {"type": "content_block_stop", "index": 0}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": "tool_use", "stop_sequence": None},
        "usage": usage,
    }
    yield {"type": "message_stop"}


def responses_call(tool: str) -> Iterator[dict[str, Any]]:
    """A turn of the Responses protocol that ends in the call."""
    item = {
        "type": "function_call",
        "id": "item_stub",
        "call_id": CALL,
        "namespace": SERVER,
        "name": tool,
        "arguments": "{}",
        "status": "completed",
    }
    response = {"id": "resp_stub", "object": "response", "status": "in_progress", "output": []}
    usage = {"input_tokens": 1, "output_tokens": 4, "total_tokens": 5}
    yield {"type": "response.created", "response": response}
    yield {"type": "response.output_item.done", "output_index": 0, "item": item}
    yield {
        "type": "response.completed",
        "response": response | {"status": "completed", "output": [item], "usage": usage},
    }
