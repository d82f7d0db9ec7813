"""`POST /v1/messages?beta=true`, streamed, as Claude Code sends it.

*Source:* Anthropic's API reference, streaming messages; Claude Code 2.1.329 (observed, November 2026).
"""

import base64
import json
from collections.abc import Iterator
from typing import Final

from smartaipi_cli.probe.events import Event
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.chat import failed
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
    Unreadable,
    UsageTold,
)
from smartaipi_cli.probe.wish import Wish, media_type

VERSION: Final = ("anthropic-version", "2023-06-01")
MAXIMUM_TOKENS: Final = 64
"""What is asked for when nothing is wished; the protocol demands a number."""


def encode(wish: Wish) -> OutgoingRequest:
    """The request."""
    body: dict[str, object] = {
        "model": wish.model,
        "max_tokens": wish.maximum_tokens or MAXIMUM_TOKENS,
        "stream": wish.is_streamed,
        "messages": [{"role": "user", "content": content_of(wish)}],
    }
    if wish.system:
        body["system"] = wish.system
    if wish.temperature is not None:
        body["temperature"] = wish.temperature
    if wish.tools:
        body["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.parameters}
            for tool in wish.tools
        ]
    if wish.effort:
        body["output_config"] = {"effort": wish.effort}
    if wish.tier:
        body["service_tier"] = wish.tier
    return OutgoingRequest(
        method="POST",
        url=wish.address("/v1/messages?beta=true"),
        headers=(
            ("content-type", "application/json"),
            VERSION,
            *wish.credential_headers(),
            *wish.extra_headers,
        ),
        body=json.dumps({**body, **wish.extra_body}).encode(),
    )


def content_of(wish: Wish) -> object:
    """What is said to the model."""
    if not wish.image:
        return wish.prompt
    source = {
        "type": "base64",
        "media_type": media_type(wish.image),
        "data": base64.b64encode(wish.image).decode(),
    }
    return [{"type": "image", "source": source}, {"type": "text", "text": wish.prompt}]


def tell(event: Event) -> Iterator[Piece]:
    """What an event means."""
    data, at_ns = event.data, event.at_ns
    match event.name:
        case "content_block_delta":
            yield from told_by_delta(at_ns, member(data, "delta"))
        case "message_start":
            yield from told_by_start(event, member(data, "message"))
        case "content_block_start":
            block = member(data, "content_block")
            if block.get("type") == "tool_use":
                yield ToolPiece(at_ns, name=text(block, "name"))
        case "message_delta":
            yield StopTold(at_ns, text(member(data, "delta"), "stop_reason"))
            if usage := member(data, "usage"):
                yield told_usage(at_ns, usage)
        case "message_stop":
            yield Finished(at_ns)
        case "error":
            yield failed(at_ns, member(data, "error"))


def told_by_start(event: Event, message: Json) -> Iterator[Piece]:
    """What the beginning of a message means."""
    at_ns = event.at_ns
    if not event.is_named:
        yield Unreadable(at_ns, "the event has no `event:` line, which Anthropic's library needs")
    yield Opened(at_ns)
    yield ModelTold(at_ns, text(message, "model"))
    if usage := member(message, "usage"):
        yield told_usage(at_ns, usage)._replace(output_tokens=None)


def told_by_delta(at_ns: int, delta: Json) -> Iterator[Piece]:
    """What a piece of a content block means."""
    match delta.get("type"):
        case "text_delta" | None:
            yield TextPiece(at_ns, text(delta, "text"))
        case "thinking_delta":
            yield ReasoningPiece(at_ns, text(delta, "thinking"))
        case "input_json_delta":
            yield ToolPiece(at_ns, arguments=text(delta, "partial_json"))


def told_usage(at_ns: int, usage: Json) -> UsageTold:
    """The counts; what was read from or written to the cache stands beside `input_tokens` and is added to it."""
    told = count(usage, "input_tokens")
    cached = count(usage, "cache_read_input_tokens")
    return UsageTold(
        at_ns,
        input_tokens=None
        if told is None
        else told + (cached or 0) + (count(usage, "cache_creation_input_tokens") or 0),
        output_tokens=count(usage, "output_tokens"),
        cached_tokens=cached,
    )
