"""A sandbox for tests: served from a thread of the test's own process."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from smartaipi_cli.sandbox.accounts import DEFAULT_SEED
from smartaipi_cli.sandbox.address import SandboxAddress
from smartaipi_cli.sandbox.request_log import RequestLog
from smartaipi_cli.sandbox.server import Sandbox, opened
from smartaipi_cli.sandbox.world import World, real_world

_PATIENCE_S: Final = 10


@contextmanager
def running(folder: Path, *, port: int | None = None, world: World | None = None) -> Iterator[SandboxAddress]:
    """Serves a sandbox while the block runs. Errors: as `serve`."""
    with opened(folder, port, world or real_world()) as sandbox, _served(sandbox):
        yield sandbox.address


@contextmanager
def observed(folder: Path, world: World, *, seed: str = DEFAULT_SEED) -> Iterator[Sandbox]:
    """Serves a sandbox whose log keeps what was sent to it. Errors: as `serve`."""
    log = RequestLog(keeps_bodies=True)
    with opened(folder, None, world, seed=seed, log=log) as sandbox, _served(sandbox):
        yield sandbox


@contextmanager
def _served(sandbox: Sandbox) -> Iterator[None]:
    started = threading.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(sandbox.run(lambda _: started.set())), name="sandbox", daemon=True
    )
    thread.start()
    try:
        if not started.wait(_PATIENCE_S):
            raise TimeoutError("the sandbox did not start")
        yield
    finally:
        sandbox.stop()
        thread.join(_PATIENCE_S)
