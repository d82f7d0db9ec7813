"""Requests of `POST /v1/messages` and of its token counter.

*Source:* Anthropic's API reference, messages; what Claude Code 2.1.329 sends (observed, November 2026): text
blocks beside tool results in one user message, and the role `system` inside `messages`.
"""

import json

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

_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}


def decode_messages(body: Json) -> Conversation:
    """The conversation in a messages request.

    Errors: `ProblemError` 400 when the model or the messages are missing or of the wrong type.
    """
    spoken = [message for item in objects(required_list(body, "messages")) for message in _messages(item)]
    tools = tuple(
        Tool(name=str(tool.get("name")), parameters=property_names(tool.get("input_schema")))
        for tool in objects(body.get("tools"))
    )
    return Conversation(
        model=required_text(body, "model"),
        messages=(Message(Role.SYSTEM, text_of(body.get("system"))), *spoken),
        tools=tools,
        tools_size=size_of(body.get("tools")),
        output_limit=optional_count(body, "max_tokens"),
        required_tool=required_among(tools, body.get("tool_choice")),
    )


def _messages(item: Json) -> list[Message]:
    role = _ROLES.get(str(item.get("role")), Role.SYSTEM)
    content = item.get("content")
    blocks = objects(content)
    results = [block for block in blocks if block.get("type") == "tool_result"]
    if results:
        # Claude Code adds reminders to the message that carries results: they are no new words of the user.
        answers = [Message(Role.TOOL, text_of(result.get("content"))) for result in results]
        return [*answers, Message(Role.SYSTEM, text_of(content))]
    calls = [json.dumps(block.get("input")) for block in blocks if block.get("type") == "tool_use"]
    # Block by block: the user's own words come last and stand apart from what the client put before.
    texts = [content] if isinstance(content, str) else [text_of([block]) for block in blocks]
    return [Message(role, text) for text in (*texts, *calls) if text]
