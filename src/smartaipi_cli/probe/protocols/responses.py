"""`POST /responses`, streamed, as Codex sends it: nothing is stored.

*Source:* OpenAI's API reference, responses streaming; Codex 0.169.0 (observed, November 2026).
"""

import json
from collections.abc import Iterator

from smartaipi_cli.probe.events import Event
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.chat import failed, function_of
from smartaipi_cli.probe.protocols.protocol import Json, count, member, text
from smartaipi_cli.probe.story import (
    Finished,
    ModelTold,
    Opened,
    Piece,
    ReasoningPiece,
    StopTold,
    TextPiece,
    ToolPiece,
    UsageTold,
)
from smartaipi_cli.probe.wish import Wish, data_url

_TEXT = frozenset({"response.output_text.delta", "response.refusal.delta"})
_THOUGHT = frozenset({"response.reasoning_summary_text.delta", "response.reasoning_text.delta"})
_ARGUMENTS = frozenset({"response.function_call_arguments.delta", "response.custom_tool_call_input.delta"})
_CALLS = frozenset({"function_call", "custom_tool_call"})
_ENDS = frozenset({"response.completed", "response.incomplete"})


def encode(wish: Wish) -> OutgoingRequest:
    """The request."""
    return OutgoingRequest(
        method="POST",
        url=wish.address("/responses"),
        headers=(
            ("content-type", "application/json"),
            ("accept", "text/event-stream"),
            *wish.credential_headers(),
            *wish.extra_headers,
        ),
        body=json.dumps({**body_of(wish), "stream": wish.is_streamed, **wish.extra_body}).encode(),
    )


def body_of(wish: Wish) -> dict[str, object]:
    """The body that HTTP and WebSocket share."""
    content: list[dict[str, object]] = [{"type": "input_text", "text": wish.prompt}]
    if wish.image:
        content.append({"type": "input_image", "image_url": data_url(wish.image)})
    body: dict[str, object] = {
        "model": wish.model,
        "store": False,
        "input": [{"type": "message", "role": "user", "content": content}],
    }
    if wish.system:
        body["instructions"] = wish.system
    if wish.temperature is not None:
        body["temperature"] = wish.temperature
    if wish.tools:
        body["tools"] = [{"type": "function", **function_of(tool)} for tool in wish.tools]
    if wish.maximum_tokens:
        body["max_output_tokens"] = wish.maximum_tokens
    if wish.effort:
        body["reasoning"] = {"effort": wish.effort}
    if wish.tier:
        body["service_tier"] = wish.tier
    return body


def tell(event: Event) -> Iterator[Piece]:
    """What an event means; those that only repeat what was told are passed over."""
    data, at_ns, name = event.data, event.at_ns, event.name
    if name in _TEXT:
        yield TextPiece(at_ns, text(data, "delta"))
    elif name in _THOUGHT:
        yield ReasoningPiece(at_ns, text(data, "delta"))
    elif name in _ARGUMENTS:
        yield ToolPiece(at_ns, arguments=text(data, "delta"))
    elif name == "response.output_item.added":
        item = member(data, "item")
        if item.get("type") in _CALLS:
            yield ToolPiece(at_ns, name=text(item, "name"))
    elif name == "response.created":
        yield Opened(at_ns)
    elif name in _ENDS:
        yield from told_by_end(at_ns, member(data, "response"))
    elif name == "response.failed":
        yield failed(at_ns, member(member(data, "response"), "error"))
    elif name == "error":
        headers = {name.lower(): str(value) for name, value in member(data, "headers").items()}
        problem = failed(at_ns, member(data, "error") or data)
        yield problem._replace(status=count(data, "status") or 0, headers=headers)


def told_by_end(at_ns: int, response: Json) -> Iterator[Piece]:
    """What the whole response at the end means."""
    usage = member(response, "usage")
    yield ModelTold(at_ns, text(response, "model"))
    if usage:
        yield UsageTold(
            at_ns,
            input_tokens=count(usage, "input_tokens"),
            output_tokens=count(usage, "output_tokens"),
            reasoning_tokens=count(member(usage, "output_tokens_details"), "reasoning_tokens"),
            cached_tokens=count(member(usage, "input_tokens_details"), "cached_tokens"),
        )
    yield StopTold(at_ns, text(response, "status"))
    yield Finished(at_ns)
