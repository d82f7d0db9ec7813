"""What the next start does about changes that were cut short: complete them, or take them back."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from pathlib import Path

from smartaipi_cli.engine import settle
from smartaipi_cli.engine.foreign_lock import remove_stale_locks
from smartaipi_cli.engine.journal import UNFINISHED, Journal, has_plan, read_blob, read_record
from smartaipi_cli.engine.record import FileRecord, Record, RecordDamagedError
from smartaipi_cli.engine.replace import digest_at
from smartaipi_cli.engine.settle import ReadBlob
from smartaipi_cli.machine.files import Files, Kind
from smartaipi_cli.plan.rebase import holds_values
from smartaipi_cli.plan.states import Content


class Recovery(StrEnum):
    """How a change that was cut short was settled."""

    DROPPED = "dropped"
    COMPLETED = "completed"
    TAKEN_BACK = "taken-back"
    DAMAGED = "damaged"


class _State(Enum):
    """Where one file of a change stands after a crash."""

    OLD = auto()
    NEW = auto()
    ADOPTED = auto()
    FOREIGN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """One change that was cut short.

    `foreign` are files left alone because somebody changed them since; `kept_aside` are older versions of
    theirs that were left beside them; `damage` says what is wrong with a journal that nothing was done about.
    """

    id: str
    outcome: Recovery
    folder: Path
    title: str = ""
    foreign: tuple[Path, ...] = ()
    kept_aside: tuple[Path, ...] = ()
    damage: str = ""


def recover_all(files: Files, journal: Journal, now_ns: Callable[[], int]) -> tuple[Recovered, ...]:
    """Settles every change in the journal; running it again changes nothing more."""
    return tuple(_recover(files, journal, folder, now_ns()) for folder in journal.list_folders())


def read_pending(files: Files, journal: Journal) -> tuple[Recovered, ...]:
    """What `recover_all` would look at, without touching it."""
    pending: list[Recovered] = []
    for folder in journal.list_folders():
        if not has_plan(files, folder):
            continue
        outcome, title, damage = Recovery.DROPPED, "", ""
        try:
            record = read_record(files, folder)
            title = record.title
            if not _is_unfinished(folder):
                read = _reader(files, folder)
                outcome = _decide([_judge(files, file, read) for file in record.files])
        except RecordDamagedError as error:
            outcome, damage = Recovery.DAMAGED, str(error)
        except FileNotFoundError:
            continue  # another process of ours has just brought it to its end
        pending.append(
            Recovered(id=_id_of(folder), outcome=outcome, folder=folder, title=title, damage=damage)
        )
    return tuple(pending)


def _recover(files: Files, journal: Journal, folder: Path, now_ns: int) -> Recovered:
    if not has_plan(files, folder):
        journal.drop(folder)
        return Recovered(id=_id_of(folder), outcome=Recovery.DROPPED, folder=folder)
    try:
        record = read_record(files, folder)
    except RecordDamagedError as error:
        if _is_unfinished(folder):  # files of ours are made only once the plan is on the disk
            journal.drop(folder)
            return Recovered(id=_id_of(folder), outcome=Recovery.DROPPED, folder=folder)
        return Recovered(id=_id_of(folder), outcome=Recovery.DAMAGED, folder=folder, damage=str(error))
    if _is_unfinished(folder):
        settle.discard(files, record)
        journal.drop(folder)
        return Recovered(id=record.id, outcome=Recovery.DROPPED, folder=folder, title=record.title)
    return _settle(files, journal, folder, record, now_ns)


def _settle(files: Files, journal: Journal, folder: Path, record: Record, now_ns: int) -> Recovered:
    read = _reader(files, folder)
    try:
        for file in record.files:
            read(file.old)
            read(file.new)
    except RecordDamagedError as error:
        return Recovered(
            id=record.id, outcome=Recovery.DAMAGED, folder=folder, title=record.title, damage=str(error)
        )
    settle.return_displaced(files, record)
    states = {file.target: _judge(files, file, read) for file in record.files}
    outcome, taken = _decide(states.values()), settle.TakenBack()
    adopted = {target for target, state in states.items() if state is _State.ADOPTED}
    if outcome is Recovery.COMPLETED and not settle.complete(files, record, read, adopted).is_done:
        outcome = Recovery.TAKEN_BACK
    if outcome is Recovery.TAKEN_BACK:
        taken = settle.take_back(files, record, read)
    remove_stale_locks(files, _locks(record), now_ns)
    if outcome is Recovery.COMPLETED:
        journal.archive(record.id)
        journal.sync_archive()
    else:
        journal.drop(folder)
    return Recovered(
        id=record.id,
        outcome=outcome,
        folder=folder,
        title=record.title,
        foreign=taken.foreign,
        kept_aside=taken.kept_aside,
    )


def _decide(states: Collection[_State]) -> Recovery:
    """Forward when any of it happened and nobody else changed a file since; else back."""
    if _State.FOREIGN in states or set(states) == {_State.OLD}:
        return Recovery.TAKEN_BACK
    return Recovery.COMPLETED


def _judge(files: Files, file: FileRecord, read: ReadBlob) -> _State:
    """Where a file stands.

    A rewritten file in which our values live on is adopted: the values of this change may be of use only
    together, so that what it switched on must not stay while the rest is taken back.
    """
    digest = digest_at(files, file.target)
    if digest in {file.old.digest, file.new.digest}:
        return _State.OLD if digest == file.old.digest else _State.NEW
    if files.look(file.target).kind is not Kind.FILE:
        return _State.FOREIGN
    current = Content(files.read(file.target), 0)
    is_held = holds_values(file.format, file.keys, read(file.new), current, has_block=file.has_block)
    return _State.ADOPTED if is_held else _State.FOREIGN


def _reader(files: Files, folder: Path) -> ReadBlob:
    return lambda state: read_blob(files, folder, state)


def _locks(record: Record) -> list[Path]:
    return [file.foreign_lock for file in record.files if file.foreign_lock is not None]


def _is_unfinished(folder: Path) -> bool:
    return folder.name.endswith(UNFINISHED)


def _id_of(folder: Path) -> str:
    return folder.name.removesuffix(UNFINISHED)
