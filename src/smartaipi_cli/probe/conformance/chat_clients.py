"""What the clients of chat completions have in common: OpenAI's protocol, and two others where they are set up so.

What differs between them stands in their own modules: the level of each requirement, and where it was observed.
*Source:* the requests of OpenCode 1.18.33, Cline 3.0.65 and Continue's `cn` 1.5.47, run against a gateway that logged
them (November 2026); where a client's own request was not looked at, the reference of the protocol that it speaks.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final

from smartaipi_cli.probe.conformance import chat_answers, message_answers, plain_answers, response_answers
from smartaipi_cli.probe.conformance.asking import asked_as, once, with_body, with_unknown_key
from smartaipi_cli.probe.conformance.chat_answers import TOOL, is_speaking
from smartaipi_cli.probe.conformance.checks import HINDRANCES, is_refused, looked_into, spoken
from smartaipi_cli.probe.conformance.requirement import Ask, Level, Requirement
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.wish import Wish, small_png

MAXIMUM_TOKENS: Final = 32_000
"""What OpenCode asks for, whatever its settings say."""

REFERENCE: Final = "OpenAI's API reference, chat completions (November 2026)"

_MUST, _SHOULD = Level.MUST, Level.SHOULD
_CHAT: Final = PROTOCOLS["chat"]
_STREAM: Final = once("chat")
_RESPONSE: Final = once("responses")
_SPEAKS: Final = spoken(is_speaking)
_REFUSED: Final = "is refused in every turn"
_row = partial(Requirement, protocol="chat", needs=("stream",))


def with_picture(wish: Wish) -> Wish:
    """A question about a grey square."""
    return replace(wish, image=small_png(16, 16))


def below_version(wish: Wish, request: OutgoingRequest) -> OutgoingRequest:
    """To `…/messages` below the address that ends in `/v1`, as the clients of Vercel's library ask."""
    return replace(request, url=wish.address("/messages"))


def chat_requirements(observed: str, *fields: Requirement) -> tuple[Requirement, ...]:
    """The stream, the roles, the limit, the tools: what is asked of every gateway of this protocol.

    `fields` are members that the client sends besides.
    """
    row = partial(_row, observed=observed)
    return (
        row(
            id="stream",
            part="stream",
            sentence="answers `POST /chat/completions` with a stream",
            level=_MUST,
            without="gets no answer",
            ask=_STREAM,
            check=looked_into(is_speaking, HINDRANCES),
            needs=(),
        ),
        row(
            id="deltas",
            part="stream",
            sentence="gives every chunk its `choices`, and every choice its `delta`",
            level=_MUST,
            without="fails in the middle of an answer",
            ask=_STREAM,
            check=looked_into(chat_answers.has_deltas),
        ),
        row(
            id="finish-reason",
            part="stream",
            sentence="says why an answer ends",
            level=_SHOULD,
            without="cannot tell a whole answer from one that was cut",
            ask=_STREAM,
            check=looked_into(chat_answers.has_finish_reason),
        ),
        row(
            id="usage",
            part="stream",
            sentence="tells usage in a chunk of its own, with empty `choices`, when asked",
            level=_SHOULD,
            without="shows no tokens and no cost",
            ask=_STREAM,
            check=looked_into(chat_answers.has_usage_chunk),
        ),
        row(
            id="end",
            part="stream",
            sentence="ends the stream with `[DONE]`",
            level=_SHOULD,
            without="learns of the end only when the connection is closed",
            observed=REFERENCE,
            ask=_STREAM,
            check=looked_into(chat_answers.has_end),
        ),
        row(
            id="system-role",
            part="fields",
            sentence="takes messages of the role `system`",
            level=_MUST,
            without=_REFUSED,
            ask=once("chat", messages=chat_answers.said_as("system")),
            check=_SPEAKS,
        ),
        row(
            id="developer-role",
            part="fields",
            sentence="takes messages of the role `developer`",
            level=_SHOULD,
            without="is refused where it uses OpenAI's newer role",
            observed=REFERENCE,
            ask=once("chat", messages=chat_answers.said_as("developer")),
            check=_SPEAKS,
        ),
        row(
            id="max-tokens",
            part="fields",
            sentence=f"takes `max_tokens` of {MAXIMUM_TOKENS}",
            level=_MUST,
            without=_REFUSED,
            ask=once("chat", max_tokens=MAXIMUM_TOKENS),
            check=_SPEAKS,
        ),
        row(
            id="max-completion-tokens",
            part="fields",
            sentence="takes `max_completion_tokens`",
            level=_SHOULD,
            without="is refused where it uses OpenAI's newer name of the limit",
            observed=REFERENCE,
            ask=once("chat", max_completion_tokens=MAXIMUM_TOKENS),
            check=_SPEAKS,
        ),
        row(
            id="image",
            part="fields",
            sentence="takes an image beside the text",
            level=_SHOULD,
            without="cannot be shown pictures",
            observed=REFERENCE,
            ask=asked_as(_CHAT, with_picture),
            check=_SPEAKS,
        ),
        *fields,
        row(
            id="tool-call",
            part="tools",
            sentence="streams the call of a tool with its id at first and its index always",
            level=_MUST,
            without="can talk and do nothing",
            ask=TOOL.ask,
            check=TOOL.check_call,
        ),
        row(
            id="tool-result",
            part="tools",
            sentence="takes the call and its result back",
            level=_MUST,
            without="stops after its first tool",
            ask=TOOL.ask,
            check=TOOL.check_result,
            needs=("tool-call",),
        ),
        row(
            id="bad-key",
            part="errors",
            sentence="answers 401 to a key that nobody has",
            level=_SHOULD,
            without="does not say that its key is wrong",
            observed=REFERENCE,
            ask=asked_as(_CHAT, with_unknown_key),
            check=is_refused(plain_answers.is_401),
        ),
        row(
            id="error-envelope",
            part="errors",
            sentence="tells errors as `error` with a code and a message",
            level=_SHOULD,
            without="shows a status without words",
            observed=REFERENCE,
            ask=once("chat", messages=None),
            check=is_refused(plain_answers.is_openai_error),
        ),
    )


def effort_requirement(observed: str) -> Requirement:
    """For a client that asks for an effort by itself."""
    return _row(
        id="reasoning-effort",
        part="fields",
        sentence="takes `reasoning_effort`",
        level=_MUST,
        without="is refused in every turn with models of GPT-5's kind",
        observed=observed,
        ask=once("chat", reasoning_effort="medium"),
        check=_SPEAKS,
    )


def responses_requirement(observed: str, *, level: Level, without: str, ask: Ask = _RESPONSE) -> Requirement:
    """For a client that can be set up to speak the Responses protocol."""
    return _row(
        id="responses",
        part="others",
        sentence="answers `POST /responses` with a whole stream",
        level=level,
        without=without,
        observed=observed,
        protocol="responses",
        ask=ask,
        check=spoken(response_answers.is_whole),
    )


def messages_requirement(
    observed: str, without: str, fields: Mapping[str, object] = MappingProxyType({})
) -> Requirement:
    """For a client that can be set up to speak Anthropic's protocol, below the same address and with `x-api-key`."""
    return _row(
        id="messages",
        part="others",
        sentence="answers `POST /messages` with a whole stream, the key in `x-api-key`",
        level=_SHOULD,
        without=without,
        observed=observed,
        protocol="messages",
        ask=asked_as(
            PROTOCOLS["messages"],
            lambda wish: replace(with_body(wish, max_tokens=1024, **fields), styles=("x-api-key",)),
            below_version,
        ),
        check=spoken(message_answers.is_whole),
    )
