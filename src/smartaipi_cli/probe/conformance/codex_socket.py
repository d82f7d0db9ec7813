"""What Codex needs of a WebSocket, where it is switched on.

*Source:* the requests of Codex 0.169.0, run against a gateway that logged them (November 2026).
"""

from functools import partial
from typing import Final

from smartaipi_cli.probe.conformance import response_socket
from smartaipi_cli.probe.conformance.requirement import Level, Requirement
from smartaipi_cli.probe.conformance.versions import CODEX

SOCKET_OFF: Final = "smartaipi codex --websocket off"
_SHOULD: Final = Level.SHOULD
_row = partial(
    Requirement,
    observed=f"observed with Codex {CODEX}",
    protocol="responses",
    needs=("stream",),
)

SOCKET: Final = (
    _row(
        id="websocket",
        part="websocket",
        sentence="upgrades `GET /responses` with `openai-beta: responses_websockets`",
        level=_SHOULD,
        without="asks over HTTP, which is as well unless the WebSocket is switched on",
        hint=SOCKET_OFF,
        ask=response_socket.ask,
        check=response_socket.is_opened,
    ),
    _row(
        id="fallback",
        part="websocket",
        sentence="upgrades, or says 426 so that the client turns to HTTP at once",
        level=_SHOULD,
        without="loses 6.5 s in every session, where the WebSocket is switched on",
        hint=SOCKET_OFF,
        ask=response_socket.ask,
        check=response_socket.falls_back,
    ),
    _row(
        id="prewarm",
        part="websocket",
        sentence="answers a frame with `generate: false` by an empty response",
        level=_SHOULD,
        without="fails over the WebSocket",
        hint=SOCKET_OFF,
        ask=response_socket.ask,
        check=response_socket.heard(response_socket.PREWARM, response_socket.is_empty_response),
        needs=("stream", "websocket"),
    ),
    _row(
        id="continuation",
        part="websocket",
        sentence="continues by `previous_response_id`, though nothing is stored",
        level=_SHOULD,
        without="fails over the WebSocket",
        hint=SOCKET_OFF,
        ask=response_socket.ask,
        check=response_socket.heard(response_socket.TURN, response_socket.is_continued),
        needs=("stream", "websocket", "prewarm"),
    ),
    _row(
        id="unknown-previous",
        part="websocket",
        sentence="says `previous_response_not_found` of an id that it does not know",
        level=_SHOULD,
        without="cannot go on after a lost connection",
        hint=SOCKET_OFF,
        ask=response_socket.ask,
        check=response_socket.heard(response_socket.UNKNOWN, response_socket.is_not_found),
        needs=("stream", "websocket"),
    ),
    _row(
        id="error-frames",
        part="websocket",
        sentence="tells errors in frames of the type `error` with a status",
        level=_SHOULD,
        without="cannot tell what may be tried again",
        hint=SOCKET_OFF,
        ask=response_socket.ask,
        check=response_socket.heard(response_socket.UNKNOWN, response_socket.is_error_frame),
        needs=("stream", "websocket"),
    ),
)
