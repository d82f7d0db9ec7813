"""Which change of the history connected a tool; a change may have connected several."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from smartaipi_cli.engine.record import FileRecord, Record
from smartaipi_cli.tools.base import Scope, Tool

SETUP = "setup"
FILES = "files"
"""The label with the paths of a tool's own files, one a line, in a change that connected several tools."""


class Connection(NamedTuple):
    """One tool's part in a change: what was noted of it, and the files that are its own."""

    record: Record
    labels: Mapping[str, str]
    files: tuple[FileRecord, ...]

    @property
    def scope(self) -> Scope:
        """Where it was connected."""
        return "project" if self.labels.get("scope") == "project" else "user"

    @property
    def provider(self) -> str:
        """The id of the provider that was written, where the client has such."""
        return self.labels.get("provider") or "smartaipi"


def connection_of(record: Record, tool: Tool) -> Connection | None:
    """The tool's part in a change, None when the change did not connect it."""
    if record.undoes:
        return None
    name, action = tool.SPEC.name, record.labels.get("action")
    if record.tool == name and action == "connect":
        return Connection(record=record, labels=record.labels, files=record.files)
    prefix = f"{name}."
    labels = {
        key.removeprefix(prefix): value for key, value in record.labels.items() if key.startswith(prefix)
    }
    if action != SETUP or not labels:
        return None
    own = {Path(line) for line in labels.get(FILES, "").splitlines()}
    return Connection(
        record=record, labels=labels, files=tuple(file for file in record.files if file.path in own)
    )


def latest_connection(records: Iterable[Record], tool: Tool) -> Connection | None:
    """The last change that connected the tool, taken back or not; `records` come oldest first."""
    found = (connection_of(record, tool) for record in reversed(tuple(records)))
    return next((connection for connection in found if connection), None)


def standing_connection(records: Iterable[Record], tool: Tool, scope: Scope) -> Connection | None:
    """The last change that connected the tool in this scope and was not taken back."""
    known = tuple(records)
    taken_back = {record.undoes for record in known if record.undoes}
    found = (connection_of(record, tool) for record in reversed(known) if record.id not in taken_back)
    return next((connection for connection in found if connection and connection.scope == scope), None)


def joint_labels(parts: Mapping[str, tuple[Mapping[str, str], Iterable[Path]]]) -> dict[str, str]:
    """The labels of a change that connects several tools: tool to (its labels, its files)."""
    labels = {"action": SETUP, "tools": ",".join(parts)}
    for tool, (own, files) in parts.items():
        labels |= {f"{tool}.{name}": value for name, value in own.items()}
        labels[f"{tool}.{FILES}"] = "\n".join(map(str, files))
    return labels
