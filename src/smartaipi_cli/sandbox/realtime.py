"""`GET /v1/realtime` upgraded: a session that is announced, and then answers with the events of responses.

The gateway documents this route as one that carries responses; the clients of OpenAI's realtime API wait for
`session.created` and send what was said as items of a conversation. Both find what they need; there is no audio.
"""

import asyncio
from typing import Any, Final

from starlette.websockets import WebSocket

from smartaipi_cli.sandbox.identity import identify
from smartaipi_cli.sandbox.problems import Json
from smartaipi_cli.sandbox.websocket import Socket, unwrap

_DEFAULT_MODEL: Final = "sandbox/echo"


async def hold_session(websocket: WebSocket) -> None:
    """Serves one session until the client leaves. A bad key is refused before the upgrade."""
    await _Session(websocket).serve()


class _Session(Socket):
    def __init__(self, websocket: WebSocket) -> None:
        super().__init__(websocket)
        self._identity = identify(seed=self.gateway.seed, caller=self.request_id, sequence=0, body=b"session")
        self._session: Json = {
            "type": "realtime",
            "object": "realtime.session",
            "id": self._identity.part("sess"),
            "model": websocket.query_params.get("model") or _DEFAULT_MODEL,
            "output_modalities": ["text"],
            "instructions": "",
            "tools": [],
        }
        self._said: list[Json] = []
        self._events = 0

    async def greet(self) -> None:
        """Announces the session."""
        await self._tell("session.created", session=self._session)

    async def handle(self, frame: Json, body: bytes, number: int, gone: asyncio.Future[None]) -> None:
        """Answers one frame: a change of the session, something said, or the wish for a response."""
        match frame:
            case {"type": "session.update", "session": dict(changes)}:
                # What a session is cannot be changed, only what it does.
                self._session |= {
                    name: value for name, value in changes.items() if name not in {"id", "object", "type"}
                }
                await self._tell("session.updated", session=self._session)
            case {"type": "conversation.item.create", "item": dict(item)}:
                said = {"id": self._identity.part("item", len(self._said)), **item}
                self._said.append(said)
                await self._tell("conversation.item.created", item=said)
            case _:
                await super().handle(self._completed(frame), body, number, gone)

    def _completed(self, frame: Json) -> Json:
        """The frame with the session's settings where it has none of its own."""
        if frame.get("type") != "response.create":
            return frame
        settings: Json = {"model": self._session["model"], "input": list(self._said)}
        settings |= {name: value for name in ("instructions", "tools") if (value := self._session.get(name))}
        return {"type": "response.create", **settings, **unwrap(frame)}

    async def _tell(self, kind: str, **members: Any) -> None:
        event_id = self._identity.part("event", self._events)
        self._events += 1
        await self.send({"type": kind, "event_id": event_id, **members})
