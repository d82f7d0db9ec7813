"""The MCP servers that stand in a client's files."""

from typing import Any

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.readers import reader_of
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import ReadFile, Snapshot
from smartaipi_cli.tools.mcp_entries import EntryClient
from smartaipi_cli.tools.mcp_entry_shape import Found, find_servers
from smartaipi_cli.tools.opencode_providers import candidates


def own_files(snapshot: Snapshot) -> tuple[ReadFile, ...]:
    """The files in which a server of the client may stand, the lowest precedence first."""
    return candidates(snapshot) or (snapshot.files["target"],)


def servers_in(client: EntryClient, file: ReadFile) -> tuple[Found, ...]:
    """Every server in a file, anybody's. Errors: `document-refused`."""
    return tuple(find_servers(client.shape, client.table, parse(client.format, file)))


def parse(format_: Format, file: ReadFile) -> Any:
    """The data of a file, an empty object where there is none. Errors: `document-refused`."""
    source = bytes_of(file.state)
    if not source:
        return {}
    try:
        return reader_of(format_).parse(source)
    except DocumentRefused as refused:
        raise refused.in_file(str(file.path)) from None
