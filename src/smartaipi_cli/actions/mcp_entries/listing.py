"""Where our MCP server is registered, and whether those entries still lead to it; reads and writes nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.mcp_entries.places import is_missing_here, read_files
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Result, Table, Warn
from smartaipi_cli.tools.base import Scope
from smartaipi_cli.tools.mcp_entries import CLIENTS, EntryClient
from smartaipi_cli.tools.mcp_entry_reading import own_files, servers_in
from smartaipi_cli.tools.mcp_entry_shape import Found

REGISTERED = "registered"
NOT_REGISTERED = "not registered"
NOT_HERE = "not for this system"
UNREADABLE = "unreadable"


class Entry(NamedTuple):
    """One entry of ours, where it stands, and what is wrong with it."""

    found: Found
    scope: Scope
    path: Path
    state: str


class Row(NamedTuple):
    """A client with all our entries."""

    client: EntryClient
    state: str
    entries: tuple[Entry, ...]
    problems: tuple[UserError, ...]


def list_entries(machine: Machine) -> Result:
    """Every client, registered or not. Errors: `config-invalid`."""
    rows = tuple(read_row(machine, client) for client in CLIENTS.values())
    columns = ("CLIENT", "STATE", "NAME", "PROFILE", "SCOPE", "FILE")
    return Result(
        data={"clients": [row_data(row) for row in rows]},
        blocks=(
            Table(
                columns=tuple(Column(heading=name) for name in columns),
                rows=tuple(cells for row in rows for cells in cells_of(row)),
            ),
        ),
        warnings=tuple(
            Warn(code=problem.code, message=problem.message, hint=hint_about(problem))
            for row in rows
            for problem in row.problems
        ),
    )


def read_row(machine: Machine, client: EntryClient) -> Row:
    """One client; a file that cannot be read is told, and does not keep the others from being read."""
    if is_missing_here(machine, client, place_of(machine)):
        return Row(client=client, state=NOT_HERE, entries=(), problems=())
    entries: dict[Path, tuple[Entry, ...]] = {}
    problems: list[UserError] = []
    for scope in client.scopes:
        try:
            for path, some in entries_in(machine, client, scope):
                entries.setdefault(path, some)
        except UserError as problem:
            problems.append(problem)
    every = tuple(entry for some in entries.values() for entry in some)
    state = REGISTERED if every else UNREADABLE if problems else NOT_REGISTERED
    return Row(client=client, state=state, entries=every, problems=tuple(problems))


def entries_in(
    machine: Machine, client: EntryClient, scope: Scope
) -> Iterator[tuple[Path, tuple[Entry, ...]]]:
    """The entries of ours, by their file. Errors: `target-refused`, `document-refused`, `config-invalid`."""
    profiles = read_configuration(machine).profiles
    for file in own_files(read_files(machine, client, scope)):
        yield (
            file.path,
            tuple(
                Entry(found=one, scope=scope, path=file.path, state=state_of(machine, one, profiles))
                for one in servers_in(client, file)
                if one.is_own
            ),
        )


def state_of(machine: Machine, found: Found, profiles: Mapping[str, object]) -> str:
    """Whether the entry leads to this program and to a profile that there is."""
    program, profile = found.command[0], found.serving.profile
    is_there = (
        machine.files.look(Path(program)).kind is not Kind.ABSENT
        if Path(program).is_absolute()
        else machine.processes.find(program) is not None
    )
    if not is_there:
        return "program is gone"
    if profile and profile not in profiles:
        return "profile is gone"
    if found.serving.program != machine.program:
        return "another program"
    return "switched off" if found.is_off else REGISTERED


def hint_about(problem: UserError) -> str:
    """What to do about a file; what a refused document says is for commands that write."""
    return "correct it in an editor" if problem.code == "document-refused" else problem.hint


def cells_of(row: Row) -> Iterator[tuple[str, ...]]:
    """A line for each entry, or one that says there is none."""
    for entry in row.entries:
        found = entry.found
        yield row.client.name, entry.state, found.name, found.serving.profile, entry.scope, str(entry.path)
    if not row.entries:
        yield row.client.name, row.state, "", "", "", ""


def row_data(row: Row) -> dict[str, object]:
    """A client for the JSON envelope."""
    return {
        "client": row.client.name,
        "label": row.client.label,
        "state": row.state,
        "entries": [
            {
                "name": entry.found.name,
                "state": entry.state,
                "profile": entry.found.serving.profile,
                "scope": entry.scope,
                "path": entry.path,
                "command": list(entry.found.command),
                "allows_writing": entry.found.serving.allows_writing,
            }
            for entry in row.entries
        ],
    }
