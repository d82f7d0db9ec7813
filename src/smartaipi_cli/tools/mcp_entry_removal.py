"""What takes our MCP server out of a client's files: our entries, and what is there through them alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.operations import (
    DeleteValue,
    Operation,
    PruneEmpty,
    RemoveFile,
    SetValue,
    apply_operations,
)
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import ReadFile, Scope, Snapshot
from smartaipi_cli.tools.claude_code import lock_of
from smartaipi_cli.tools.mcp_entries import EntryClient
from smartaipi_cli.tools.mcp_entry_reading import own_files, servers_in
from smartaipi_cli.tools.mcp_entry_shape import Found

REMOVE: Final = "mcp-remove"
"""What the label `action` of such a change is."""

EMPTY: Final = frozenset({b"", b"{}"})


class Made(NamedTuple):
    """What of a file came with an entry of ours: the table around it, the file, its folders (innermost first)."""

    table: bool = False
    file: bool = False
    folders: tuple[Path, ...] = ()


NOTHING_MADE: Final = Made()


def plan_removal(
    client: EntryClient, snapshots: Mapping[Scope, Snapshot], made: Mapping[Path, Made], name: str = ""
) -> Plan:
    """The plan that takes out every entry of ours, or the one of this name. Errors: `document-refused`."""
    changes = {
        file.path: removal_change(client, scope, file, ours, made.get(file.path, NOTHING_MADE))
        for scope, snapshot in snapshots.items()
        for file in own_files(snapshot)
        if (ours := [one for one in servers_in(client, file) if one.is_own and name in {"", one.name}])
    }
    return Plan(
        title=f"take the MCP server of smartaipi out of {client.label}",
        command=f"mcp remove {client.name}",
        tool=client.name,
        changes=tuple(changes.values()),
        labels={"action": REMOVE},
    )


def removal_change(
    client: EntryClient, scope: Scope, file: ReadFile, ours: Sequence[Found], made: Made
) -> FileChange:
    """The removal from one file; of the file itself where we made it and nobody has put anything into it."""
    prune = (PruneEmpty(client.table),) if made.table else ()
    operations: tuple[Operation, ...] = (*(DeleteValue(found.path) for found in reversed(ours)), *prune)
    rest = apply_operations(client.format, bytes_of(file.state), operations) or b""
    is_over = made.file and (b"".join(rest.split()) in EMPTY or rest == untouched(client))
    is_contested = client.contested and scope == "user"
    change = change_file(
        file.path,
        client.format,
        (*operations, RemoveFile()) if is_over else operations,
        file.state,
        f"{client.label} starts the server no more",
        contested=is_contested,
        foreign_lock=lock_of(file.path) if is_contested else None,
    )
    return replace(change, remove_directories=made.folders) if is_over else change


def untouched(client: EntryClient) -> bytes:
    """A document of ours without any entry."""
    around = {**client.frame, **client.first}
    operations = tuple(SetValue((name,), value) for name, value in around.items())
    return apply_operations(client.format, None, operations) or b""
