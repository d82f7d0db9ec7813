"""The running sandbox: one process, one port on 127.0.0.1, one folder with its books."""

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

import uvicorn

from smartaipi_cli.errors import UserError
from smartaipi_cli.sandbox.accounts import DEFAULT_SEED, ensure_account, mint_token
from smartaipi_cli.sandbox.address import HOST, SandboxAddress, read_last_run, write_address
from smartaipi_cli.sandbox.app import serve_gateway
from smartaipi_cli.sandbox.folder import prepare_folder
from smartaipi_cli.sandbox.gateway import Gateway
from smartaipi_cli.sandbox.guard import LARGEST_BODY
from smartaipi_cli.sandbox.lock import occupy
from smartaipi_cli.sandbox.metering import release_abandoned
from smartaipi_cli.sandbox.request_log import RequestLog
from smartaipi_cli.sandbox.store import Store
from smartaipi_cli.sandbox.world import World, real_world

_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_GRACE_S: Final = 1


def serve(
    *,
    folder: Path,
    port: int | None,
    announce: Callable[[SandboxAddress], None],
    world: World | None = None,
    seed: str = DEFAULT_SEED,
) -> None:
    """Serves a sandbox until SIGINT or SIGTERM; calls `announce` once it answers.

    Without a port it takes the one of the last run in the folder if it is free, else any. Errors: `UserError`
    `sandbox-port-taken`, `sandbox-running`, `sandbox-folder-unusable`.
    """
    with opened(folder, port, world or real_world(), seed=seed) as sandbox, _stopped_by_signals(sandbox):
        asyncio.run(sandbox.run(announce))


class Sandbox:
    """A sandbox whose port is bound and whose books are open; `run` answers."""

    def __init__(self, address: SandboxAddress, gateway: Gateway, bound: socket.socket) -> None:
        self.address = address
        self.gateway = gateway
        self._bound = bound
        self._server = _Server(
            uvicorn.Config(
                serve_gateway(gateway),
                access_log=False,
                http="h11",
                lifespan="off",
                log_config=None,
                log_level="critical",
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
                ws="websockets-sansio",
                ws_max_size=LARGEST_BODY,
            )
        )

    async def run(self, announce: Callable[[SandboxAddress], None]) -> None:
        """Answers until `stop`; streams that are open then are cut after a second and settled."""
        self._server.when_started = lambda: announce(self.address)
        await self._server.serve(sockets=[self._bound])

    def stop(self) -> None:
        """Ends `run`; for signal handlers and other threads."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Leaves the signals to us: uvicorn would raise them again after its own end and so skip ours."""

    when_started: Callable[[], None] = staticmethod(lambda: None)

    def capture_signals(self) -> nullcontext[None]:  # type: ignore[override]  # any context manager will do
        return nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.when_started()


@contextmanager
def opened(
    folder: Path,
    port: int | None,
    world: World,
    *,
    seed: str = DEFAULT_SEED,
    log: RequestLog | None = None,
) -> Iterator[Sandbox]:
    """Opens the books and binds the port; leaves the address file saying `stopped` at the end.

    The `seed` counts when the account is made. Errors: as `serve`.
    """
    prepare_folder(folder)
    with occupy(folder):
        last = read_last_run(folder)
        token = last.address.account_token if last else mint_token(world)
        with _bind(port, last.address.port if last else 0) as bound:
            store = Store(folder, world)
            try:
                store.submit(release_abandoned).result()
                account = store.submit(
                    lambda connection: ensure_account(connection, world, token, seed)
                ).result()
                gateway = Gateway(store=store, seed=account.seed, log=log or RequestLog())
                address = SandboxAddress(
                    port=bound.getsockname()[1],
                    account_token=token,
                    pid=os.getpid(),
                    started_at=world.now_s(),
                )
                write_address(folder, address, is_running=True)
                try:
                    yield Sandbox(address, gateway, bound)
                finally:
                    write_address(folder, address, is_running=False)
            finally:
                store.close()


@contextmanager
def _stopped_by_signals(sandbox: Sandbox) -> Iterator[None]:
    before = {
        number: signal.signal(number, lambda _number, _frame: sandbox.stop()) for number in _STOP_SIGNALS
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bind(wanted: int | None, last: int) -> socket.socket:
    if wanted is not None:
        return _listen(wanted)
    try:
        return _listen(last)
    except UserError:
        return _listen(0)


def _listen(port: int) -> socket.socket:
    try:
        bound = socket.create_server((HOST, port), backlog=512)
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        raise UserError(
            "sandbox-port-taken",
            f"Port {port} of {HOST} cannot be used",
            reason="another program listens there" if is_taken else error.strerror or str(error),
            hint="smartaipi sandbox serve",
        ) from error
    # Headers and body leave apart: without this the body waits 40 ms for the caller's acknowledgement. asyncio sets
    # it only on sockets that were made with the protocol's number, which `create_server` does not do.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return bound
