"""A person at a real pseudo-terminal: reads what is on the screen, types, presses Ctrl-C."""

import errno
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from home import PROGRAM, Home

PATIENCE_S = 30.0
CONTROL_C = "\x03"
TAKE_TERMINAL = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored in what a shell starts in the background
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(slots=True)
class Conversation:
    """A command at a terminal. `shown` is everything that it has put on the screen, echoes of typing included."""

    process: subprocess.Popen[bytes]
    descriptor: int
    shown: str = ""

    @property
    def text(self) -> str:
        """What is on the screen, without colours, with plain line ends."""
        return ESCAPES.sub("", self.shown).replace("\r\n", "\n")

    def wait_for(self, words: str) -> None:
        """Read until these words are on the screen."""
        deadline = time.monotonic() + PATIENCE_S
        while words not in self.text:
            if time.monotonic() > deadline or not self.read():
                raise AssertionError(f"never shown: {words!r}; shown: {self.text!r}")

    def wait_for_match(self, pattern: str) -> None:
        """Read until something like this is on the screen."""
        while not re.search(pattern, self.text):
            if not self.read():
                raise AssertionError(f"never shown: {pattern!r}; shown: {self.text!r}")

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.descriptor, text.encode())

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self.read():
            pass
        return self.process.wait(PATIENCE_S)

    def read(self) -> bool:
        """Read a piece; False when the program has left the terminal."""
        ready, _, _ = select.select([self.descriptor], [], [], PATIENCE_S)
        if not ready:
            raise AssertionError(f"silent for {PATIENCE_S:g} s; shown: {self.text!r}")
        try:
            piece = os.read(self.descriptor, 65536)
        except OSError as problem:  # how Linux says that the other side is closed
            if problem.errno != errno.EIO:
                raise
            piece = b""
        self.shown += piece.decode(errors="replace")
        return bool(piece)


@contextmanager
def at_terminal(home: Home, *arguments: str, columns: int = 100) -> Iterator[Conversation]:
    """Start a command of ours at a new pseudo-terminal."""
    environment = {**home.environment, "TERM": "xterm-256color"}
    with in_terminal([PROGRAM, *arguments], home.project, environment, size=(24, columns)) as conversation:
        yield conversation


@contextmanager
def in_terminal(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], *, size: tuple[int, int]
) -> Iterator[Conversation]:
    """Start a program with a new pseudo-terminal for its streams and as its own; `size` is lines and columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE_TERMINAL, *map(str, command)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Conversation(process, ours)
    finally:
        os.close(ours)
        if process.poll() is None:
            process.kill()
        process.wait()
