"""Reading a client: its files, its version, and what it will really use."""

from smartaipi_cli.actions.reading import read_state
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
    )


def read_snapshot(
    machine: Machine, tool: Tool, scope: Scope, provider: str, version: Version | None = None
) -> Snapshot:
    """All files of a client as they are now, links followed. Errors: `target-refused`."""
    place = place_of(machine)
    return Snapshot(
        place=place,
        files={
            role: ReadFile(path=path, state=read_state(machine, path))
            for role, path in tool.locate(place, scope, provider).items()
        },
        version=version,
    )


def read_version(machine: Machine, tool: Tool) -> Version | None:
    """The installed client's version, None when there is no client or it does not say."""
    program = machine.processes.find(tool.SPEC.binary)
    if program is None:
        return None
    return parse_version(machine.processes.run([str(program), "--version"], timeout_s=VERSION_LIMIT_S).output)
