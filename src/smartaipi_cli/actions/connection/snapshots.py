"""Reading a client: its files, its version, and what it will really use."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from smartaipi_cli.actions.history.reading import read_state
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools.base import Place, ReadFile, Scope, Snapshot, Tool, Version, parse_version

VERSION_LIMIT_S = 20.0


def place_of(machine: Machine) -> Place:
    """Where we are, for the tool modules."""
    return Place(
        home=machine.home,
        working_folder=machine.working_folder,
        environment=machine.environment,
        platform=machine.platform,
        repository=find_repository(machine),
    )


def find_repository(machine: Machine) -> Path | None:
    """The innermost folder with a `.git` in it, the working folder or above; a worktree has a file of that name."""
    for folder in (machine.working_folder, *machine.working_folder.parents):
        try:
            if machine.files.look(folder / ".git").kind is not Kind.ABSENT:
                return folder
        except OSError:
            continue
    return None


def read_snapshot(
    machine: Machine, tool: Tool, scope: Scope, provider: str, version: Version | None = None
) -> Snapshot:
    """All files of a client and those that they refer to, as they are now, links followed. Errors: `target-refused`."""
    place = place_of(machine)
    located = tool.locate(place, scope, provider)
    states = {path: read_state(machine, path) for path in dict.fromkeys(located.values())}
    files = {role: ReadFile(path=path, state=states[path]) for role, path in located.items()}
    snapshot = Snapshot(place=place, files=files, version=version)
    more = tool.find_more(snapshot)
    return snapshot._replace(files={**files, **read_leniently(machine, more)}) if more else snapshot


def read_leniently(machine: Machine, located: Mapping[str, Path]) -> dict[str, ReadFile]:
    """Files that others name; what cannot be read, such as a device, is left out."""
    found: dict[str, ReadFile] = {}
    for role, path in located.items():
        with suppress(UserError):
            found[role] = ReadFile(path=path, state=read_state(machine, path))
    return found


def read_version(machine: Machine, tool: Tool) -> Version | None:
    """The installed client's version, None when there is no client or it does not say."""
    program = machine.processes.find(tool.SPEC.binary)
    if program is None:
        return None
    return parse_version(machine.processes.run([str(program), "--version"], timeout_s=VERSION_LIMIT_S).output)
