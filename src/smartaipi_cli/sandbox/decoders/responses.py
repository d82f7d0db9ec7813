"""Requests of `/v1/responses`, over HTTP and over a WebSocket.

*Source:* OpenAI's API reference, responses; what Codex 0.169.0 sends (observed, November 2026): prompts as
`developer` messages, tools also as `additional_tools` items in the input, tool types beyond `function`.
"""

from collections.abc import Iterator
from typing import Any

from smartaipi_cli.sandbox.conversation import Conversation, Message, Role, Tool, required_among
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request
from smartaipi_cli.sandbox.wire import (
    objects,
    optional_count,
    property_names,
    required_text,
    size_of,
    text_of,
)

CHAT_REASONER = "gpt-5.4-nano"
"""The model whose reasoning the gateway offers on chat completions alone."""

_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}


def decode_responses(body: Json) -> Conversation:
    """The conversation in a responses request.

    Errors: `ProblemError` 400 when the model or the input is missing or of the wrong type, or when the
    caller wants what the gateway does not offer: a stored answer, reasoning of its smallest model.
    """
    model = required_text(body, "model")
    if body.get("store") is True:
        raise ProblemError(invalid_request("Store must be set to false", param="store", code="unsupported"))
    if model == CHAT_REASONER and _reasons(body):
        message = f"{CHAT_REASONER} supports reasoning on chat completions only"
        raise ProblemError(invalid_request(message, param="reasoning", code="unsupported"))
    items = input_items(body)
    instructions = text_of(body.get("instructions"))
    spoken = (Message(Role.SYSTEM, instructions), *(_message(item) for item in items))
    offered = objects(body.get("tools")) + [
        tool
        for item in items
        if item.get("type") == "additional_tools"
        for tool in objects(item.get("tools"))
    ]
    tools = tuple(_tools(offered))
    return Conversation(
        model=model,
        messages=tuple(message for message in spoken if message.text or message.role is not Role.SYSTEM),
        tools=tools,
        tools_size=size_of(offered),
        output_limit=optional_count(body, "max_output_tokens"),
        required_tool=required_among(tools, body.get("tool_choice")),
    )


def _reasons(body: Json) -> bool:
    reasoning = body.get("reasoning")
    return isinstance(reasoning, dict) and reasoning.get("effort") not in {None, "none"}


def input_items(body: Json) -> list[Json]:
    """The input as items; a bare string is one message of the user."""
    value: Any = body.get("input")
    if isinstance(value, str):
        return [{"type": "message", "role": "user", "content": value}]
    if not isinstance(value, list):
        raise ProblemError(invalid_request("`input` must be a string or a list", param="input"))
    return objects(value)


def _message(item: Json) -> Message:
    kind = str(item.get("type", "message"))
    if kind.endswith("_output"):
        output = item.get("output")
        return Message(Role.TOOL, text_of(output) or str(output or ""))
    if kind.endswith("_call"):
        return Message(Role.ASSISTANT, str(item.get("arguments") or item.get("input") or ""))
    if kind == "message":
        return Message(_ROLES.get(str(item.get("role")), Role.SYSTEM), text_of(item.get("content")))
    return Message(Role.SYSTEM, "")


def _tools(offered: list[Json]) -> Iterator[Tool]:
    for tool in offered:
        # Only functions take JSON arguments; the tools inside a namespace cannot be called by bare name.
        if tool.get("type") == "function":
            yield Tool(name=str(tool.get("name")), parameters=property_names(tool.get("parameters")))
