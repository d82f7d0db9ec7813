"""What Codex needs of a turn over HTTP: the stream, the members, the tools.

*Source:* the requests of Codex 0.169.0, run against a gateway that logged them (November 2026). The tool type
`tool_search` is not asked for: its members were not observed.
"""

from functools import partial
from typing import Final

from smartaipi_cli.probe.conformance import response_answers
from smartaipi_cli.probe.conformance.asking import once
from smartaipi_cli.probe.conformance.checks import HINDRANCES, looked_into, spoken
from smartaipi_cli.probe.conformance.requirement import Level, Requirement
from smartaipi_cli.probe.conformance.response_answers import FUNCTION, TOOL, is_streaming, said
from smartaipi_cli.probe.conformance.versions import CODEX
from smartaipi_cli.probe.wish import PROMPT

PATCH: Final = {
    "type": "custom",
    "name": "apply_patch",
    "description": "Apply a patch to files.",
    "format": {"type": "text"},
}
NAMESPACE: Final = {
    "type": "namespace",
    "name": "agents",
    "description": "Tools for other agents.",
    "tools": [{**FUNCTION, "name": "spawn"}],
}
PATCHED: Final = [
    said("user", "Add a file."),
    {
        "type": "custom_tool_call",
        "call_id": "call_smartaipi_1",
        "name": "apply_patch",
        "input": "*** Begin Patch\n*** Add File: a\n+a\n*** End Patch\n",
    },
    {"type": "custom_tool_call_output", "call_id": "call_smartaipi_1", "output": "Done."},
    said("user", PROMPT),
]
SEARCH: Final = {"type": "web_search"}
REFUSED: Final = "is refused in every turn"

_STREAM: Final = once("responses")
_SPEAKS: Final = spoken(is_streaming)
_MUST, _SHOULD = Level.MUST, Level.SHOULD
_row = partial(
    Requirement,
    observed=f"observed with Codex {CODEX}",
    protocol="responses",
    needs=("stream",),
)

STREAM: Final = (
    _row(
        id="stream",
        part="stream",
        sentence="answers `POST /responses` with a stream, `store` being false",
        level=_MUST,
        without="gets no answer",
        ask=_STREAM,
        check=looked_into(is_streaming, HINDRANCES),
        needs=(),
    ),
    _row(
        id="item-done",
        part="stream",
        sentence="ends every item with `response.output_item.done`",
        level=_MUST,
        without="shows an empty answer, and says that all went well",
        ask=_STREAM,
        check=looked_into(response_answers.has_done_items),
    ),
    _row(
        id="completed",
        part="stream",
        sentence="ends with `response.completed`",
        level=_MUST,
        without="asks five times again and gives up",
        ask=_STREAM,
        check=looked_into(response_answers.is_completed),
    ),
    _row(
        id="usage",
        part="stream",
        sentence="tells the tokens in the last event",
        level=_SHOULD,
        without="does not know how full its context is",
        ask=_STREAM,
        check=looked_into(response_answers.has_usage),
        needs=("stream", "completed"),
    ),
)

FIELDS: Final = (
    _row(
        id="developer-role",
        part="fields",
        sentence="takes messages of the role `developer`, where its instructions are",
        level=_MUST,
        without=REFUSED,
        ask=once("responses", input=[said("developer", "Be brief."), said("user", PROMPT)]),
        check=_SPEAKS,
    ),
    _row(
        id="reasoning",
        part="fields",
        sentence="takes `reasoning` with an effort and `summary: auto`",
        level=_MUST,
        without=REFUSED,
        ask=once("responses", reasoning={"effort": "low", "summary": "auto"}),
        check=_SPEAKS,
    ),
    _row(
        id="include",
        part="fields",
        sentence="takes `include` of `reasoning.encrypted_content`",
        level=_MUST,
        without=REFUSED,
        ask=once("responses", include=["reasoning.encrypted_content"]),
        check=_SPEAKS,
    ),
    _row(
        id="prompt-cache-key",
        part="fields",
        sentence="takes `prompt_cache_key`",
        level=_MUST,
        without=REFUSED,
        ask=once("responses", prompt_cache_key="smartaipi-conformance"),
        check=_SPEAKS,
    ),
    _row(
        id="client-metadata",
        part="fields",
        sentence="takes `client_metadata`",
        level=_MUST,
        without=REFUSED,
        ask=once("responses", client_metadata={"originator": "smartaipi"}),
        check=_SPEAKS,
    ),
    _row(
        id="verbosity",
        part="fields",
        sentence="takes `text.verbosity`",
        level=_SHOULD,
        without="is refused with models whose catalogue entry has a verbosity",
        ask=once("responses", text={"verbosity": "low"}),
        check=_SPEAKS,
    ),
    _row(
        id="service-tier",
        part="fields",
        sentence="takes `service_tier` of `priority`",
        level=_SHOULD,
        without="is refused when `/fast` is on",
        hint="set it up without --fast: smartaipi codex",
        ask=once("responses", service_tier="priority"),
        check=_SPEAKS,
    ),
)

TOOLS: Final = (
    _row(
        id="function-call",
        part="tools",
        sentence="hands out the call of a function as a finished item",
        level=_MUST,
        without="can talk and do nothing",
        ask=TOOL.ask,
        check=TOOL.check_call,
    ),
    _row(
        id="function-output",
        part="tools",
        sentence="takes `function_call` and `function_call_output` back",
        level=_MUST,
        without="stops after its first tool",
        ask=TOOL.ask,
        check=TOOL.check_result,
        needs=("function-call",),
    ),
    _row(
        id="parallel-calls",
        part="tools",
        sentence="takes `parallel_tool_calls`",
        level=_MUST,
        without=REFUSED,
        ask=once("responses", tools=[FUNCTION], tool_choice="none", parallel_tool_calls=True),
        check=_SPEAKS,
    ),
    _row(
        id="custom-tools",
        part="tools",
        sentence="takes tools of the type `custom`",
        level=_SHOULD,
        without="cannot be given a catalogue that offers `apply_patch`",
        ask=once("responses", tools=[PATCH], tool_choice="none"),
        check=_SPEAKS,
    ),
    _row(
        id="custom-output",
        part="tools",
        sentence="takes `custom_tool_call` and its output in the input",
        level=_SHOULD,
        without="stops after its first patch",
        ask=once("responses", tools=[PATCH], tool_choice="none", input=PATCHED),
        check=_SPEAKS,
        needs=("custom-tools",),
    ),
    _row(
        id="web-search",
        part="tools",
        sentence="takes or ignores tools of the type `web_search`",
        level=_MUST,
        without=REFUSED,
        ask=once("responses", tools=[SEARCH], tool_choice="none"),
        check=_SPEAKS,
    ),
    _row(
        id="namespaces",
        part="tools",
        sentence="takes or ignores tools of the type `namespace`",
        level=_MUST,
        without="is refused in every turn with models that its catalogue does not have",
        ask=once("responses", tools=[NAMESPACE], tool_choice="none"),
        check=_SPEAKS,
    ),
    _row(
        id="turn",
        part="tools",
        sentence="takes a turn with all of these at once",
        level=_MUST,
        without=REFUSED,
        ask=once(
            "responses",
            input=[said("developer", "Be brief."), said("user", PROMPT)],
            tools=[FUNCTION, SEARCH, NAMESPACE],
            tool_choice="auto",
            parallel_tool_calls=True,
            reasoning={"effort": "low", "summary": "auto"},
            include=["reasoning.encrypted_content"],
            prompt_cache_key="smartaipi-conformance",
            client_metadata={"originator": "smartaipi"},
        ),
        check=_SPEAKS,
        needs=(
            "stream",
            "developer-role",
            "reasoning",
            "include",
            "prompt-cache-key",
            "client-metadata",
            "parallel-calls",
            "web-search",
            "namespaces",
        ),
    ),
)
