"""What the journal and the history say about one change, and its form on the disk.

A record names files, key paths, modes and digests. It never holds a value: those stand in the blobs beside
it, which only the user can read. On the disk it is one line of JSON and one line with the SHA-256 of that.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.states import ABSENT_DIGEST

FORMAT_VERSION: Final = 1


class RecordDamagedError(Exception):
    """The bytes are not a record as it was written."""


class StateRecord(NamedTuple):
    """One state of a file without its bytes; `blob` names the file beside the record that has them."""

    digest: str
    mode: int = 0
    size: int = 0
    blob: str = ""
    owner: tuple[int, int] | None = None
    attributes: tuple[tuple[str, bytes], ...] = ()

    @property
    def is_absent(self) -> bool:
        """Whether there is no file."""
        return self.digest == ABSENT_DIGEST


class FileRecord(NamedTuple):
    """One file of a change.

    `path` is what the user knows, `links` the symbolic links on its way, `target` the real file, `temporary`
    the name beside it that holds the new file before, and the old one after the exchange. `directories` are
    made for the file (outermost first), `remove_directories` go with it (innermost first). `bound`,
    `witnesses`, `frame`, `guards`: see `FileChange`.
    """

    path: Path
    links: tuple[Path, ...]
    target: Path
    temporary: Path
    format: Format
    keys: tuple[KeyPath, ...]
    has_block: bool
    old: StateRecord
    new: StateRecord
    directories: tuple[Path, ...] = ()
    remove_directories: tuple[Path, ...] = ()
    contested: bool = False
    bound: tuple[KeyPath, ...] = ()
    witnesses: tuple[KeyPath, ...] = ()
    foreign_lock: Path | None = None
    frame: tuple[KeyPath, ...] = ()
    guards: Path | None = None

    @property
    def remade(self) -> Path:
        """Where recovery builds a file again from a blob; never anything but a copy of a blob."""
        return self.temporary.with_name(f"{self.temporary.name}.remade")


class Record(NamedTuple):
    """One change of the history; `time` is UTC in ISO form, `undoes` and `continues` name earlier changes."""

    id: str
    time: str
    command: str
    tool: str
    title: str
    version: str
    files: tuple[FileRecord, ...]
    labels: Mapping[str, str] = MappingProxyType({})
    undoes: str = ""
    continues: str = ""


def encode_record(record: Record) -> bytes:
    """The bytes of a record."""
    fields = {
        "format": FORMAT_VERSION,
        "id": record.id,
        "time": record.time,
        "command": record.command,
        "tool": record.tool,
        "title": record.title,
        "version": record.version,
        "labels": dict(record.labels),
        "undoes": record.undoes,
        "continues": record.continues,
        "files": [_encode_file(file) for file in record.files],
    }
    text = json.dumps(fields, separators=(",", ":")).encode("ascii")
    return text + b"\n" + hashlib.sha256(text).hexdigest().encode("ascii") + b"\n"


def decode_record(data: bytes) -> Record:
    """The record in these bytes; *Errors:* `RecordDamagedError`."""
    text, _, digest = data.partition(b"\n")
    if hashlib.sha256(text).hexdigest().encode("ascii") + b"\n" != digest:
        raise RecordDamagedError("its checksum is wrong")
    fields = json.loads(text)
    if fields["format"] != FORMAT_VERSION:
        raise RecordDamagedError(f"it was written in format {fields['format']}, by a newer version")
    try:
        return _decode(fields)
    except (KeyError, TypeError, ValueError) as error:
        raise RecordDamagedError("it lacks what a record of this format has") from error


def _decode(fields: dict[str, Any]) -> Record:
    return Record(
        id=fields["id"],
        time=fields["time"],
        command=fields["command"],
        tool=fields["tool"],
        title=fields["title"],
        version=fields["version"],
        labels=fields["labels"],
        undoes=fields["undoes"],
        continues=fields["continues"],
        files=tuple(_decode_file(file) for file in fields["files"]),
    )


def _encode_file(file: FileRecord) -> dict[str, Any]:
    return {
        "path": str(file.path),
        "links": [str(link) for link in file.links],
        "target": str(file.target),
        "temporary": str(file.temporary),
        "format": file.format.value,
        "keys": [list(path) for path in file.keys],
        "has_block": file.has_block,
        "old": _encode_state(file.old),
        "new": _encode_state(file.new),
        "directories": [str(directory) for directory in file.directories],
        "remove_directories": [str(directory) for directory in file.remove_directories],
        "contested": file.contested,
        "bound": [list(path) for path in file.bound],
        "witnesses": [list(path) for path in file.witnesses],
        "foreign_lock": str(file.foreign_lock) if file.foreign_lock else None,
        "frame": [list(path) for path in file.frame],
        "guards": str(file.guards) if file.guards else None,
    }


def _decode_file(fields: dict[str, Any]) -> FileRecord:
    return FileRecord(
        path=Path(fields["path"]),
        links=tuple(map(Path, fields["links"])),
        target=Path(fields["target"]),
        temporary=Path(fields["temporary"]),
        format=Format(fields["format"]),
        keys=tuple(tuple(path) for path in fields["keys"]),
        has_block=fields["has_block"],
        old=_decode_state(fields["old"]),
        new=_decode_state(fields["new"]),
        directories=tuple(map(Path, fields["directories"])),
        remove_directories=tuple(map(Path, fields["remove_directories"])),
        contested=fields["contested"],
        bound=tuple(tuple(path) for path in fields["bound"]),
        witnesses=tuple(tuple(path) for path in fields.get("witnesses", ())),
        foreign_lock=Path(fields["foreign_lock"]) if fields["foreign_lock"] else None,
        frame=tuple(tuple(path) for path in fields.get("frame", ())),
        guards=Path(fields["guards"]) if fields.get("guards") else None,
    )


def _encode_state(state: StateRecord) -> dict[str, Any]:
    return {
        "digest": state.digest,
        "mode": state.mode,
        "size": state.size,
        "blob": state.blob,
        "owner": state.owner,
        "attributes": [[name, value.hex()] for name, value in state.attributes],
    }


def _decode_state(fields: dict[str, Any]) -> StateRecord:
    return StateRecord(
        digest=fields["digest"],
        mode=fields["mode"],
        size=fields["size"],
        blob=fields["blob"],
        owner=tuple(fields["owner"]) if fields["owner"] else None,
        attributes=tuple((name, bytes.fromhex(value)) for name, value in fields["attributes"]),
    )
