"""The one engine behind every dialect: a conversation in, the events of its answer out.

Pure and deterministic: the same conversation gives the same events, so that all dialects tell the
same story and the price of an answer is known before its first byte is sent.
"""

import json
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

from smartaipi_cli.sandbox.behaviours import Behaviour, Echo, Lorem, Scripted, Think
from smartaipi_cli.sandbox.conversation import CHARACTERS_PER_TOKEN, Conversation, Tool
from smartaipi_cli.sandbox.events import (
    Event,
    Finish,
    FinishReason,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    usage_of,
)
from smartaipi_cli.sandbox.scripts import SCRIPTS, Candidate

_LONGEST_ECHO: Final = 4_096
_LOREM: Final = (
    "the sandbox answers with the same words every time so that a test can tell what it should have seen "
)


def plan_answer(conversation: Conversation, behaviour: Behaviour) -> tuple[Event, ...]:
    """The whole answer, cut where the caller's output limit cuts it, with its `Finish` at the end."""
    events = tuple(_events(conversation, behaviour))
    limit = conversation.output_limit
    kept = events if limit is None else tuple(_within(events, limit))
    if len(kept) < len(events):
        reason = FinishReason.LENGTH
    elif any(isinstance(event, ToolCall) for event in kept):
        reason = FinishReason.TOOL_CALLS
    else:
        reason = FinishReason.STOP
    usage = usage_of(kept, input_tokens=conversation.input_tokens())
    return (*kept, Finish(reason=reason, usage=usage))


def _events(conversation: Conversation, behaviour: Behaviour) -> Iterator[Event]:
    required = conversation.required_tool
    if required is not None and not isinstance(behaviour, Scripted):
        # What the user said stands in every argument: an echo in the form of a call.
        arguments = dict.fromkeys(sorted(required.parameters), _echo(conversation))
        yield ToolCall(name=required.name, arguments=json.dumps(arguments))
        return
    match behaviour:
        case Echo():
            yield from _spoken(_echo(conversation))
        case Think():
            yield from map(ReasoningDelta, _pieces("The user wants an echo, so an echo it is."))
            yield from _spoken(_echo(conversation))
        case Lorem(tokens=tokens):
            yield from _lorem(tokens)
        case Scripted(script=script):
            yield from _scripted(conversation, script)


def _echo(conversation: Conversation) -> str:
    return conversation.last_user_text()[:_LONGEST_ECHO] or "(nothing was said)"


def _lorem(tokens: int) -> Iterator[TextDelta]:
    text = "".join(islice(cycle(_LOREM), tokens * CHARACTERS_PER_TOKEN))
    return _spoken(text)


def _spoken(text: str) -> Iterator[TextDelta]:
    return map(TextDelta, _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), CHARACTERS_PER_TOKEN):
        yield text[start : start + CHARACTERS_PER_TOKEN]


def _scripted(conversation: Conversation, script_name: str) -> Iterator[Event]:
    script = SCRIPTS[script_name]
    done = conversation.results_since_user()
    if done >= len(script.turns):
        yield from _spoken(script.farewell)
        return
    turn = script.turns[done]
    chosen = _choose(turn.candidates, conversation.tools)
    if chosen is None:
        wanted = ", ".join(dict.fromkeys(candidate.tool for candidate in turn.candidates))
        yield from _spoken(f"The script `{script_name}` finds none of its tools offered: {wanted}.")
        return
    yield from _spoken(turn.say)
    yield ToolCall(name=chosen.tool, arguments=json.dumps(dict(chosen.arguments)))


def _choose(candidates: tuple[Candidate, ...], tools: tuple[Tool, ...]) -> Candidate | None:
    offered = {tool.name: tool.parameters for tool in tools}
    for candidate in candidates:
        parameters = offered.get(candidate.tool)
        # The same name may belong to two agents whose arguments differ: the parameters tell them apart.
        if parameters is not None and (not parameters or parameters >= set(candidate.arguments)):
            return candidate
    return None


def _within(events: tuple[Event, ...], limit: int) -> Iterator[Event]:
    for event in events:
        limit -= usage_of([event], input_tokens=0).output_tokens
        if limit < 0:
            return
        yield event
