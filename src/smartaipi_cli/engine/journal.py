"""The journal: what a change is about to do, on the disk before it is done.

A change is a folder. It grows as `j/ID.new`, is the durable intent as `j/ID`, and ends as `h/ID` in the
history. A folder that is dropped loses its plan first: one without a plan is settled, whatever else it holds.
Only huge files are compressed, and only then is the compressor loaded: `status` reads histories, too.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smartaipi_cli.engine.record import Record, RecordDamagedError, StateRecord, decode_record, encode_record
from smartaipi_cli.engine.state_folder import StateFolder
from smartaipi_cli.machine.files import Files, Kind
from smartaipi_cli.plan.states import Absent, Content, FileState

PLAN: Final = "plan"
UNFINISHED: Final = ".new"
COMPRESSED: Final = ".gz"

_COMPRESS_FROM_BYTES: Final = 5_000_000


def blob_name(state: FileState, name: str) -> str:
    """The name of the blob that holds a state; empty for an absent file."""
    if isinstance(state, Absent):
        return ""
    return name + (COMPRESSED if len(state.data) > _COMPRESS_FROM_BYTES else "")


class Journal:
    """The journal folders in one state folder."""

    def __init__(self, files: Files, folder: StateFolder) -> None:
        self._files = files
        self._folder = folder

    def unfinished(self, record_id: str) -> Path:
        """Where a change is while its intent is being written."""
        return self._folder.journal / f"{record_id}{UNFINISHED}"

    def intent(self, record_id: str) -> Path:
        """Where a change is from the moment it will be completed or taken back."""
        return self._folder.journal / record_id

    def list_folders(self) -> tuple[Path, ...]:
        """The folders of changes that were not brought to their end, oldest first."""
        if self._files.look(self._folder.journal).kind is not Kind.DIRECTORY:
            return ()
        return tuple(self._folder.journal / name for name in self._files.list_directory(self._folder.journal))

    def write(self, record: Record, blobs: Mapping[str, bytes]) -> None:
        """Writes everything that is needed to complete the change or to take it back, and flushes it."""
        folder = self.unfinished(record.id)
        self._files.make_directory(folder, 0o700)
        for name, data in blobs.items():
            _write(self._files, folder / name, _pack(name, data))
        _write(self._files, folder / PLAN, encode_record(record))
        self._files.sync_directory(folder)
        # From here on files of ours may stand beside the targets: they must never outlive what names them.
        self._files.sync_directory(self._folder.journal)

    def declare_intent(self, record_id: str) -> None:
        """Makes the change one that recovery completes once any of it has happened."""
        self._files.move(self.unfinished(record_id), self.intent(record_id))
        self._files.sync_directory(self._folder.journal)

    def archive(self, record_id: str) -> None:
        """Moves a completed change to the history."""
        self._files.move(self.intent(record_id), self._folder.history / record_id)

    def sync_archive(self) -> None:
        """Makes `archive` durable; without it the next start would only archive again."""
        self._files.sync_directory(self._folder.history)
        self._files.sync_directory(self._folder.journal)

    def drop(self, folder: Path) -> None:
        """Removes a settled change: its plan first, and that on the disk before the rest."""
        drop_folder(self._files, folder)
        self._files.sync_directory(folder.parent)


def drop_folder(files: Files, folder: Path) -> None:
    """Removes the folder of a change with all that is in it."""
    if files.look(folder).kind is Kind.ABSENT:
        return
    names = files.list_directory(folder)
    if PLAN in names:
        files.unlink(folder / PLAN)
        files.sync_directory(folder)
    for name in names:
        if name != PLAN:
            files.unlink(folder / name)
    files.remove_directory(folder)


def has_plan(files: Files, folder: Path) -> bool:
    """Whether the folder still stands for a change."""
    return files.look(folder / PLAN).kind is Kind.FILE


def read_record(files: Files, folder: Path) -> Record:
    """The record in a folder; *Errors:* `RecordDamagedError`."""
    return decode_record(files.read(folder / PLAN))


def read_blob(files: Files, folder: Path, state: StateRecord) -> FileState:
    """A whole recorded state; *Errors:* `RecordDamagedError` when its bytes are not what was recorded."""
    if state.is_absent:
        return Absent()
    try:
        data = _unpack(state.blob, files.read(folder / state.blob))
    except FileNotFoundError as error:
        raise RecordDamagedError(f"`{state.blob}` is missing or cut short") from error
    content = Content(data, state.mode, state.owner, state.attributes)
    if content.digest != state.digest:
        raise RecordDamagedError(f"the checksum of `{state.blob}` is wrong")
    return content


def _write(files: Files, path: Path, data: bytes) -> None:
    files.create(path, 0o600)
    files.write(path, data)
    files.sync_file(path)


def _pack(name: str, data: bytes) -> bytes:
    if not name.endswith(COMPRESSED):
        return data
    import gzip

    return gzip.compress(data, compresslevel=1, mtime=0)


def _unpack(name: str, data: bytes) -> bytes:
    if not name.endswith(COMPRESSED):
        return data
    import gzip
    import zlib

    try:
        return gzip.decompress(data)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise RecordDamagedError(f"`{name}` is missing or cut short") from error
