"""Requests of `POST /v1/chat/completions`.

*Source:* OpenAI's API reference, chat completions; legacy `functions` are not read.
"""

from smartaipi_cli.sandbox.conversation import Conversation, Message, Role, Tool, required_among
from smartaipi_cli.sandbox.problems import Json
from smartaipi_cli.sandbox.wire import (
    objects,
    optional_count,
    property_names,
    required_list,
    required_text,
    size_of,
    text_of,
)

_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT, "tool": Role.TOOL, "function": Role.TOOL}


def decode_chat(body: Json) -> Conversation:
    """The conversation in a chat completions request.

    Errors: `ProblemError` 400 when the model or the messages are missing or of the wrong type.
    """
    tools = _tools(body)
    return Conversation(
        model=required_text(body, "model"),
        messages=tuple(_message(item) for item in objects(required_list(body, "messages"))),
        tools=tuple(tools),
        tools_size=size_of(body.get("tools")),
        output_limit=optional_count(body, "max_completion_tokens", "max_tokens"),
        required_tool=required_among(tools, body.get("tool_choice")),
    )


def _message(item: Json) -> Message:
    text = text_of(item.get("content"))
    calls = [_function(call) for call in objects(item.get("tool_calls"))]
    role = _ROLES.get(str(item.get("role")), Role.SYSTEM)
    return Message(role, text + "".join(text_of(call.get("arguments")) for call in calls))


def _tools(body: Json) -> list[Tool]:
    functions = [_function(tool) for tool in objects(body.get("tools"))]
    return [
        Tool(name=str(function.get("name")), parameters=property_names(function.get("parameters")))
        for function in functions
    ]


def _function(holder: Json) -> Json:
    function = holder.get("function")
    return function if isinstance(function, dict) else {}
