"""One of our processes at a time: a lock on a file of ours, waited for within bounds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files

_STEP_S: Final = 0.05
_LONGEST_WAIT_S: Final = 10.0


@contextmanager
def hold_lock(files: Files, path: Path, pause: Callable[[float], None]) -> Iterator[None]:
    """Holds the lock at `path`; *Errors:* `busy` when another process keeps it for 10 seconds."""
    waited_s = 0.0
    while (lock := files.try_lock(path)) is None:
        if waited_s >= _LONGEST_WAIT_S:
            raise UserError(
                "busy",
                "another smartaipi command is changing files",
                reason=f"it has held `{path}` for more than {_LONGEST_WAIT_S:.0f} seconds",
                hint="run the same command again when it has ended",
            )
        pause(_STEP_S)
        waited_s += _STEP_S
    try:
        yield
    finally:
        lock.release()
