"""Real programs in our place, with POSIX' own means.

The program stays in our process group: the terminal's signals, job control and the size of the window reach it as
they reach every program of the shell. What is sent to us alone is told from that by its origin, and passed on.
"""

import errno
import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from smartaipi_cli.machine.arriving_signals import Passage, next_signal, passage
from smartaipi_cli.machine.child import (
    KILLED,
    NOT_EXECUTABLE,
    NOT_FOUND,
    Alarm,
    Child,
    Interrupted,
    Patience,
    Unusable,
)

if TYPE_CHECKING:
    from smartaipi_cli.machine.filtered_streams import FilteredStreams

ENDING: Final = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
PASSED_ON: Final = {*ENDING, signal.SIGUSR1, signal.SIGUSR2}
LOOKS_EVERY_S: Final = 0.25
"""What is sent to us may have reached another thread of ours, which wakes nobody."""

CHANGED_BY_PYTHON: Final = (signal.SIGPIPE, signal.SIGXFSZ)
"""Ignored in every Python; a program must find them as the shell had them."""


class SystemChildren:
    """Programs of the operating system."""

    def look_up(self, name: str, environment: Mapping[str, str], folder: Path) -> Path | Unusable:
        """See `Children`."""
        folders = (
            [folder]
            if "/" in name
            else [folder / part for part in environment.get("PATH", os.defpath).split(":")]
        )
        unusable = Unusable(f"there is no program `{name}`", NOT_FOUND)
        for path in (place / name for place in folders if name):
            if path.is_file() and os.access(path, os.X_OK):
                return path
            if path.exists() and ("/" in name or path.is_file()):
                kind = "a folder" if path.is_dir() else "not executable"
                unusable = Unusable(f"`{path}` is {kind}", NOT_EXECUTABLE)
        return unusable

    def run(self, child: Child) -> int:
        """See `Children`."""
        watched = PASSED_ON | {signal.SIGCHLD, signal.SIGWINCH}
        heeded = {one for one in watched if signal.getsignal(one) is not signal.SIG_IGN}
        before = signal.pthread_sigmask(signal.SIG_BLOCK, heeded)
        try:
            with passage(PASSED_ON & heeded) as way:
                return self._run(child, heeded, before, way)
        finally:
            while next_signal(heeded - {signal.SIGCHLD}, 0):  # it was the child's, which has ended
                pass
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _run(self, child: Child, heeded: set[signal.Signals], mask: set[Any], way: Passage) -> int:
        if child.make_filter is None:
            process = spawn(child, mask)
            way.lead_to(process)
            return attend(process, heeded, child.alarm)
        from smartaipi_cli.machine.filtered_streams import filtered_streams

        with filtered_streams(child.make_filter) as streams:
            process = spawn(child, mask, streams.actions, new_session=streams.takes_over)
            way.lead_to(process)
            streams.begin()
            return attend(process, heeded, child.alarm, streams)

    def end_servers_of(self, folder: Path, marks: frozenset[str]) -> None:
        """See `Children`."""
        from smartaipi_cli.machine.leftovers import end_servers_of

        end_servers_of(folder, marks)

    def whereabouts(self) -> tuple[str, int]:
        """See `Children`."""
        return os.uname().nodename, os.getpid()

    @contextmanager
    def interrupts(self) -> Iterator[Patience]:
        """See `Children`; a signal that we were told to ignore (`nohup`) stays ignored."""
        patience = Patience()

        def heed(number: int, _: FrameType | None) -> None:
            if not patience.left:
                raise Interrupted(number)
            patience.left -= 1

        heeded = [one for one in ENDING if signal.getsignal(one) is not signal.SIG_IGN]
        before = [signal.signal(one, heed) for one in heeded]
        try:
            yield patience
        finally:
            for one, handler in zip(heeded, before, strict=True):
                signal.signal(one, handler)


def spawn(
    child: Child, mask: set[Any], actions: Sequence[tuple[Any, ...]] = (), *, new_session: bool = False
) -> int:
    """Start the program; the number of its process. A text without `#!` is the shell's, as for a shell."""
    settings: dict[str, Any] = {"file_actions": actions, "setsigmask": mask, "setsigdef": CHANGED_BY_PYTHON}
    if new_session:
        settings["setsid"] = True
    try:
        return os.posix_spawn(child.program, child.words, dict(child.environment), **settings)
    except OSError as problem:
        if problem.errno != errno.ENOEXEC:
            raise
    words = ("sh", str(child.program), *child.words[1:])
    return os.posix_spawn("/bin/sh", words, dict(child.environment), **settings)


def attend(
    process: int, heeded: set[signal.Signals], alarm: Alarm | None, streams: "FilteredStreams | None" = None
) -> int:
    """Pass signals on until the program has ended; its exit code as a shell tells it."""
    rings_at = time.monotonic() + alarm.after_s if alarm else None
    while True:
        limit_s = LOOKS_EVERY_S if rings_at is None else min(LOOKS_EVERY_S, rings_at - time.monotonic())
        found = next_signal(heeded, max(0.0, limit_s))
        if found and found.number == signal.SIGWINCH:
            if streams:
                streams.resize()
        elif found and found.number != signal.SIGCHLD:
            if not found.is_from_terminal or (streams and streams.takes_over):
                os.kill(process, found.number)
        elif (code := exit_code_of(process)) is not None:
            return code
        if alarm and rings_at is not None and time.monotonic() >= rings_at:
            rings_at = None
            alarm.ring()


def exit_code_of(process: int) -> int | None:
    """The exit code of a process as a shell tells it, None as long as it runs."""
    ended, status = os.waitpid(process, os.WNOHANG)
    if not ended:
        return None
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else KILLED - code
