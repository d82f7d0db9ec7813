"""The port to the one program that runs in our place: our streams, our signals, its exit code."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Protocol

NOT_FOUND: Final = 127
NOT_EXECUTABLE: Final = 126
KILLED: Final = 128
"""The exit codes of the shells: nothing of this name, nothing that can be started, and the signal beyond that."""


class Filter(Protocol):
    """Changes what a program writes on its way to the person; it keeps back as little as it can."""

    def feed(self, data: bytes) -> bytes:
        """What may be shown now, after `data` has come."""
        ...

    def finish(self) -> bytes:
        """What was kept back, when nothing more can come."""
        ...


class Alarm(NamedTuple):
    """Something that is to be done while the program still runs, so many seconds after its start."""

    after_s: float
    ring: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A program to run: `words` are its arguments with its name at the front, `environment` is all it gets.

    Without `make_filter` it has our own streams; with it, its output passes one filter a stream.
    """

    program: Path
    words: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    make_filter: Callable[[], Filter] | None = None
    alarm: Alarm | None = None


class Unusable(NamedTuple):
    """Why nothing can be started under a name, and the exit code that shells have for that."""

    reason: str
    exit_code: int


class Interrupted(KeyboardInterrupt):
    """A signal that asks for our end, in the place where it came."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.exit_code = KILLED + number


@dataclass(slots=True)
class Patience:
    """How many more signals are noted and not obeyed, while something must be brought to its end."""

    left: int = 0


class Children(Protocol):
    """Starts the program and stays beside it."""

    def look_up(self, name: str, environment: Mapping[str, str], folder: Path) -> Path | Unusable:
        """The program that a shell would start under this name."""
        ...

    def run(self, child: Child) -> int:
        """Run it to its end; its exit code, or 128 and the number of the signal that killed it.

        Signals that are sent to us alone are passed on; those of the terminal have reached it anyway. Errors:
        `OSError` when it cannot be started.
        """
        ...

    def end_servers_of(self, folder: Path, marks: frozenset[str]) -> None:
        """End what a client has left running in a folder that is about to go; `marks` are variables that tell it."""
        ...

    def whereabouts(self) -> tuple[str, int]:
        """(name of this host, number of our process)."""
        ...

    def interrupts(self) -> AbstractContextManager[Patience]:
        """While this lasts, HUP, INT, QUIT and TERM raise `Interrupted`, unless there is patience left."""
        ...


class NoChildren:
    """A machine on which nothing can be started."""

    def look_up(self, name: str, environment: Mapping[str, str], folder: Path) -> Path | Unusable:  # noqa: ARG002 - see `Children`
        """See `Children`."""
        return Unusable(f"`{name}` cannot be started on this machine", NOT_FOUND)

    def run(self, child: Child) -> int:  # noqa: ARG002 - see `Children`
        """See `Children`."""
        return NOT_FOUND

    def end_servers_of(self, folder: Path, marks: frozenset[str]) -> None:
        """See `Children`."""

    def whereabouts(self) -> tuple[str, int]:
        """See `Children`."""
        return "nowhere", 0

    @contextmanager
    def interrupts(self) -> Iterator[Patience]:
        """See `Children`."""
        yield Patience()
