"""`GET /responses` upgraded to a WebSocket, as Codex speaks it.

*Source:* OpenAI's guide to the responses WebSocket mode; Codex 0.169.0 and OpenAI's library send flat frames
(observed, November 2026), Smart AIPI documents frames that are wrapped in `response`.
"""

import json
from collections.abc import Generator
from typing import Final

from smartaipi_cli.gateways.answers import parse_json
from smartaipi_cli.probe.dialogue import Dialogue, Hear, Say
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.responses import body_of
from smartaipi_cli.probe.recording import Recording
from smartaipi_cli.probe.wish import Wish

BETA: Final = ("openai-beta", "responses_websockets=2026-02-06")
LAST: Final = frozenset({"response.completed", "response.incomplete", "response.failed", "error"})
_FORMS: Final = {"flat": ("flat",), "wrapped": ("wrapped",), "auto": ("wrapped", "flat")}


def encode(wish: Wish) -> OutgoingRequest:
    """The upgrade."""
    return OutgoingRequest(
        method="GET",
        url=socket_address(wish, "/responses"),
        headers=(*wish.credential_headers(), BETA, *wish.extra_headers),
    )


def converse(wish: Wish) -> Dialogue:
    """Ask once; with `auto` ask again in the other form when the first was answered with a 400."""
    for form in _FORMS[wish.frame]:
        yield Say(frame(wish, form))
        is_understood = yield from heard_to_the_end()
        if is_understood:
            return


def heard_to_the_end() -> Generator[Say | Hear, str | None, bool]:
    """Listen until the last event of a response; whether its form was understood."""
    while (heard := (yield Hear())) is not None:
        event = parse_json(heard.encode())
        if isinstance(event, dict) and event.get("type") in LAST:
            return not (event["type"] == "error" and event.get("status") == 400)
    return True


def frame(wish: Wish, form: str) -> str:
    """The frame that asks for a response."""
    body = {**body_of(wish), **wish.extra_body}
    if form == "wrapped":
        return json.dumps({"type": "response.create", "response": body})
    return json.dumps({"type": "response.create", **body})


def frame_form(recording: Recording) -> str:
    """The form of the last frame that was sent, which is the one that was answered."""
    if not recording.sent_frames:
        return ""
    sent = parse_json(recording.sent_frames[-1].data)
    return "wrapped" if isinstance(sent, dict) and "response" in sent else "flat"


def socket_address(wish: Wish, path: str) -> str:
    """The address with the scheme of WebSockets."""
    return f"ws{wish.address(path).removeprefix('http')}"
