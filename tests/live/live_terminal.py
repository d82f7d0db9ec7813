"""A client in a real terminal: tmux with a server of its own, watched through what the client prints."""

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATIENCE_S: Final = 20
QUIET_S: Final = 0.7
COLUMNS: Final = 140
ROWS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTerminal:
    """One window with one program in it."""

    tmux: tuple[str, ...]
    environment: Mapping[str, str]
    printed: int

    def screen(self) -> str:
        """What stands on the screen, every kind of blank as a space."""
        return self._tell("capture-pane", "-p").replace("\N{NO-BREAK SPACE}", " ")

    def press(self, *keys: str) -> None:
        """Press keys, named as tmux names them."""
        self._tell("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text as it is."""
        self._tell("send-keys", "-l", text)

    def settle(self) -> None:
        """Returns when the program has printed nothing for a while: some draw before they listen to keys."""
        while select.select([self.printed], [], [], QUIET_S)[0]:
            os.read(self.printed, 65_536)

    def wait_for(self, *words: str) -> str:
        """The screen, as soon as all the words stand on it."""
        return self.wait_until(lambda screen: all(word in screen for word in words), " and ".join(words))

    def wait_until(self, is_there: Callable[[str], bool], what: str) -> str:
        """The screen, as soon as it is as wanted; looked at whenever the program has printed."""
        deadline = time.monotonic() + PATIENCE_S
        while not is_there(screen := self.screen()):
            ready, _, _ = select.select([self.printed], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"never seen: {what}. The screen was:\n{screen}"
            os.read(self.printed, 65_536)
        return screen

    def wait_for_end(self) -> None:
        """Returns when the program has ended."""
        await_end(int(self._tell("list-panes", "-F", "#{pane_pid}")))

    def _tell(self, *command: str) -> str:
        return subprocess.run(
            [*self.tmux, *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout


@contextmanager
def terminal_with(
    command: str, *, sockets: Path, folder: Path, environment: Mapping[str, str]
) -> Iterator[LiveTerminal]:
    """Runs a command in a terminal while the block runs; the terminal's end is the command's end.

    `sockets` has a short path: the name of a socket has a limit of about 100 characters.
    """
    socket, pipe = sockets / "tmux", sockets / "printed"
    os.mkfifo(pipe)
    tmux = ("tmux", "-f", "/dev/null", "-S", str(socket))
    # Open for writing too: a pipe that nobody writes to would be at its end before tmux has come to it.
    printed = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    terminal = LiveTerminal(tmux=tmux, environment=environment, printed=printed)
    size = ("-x", str(COLUMNS), "-y", str(ROWS))
    try:
        # The command waits for its pipe, or its first screen would be printed unseen.
        waiting = f"tmux -S {socket} wait-for watched; exec {command}"
        terminal._tell("new-session", "-d", *size, "-c", str(folder), waiting)
        terminal._tell("pipe-pane", f"exec cat > {pipe}")
        terminal._tell("wait-for", "-S", "watched")
        yield terminal
    finally:
        pane = subprocess.run(
            [*tmux, "list-panes", "-F", "#{pane_pid}"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        ).stdout.split()
        subprocess.run([*tmux, "kill-server"], env=environment, capture_output=True, check=False, timeout=10)
        for pid in map(int, pane):
            await_end(pid)
        os.close(printed)


def await_end(pid: int) -> None:
    """Returns when a process has ended; one that survives its terminal is killed."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        ended, _, _ = select.select([process], [], [], 5)
        if not ended:
            os.kill(pid, 9)
            select.select([process], [], [], 5)
    finally:
        os.close(process)
