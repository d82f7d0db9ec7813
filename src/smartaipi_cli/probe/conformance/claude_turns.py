"""What Claude Code needs of a turn: the stream, the members that no reference names, the tools.

*Source:* the requests of Claude Code 2.1.329, run against a gateway that logged them (November 2026).
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final

from smartaipi_cli.probe.conformance import message_answers
from smartaipi_cli.probe.conformance.asking import asked_as, once, with_body
from smartaipi_cli.probe.conformance.checks import HINDRANCES, looked_into, spoken
from smartaipi_cli.probe.conformance.message_answers import OFFER, TOOL, is_whole
from smartaipi_cli.probe.conformance.requirement import Ask, Level, Requirement
from smartaipi_cli.probe.conformance.versions import CLAUDE_CODE
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.wish import PROMPT

TOKENS: Final = 1024
STRICT: Final = "smartaipi claude --strict makes Claude Code leave it out"
BETAS: Final = ",".join(f"smartaipi-conformance-{number}-2026-11-01" for number in range(1, 16))
"""Fifteen names that no gateway can know, in place of those that change with every version of the client."""

HEADERS: Final = (
    ("anthropic-beta", BETAS),
    ("x-app", "cli"),
    ("user-agent", f"claude-cli/{CLAUDE_CODE} (external, cli)"),
)
ATTRIBUTION: Final = f"x-anthropic-billing-header: cc_version={CLAUDE_CODE}"
DEFERRED: Final = {
    "name": "Later",
    "description": "A tool that is described when it is searched for.",
    "input_schema": {"type": "object", "properties": {}},
    "defer_loading": True,
}
THINKING: Final = {"thinking": {"type": "adaptive"}}
EFFORT: Final = {"output_config": {"effort": "high"}}
MANAGED: Final[Mapping[str, object]] = {"context_management": {"edits": []}}
TOOLS: Final = {"tools": [*OFFER["tools"], DEFERRED]}
SYSTEM: Final = {"system": [{"type": "text", "text": text} for text in (ATTRIBUTION, "Be brief.")]}
LIBRARY: Final = "observed with Anthropic's Python library, November 2026"
REFUSED: Final = "is refused in every turn"

_MUST, _SHOULD = Level.MUST, Level.SHOULD
_MESSAGES: Final = PROTOCOLS["messages"]
_STREAM: Final = once("messages", max_tokens=TOKENS)
_SPEAKS: Final = spoken(is_whole)
_row = partial(
    Requirement,
    observed=f"observed with Claude Code {CLAUDE_CODE}",
    protocol="messages",
    needs=("stream",),
)


def with_fields(
    fields: Mapping[str, object] = MappingProxyType({}), headers: tuple[tuple[str, str], ...] = ()
) -> Ask:
    """A short turn with more members or headers."""
    return asked_as(
        _MESSAGES,
        lambda wish: replace(with_body(wish, **{"max_tokens": TOKENS, **fields}), extra_headers=headers),
    )


STREAM: Final = (
    _row(
        id="stream",
        part="stream",
        sentence="answers `POST /v1/messages?beta=true` with a whole stream",
        level=_MUST,
        without="gets no answer",
        ask=_STREAM,
        check=looked_into(is_whole, HINDRANCES),
        needs=(),
    ),
    _row(
        id="event-lines",
        part="stream",
        sentence="gives every event its `event:` line",
        level=_MUST,
        without="cannot read the stream",
        ask=_STREAM,
        check=looked_into(message_answers.has_event_lines),
    ),
    _row(
        id="blocks",
        part="stream",
        sentence="starts and stops every content block",
        level=_MUST,
        without="fails in the middle of an answer",
        observed=LIBRARY,
        ask=_STREAM,
        check=looked_into(message_answers.has_open_blocks),
    ),
    _row(
        id="usage",
        part="stream",
        sentence="tells tokens in at the start and tokens out at the end",
        level=_SHOULD,
        without="does not know how full its context is",
        ask=_STREAM,
        check=looked_into(message_answers.has_usage),
    ),
)

UNKNOWN: Final = (
    _row(
        id="betas",
        part="unknown",
        sentence="takes 15 unknown names in `anthropic-beta`",
        level=_MUST,
        without=REFUSED,
        ask=with_fields(headers=(("anthropic-beta", BETAS),)),
        check=_SPEAKS,
    ),
    _row(
        id="adaptive-thinking",
        part="unknown",
        sentence="takes `thinking` of the type `adaptive`",
        level=_MUST,
        without=REFUSED,
        hint="export MAX_THINKING_TOKENS=0 switches thinking off",
        ask=with_fields(THINKING),
        check=_SPEAKS,
    ),
    _row(
        id="output-config",
        part="unknown",
        sentence="takes `output_config.effort`",
        level=_MUST,
        without=REFUSED,
        ask=with_fields(EFFORT),
        check=_SPEAKS,
    ),
    _row(
        id="context-management",
        part="unknown",
        sentence="takes `context_management`",
        level=_SHOULD,
        without="is refused in every turn, unless it is set up to be strict",
        hint=STRICT,
        ask=with_fields(MANAGED),
        check=_SPEAKS,
    ),
    _row(
        id="deferred-tools",
        part="unknown",
        sentence="takes tools with `defer_loading`",
        level=_SHOULD,
        without="is refused in every turn, unless it is set up to be strict",
        hint=STRICT,
        ask=with_fields(TOOLS),
        check=_SPEAKS,
    ),
    _row(
        id="system-role",
        part="unknown",
        sentence="takes the role `system` inside `messages`",
        level=_SHOULD,
        without="is refused as soon as it asks for a model of the newest generation",
        hint="models of before are asked without it: smartaipi claude --model claude-opus-4-6",
        ask=with_fields(
            {
                "messages": [
                    {"role": "user", "content": PROMPT},
                    {"role": "system", "content": "Be brief."},
                ]
            }
        ),
        check=_SPEAKS,
    ),
    _row(
        id="system-blocks",
        part="unknown",
        sentence="takes `system` as blocks, the first with the client's version",
        level=_MUST,
        without=REFUSED,
        ask=with_fields(SYSTEM),
        check=_SPEAKS,
    ),
    _row(
        id="max-tokens",
        part="unknown",
        sentence="takes `max_tokens` of 128000",
        level=_SHOULD,
        without="is refused with its largest models",
        hint="export CLAUDE_CODE_MAX_OUTPUT_TOKENS=32000",
        ask=with_fields({"max_tokens": 128_000}),
        check=_SPEAKS,
    ),
    _row(
        id="turn",
        part="unknown",
        sentence="takes a turn with all of these at once, and the client's own headers",
        level=_MUST,
        without=REFUSED,
        ask=with_fields({**THINKING, **EFFORT, **MANAGED, **TOOLS, **SYSTEM}, HEADERS),
        check=_SPEAKS,
        needs=(
            "stream",
            "betas",
            "adaptive-thinking",
            "output-config",
            "context-management",
            "deferred-tools",
            "system-blocks",
        ),
    ),
)

USE: Final = (
    _row(
        id="tool-call",
        part="tools",
        sentence="streams the call of a tool, its arguments as `input_json_delta`",
        level=_MUST,
        without="can talk and do nothing",
        ask=TOOL.ask,
        check=TOOL.check_call,
    ),
    _row(
        id="tool-result",
        part="tools",
        sentence="takes the `tool_result` back, with a text beside it",
        level=_MUST,
        without="stops after its first tool",
        ask=TOOL.ask,
        check=TOOL.check_result,
        needs=("tool-call",),
    ),
)
