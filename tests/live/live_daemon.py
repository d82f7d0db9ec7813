"""Codex's background server: it outlives the terminal that started it, so a test has to end it.

Observed with Codex 0.169.0: the client copies itself (400 MB) below `packages`, starts the copy as the server and
once more as an updater, and notes both processes. Its own `daemon stop` ends the server alone.
"""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from live_home import LiveHome
from live_terminal import await_end


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDaemon:
    """The background server of a home, which a terminal of that home starts."""

    home: LiveHome

    @property
    def pid(self) -> int:
        """The process that serves."""
        return noted_process(self._notes / "daemon.pid")

    @property
    def _notes(self) -> Path:
        return self.home.codex_config.parent / "app-server-daemon"

    def end(self) -> None:
        """Ends everything that the client has left running, and removes its copy of itself."""
        notes = sorted(self._notes.glob("*.pid"))
        for pid in map(noted_process, notes):
            # A number may belong to somebody else by now; only what runs from this home is ours to end.
            if Path(f"/proc/{pid}/exe").resolve().is_relative_to(self.home.folder):
                os.kill(pid, signal.SIGTERM)
                await_end(pid)
        shutil.rmtree(self.home.codex_config.parent / "packages", ignore_errors=True)


@contextmanager
def daemon_of(home: LiveHome) -> Iterator[LiveDaemon]:
    """The server that a terminal may start while the block runs; nothing of it is left behind."""
    daemon = LiveDaemon(home=home)
    try:
        yield daemon
    finally:
        daemon.end()


def noted_process(note: Path) -> int:
    """The process in a note of the client."""
    pid: int = json.loads(note.read_bytes())["pid"]
    return pid
