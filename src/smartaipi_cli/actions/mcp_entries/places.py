"""A client's files on this machine, and what of them came with an entry of ours."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.history.reading import list_changes, open_history, read_state
from smartaipi_cli.documents.missing import MISSING, find
from smartaipi_cli.engine.history import History
from smartaipi_cli.engine.record import FileRecord, Record
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.readers import reader_of
from smartaipi_cli.plan.states import FileState, bytes_of
from smartaipi_cli.tools.base import Place, ReadFile, Scope, Snapshot
from smartaipi_cli.tools.mcp_entries import CLIENTS, EntryClient
from smartaipi_cli.tools.mcp_entry_plan import INSTALL
from smartaipi_cli.tools.mcp_entry_removal import NOTHING_MADE, Made


def client_named(name: str) -> EntryClient:
    """The client. Errors: `usage`."""
    if name not in CLIENTS:
        raise UserError(
            "usage",
            f"`{name}` is no client that takes an MCP server",
            reason=f"the clients are {', '.join(CLIENTS)}",
        )
    return CLIENTS[name]


def read_files(machine: Machine, client: EntryClient, scope: Scope) -> Snapshot:
    """The client's files as they are now, links followed. Errors: `target-refused`."""
    place = place_of(machine)
    located = client.locate(place, scope)
    files = {role: ReadFile(path=path, state=read_state(machine, path)) for role, path in located.items()}
    return Snapshot(place=place, files=files)


def is_missing_here(machine: Machine, client: EntryClient, place: Place) -> bool:
    """Whether the client does not exist for this system, and nobody's own build of it is here either."""
    if not client.official_systems or place.platform in client.official_systems:
        return False
    folder = client.locate(place, "user")["target"].parent
    return machine.files.look(folder).kind is not Kind.DIRECTORY


def what_we_made(machine: Machine, client: EntryClient, paths: Iterable[Path]) -> Mapping[Path, Made]:
    """For each file what came with entries of ours, as far as the history goes."""
    made = dict.fromkeys(paths, NOTHING_MADE)
    before: dict[str, Mapping[Path, Made]] = {}
    history = open_history(machine)
    for record in list_changes(machine):
        before[record.id] = dict(made)
        for file in record.files:
            if file.path in made and record.undoes:
                made[file.path] = before.get(record.undoes, {}).get(file.path, NOTHING_MADE)
            elif file.path in made:
                made[file.path] = made_after(history, client, record, file, made[file.path])
    return made


def made_after(history: History, client: EntryClient, record: Record, file: FileRecord, known: Made) -> Made:
    """What is ours after a change, given what was before it; a damaged record proves nothing."""
    try:
        had, has = (has_table(client, history.read_state(record, state)) for state in (file.old, file.new))
    except UserError:
        return NOTHING_MADE
    if had == has:
        return known
    if had or record.labels.get("action") != INSTALL:
        return NOTHING_MADE
    return Made(table=True, file=file.old.is_absent, folders=tuple(reversed(file.directories)))


def has_table(client: EntryClient, state: FileState) -> bool:
    """Whether a document has a place for servers. Errors: `document-refused`."""
    source = bytes_of(state)
    return source is not None and find(reader_of(client.format).parse(source), client.table) is not MISSING
