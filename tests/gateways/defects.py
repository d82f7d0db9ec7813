"""Defects of gateways, switched on for single requests of a made-up one."""

import gzip
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HTML = b"<!doctype html><html><body>Please log in to the hotel network</body></html>"


@dataclass(slots=True, kw_only=True)
class Defect:
    """What goes wrong with requests whose `METHOD /path` begins with `route`.

    The first `after` of them pass, then `times` are spoiled (None: all further ones). `fired` counts, so that a
    test can prove that its defect came into play. `keep_effect`: the request is carried out, its answer is lost.
    """

    kind: str
    route: str = ""
    after: int = 0
    times: int | None = 1
    retry_after: str = ""
    keep_effect: bool = False
    seen: int = 0
    fired: int = 0

    def is_due(self, route: str) -> bool:
        """Whether this request is spoiled."""
        if not route.startswith(self.route):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.fired >= self.times):
            return False
        self.fired += 1
        return True


@dataclass(slots=True, kw_only=True)
class Defective:
    """An application with defects. `before` is called with each route first, for rows that arrive meanwhile.

    `skew` moves the clock of the `Date` header.

    Kinds: `429` (with `retry_after`, or an empty body without), `500`, `502`, `cut` (the connection ends in the
    body), `drop` (no answer at all), `html` (200 with a web page), `gzip` (a correct answer, compressed), `text`.
    """

    app: ASGIApp
    defects: list[Defect] = field(default_factory=list)
    before: Callable[[str], None] | None = None
    skew: timedelta = timedelta()
    asked: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, spoiled or not."""
        route = f"{scope['method']} {scope['path']}"
        self.asked.append(route)
        if self.before:
            self.before(route)
        due = next((defect for defect in self.defects if defect.is_due(route)), None)
        dated = self.dated(send)
        if due is None:
            await self.app(scope, receive, dated)
            return
        if due.keep_effect:
            await self.app(scope, receive, discard)
        if due.kind in {"cut", "gzip"}:
            await (cut if due.kind == "cut" else compressed)(self.app, scope, receive, dated)
        elif due.kind == "drop":
            raise ConnectionResetError  # uvicorn closes the connection without an answer
        else:
            await plain(due, dated)

    def dated(self, send: Send) -> Send:
        """The sender, with the time of a clock that may be wrong."""

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                stamp = format_datetime(datetime.now(UTC) + self.skew, usegmt=True).encode()
                headers = [pair for pair in message["headers"] if pair[0] != b"date"]
                message = {**message, "headers": [*headers, (b"date", stamp)]}
            await send(message)

        return forward


async def discard(message: Message) -> None:
    """An answer that nobody gets."""
    del message


async def plain(defect: Defect, send: Send) -> None:
    """A whole answer that is not the right one."""
    bodies = {
        "429": (429, b"" if not defect.retry_after else json.dumps({"error": {"message": "slow"}}).encode()),
        "500": (500, json.dumps({"error": {"message": "broken", "type": "server_error"}}).encode()),
        "502": (502, b"<html>bad gateway</html>"),
        "html": (200, HTML),
        "text": (200, b"OK"),
    }
    status, body = bodies[defect.kind]
    headers = [(b"content-type", b"text/html" if body.startswith(b"<") else b"application/json")]
    if defect.retry_after:
        headers.append((b"retry-after", defect.retry_after.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def collected(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """(start, body) of the right answer."""
    start: Message = {}
    parts: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    return start, b"".join(parts)


async def compressed(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """The right answer, as gzip whether it was asked for or not."""
    start, body = await collected(app, scope, receive)
    packed = gzip.compress(body)
    headers = [pair for pair in start["headers"] if pair[0] not in {b"content-length", b"content-encoding"}]
    await send({**start, "headers": [*headers, (b"content-encoding", b"gzip")]})
    await send({"type": "http.response.body", "body": packed})


async def cut(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Half of the right answer under the length of the whole one, then the end of the connection."""
    start, body = await collected(app, scope, receive)
    await send(start)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    raise ConnectionResetError


Application = Callable[[Scope, Receive, Send], Awaitable[None]]
