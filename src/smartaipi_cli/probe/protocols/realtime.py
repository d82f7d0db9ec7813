"""`GET /realtime?model=…` upgraded to a WebSocket, in whichever of two dialects the gateway speaks there.

OpenAI's own begins with `session.created`; Smart AIPI documents events of the Responses protocol. Neither is taken
for granted: the first is waited for, for a second, and what came is told.
*Source:* OpenAI's guide to the Realtime API (checked November 2026).
"""

import json
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from smartaipi_cli.gateways.answers import parse_json
from smartaipi_cli.probe.dialogue import Dialogue, Hear, Say
from smartaipi_cli.probe.events import Event
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols import responses
from smartaipi_cli.probe.protocols.chat import failed
from smartaipi_cli.probe.protocols.protocol import count, member, text
from smartaipi_cli.probe.protocols.websocket import LAST, frame, socket_address
from smartaipi_cli.probe.recording import Recording
from smartaipi_cli.probe.story import Finished, Opened, Piece, StopTold, TextPiece, UsageTold
from smartaipi_cli.probe.wish import Wish

GREETING_S: Final = 1.0
"""How long `session.created` is waited for."""

_TEXT: Final = frozenset(
    {"response.output_text.delta", "response.text.delta", "response.output_audio_transcript.delta"}
)
_LAST: Final = frozenset({"response.done", *LAST})


def encode(wish: Wish) -> OutgoingRequest:
    """The upgrade."""
    return OutgoingRequest(
        method="GET",
        url=socket_address(wish, f"/realtime?model={quote(wish.model, safe='')}"),
        headers=(*wish.credential_headers(), *wish.extra_headers),
    )


def converse(wish: Wish) -> Dialogue:
    """Wait for the greeting, then ask in the dialect that it tells."""
    greeting = yield Hear(GREETING_S)
    event = parse_json(greeting.encode()) if greeting else None
    if isinstance(event, dict) and event.get("type") == "error":
        return
    if isinstance(event, dict) and event.get("type") == "session.created":
        content = [{"type": "input_text", "text": wish.prompt}]
        item = {"type": "message", "role": "user", "content": content}
        yield Say(json.dumps({"type": "conversation.item.create", "item": item}))
        asked = {"output_modalities": ["text"], **wish.extra_body}
        yield Say(json.dumps({"type": "response.create", "response": asked}))
    else:
        yield Say(frame(wish, "flat" if wish.frame == "flat" else "wrapped"))
    while (heard := (yield Hear())) is not None:
        event = parse_json(heard.encode())
        if isinstance(event, dict) and event.get("type") in _LAST:
            return


def tell(event: Event) -> Iterator[Piece]:
    """What an event of either dialect means."""
    data, at_ns = event.data, event.at_ns
    if event.name in _TEXT:
        yield TextPiece(at_ns, text(data, "delta"))
    elif event.name == "session.created":
        yield Opened(at_ns)
    elif event.name == "response.done":
        response = member(data, "response")
        status = text(response, "status")
        if status == "failed":
            yield failed(at_ns, member(member(response, "status_details"), "error"))
            return
        if usage := member(response, "usage"):
            yield UsageTold(
                at_ns, input_tokens=count(usage, "input_tokens"), output_tokens=count(usage, "output_tokens")
            )
        yield StopTold(at_ns, status)
        yield Finished(at_ns)
    else:
        yield from responses.tell(event)


def dialect(recording: Recording) -> str:
    """Which dialect answered: `realtime`, `responses`, or nothing that is known."""
    for arrival in recording.arrivals:
        event = parse_json(arrival.data)
        kind = str(event.get("type", "")) if isinstance(event, dict) else ""
        if kind == "session.created":
            return "realtime"
        if kind == "response.created":
            return "responses"
    return ""
