"""Our server as a client is to start it, and what would keep it from starting."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.paths import HOME_VARIABLE
from smartaipi_cli.results import Warn
from smartaipi_cli.tools.base import Scope
from smartaipi_cli.tools.mcp_entries import EntryClient
from smartaipi_cli.tools.mcp_entry_shape import OWN_VARIABLES, Server, serve_command

LIBRARY = "mcp"
"""What the server is built on; it comes with the extra of this name."""

INSTALL_HINT = "uv tool install 'smartaipi[mcp]'\nor: pipx install 'smartaipi[mcp]'"


def own_server(machine: Machine, name: str, profile: str, *, allow_write: bool) -> Server:
    """The server for one profile, with an absolute program and no key."""
    return Server(
        name=name,
        command=serve_command(machine.program, profile, allow_write=allow_write),
        variables=needed_variables(machine),
    )


def needed_variables(machine: Machine) -> dict[str, str]:
    """The variables that say where our folders are, of those that are set: clients hand on what they like."""
    environment = machine.environment
    if environment.get(HOME_VARIABLE):
        return {HOME_VARIABLE: str(machine.paths.config.parent)}
    others = (name for name in OWN_VARIABLES if Path(environment.get(name, "")).is_absolute())
    return {name: environment[name] for name in others}


def warnings_about(machine: Machine, client: EntryClient, scope: Scope) -> Iterator[Warn]:
    """What the user should know before the entry is written."""
    if machine.installation_will_vanish:
        yield Warn(
            code="program-will-vanish",
            message=f"this smartaipi runs from {machine.installation_will_vanish}: "
            f"{client.label} will not find it there later",
            hint=f"{INSTALL_HINT}\nand then the same command again",
        )
    if not has_library():
        yield Warn(
            code="mcp-missing",
            message="the server cannot start yet: this installation lacks the library that it is built on",
            hint=INSTALL_HINT,
        )
    if scope == "project":
        yield Warn(
            code="path-of-this-machine",
            message="a project's entry names the program by its path on this machine, which others do not have",
            hint="keep the file out of the repository, or: --scope user",
        )
    if client.store_folder and machine.platform == "win32":
        yield Warn(
            code="store-folder",
            message=f"if {client.label} came from Windows' store, it reads `{client.store_folder}` instead",
            hint=f"smartaipi mcp install {client.name} --print (the entry, to be put there)",
        )
    if client.binary and machine.processes.find(client.binary) is None:
        yield Warn(
            code="client-not-found",
            message=f"`{client.binary}` is not on PATH: the entry waits for it",
        )


def has_library() -> bool:
    """Whether this installation can serve; nothing is loaded for the answer."""
    return find_spec(LIBRARY) is not None
