"""What stands between a program and our output when its output is to be changed on the way.

Where we have a terminal the program gets one: a pseudo-terminal of the same size and settings. When our input is
that terminal too, the program becomes the leader of a session on it, so that keys, signals and job control within
it are as they would be on ours, which passes everything through raw.
"""

import fcntl
import os
import termios
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple

from smartaipi_cli.machine.arriving_signals import is_in_foreground
from smartaipi_cli.machine.child import Filter
from smartaipi_cli.machine.pump import Pump, Unchanged

INPUT: Final = 0
OUTPUTS: Final = (1, 2)
LONGEST_REST_S: Final = 1.0
"""How long what the program left running may go on writing after its end."""

OUTPUT_FLAGS: Final = 1
"""The place of the output flags in what `tcgetattr` gives."""


class Ends(NamedTuple):
    """Two connected descriptors: ours, and the one that the program gets."""

    ours: int
    given: int


class FilteredStreams:
    """The pipes and terminals of one program. `actions` are what `posix_spawn` shall do about them.

    `takes_over` tells that the program leads a session of its own: the terminal's signals reach us alone then.
    """

    def __init__(self, make_filter: Callable[[], Filter]) -> None:
        self.takes_over = os.isatty(INPUT) and os.isatty(1) and is_in_foreground()
        self.actions: list[tuple[Any, ...]] = []
        self._settings = termios.tcgetattr(INPUT) if self.takes_over else None
        self._input_end, self._output_end = Ends(*os.pipe()), Ends(*os.pipe())
        self._terminals: list[Ends] = []
        self._pipes: list[Ends] = []
        self._outputs: list[Pump] = []
        self._inputs: list[Pump] = []
        for number in OUTPUTS:
            self._connect(number, make_filter)
        if self.takes_over:
            keys = os.dup(self._terminals[0].ours)
            self._inputs.append(Pump(INPUT, keys, Unchanged(), end=self._input_end.ours, own=keys))

    def begin(self) -> None:
        """The program has its ends: let ours flow."""
        for ends in (*self._pipes, *self._terminals):
            os.close(ends.given)
        if self.takes_over:
            tty.setraw(INPUT, termios.TCSADRAIN)
        for one in (*self._outputs, *self._inputs):
            one.start()

    def resize(self) -> None:
        """Give the program's terminal the size of ours; the kernel tells the program."""
        for terminal in self._terminals:
            copy_size(terminal.ours)

    def close(self) -> None:
        """Bring what was written to its end, and our terminal back."""
        os.close(self._input_end.given)
        ends_at = time.monotonic() + LONGEST_REST_S
        for one in self._outputs:
            one.stop(max(0.0, ends_at - time.monotonic()))
        os.close(self._output_end.given)
        for one in (*self._outputs, *self._inputs):
            one.stop(None)
            one.release()
        os.close(self._input_end.ours)
        os.close(self._output_end.ours)
        if self._settings is not None:
            termios.tcsetattr(INPUT, termios.TCSADRAIN, self._settings)

    def _connect(self, number: int, make_filter: Callable[[], Filter]) -> None:
        """Give one of the program's outputs its end: of a terminal where we have one, else of a pipe."""
        if not os.isatty(number):
            ends = Ends(*os.pipe())
            self._pipes.append(ends)
        elif self._terminals:  # one for both: what is written to either keeps its order
            self.actions.append((os.POSIX_SPAWN_DUP2, self._terminals[0].given, number))
            return
        else:
            ends = self._open_terminal(number)
            self._terminals.append(ends)
        self.actions.append((os.POSIX_SPAWN_DUP2, ends.given, number))
        end = self._output_end.ours
        self._outputs.append(Pump(ends.ours, number, make_filter(), end=end, own=ends.ours))

    def _open_terminal(self, number: int) -> Ends:
        ends = Ends(*os.openpty())
        settings = termios.tcgetattr(number)
        if not self.takes_over:  # our own terminal still makes its line ends itself
            settings[OUTPUT_FLAGS] &= ~termios.OPOST
        termios.tcsetattr(ends.given, termios.TCSANOW, settings)
        copy_size(ends.ours)
        if self.takes_over:  # the first terminal that a leader opens becomes that of its session
            self.actions.append((os.POSIX_SPAWN_OPEN, INPUT, os.ttyname(ends.given), os.O_RDWR, 0))
        return ends


@contextmanager
def filtered_streams(make_filter: Callable[[], Filter]) -> Iterator[FilteredStreams]:
    """The streams for one program, brought to their end when the block ends."""
    streams = FilteredStreams(make_filter)
    try:
        yield streams
    finally:
        streams.close()


def copy_size(terminal: int) -> None:
    """Give a pseudo-terminal the size of ours."""
    for number in (*OUTPUTS, INPUT):
        with suppress(OSError):
            size = fcntl.ioctl(number, termios.TIOCGWINSZ, b"\0" * 8)
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
            return
