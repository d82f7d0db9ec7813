"""Signals as they arrive: which, from whom, and in which thread."""

import os
import signal
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, NamedTuple

POLLS_EVERY_S: Final = 0.02


class Signal(NamedTuple):
    """A signal, and whether the terminal sent it to all programs in its foreground."""

    number: int
    is_from_terminal: bool


def next_signal(heeded: AbstractSet[signal.Signals], limit_s: float) -> Signal | None:
    """The next signal; None after `limit_s` seconds."""
    if hasattr(signal, "sigtimedwait"):
        found = signal.sigtimedwait(heeded, limit_s)
        # The kernel's own codes are positive, those of `kill` and its kin are not (sigaction(2)).
        return Signal(found.si_signo, found.si_code > 0) if found else None
    return polled_signal(heeded, limit_s)


def polled_signal(heeded: AbstractSet[signal.Signals], limit_s: float) -> Signal | None:
    """As `next_signal` on macOS, whose waiting knows neither limits nor origins."""
    ends_at = time.monotonic() + limit_s
    while not (pending := signal.sigpending() & heeded):
        if time.monotonic() >= ends_at:
            return None
        time.sleep(POLLS_EVERY_S)
    number = signal.sigwait(pending)
    return Signal(int(number), number in {signal.SIGINT, signal.SIGQUIT} and is_in_foreground())


def is_in_foreground() -> bool:
    """Whether the terminal's keys reach our process group."""
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


class Passage:
    """Takes signals that another thread of ours gets to a process: only one thread holds them back.

    What comes before the process is there waits for it.
    """

    def __init__(self) -> None:
        self._process: int | None = None
        self._early: list[int] = []

    def lead_to(self, process: int) -> None:
        """The process is there."""
        self._process = process
        for number in self._early:
            self.take(number, None)

    def take(self, number: int, _: FrameType | None) -> None:
        """Handle a signal."""
        if self._process is None:
            self._early.append(number)
            return
        with suppress(ProcessLookupError):
            os.kill(self._process, number)


@contextmanager
def passage(numbers: AbstractSet[signal.Signals]) -> Iterator[Passage]:
    """A passage for these signals while the block runs."""
    way = Passage()
    before = {one: signal.signal(one, way.take) for one in numbers}
    try:
        yield way
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
