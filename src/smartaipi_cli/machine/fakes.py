"""Twins of the ports for tests: a clock that is moved by hand, programs and people that answer from a table.

The twin of `Files` is `machine.memory_files.MemoryFiles`.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.machine.child import Child, NoChildren, Patience, Unusable
from smartaipi_cli.machine.processes import Finished


@dataclass(slots=True)
class ManualClock:
    """A clock that moves only when it is told to, or when somebody pauses."""

    moment: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    elapsed_s: float = 0.0

    def now(self) -> datetime:
        """See `Clock`."""
        return self.moment

    def monotonic_s(self) -> float:
        """See `Clock`."""
        return self.elapsed_s

    def monotonic_ns(self) -> int:
        """See `Clock`."""
        return round(self.monotonic_s() * 1e9)

    def pause(self, seconds: float) -> None:
        """See `Clock`; returns at once, the clock has moved."""
        self.moment += timedelta(seconds=seconds)
        self.elapsed_s += seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedProcesses:
    """Programs that answer from a table: (name, first argument...) to outcome. For tests."""

    answers: Mapping[tuple[str, ...], Finished] = field(default_factory=dict)

    def find(self, name: str) -> Path | None:
        """See `Processes`; a program exists when the table has an answer of it."""
        return Path("/programs") / name if any(key[0] == name for key in self.answers) else None

    def run(
        self,
        command: Sequence[str],
        *,
        timeout_s: float,  # noqa: ARG002 - the answers are there at once
        environment: Mapping[str, str] | None = None,  # noqa: ARG002
        folder: Path | None = None,  # noqa: ARG002
    ) -> Finished:
        """See `Processes`."""
        asked = (Path(command[0]).name, *command[1:])
        for key, answer in self.answers.items():
            if asked[: len(key)] == key:
                return answer
        return Finished(exit_code=-1, output="", errors="not found")


@dataclass(slots=True)
class ScriptedTerminal:
    """A person who gives prepared answers; what is printed can be read back. For tests."""

    answers: Iterator[str] = field(default_factory=lambda: iter(()))
    interactive: bool = False
    standard_input: str = ""
    output: io.StringIO = field(default_factory=io.StringIO)
    errors: io.StringIO = field(default_factory=io.StringIO)
    output_is_terminal: bool = False
    errors_is_terminal: bool = False

    @property
    def can_ask(self) -> bool:
        """See `Terminal`."""
        return self.interactive

    def confirm(self, question: str) -> bool:
        """See `Terminal`."""
        return self.ask(question) == "yes"

    def ask(self, question: str) -> str:
        """See `Terminal`."""
        self.errors.write(f"{question}\n")
        return next(self.answers)

    def ask_secret(self, question: str) -> Secret:
        """See `Terminal`."""
        return Secret(self.ask(question))

    def read_secret(self) -> Secret:
        """See `Terminal`."""
        return Secret(self.standard_input.removesuffix("\n"))

    def read_text(self) -> str:
        """See `Terminal`."""
        return self.standard_input


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryCredentials:
    """Credentials of one process. For tests."""

    kept: dict[tuple[str, str], Secret] = field(default_factory=dict)
    description: str = "memory"

    def read(self, profile: str, name: str) -> Secret | None:
        """See `CredentialStore`."""
        return self.kept.get((profile, name))

    def write(self, profile: str, name: str, secret: Secret) -> None:
        """See `CredentialStore`."""
        self.kept[profile, name] = secret

    def delete(self, profile: str, name: str) -> bool:
        """See `CredentialStore`."""
        return self.kept.pop((profile, name), None) is not None


@dataclass(slots=True)
class ScriptedChildren(NoChildren):
    """A program that does what `play` does with it, and ends with its number. For tests.

    `started` are the programs that were run; `patience` is what the last caller was left.
    """

    play: Callable[[Child], int] = lambda _: 0
    started: list[Child] = field(default_factory=list)
    patience: Patience = field(default_factory=Patience)

    def look_up(self, name: str, environment: Mapping[str, str], folder: Path) -> Path | Unusable:  # noqa: ARG002
        """See `Children`; every name is that of a program."""
        return Path("/programs") / Path(name).name

    def run(self, child: Child) -> int:
        """See `Children`."""
        self.started.append(child)
        return self.play(child)

    def whereabouts(self) -> tuple[str, int]:
        """See `Children`."""
        return "Test-Host.example", 4711

    @contextmanager
    def interrupts(self) -> Iterator[Patience]:
        """See `Children`."""
        self.patience = Patience()
        yield self.patience
