"""What Codex needs of a gateway: the Responses protocol with nothing stored, and a WebSocket that remembers.

*Source:* the requests of Codex 0.169.0, run against a gateway that logged them (November 2026).
"""

from functools import partial
from typing import Final

from smartaipi_cli.probe.conformance import codex_socket, codex_turns, plain_answers
from smartaipi_cli.probe.conformance.asking import asked_as, with_unknown_key, without
from smartaipi_cli.probe.conformance.checks import is_refused, looked_into
from smartaipi_cli.probe.conformance.requirement import Asking, Client, Level, Requirement, Send
from smartaipi_cli.probe.conformance.versions import CODEX
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.wish import Wish

_RESPONSES: Final = PROTOCOLS["responses"]
_SHOULD: Final = Level.SHOULD
_row = partial(
    Requirement,
    observed=f"observed with Codex {CODEX}",
    protocol="responses",
    needs=("stream",),
)


def ask_models(wish: Wish) -> Asking:
    """The catalogue that is asked for when the key comes from a command."""
    url = wish.address(f"/models?client_version={CODEX}")
    yield Send(
        PROTOCOLS["models"], (OutgoingRequest(method="GET", url=url, headers=wish.credential_headers()),)
    )


_ERROR: Final = asked_as(_RESPONSES, lambda wish: wish, lambda _, request: without(request, "input"))

_OTHERS: Final = (
    _row(
        id="catalogue",
        part="others",
        sentence="lists models in Codex's own shape when it is told `client_version`",
        level=_SHOULD,
        without="prints red lines at its start, when its key comes from a command",
        ask=ask_models,
        check=looked_into(plain_answers.is_catalogue),
    ),
    _row(
        id="bad-key",
        part="errors",
        sentence="answers 401 to a key that nobody has",
        level=_SHOULD,
        without="does not ask its key command again after a rotation",
        ask=asked_as(_RESPONSES, with_unknown_key),
        check=is_refused(plain_answers.is_401),
    ),
    _row(
        id="error-envelope",
        part="errors",
        sentence="tells errors as `error` with a code and a message",
        level=_SHOULD,
        without="shows a status without words",
        ask=_ERROR,
        check=is_refused(plain_answers.is_openai_error),
    ),
)

CLIENT: Final = Client(
    name="codex",
    label="Codex",
    version=CODEX,
    requirements=(
        *codex_turns.STREAM,
        *codex_turns.FIELDS,
        *codex_turns.TOOLS,
        *codex_socket.SOCKET,
        *_OTHERS,
    ),
)
"""Codex."""
