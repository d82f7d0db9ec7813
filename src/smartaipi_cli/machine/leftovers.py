"""Programs that run from a folder which is about to go: a client may leave a server there that outlives it.

Codex 0.169.0 copies itself into its folder and starts the copy; beside the folder it would serve nobody.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

PROCESSES: Final = Path("/proc")
PATIENCE_S: Final = 2.0
STEP_S: Final = 0.02


def end_programs_in(folder: Path) -> None:
    """End every process of ours whose program lies in `folder`; on systems that do not tell, none."""
    found = programs_in(folder)
    for process in found:
        tell(process, signal.SIGTERM)
    ends_at = time.monotonic() + PATIENCE_S
    while (rest := programs_in(folder)) and time.monotonic() < ends_at:
        time.sleep(STEP_S)
    for process in rest:
        tell(process, signal.SIGKILL)


def programs_in(folder: Path) -> tuple[int, ...]:
    """The numbers of those processes."""
    beginning = f"{folder}{os.sep}"
    found = []
    for entry in PROCESSES.glob("[0-9]*/exe"):
        with suppress(OSError):  # somebody else's, or gone by now
            if str(entry.readlink()).startswith(beginning):
                found.append(int(entry.parent.name))
    return tuple(found)


def tell(process: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, number)
