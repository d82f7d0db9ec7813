"""A sandbox for tests: served from a thread of the test's own process."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from smartaipi_cli.sandbox.address import SandboxAddress
from smartaipi_cli.sandbox.server import opened
from smartaipi_cli.sandbox.world import World, real_world

_PATIENCE_S: Final = 10


@contextmanager
def running(folder: Path, *, port: int | None = None, world: World | None = None) -> Iterator[SandboxAddress]:
    """Serves a sandbox while the block runs. Errors: as `serve`."""
    started = threading.Event()
    with opened(folder, port, world or real_world()) as sandbox:
        thread = threading.Thread(
            target=lambda: asyncio.run(sandbox.run(lambda _: started.set())), name="sandbox", daemon=True
        )
        thread.start()
        try:
            if not started.wait(_PATIENCE_S):
                raise TimeoutError("the sandbox did not start")
            yield sandbox.address
        finally:
            sandbox.stop()
            thread.join(_PATIENCE_S)
