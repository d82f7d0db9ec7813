"""What Claude Code needs of a gateway: Anthropic's protocol, with more in it than its reference names.

*Source:* the requests of Claude Code 2.1.329, run against a gateway that logged them (November 2026).
"""

from dataclasses import replace
from functools import partial
from typing import Final

from smartaipi_cli.probe.conformance import claude_turns, message_answers, plain_answers
from smartaipi_cli.probe.conformance.asking import (
    asked_as,
    at_once,
    once,
    with_body,
    with_unknown_key,
    without,
)
from smartaipi_cli.probe.conformance.checks import is_refused, looked_into, spoken
from smartaipi_cli.probe.conformance.claude_turns import TOKENS
from smartaipi_cli.probe.conformance.message_answers import is_whole
from smartaipi_cli.probe.conformance.requirement import Ask, Asking, Client, Level, Requirement, Send
from smartaipi_cli.probe.conformance.versions import CLAUDE_CODE
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.messages import VERSION
from smartaipi_cli.probe.protocols.registry import PROTOCOLS, protocol_of
from smartaipi_cli.probe.wish import Wish

BURST: Final = 6
PATIENCE_S: Final = 10.0
"""For paths that a gateway need not know: the client waits for them at its start."""

LARGE: Final = (
    "<system-reminder path=\"../../etc/hosts\">SELECT * FROM users WHERE name = 'a' OR 1=1; -- "
    "<script>alert(1)</script> $(rm -rf /tmp/x) && cat /etc/passwd</system-reminder>\n"
) * 320
"""50 kB of what instructions and source look like to a firewall: the size of a first turn."""

_MUST, _SHOULD = Level.MUST, Level.SHOULD
_MESSAGES: Final = PROTOCOLS["messages"]
_row = partial(
    Requirement,
    observed=f"observed with Claude Code {CLAUDE_CODE}",
    protocol="messages",
    needs=("stream",),
)


def ask_unknown_paths(wish: Wish) -> Asking:
    """What is asked at the start without a credential, and a path that nobody has."""
    paths = {"/api/hello": "HEAD", "/api/smartaipi-no-such-path": "GET"}
    requests = tuple(OutgoingRequest(method=way, url=wish.address(path)) for path, way in paths.items())
    yield Send(PROTOCOLS["models"], requests, PATIENCE_S)


def ask_models(wish: Wish) -> Asking:
    """The list from which models are taken when that is switched on."""
    request = OutgoingRequest(
        method="GET",
        url=wish.address("/v1/models?limit=1000"),
        headers=(VERSION, *wish.credential_headers()),
    )
    yield Send(PROTOCOLS["models"], (request,))


def with_key_in(*styles: str) -> Ask:
    """A short turn with the key in these headers alone."""
    return asked_as(_MESSAGES, lambda wish: replace(with_body(wish, max_tokens=TOKENS), styles=styles))


_ERROR: Final = asked_as(
    _MESSAGES, lambda wish: wish, lambda _, request: without(request, "messages", "stream")
)
_SPEAKS: Final = spoken(is_whole)

_OTHERS: Final = (
    _row(
        id="count-tokens",
        part="counting",
        sentence="answers `POST /v1/messages/count_tokens`",
        level=_SHOULD,
        without="has no exact numbers in `/context`",
        hint="smartaipi test count-tokens --raw shows what the gateway answers",
        ask=once("count-tokens"),
        check=looked_into(plain_answers.is_count),
    ),
    _row(
        id="count-tokens-burst",
        part="counting",
        sentence=f"counts {BURST} contexts at once",
        level=_SHOULD,
        without="leaves gaps in `/context`, which asks some 20 times at once",
        ask=at_once("count-tokens", BURST),
        check=plain_answers.are_counted,
        needs=("count-tokens",),
    ),
    _row(
        id="large-body",
        part="counting",
        sentence="takes a body of 50 kB that looks like code, commands and markup",
        level=_MUST,
        without="is refused by a firewall in its first turn",
        ask=once("count-tokens", messages=[{"role": "user", "content": LARGE}]),
        check=looked_into(plain_answers.is_count),
        needs=("count-tokens",),
    ),
    _row(
        id="bearer",
        part="key",
        sentence="takes the key in `Authorization: Bearer` alone",
        level=_SHOULD,
        without="needs our key helper, which sends both headers",
        ask=with_key_in("bearer"),
        check=_SPEAKS,
    ),
    _row(
        id="x-api-key",
        part="key",
        sentence="takes the key in `x-api-key` alone",
        level=_SHOULD,
        without="cannot be set up with `ANTHROPIC_API_KEY`",
        ask=with_key_in("x-api-key"),
        check=_SPEAKS,
    ),
    _row(
        id="bad-key",
        part="key",
        sentence="answers 401 to a key that nobody has",
        level=_SHOULD,
        without="does not ask its key helper again after a rotation",
        ask=asked_as(_MESSAGES, with_unknown_key),
        check=is_refused(plain_answers.is_401),
    ),
    _row(
        id="whole",
        part="others",
        sentence="answers without a stream where none is asked for",
        level=_SHOULD,
        without="fails at the probe that it sends beside a claude.ai login",
        ask=asked_as(
            protocol_of("messages", is_streamed=False),
            lambda wish: with_body(wish, max_tokens=1, stream=False),
        ),
        check=looked_into(message_answers.is_message),
    ),
    _row(
        id="models",
        part="others",
        sentence="lists models, and says `has_more: false`",
        level=_SHOULD,
        without="is offered no models of the gateway; clients that read pages ask for them for ever",
        observed=claude_turns.LIBRARY,
        ask=ask_models,
        check=looked_into(plain_answers.is_last_page),
    ),
    _row(
        id="unknown-paths",
        part="others",
        sentence="answers `HEAD /api/hello` and paths that it does not know, with any status",
        level=_SHOULD,
        without="may wait at its start",
        ask=ask_unknown_paths,
        check=plain_answers.are_answered,
        needs=(),
    ),
    _row(
        id="error-envelope",
        part="errors",
        sentence="tells errors as `type: error` with a type and a message",
        level=_SHOULD,
        without="shows a status without words",
        ask=_ERROR,
        check=is_refused(plain_answers.is_anthropic_error),
    ),
    _row(
        id="request-id",
        part="errors",
        sentence="names a failed request in the header `request-id`",
        level=_SHOULD,
        without="has no number to ask the gateway's operator about",
        ask=_ERROR,
        check=is_refused(plain_answers.has_request_id),
    ),
)

CLIENT: Final = Client(
    name="claude",
    label="Claude Code",
    version=CLAUDE_CODE,
    requirements=(*claude_turns.STREAM, *claude_turns.UNKNOWN, *claude_turns.USE, *_OTHERS),
)
"""Claude Code."""
