"""A sandbox without a socket: the application called in process, on a clock that stands still."""

import asyncio
import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.accounts import ensure_account
from smartaipi_cli.sandbox.app import build_app
from smartaipi_cli.sandbox.ledger import read_balance
from smartaipi_cli.sandbox.metering import release_abandoned
from smartaipi_cli.sandbox.store import Store
from smartaipi_cli.sandbox.world import World

TOKEN = "smartaipi-sandbox-token-test"
WEDNESDAY_NOON = 1_795_003_200  # 2026-11-18 12:00 UTC


@dataclass
class Time:
    """A clock that a test sets."""

    now: float = WEDNESDAY_NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """A caller of the application: with the account token, with a key, or with any headers."""

    store: Store
    time: Time
    app: Any
    keys: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, *, headers=None, body=None, raw=None) -> httpx.Response:
        content = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())

        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4000") as client:
                return await client.request(method, path, headers=headers, content=content)

        return asyncio.run(go())

    def manage(self, method: str, path: str, body=None, **headers: str) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(
            method, f"/api{path}", headers={"authorization": f"Bearer {TOKEN}", **sent}, body=body
        )

    def new_key(self, **fields: Any) -> dict[str, Any]:
        return self.manage("POST", "/keys", {"name": "test", **fields}).json()

    def any_key(self) -> str:
        if "any" not in self.keys:
            self.keys["any"] = self.new_key()["value"]
        return self.keys["any"]

    def call(self, key: str, body, path="/v1/chat/completions", **headers: str) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send("POST", path, headers={"authorization": f"Bearer {key}", **sent}, body=body)

    def say(self, key: str, text="hello there", *, model="sandbox/echo", **members: Any) -> httpx.Response:
        return self.call(key, {"model": model, "messages": [{"role": "user", "content": text}], **members})

    def balance(self):
        return asyncio.run(self.store.read(read_balance))

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        async def read() -> list[tuple[Any, ...]]:
            return await self.store.read(
                lambda connection: [tuple(r) for r in connection.execute(sql, values)]
            )

        return asyncio.run(read())


def open_desk(folder: Path, *, time: Time | None = None, seed: str = "test") -> Desk:
    """Opens a sandbox whose keys and ids come from a seeded generator."""
    time = time or Time()
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder, World(clock=time, entropy=random.Random(20261118).randbytes))
    store.submit(release_abandoned).result()
    world, token = store.world, Secret(TOKEN)
    store.submit(lambda connection: ensure_account(connection, world, token, seed)).result()
    return Desk(store=store, time=time, app=build_app(store, seed=seed))


def sse(text: str) -> list[tuple[str | None, Any]]:
    """The server-sent events in a body, as (name, data)."""
    events = []
    for block in text.split("\n\n")[:-1]:
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        data = lines["data"]
        events.append((lines.get("event"), data if data == "[DONE]" else json.loads(data)))
    return events
