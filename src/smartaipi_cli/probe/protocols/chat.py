"""`POST /chat/completions`, streamed, as OpenAI's libraries send it.

*Source:* OpenAI's API reference, chat completions (checked November 2026): the chunk with the usage has an empty
`choices` list, and `[DONE]` ends the stream.
"""

import json
from collections.abc import Iterator

from smartaipi_cli.probe.events import END, Event
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.protocol import Json, count, member, members, text
from smartaipi_cli.probe.story import (
    Failed,
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
from smartaipi_cli.probe.wish import ToolOffer, Wish, data_url


def encode(wish: Wish) -> OutgoingRequest:
    """The request; usage is always asked for."""
    body: dict[str, object] = {"model": wish.model}
    if wish.is_streamed:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    body["messages"] = messages_of(wish)
    if wish.maximum_tokens:
        body["max_completion_tokens"] = wish.maximum_tokens
    if wish.temperature is not None:
        body["temperature"] = wish.temperature
    if wish.tools:
        body["tools"] = [{"type": "function", "function": function_of(tool)} for tool in wish.tools]
    if wish.effort:
        body["reasoning_effort"] = wish.effort
    if wish.tier:
        body["service_tier"] = wish.tier
    return OutgoingRequest(
        method="POST",
        url=wish.address("/chat/completions"),
        headers=(
            ("content-type", "application/json"),
            ("accept", "text/event-stream"),
            *wish.credential_headers(),
            *wish.extra_headers,
        ),
        body=json.dumps({**body, **wish.extra_body}).encode(),
    )


def messages_of(wish: Wish) -> list[dict[str, object]]:
    """What is said to the model."""
    content: object = wish.prompt
    if wish.image:
        picture = {"type": "image_url", "image_url": {"url": data_url(wish.image)}}
        content = [{"type": "text", "text": wish.prompt}, picture]
    asked: dict[str, object] = {"role": "user", "content": content}
    return [{"role": "system", "content": wish.system}, asked] if wish.system else [asked]


def function_of(tool: ToolOffer) -> dict[str, object]:
    """A tool as OpenAI's protocols describe it."""
    return {"name": tool.name, "description": tool.description, "parameters": tool.parameters}


def tell(event: Event) -> Iterator[Piece]:
    """What a chunk means."""
    data, at_ns = event.data, event.at_ns
    if event.name == END:
        yield Finished(at_ns)
    elif "error" in data:
        yield failed(at_ns, member(data, "error") or {"message": data["error"]})
    elif "choices" not in data and "usage" not in data:
        yield Unreadable(at_ns, f"a chunk without `choices`: {json.dumps(data, default=str)}")
    else:
        for choice in members(data, "choices"):
            yield from told_by_choice(at_ns, data, choice)
        if usage := member(data, "usage"):
            yield ModelTold(at_ns, text(data, "model"))
            yield told_usage(at_ns, usage)


def told_by_choice(at_ns: int, chunk: Json, choice: Json) -> Iterator[Piece]:
    """What one choice in a chunk means."""
    delta = member(choice, "delta")
    if "role" in delta:
        yield Opened(at_ns)
        yield ModelTold(at_ns, text(chunk, "model"))
    if thought := text(delta, "reasoning_content") or text(delta, "reasoning"):
        yield ReasoningPiece(at_ns, thought)
    if said := text(delta, "content") or text(delta, "refusal"):
        yield TextPiece(at_ns, said)
    for call in members(delta, "tool_calls"):
        function = member(call, "function")
        yield ToolPiece(at_ns, text(function, "name"), text(function, "arguments"))
    if reason := text(choice, "finish_reason"):
        yield StopTold(at_ns, reason)


def told_usage(at_ns: int, usage: Json) -> UsageTold:
    """The counts under the names of this protocol."""
    return UsageTold(
        at_ns,
        input_tokens=count(usage, "prompt_tokens"),
        output_tokens=count(usage, "completion_tokens"),
        reasoning_tokens=count(member(usage, "completion_tokens_details"), "reasoning_tokens"),
        cached_tokens=count(member(usage, "prompt_tokens_details"), "cached_tokens"),
    )


def failed(at_ns: int, error: Json) -> Failed:
    """An error in the words of either dialect."""
    return Failed(
        at_ns,
        kind=str(error.get("code") or error.get("type") or ""),
        message=str(error.get("message") or "an error without a message"),
    )
