"""What clients of chat completions look for in the chunks of a stream.

*Source:* OpenAI's API reference, chat completions; what its libraries need was found by taking members away one by
one (November 2026).
"""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.probe.conformance import tools_used
from smartaipi_cli.probe.conformance.checks import met, missing, named, shortened
from smartaipi_cli.probe.conformance.requirement import Outcome
from smartaipi_cli.probe.conformance.tools_used import ToolCall, ToolUse
from smartaipi_cli.probe.events import END
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.protocols.protocol import Json, count, member, members, text
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.wish import PROMPT

FUNCTION: Final[dict[str, object]] = {
    "type": "function",
    "function": {
        "name": tools_used.NAME,
        "description": tools_used.DESCRIPTION,
        "parameters": tools_used.PARAMETERS,
    },
}


def is_speaking(evidence: Evidence) -> Outcome:
    """Chunks with text come."""
    said = evidence.story.text
    count_of = len(chunks(evidence))
    if not said:
        return missing(f"no `delta.content` in {count_of} chunks")
    return met(shortened(f"{count_of} chunks: {scrub(said)}"))


def has_deltas(evidence: Evidence) -> Outcome:
    """Every choice of every chunk has its `delta`, and every chunk its `choices`."""
    for number, chunk in enumerate(chunks(evidence), start=1):
        if not isinstance(chunk.get("choices"), list):
            return missing(f"chunk {number} has no `choices`")
        for choice in members(chunk, "choices"):
            if not isinstance(choice.get("delta"), dict):
                return missing(f"a choice of chunk {number} has no `delta`")
    return met(f"{len(chunks(evidence))} chunks")


def has_finish_reason(evidence: Evidence) -> Outcome:
    """The last choice says why it ends."""
    reason = evidence.story.stop_reason
    return met(f"finish_reason: {reason}") if reason else missing("no `finish_reason`")


def has_usage_chunk(evidence: Evidence) -> Outcome:
    """One chunk with the counts and an empty list of choices, as it was asked for."""
    told = [chunk for chunk in chunks(evidence) if member(chunk, "usage")]
    if not told:
        return missing("no chunk with `usage`")
    usage = member(told[-1], "usage")
    taken, given = count(usage, "prompt_tokens"), count(usage, "completion_tokens")
    if taken is None or given is None:
        return missing("`usage` without `prompt_tokens` and `completion_tokens`")
    if told[-1].get("choices"):
        return missing("`usage` stands in a chunk whose `choices` is not empty")
    return met(f"choices: [], {taken} in, {given} out")


def has_end(evidence: Evidence) -> Outcome:
    """The mark after the last chunk."""
    events = named(evidence)
    if events and events[-1].name == END:
        return met(f"data: {END}")
    return missing(f"no `{END}` after {len(chunks(evidence))} chunks")


def find_call(evidence: Evidence) -> ToolCall | None:
    """The first call, put together by its `index` as clients do."""
    pieces = list(_call_pieces(evidence))
    if not pieces:
        return None
    first = pieces[0]
    own = [piece for piece in pieces if piece.get("index") == first.get("index")]
    arguments = "".join(text(member(piece, "function"), "arguments") for piece in own)
    return ToolCall(text(first, "id"), text(member(first, "function"), "name"), arguments)


def find_call_fault(evidence: Evidence) -> str:
    """What is wrong with the pieces of a call, or with its end."""
    if any(count(piece, "index") is None for piece in _call_pieces(evidence)):
        return "a piece of the call has no `index`"
    reason = evidence.story.stop_reason
    return "" if reason in {"tool_calls", "stop"} else f"`finish_reason` is `{reason}`, not `tool_calls`"


def give_result(call: ToolCall) -> dict[str, object]:
    """The messages with the call and its result."""
    function = {"name": call.name, "arguments": call.arguments}
    called = {"id": call.id, "type": "function", "function": function}
    return {
        "messages": [
            {"role": "user", "content": tools_used.PROMPT},
            {"role": "assistant", "content": None, "tool_calls": [called]},
            {"role": "tool", "tool_call_id": call.id, "content": tools_used.RESULT},
            {"role": "user", "content": PROMPT},
        ]
    }


def chunks(evidence: Evidence) -> list[Json]:
    """The chunks, without the mark at the end."""
    return [event.data for event in named(evidence) if event.name != END]


def said_as(role: str) -> list[dict[str, object]]:
    """Messages of which the first is in this role."""
    return [{"role": role, "content": "Be brief."}, {"role": "user", "content": PROMPT}]


def _call_pieces(evidence: Evidence) -> Iterator[Json]:
    for chunk in chunks(evidence):
        for choice in members(chunk, "choices"):
            yield from members(member(choice, "delta"), "tool_calls")


TOOL: Final = ToolUse(
    protocol=PROTOCOLS["chat"],
    encode=PROTOCOLS["chat"].encode,
    offer={"tools": [FUNCTION], "tool_choice": "auto"},
    force={"tool_choice": {"type": "function", "function": {"name": tools_used.NAME}}},
    find_call=find_call,
    give_result=give_result,
    find_fault=find_call_fault,
)
"""A function in chat completions."""
