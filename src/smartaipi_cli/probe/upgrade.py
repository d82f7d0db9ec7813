"""Does the gateway speak the Responses protocol over WebSocket? Asked before a client is told to."""

import json

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.gateways.answers import parse_json

LIMIT_S = 5.0
BETA = "responses_websockets=2026-02-06"


def speaks_websocket(openai_url: str, key: Secret, model: str) -> bool:
    """Whether an upgrade of `…/responses` succeeds and Codex's first frame (a prewarm) is completed.

    A gateway that fails this costs Codex 6.5 s in every session, so anything but a full success is a no.
    """
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect

    url = f"ws{openai_url.removeprefix('http')}/responses"
    frame = {"type": "response.create", "model": model, "input": [], "generate": False, "store": False}
    try:
        with connect(
            url,
            additional_headers={"Authorization": f"Bearer {key.reveal()}", "OpenAI-Beta": BETA},
            open_timeout=LIMIT_S,
            close_timeout=1,
        ) as connection:
            connection.send(json.dumps(frame))
            for _ in range(10):
                event = parse_json(as_bytes(connection.recv(timeout=LIMIT_S)))
                kind = event.get("type") if isinstance(event, dict) else None
                if kind == "response.completed":
                    return True
                if kind in {"error", "response.failed"}:
                    return False
    except (OSError, ValueError, TimeoutError, WebSocketException):
        return False
    return False


def as_bytes(frame: str | bytes) -> bytes:
    """The content of a frame."""
    return frame.encode() if isinstance(frame, str) else frame
