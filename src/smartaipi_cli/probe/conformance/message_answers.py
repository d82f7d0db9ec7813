"""What Anthropic's clients look for in the stream of a message.

*Source:* Anthropic's API reference, streaming messages; what its Python library needs was found by taking members
away one by one (November 2026).
"""

import json
from collections.abc import Iterator
from typing import Final

from smartaipi_cli.probe.conformance import tools_used
from smartaipi_cli.probe.conformance.checks import (
    body_of,
    counted,
    is_object,
    met,
    missing,
    named,
    spanned,
)
from smartaipi_cli.probe.conformance.requirement import Outcome
from smartaipi_cli.probe.conformance.tools_used import ToolCall, ToolUse
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.protocols.protocol import count, member, text
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.wish import PROMPT

OFFER: Final[dict[str, list[dict[str, object]]]] = {
    "tools": [
        {
            "name": tools_used.NAME,
            "description": tools_used.DESCRIPTION,
            "input_schema": tools_used.PARAMETERS,
        }
    ],
}


def is_whole(evidence: Evidence) -> Outcome:
    """From `message_start` to `message_stop`, with something in between."""
    names = [event.name for event in named(evidence)]
    for name in ("message_start", "content_block_delta", "message_delta", "message_stop"):
        if name not in names:
            return missing(f"no `{name}`: {spanned(names)}")
    return met(spanned(names))


def has_event_lines(evidence: Evidence) -> Outcome:
    """Every event has its `event:` line."""
    nameless = [event.name for event in named(evidence) if not event.is_named]
    if nameless:
        return missing(f"no `event:` line at {counted(nameless)}")
    return met(f"event: {named(evidence)[0].name}")


def has_usage(evidence: Evidence) -> Outcome:
    """What went in stands in the first event, what came out in the one before the last."""
    taken = next((count(usage, "input_tokens") for usage in _usages(evidence, "message_start")), None)
    given = next((count(usage, "output_tokens") for usage in _usages(evidence, "message_delta")), None)
    if taken is None:
        return missing("no `usage.input_tokens` in `message_start`")
    if given is None:
        return missing("no `usage.output_tokens` in `message_delta`")
    return met(f"{taken} in, {given} out")


def has_open_blocks(evidence: Evidence) -> Outcome:
    """Every delta belongs to a block that was started and is stopped later."""
    opened: list[object] = []
    for event in named(evidence):
        index = event.data.get("index")
        if event.name == "content_block_start":
            opened.append(index)
        elif event.name == "content_block_delta" and index not in opened:
            return missing(f"a delta of block {index}, which was not started")
        elif event.name == "content_block_stop" and index in opened:
            opened.remove(index)
    if opened:
        return missing(f"block {opened[0]} is never stopped")
    return met(counted(event.name for event in named(evidence) if event.name.startswith("content_block")))


def is_message(evidence: Evidence) -> Outcome:
    """A message in one piece."""
    message = body_of(evidence)
    if message.get("type") != "message" or not isinstance(message.get("content"), list):
        return missing(f"no message: its members are {', '.join(message) or 'none'}")
    return met(f"type: message, stop_reason: {message.get('stop_reason')}")


def find_call(evidence: Evidence) -> ToolCall | None:
    """The first `tool_use` block, with its arguments put together."""
    for event in named(evidence, "content_block_start"):
        block = member(event.data, "content_block")
        if block.get("type") == "tool_use":
            pieces = (
                text(member(delta.data, "delta"), "partial_json")
                for delta in named(evidence, "content_block_delta")
                if delta.data.get("index") == event.data.get("index")
            )
            return ToolCall(text(block, "id"), text(block, "name"), "".join(pieces))
    return None


def give_result(call: ToolCall) -> dict[str, object]:
    """The messages with the call and its result."""
    arguments = json.loads(call.arguments) if is_object(call.arguments) else {}
    use = {"type": "tool_use", "id": call.id, "name": call.name, "input": arguments}
    result = {"type": "tool_result", "tool_use_id": call.id, "content": tools_used.RESULT}
    return {
        "messages": [
            {"role": "user", "content": tools_used.PROMPT},
            {"role": "assistant", "content": [use]},
            {"role": "user", "content": [result, {"type": "text", "text": PROMPT}]},
        ]
    }


def wrong_stop(evidence: Evidence) -> str:
    """What is wrong with the reason to stop after a call."""
    reason = evidence.story.stop_reason
    return "" if reason == "tool_use" else f"`stop_reason` is `{reason}`, not `tool_use`"


def _usages(evidence: Evidence, name: str) -> Iterator[dict[str, object]]:
    for event in named(evidence, name):
        holder = member(event.data, "message") if name == "message_start" else event.data
        yield dict(member(holder, "usage"))


TOOL: Final = ToolUse(
    protocol=PROTOCOLS["messages"],
    encode=PROTOCOLS["messages"].encode,
    offer={**OFFER, "tool_choice": {"type": "auto"}, "max_tokens": 1024},
    force={"tool_choice": {"type": "tool", "name": tools_used.NAME}},
    find_call=find_call,
    give_result=give_result,
    find_fault=wrong_stop,
)
"""A tool in Anthropic's protocol."""
