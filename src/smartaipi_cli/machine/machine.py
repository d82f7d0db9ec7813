"""Everything that a command may touch, in one value: the real machine, or one made up for a test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smartaipi_cli.machine.clock import Clock
from smartaipi_cli.machine.credentials import CredentialStore, FileCredentials
from smartaipi_cli.machine.files import Files
from smartaipi_cli.machine.paths import Paths
from smartaipi_cli.machine.processes import Processes
from smartaipi_cli.machine.terminal import Terminal

if TYPE_CHECKING:
    from smartaipi_cli.domain.exchange import Exchange
    from smartaipi_cli.domain.transport import Transport
    from smartaipi_cli.machine.child import Children


def no_chance() -> float:
    """The draw of a machine without chance."""
    return 0.0


def no_children() -> "Children":
    """The children of a machine on which nothing can be started."""
    from smartaipi_cli.machine.child import NoChildren

    return NoChildren()


def tell_nobody(_: "Exchange") -> None:
    """Keeps requests to itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The ports to the world. What is costly to make is a function, called when it is needed.

    `draw` gives a random number from 0 up to 1; `tell` is told of each request, for a person who wants to see them.
    """

    files: Files
    paths: Paths
    home: Path
    working_folder: Path
    environment: Mapping[str, str]
    platform: str
    clock: Clock
    processes: Processes
    terminal: Terminal
    keychain: Callable[[], CredentialStore | None]
    open_transport: Callable[[], "Transport"]
    make_identifier: Callable[[], str]
    program: tuple[str, ...]
    installation_will_vanish: str = ""
    draw: Callable[[], float] = no_chance
    tell: Callable[["Exchange"], None] = tell_nobody
    children: Callable[[], "Children"] = no_children

    @property
    def credential_files(self) -> FileCredentials:
        """The store that needs nothing of the system."""
        return FileCredentials(files=self.files, folder=self.paths.credentials)
