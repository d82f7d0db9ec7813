"""Answers that were not streamed: one JSON object, read into the pieces that a stream of it would have told."""

import json
from collections.abc import Iterator

from smartaipi_cli.probe.events import Event
from smartaipi_cli.probe.protocols import chat, messages, responses
from smartaipi_cli.probe.protocols.protocol import Json, member, members, text
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
)


def tell_chat(event: Event) -> Iterator[Piece]:
    """What a chat completion means."""
    data, at_ns = event.data, event.at_ns
    choices = members(data, "choices")
    if not choices:
        yield Unreadable(at_ns, "`choices[0]` is missing")
        return
    yield Opened(at_ns)
    yield ModelTold(at_ns, text(data, "model"))
    for choice in choices:
        # A whole message has the members of a delta, less the index of its calls.
        yield from chat.told_by_choice(at_ns, data, {**choice, "delta": member(choice, "message")})
    if usage := member(data, "usage"):
        yield chat.told_usage(at_ns, usage)
    yield Finished(at_ns)


def tell_responses(event: Event) -> Iterator[Piece]:
    """What a response means."""
    data, at_ns = event.data, event.at_ns
    if "output" not in data:
        yield Unreadable(at_ns, "`output` is missing")
        return
    yield Opened(at_ns)
    if text(data, "status") == "failed":
        yield chat.failed(at_ns, member(data, "error"))
        return
    for item in members(data, "output"):
        yield from told_by_item(at_ns, item)
    yield from responses.told_by_end(at_ns, data)


def told_by_item(at_ns: int, item: Json) -> Iterator[Piece]:
    """What one item of a response means."""
    match item.get("type"):
        case "message":
            for part in members(item, "content"):
                yield TextPiece(at_ns, text(part, "text") or text(part, "refusal"))
        case "reasoning":
            for part in (*members(item, "summary"), *members(item, "content")):
                yield ReasoningPiece(at_ns, text(part, "text"))
        case "function_call" | "custom_tool_call":
            yield ToolPiece(at_ns, text(item, "name"), text(item, "arguments") or text(item, "input"))


def tell_messages(event: Event) -> Iterator[Piece]:
    """What a message means."""
    data, at_ns = event.data, event.at_ns
    if "content" not in data:
        yield Unreadable(at_ns, "`content` is missing")
        return
    yield Opened(at_ns)
    yield ModelTold(at_ns, text(data, "model"))
    for block in members(data, "content"):
        match block.get("type"):
            case "text":
                yield TextPiece(at_ns, text(block, "text"))
            case "thinking":
                yield ReasoningPiece(at_ns, text(block, "thinking"))
            case "tool_use":
                yield ToolPiece(at_ns, text(block, "name"), json.dumps(block.get("input")))
    if usage := member(data, "usage"):
        yield messages.told_usage(at_ns, usage)
    yield StopTold(at_ns, text(data, "stop_reason"))
    yield Finished(at_ns)
