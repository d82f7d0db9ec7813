"""What the registration of our MCP server writes into a client's files."""

from collections.abc import Iterator
from typing import Final

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.change import PRIVATE_MODE, FileChange, change_file
from smartaipi_cli.plan.operations import DeleteValue, Operation, PruneEmpty, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import ReadFile, Scope, Snapshot
from smartaipi_cli.tools.claude_code import lock_of
from smartaipi_cli.tools.mcp_entries import EntryClient
from smartaipi_cli.tools.mcp_entry_reading import own_files, parse, servers_in
from smartaipi_cli.tools.mcp_entry_shape import OWN_VARIABLES, Found, Server, entry_of, read_command
from smartaipi_cli.tools.opencode_plan import PUBLIC_MODE
from smartaipi_cli.tools.opencode_providers import choose_target

INSTALL: Final = "mcp-install"
"""What the label `action` of such a change is."""


def plan_install(client: EntryClient, scope: Scope, snapshot: Snapshot, server: Server) -> Plan:
    """The plan that registers the server, or brings our entry of that name up to date.

    Errors: `document-refused`, `mcp-name-taken` for an entry of that name that is not ours.
    """
    file, found = choose_place(client, snapshot, server.name)
    is_contested = client.contested and scope == "user"
    change = change_file(
        file.path,
        client.format,
        tuple(install_operations(client, file, server, found)),
        file.state,
        f"let {client.label} start the MCP server `{server.name}`",
        contested=is_contested,
        foreign_lock=lock_of(file.path) if is_contested else None,
        new_file_mode=PUBLIC_MODE if scope == "project" else PRIVATE_MODE,
        frame=tuple((name,) for name in client.frame),
    )
    return Plan(
        title=f"{'update' if found else 'register'} the MCP server `{server.name}` in {client.label}",
        command=f"mcp install {client.name}",
        tool=client.name,
        changes=(*mark_changes(snapshot), change),
        labels={"action": INSTALL, "name": server.name, "scope": scope},
    )


def choose_place(client: EntryClient, snapshot: Snapshot, name: str) -> tuple[ReadFile, Found | None]:
    """(the file to write, our entry that is to be updated): where it stands, else where a set-up would write.

    Errors: `document-refused`, `mcp-name-taken`.
    """
    named = (
        (file, found)
        for file in reversed(own_files(snapshot))
        for found in servers_in(client, file)
        if found.name == name
    )
    file, found = next(named, (choose_target(snapshot), None))
    if found and not found.is_own:
        raise UserError(
            "mcp-name-taken",
            f"{client.label} has another MCP server called `{name}`; nothing was written",
            reason=f"the entry in `{file.path}` does not start smartaipi",
            hint=f"smartaipi mcp install {client.name} --name {name[:20]}-account",
        )
    return file, found


def install_operations(
    client: EntryClient, file: ReadFile, server: Server, found: Found | None
) -> Iterator[Operation]:
    """What the client wants around the entry, then the entry: whole where it is new, else the parts that are ours."""
    first = client.first if isinstance(file.state, Absent) else {}
    for name, value in {**client.frame, **first}.items():
        yield SetValue((name,), value, only_if_absent=True)
    if found:
        yield from update_operations(client, server, found)
        return
    servers = find(parse(client.format, file), client.table)
    length = len(servers) if isinstance(servers, list) else 0
    place = length if client.shape.is_listed else server.name
    yield SetValue((*client.table, place), entry_of(client.shape, server))


def update_operations(client: EntryClient, server: Server, found: Found) -> Iterator[Operation]:
    """The program, its arguments and our variables; whatever else the user has in the entry stays.

    So do options that a registration does not set, and the order of all where they say what is wanted.
    """
    others = found.serving.others
    if found.serving != read_command(server.command)._replace(others=others):
        entry = entry_of(client.shape, server._replace(command=(*server.command, *others)))
        for member in ("command", "args"):
            if member in entry:
                yield SetValue((*found.body, member), entry[member])
    variables = (*found.body, client.shape.variables)
    for name, value in server.variables.items():
        yield SetValue((*variables, name), value)
    present = find(found.entry, variables[len(found.path) :])
    for name in OWN_VARIABLES:
        if name not in server.variables and find(present, (name,)) is not MISSING:
            yield DeleteValue((*variables, name))
            yield PruneEmpty(variables)


def mark_changes(snapshot: Snapshot) -> tuple[FileChange, ...]:
    """What must be there before the file, of a client that would change it otherwise."""
    if "marker" not in snapshot.files:
        return ()
    from smartaipi_cli.tools.kilo_plan import mark_change

    return mark_change(snapshot)
