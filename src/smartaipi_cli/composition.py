"""The real machine, put together: the only place that knows every implementation of the ports."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from smartaipi_cli.machine.clock import SystemClock
from smartaipi_cli.machine.credentials import CredentialStore
from smartaipi_cli.machine.installation import find_program, reason_to_vanish
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.paths import Paths
from smartaipi_cli.machine.processes import SystemProcesses
from smartaipi_cli.machine.real_files import RealFiles
from smartaipi_cli.machine.terminal import SystemTerminal

if TYPE_CHECKING:
    from smartaipi_cli.domain.transport import Transport
    from smartaipi_cli.machine.child import Children


def real_machine() -> Machine:
    """This process, this user, this system."""
    environment = dict(os.environ)
    return Machine(
        files=RealFiles(),
        paths=Paths.of_system(environment),
        home=Path.home(),
        working_folder=Path.cwd(),
        environment=environment,
        platform=sys.platform,
        clock=SystemClock(),
        processes=SystemProcesses(environment=environment),
        terminal=SystemTerminal(),
        keychain=open_keychain,
        open_transport=open_transport,
        make_identifier=make_identifier,
        program=find_program(sys.argv[0], Path(sys.prefix), sys.executable),
        draw=draw,
        children=system_children,
        installation_will_vanish=reason_to_vanish(Path(sys.prefix), environment, Path.home()),
    )


def open_keychain() -> CredentialStore | None:
    """The system's keychain, if there is a usable one; loading keyring costs seven Python starts."""
    from smartaipi_cli.machine.keychain import find_keychain

    return find_keychain()


def open_transport() -> "Transport":
    """HTTP; loading httpx costs six Python starts, so only commands that call out do it."""
    from smartaipi_cli.http.client import HttpTransport
    from smartaipi_cli.http.retries import RetryingTransport

    return RetryingTransport(inner=HttpTransport(), pause=SystemClock().pause, draw=draw)


def system_children() -> "Children":
    """Programs that run in our place; only `run` starts one."""
    from smartaipi_cli.machine.system_children import SystemChildren

    return SystemChildren()


def draw() -> float:
    """Chance, for waits that must not be alike."""
    import random

    return random.random()  # noqa: S311 - nothing secret hangs on it


def make_identifier() -> str:
    """Random text for names that must not collide."""
    from secrets import token_hex

    return token_hex(4)
