"""The real sandbox in front of a test: its application over made-up books, or served whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.sandbox.accounts import ensure_account
from smartaipi_cli.sandbox.app import build_app
from smartaipi_cli.sandbox.seeding.books import seed_books
from smartaipi_cli.sandbox.seeding.usage import SeedWish
from smartaipi_cli.sandbox.store import Store
from smartaipi_cli.sandbox.world import real_world

TOKEN = "test-account-token-canary-0001"


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """An open sandbox, and its application for a server of the test's own."""

    store: Store
    app: ASGIApp

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """What stands in the books."""
        return self.store.submit(lambda opened: [tuple(row) for row in opened.execute(sql, values)]).result()

    def log_request(self, number: int) -> None:
        """A request of this moment that arrives while somebody walks through the log."""
        ((key_id,),) = self.rows("SELECT id FROM api_keys LIMIT 1")
        now = int(datetime.now(UTC).timestamp())
        self.rows(
            """INSERT INTO requests (id, time, key_id, model, actual_model, endpoint, service_tier, streamed, status)
               VALUES (?, ?, ?, 'late', 'late', '/', 'default', 0, 'ok')""",
            f"req_late_{number}",
            now,
            key_id,
        )


@contextmanager
def open_books(folder: Path, *, records: int = 300, keys: int = 12, days: int = 40) -> Iterator[Books]:
    """A sandbox with a made-up past of so many records."""
    world = real_world()
    seed_books(folder, SeedWish(records=records, keys=keys, days=days), world)
    store = Store(folder, world)
    try:
        store.submit(lambda opened: ensure_account(opened, world, Secret(TOKEN))).result()
        yield Books(store=store, app=build_app(store, seed="test"))
    finally:
        store.close()


def announcing(app: ASGIApp, features: list[str]) -> ASGIApp:
    """The same gateway, whose `/meta` announces these features alone."""

    async def meta(request: Request) -> JSONResponse:
        return JSONResponse({"object": "meta", "features": features})

    announced = Starlette(routes=[Route("/api/meta", meta)])
    announced.router.default = app
    return announced


async def balance_of_today(request: Request) -> JSONResponse:
    """All that smartaipi.com is known to publish, with a member that nobody knows."""
    return JSONResponse({"credits": 1234, "free_credits": 66, "mood": 7})


GATEWAY_OF_TODAY = Starlette(routes=[Route("/api/usage", balance_of_today)])


def spend(url: str, secret: Secret, times: int = 1) -> None:
    """Calls of a model with a key, each billed."""
    body = {"model": "sandbox/echo", "messages": [{"role": "user", "content": "sixteen letters!"}]}
    for _ in range(times):
        answer = httpx.post(
            f"{url}/v1/chat/completions",
            headers={"authorization": f"Bearer {secret.reveal()}"},
            json=body,
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text


def recent() -> tuple[datetime, datetime]:
    """A range that holds the made-up past and what a test adds."""
    now = datetime.now(UTC).replace(microsecond=0)
    return now - timedelta(days=60), now + timedelta(hours=1)
