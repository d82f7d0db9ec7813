"""The history of changes: listing, reading, checking and pruning it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.engine.journal import drop_folder, read_blob, read_record
from smartaipi_cli.engine.record import FileRecord, Record, RecordDamagedError, StateRecord
from smartaipi_cli.engine.state_folder import StateFolder
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files, Kind
from smartaipi_cli.plan.states import FileState

_KEPT_CHANGES: Final = 50
_KEPT_FOR: Final = timedelta(days=90)
_KEPT_BYTES: Final = 200_000_000


class Damage(NamedTuple):
    """A change of the history that is not as it was written."""

    id: str
    reason: str


class History:
    """The changes that are done, oldest first."""

    def __init__(self, files: Files, folder: StateFolder) -> None:
        self._files = files
        self._folder = folder.history

    def list_ids(self) -> tuple[str, ...]:
        """The identifiers of all changes, oldest first; they sort by time."""
        if self._files.look(self._folder).kind is not Kind.DIRECTORY:
            return ()
        return self._files.list_directory(self._folder)

    def list_records(self) -> tuple[Record, ...]:
        """All changes that can be read, oldest first; `verify` names the others."""
        records: list[Record] = []
        for record_id in self.list_ids():
            try:
                records.append(read_record(self._files, self._folder / record_id))
            except (RecordDamagedError, OSError):
                continue
        return tuple(records)

    def find(self, start: str) -> Record:
        """The change whose identifier begins, or whose random part is, as given.

        *Errors:* `history-not-found`, also when more than one fits; `journal-damaged`.
        """
        fitting = [
            name for name in self.list_ids() if name.startswith(start) or name.rpartition("-")[2] == start
        ]
        if len(fitting) != 1 or not start:
            raise UserError(
                "history-not-found",
                f"no single change fits `{start}`",
                reason=f"{len(fitting)} changes do",
                hint="smartaipi history list",
            )
        try:
            return read_record(self._files, self._folder / fitting[0])
        except (RecordDamagedError, OSError) as error:
            raise _damaged(fitting[0], error) from error

    def read_state(self, record: Record, state: StateRecord) -> FileState:
        """A recorded state with its bytes; *Errors:* `journal-damaged`."""
        try:
            return read_blob(self._files, self._folder / record.id, state)
        except (RecordDamagedError, OSError) as error:
            raise _damaged(record.id, error) from error

    def find_original(self, path: Path) -> tuple[Record, FileRecord] | None:
        """The first change of a file that is known; its old state is the file as it was before us."""
        for record in self.list_records():
            for file in record.files:
                if file.path == path:
                    return record, file
        return None

    def verify(self) -> tuple[Damage, ...]:
        """Every change whose record or bytes are not what was written."""
        damages: list[Damage] = []
        for record_id in self.list_ids():
            folder = self._folder / record_id
            try:
                record = read_record(self._files, folder)
                for file in record.files:
                    read_blob(self._files, folder, file.old)
                    read_blob(self._files, folder, file.new)
            except (RecordDamagedError, OSError) as error:
                damages.append(Damage(id=record_id, reason=_reason(error)))
        return tuple(damages)

    def prune(self, now: datetime, *, everything: bool = False) -> tuple[str, ...]:
        """Removes changes beyond the last 50, 90 days or 200 MB, and tells which.

        The first change of each file stays, because it holds the file as it was before us; only `everything`
        removes it too.
        """
        records = self.list_records()
        if everything:
            for record in records:
                drop_folder(self._files, self._folder / record.id)
            return tuple(record.id for record in records)
        pinned = _find_pinned(records)
        removed: list[str] = []
        kept_bytes = 0
        for age, record in enumerate(reversed(records)):
            kept_bytes += self._measure(record)
            is_old = now - datetime.fromisoformat(record.time).astimezone(UTC) > _KEPT_FOR
            if record.id not in pinned and (age >= _KEPT_CHANGES or is_old or kept_bytes > _KEPT_BYTES):
                drop_folder(self._files, self._folder / record.id)
                removed.append(record.id)
        return tuple(removed)

    def _measure(self, record: Record) -> int:
        folder = self._folder / record.id
        return sum(self._files.look(folder / name).size for name in self._files.list_directory(folder))


def _find_pinned(records: Sequence[Record]) -> frozenset[str]:
    first: dict[Path, str] = {}
    for record in records:
        for file in record.files:
            first.setdefault(file.path, record.id)
    return frozenset(first.values())


def _damaged(record_id: str, error: Exception) -> UserError:
    return UserError(
        "journal-damaged",
        f"the recorded change `{record_id}` is damaged; nothing was changed",
        reason=_reason(error),
        hint="smartaipi history list --verify",
    )


def _reason(error: Exception) -> str:
    return (error.strerror or "unreadable") if isinstance(error, OSError) else str(error)
