"""A person who presses Ctrl-C in the middle of something that is timed."""

import signal
from dataclasses import dataclass

from smartaipi_cli.machine.fakes import ManualClock


@dataclass(slots=True)
class InterruptingClock(ManualClock):
    """A clock at whose look of that number somebody presses Ctrl-C, once."""

    number: int = 100
    looks: int = 0

    def __post_init__(self):
        # A shell's job in the background is told to ignore Ctrl-C, and so is what it starts.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def monotonic_ns(self):
        self.looks += 1
        if self.looks == self.number:
            signal.raise_signal(signal.SIGINT)
        return ManualClock.monotonic_ns(self)
