"""A gateway that is as it should be but for one thing: the sandbox behind a layer that spoils exactly that."""

import asyncio
import json
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pytest

from smartaipi_cli.sandbox import server
from smartaipi_cli.sandbox.testing import running

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its path without the version segment, its members."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Json

    def items(self, *names: str) -> list[Json]:
        """The objects in lists of the body, and in the lists of content in them."""
        found = [item for name in names for item in self.body.get(name) or [] if isinstance(item, dict)]
        inner = [part for item in found if isinstance(item.get("content"), list) for part in item["content"]]
        return [*found, *inner]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoil:
    """What goes wrong, at requests for which `at` holds.

    `status` refuses them; `rewrite` changes the body of the answer, `header` is dropped from it; `hangs` never
    answers. `deny` refuses an upgrade, `frame` changes an event that answers a frame, or drops it.
    """

    at: Callable[[Asked], object] = lambda _: False
    status: int = 0
    rewrite: Callable[[bytes], bytes] | None = None
    header: bytes = b""
    hangs: bool = False
    deny: int = 0
    frame: Callable[[Json, Json], Json | None] | None = None


class Doctored:
    """An ASGI application around another, which does what `spoil` says."""

    def __init__(self, inner):
        self.inner = inner
        self.spoil = Spoil()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        messages = []
        while not messages or messages[-1].get("more_body"):
            messages.append(await receive())
        body = b"".join(message.get("body", b"") for message in messages)
        parsed = json.loads(body) if body.startswith(b"{") else {}
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = dict(parse_qsl(scope["query_string"].decode()))
        path = scope["path"].removeprefix("/v1")
        if not self.spoil.at(Asked(scope["method"], path, query, headers, parsed)):
            send_on = send
        elif self.spoil.hangs:
            await receive()
            return
        elif self.spoil.status:
            await refuse(send, "http.response", self.spoil.status)
            return
        else:
            send_on = self._rewriting(send)

        async def replay():
            return messages.pop(0) if messages else await receive()

        await self.inner(scope, replay, send_on)

    def _rewriting(self, send):
        spoil, start, parts = self.spoil, {}, []

        async def send_on(message):
            if message["type"] == "http.response.start":
                dropped = {spoil.header, b"content-length"}
                start.update(message, headers=[pair for pair in message["headers"] if pair[0] not in dropped])
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                body = b"".join(parts)
                await send(start)
                await send({**message, "body": spoil.rewrite(body) if spoil.rewrite else body})

        return send_on

    async def _socket(self, scope, receive, send):
        spoil, heard = self.spoil, {}
        if spoil.deny:
            await receive()
            await refuse(send, "websocket.http.response", spoil.deny)
            return

        async def hear():
            message = await receive()
            if message.get("text"):
                heard["frame"] = json.loads(message["text"])
            return message

        async def say(message):
            if spoil.frame and message["type"] == "websocket.send":
                event = spoil.frame(heard["frame"], json.loads(message["text"]))
                if event is None:
                    return
                message = {**message, "text": json.dumps(event)}
            await send(message)

        await self.inner(scope, hear, say)


async def refuse(send, kind, status):
    error = {"type": "error", "error": {"type": "refused", "code": "refused", "message": "spoiled"}}
    headers = [(b"content-type", b"application/json")]
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.body", "body": json.dumps(error).encode()})


@contextmanager
def doctored(folder):
    """The address of a sandbox, and the layer in front of it."""
    layers = []

    def serve(gateway, build=server.serve_gateway):
        layers.append(Doctored(build(gateway)))
        return layers[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "serve_gateway", serve)
        with running(folder) as address:
            asyncio.run(asyncio.sleep(0))
            yield address, layers[0]


def events(change):
    """Rewrites a stream event by event: `change` gets the data, and gives it, None, or bytes to stand for all."""

    def rewrite(body):
        changed = []
        for block in body.split(b"\n\n"):
            lines = block.split(b"\n")
            if not lines[-1].startswith(b"data: {"):
                changed.append(block)  # an error, or the mark at the end
                continue
            event = change(json.loads(lines[-1].removeprefix(b"data: ")))
            if event is not None:
                changed.append(b"\n".join([*lines[:-1], b"data: " + json.dumps(event).encode()]))
        return b"\n\n".join(changed)

    return rewrite


def whole(change):
    """Rewrites an answer that is one object."""
    return lambda body: json.dumps(change(json.loads(body))).encode()
