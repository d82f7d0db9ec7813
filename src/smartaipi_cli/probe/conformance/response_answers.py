"""What clients look for in a response, streamed over HTTP or over a WebSocket.

*Source:* OpenAI's API reference, responses streaming; the two events that Codex 0.169.0 cannot do without (observed,
November 2026).
"""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.probe.conformance import tools_used
from smartaipi_cli.probe.conformance.checks import met, missing, named, spanned
from smartaipi_cli.probe.conformance.requirement import Outcome
from smartaipi_cli.probe.conformance.tools_used import ToolCall, ToolUse
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.protocols.protocol import Json, count, member, members, text
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.wish import PROMPT

FUNCTION: Final[dict[str, object]] = {
    "type": "function",
    "name": tools_used.NAME,
    "description": tools_used.DESCRIPTION,
    "parameters": tools_used.PARAMETERS,
    "strict": False,
}


def is_streaming(evidence: Evidence) -> Outcome:
    """Events of a response come."""
    names = [event.name for event in named(evidence)]
    if "response.created" not in names:
        return missing(f"no `response.created`: {spanned(names)}")
    return met(spanned(names))


def has_done_items(evidence: Evidence) -> Outcome:
    """The answer as a finished item: what Codex shows is taken from there."""
    said = "".join(
        text(part, "text")
        for item in items(evidence)
        if item.get("type") == "message"
        for part in members(item, "content")
    )
    if not said:
        names = [event.name for event in named(evidence)]
        return missing(f"no `response.output_item.done` with the text: {spanned(names)}")
    return met(f"response.output_item.done with {len(said)} characters")


def is_completed(evidence: Evidence) -> Outcome:
    """The last event, with the response in it."""
    last = named(evidence, "response.completed")
    if not last:
        names = [event.name for event in named(evidence)]
        return missing(f"no `response.completed`: {spanned(names)}")
    identity = text(member(last[0].data, "response"), "id")
    return met(f"response.completed, id: {identity}") if identity else missing("its response has no `id`")


def is_whole(evidence: Evidence) -> Outcome:
    """Both of what cannot be done without."""
    for look in (has_done_items, is_completed):
        if not (outcome := look(evidence)).state.is_met:
            return outcome
    return outcome


def has_usage(evidence: Evidence) -> Outcome:
    """The counts in the last event."""
    last = named(evidence, "response.completed", "response.incomplete")
    usage = member(member(last[-1].data, "response"), "usage") if last else {}
    taken, given = count(usage, "input_tokens"), count(usage, "output_tokens")
    if taken is None or given is None:
        return missing("no `usage.input_tokens` and `usage.output_tokens` in the last event")
    return met(f"{taken} in, {given} out")


def items(evidence: Evidence) -> Iterator[Json]:
    """The finished items of the output."""
    return (member(event.data, "item") for event in named(evidence, "response.output_item.done"))


def find_call(evidence: Evidence) -> ToolCall | None:
    """The first call of a function."""
    for item in items(evidence):
        if item.get("type") == "function_call":
            return ToolCall(text(item, "call_id"), text(item, "name"), text(item, "arguments"))
    return None


def give_result(call: ToolCall) -> dict[str, object]:
    """The whole input again, with the call and its output."""
    return {
        "input": [
            said("user", tools_used.PROMPT),
            {
                "type": "function_call",
                "call_id": call.id,
                "name": call.name,
                "arguments": call.arguments,
            },
            {"type": "function_call_output", "call_id": call.id, "output": tools_used.RESULT},
            said("user", PROMPT),
        ]
    }


def said(role: str, words: str) -> dict[str, object]:
    """A message in the input."""
    return {"type": "message", "role": role, "content": [{"type": "input_text", "text": words}]}


TOOL: Final = ToolUse(
    protocol=PROTOCOLS["responses"],
    encode=PROTOCOLS["responses"].encode,
    offer={"tools": [FUNCTION], "tool_choice": "auto", "parallel_tool_calls": False},
    force={"tool_choice": {"type": "function", "name": tools_used.NAME}},
    find_call=find_call,
    give_result=give_result,
)
"""A function in OpenAI's newer protocol."""
