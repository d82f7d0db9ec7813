"""Cline's own files as tests need them, and the background process that the client leaves behind.

Observed with Cline 3.0.65: the first run starts a hub for all windows, which stays.
"""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from live_home import LiveHome
from live_terminal import await_end

HUB_MARK: Final = b"--cline-hub-daemon"


def data_folder(home: LiveHome) -> Path:
    """Where the client keeps everything."""
    return home.folder / ".cline" / "data"


def providers_file(home: LiveHome) -> Path:
    """The file with the providers and their keys."""
    return data_folder(home) / "settings" / "providers.json"


def read_providers(home: LiveHome) -> Any:
    """What that file means."""
    return json.loads(providers_file(home).read_bytes())


@contextmanager
def without_hub(home: LiveHome) -> Iterator[LiveHome]:
    """Ends what the client has left running in this home when the block ends."""
    try:
        yield home
    finally:
        end_hub(home)


def end_hub(home: LiveHome) -> None:
    """Ends the hub of this home alone. The client's own note of it comes too late for a short test."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if HUB_MARK in command and os.fsencode(home.folder) in command:
            os.kill(int(process.name), signal.SIGTERM)
            await_end(int(process.name))
