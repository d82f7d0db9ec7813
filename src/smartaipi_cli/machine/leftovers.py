"""Servers that a client leaves behind in a folder which is about to go: they would serve nobody, and fill it anew.

Codex 0.169.0 copies itself into its folder and starts the copy; Cline 3.0.65 starts itself once more, with a mark in
the environment beside the name of the folder.
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


def end_servers_of(folder: Path, marks: frozenset[str]) -> None:
    """End every process of ours whose program lies in `folder`, or whose environment names it and has a mark.

    On systems that do not tell, none.
    """
    for process in servers_of(folder, marks):
        tell(process, signal.SIGTERM)
    ends_at = time.monotonic() + PATIENCE_S
    while (rest := servers_of(folder, marks)) and time.monotonic() < ends_at:
        time.sleep(STEP_S)
    for process in rest:
        tell(process, signal.SIGKILL)


def servers_of(folder: Path, marks: frozenset[str]) -> tuple[int, ...]:
    """The numbers of those processes."""
    inside = f"{folder}{os.sep}"
    found = []
    for process in PROCESSES.glob("[0-9]*"):
        with suppress(OSError):  # somebody else's, or gone by now
            if str((process / "exe").readlink()).startswith(inside) or has_mark(process, inside, marks):
                found.append(int(process.name))
    return tuple(found)


def has_mark(process: Path, inside: str, marks: frozenset[str]) -> bool:
    """Whether the environment of a process has one of the marks, and a path in the folder."""
    variables = (process / "environ").read_bytes().split(b"\0")
    return any(mark.encode() in variables for mark in marks) and any(
        variable.partition(b"=")[2].startswith(os.fsencode(inside)) for variable in variables
    )


def tell(process: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, number)
