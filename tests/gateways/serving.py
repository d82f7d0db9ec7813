"""A made-up gateway on loopback, and the account that a test opens on it over real HTTP."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from socket import IPPROTO_TCP, TCP_NODELAY, create_server, socket

import httpx
import uvicorn
from starlette.types import ASGIApp

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.dialects.registry import connect
from smartaipi_cli.gateways.exchange import Connection
from smartaipi_cli.http.client import HttpTransport
from smartaipi_cli.http.retries import RetryingTransport

HOST = "127.0.0.1"
TOKEN = "test-account-token-canary-0001"
KEY = "sk-test-canary-0000000000000000000000000000000001"


class PromptServer(uvicorn.Server):
    """Ends at once when it is told to: there are a thousand tests."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._is_up = threading.Event()
        self._end: Callable[[], object] = lambda: None

    async def main_loop(self) -> None:
        """Serve until `stop`."""
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        self._end = lambda: loop.call_soon_threadsafe(ended.set)
        self._is_up.set()
        await self.on_tick(0)
        await ended.wait()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close what is open, without the tenth of a second that the library leaves to clients."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()

    def stop(self) -> None:
        """From another thread."""
        if self._is_up.wait(10):
            self._end()


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address of a server with this application, without a final slash."""
    with create_server((HOST, 0)) as listener:
        listener.setsockopt(
            IPPROTO_TCP, TCP_NODELAY, 1
        )  # else every answer waits for the delayed one before it
        server = PromptServer(
            uvicorn.Config(
                app,
                log_level="critical",
                lifespan="off",
                ws="none",
                date_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        thread = threading.Thread(target=lambda: server.run(sockets=[listener]), daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.stop()
            thread.join(10)


@dataclass(slots=True)
class Pauses:
    """Waits that are noted and not waited for."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        """Note the wait."""
        self.seconds.append(seconds)


@contextmanager
def account_on(
    dialect: str,
    url: str,
    *,
    credential: str = TOKEN,
    kind: str = "token",
    now: datetime | None = None,
    pauses: Pauses | None = None,
    **options: object,
) -> Iterator[AccountApi]:
    """The account of `credential` at `url`, as commands open it: real HTTP, retries and all."""
    pause = pauses or Pauses()
    # Loading the trusted certificates would take longer than most of the tests.
    client = httpx.Client(follow_redirects=False, trust_env=False, verify=False)  # noqa: S501 - loopback alone
    transport = RetryingTransport(inner=HttpTransport(client), pause=pause, draw=Random(1).random)
    connection = Connection(
        label="Test gateway",
        url=url,
        credential=Secret(credential),
        kind=kind,
        transport=transport,
        now=(lambda: now) if now else (lambda: datetime.now(UTC)),
        pause=pause,
        **options,
    )
    try:
        yield connect(dialect, connection)
    finally:
        transport.close()
