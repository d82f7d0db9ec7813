"""Plans that lead back (undo), forward again (repair) or to a recorded state (restore)."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from smartaipi_cli.engine.history import History
from smartaipi_cli.engine.record import FileRecord, Record
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import KeyPath
from smartaipi_cli.plan.merge import RecordedFile, UndoKind, UndoOutcome, undo_change
from smartaipi_cli.plan.operations import PutBack
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, FileState

ReadCurrent: TypeAlias = Callable[[Path], FileState]
Which: TypeAlias = Literal["before", "after", "original"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A plan that takes a change back, and what it means for each file."""

    plan: Plan
    outcomes: tuple[UndoOutcome, ...]


def choose_undo(history: History) -> Record:
    """The last change that has not been taken back and is no undo itself; *Errors:* `history-not-found`."""
    taken_back: set[str] = set()
    for record in reversed(history.list_records()):
        if record.id in taken_back or record.continues:
            continue
        if not record.undoes:
            return record
        taken_back.add(record.undoes)
    raise UserError(
        "history-not-found", "there is no change left to take back", hint="smartaipi history list"
    )


def plan_undo(
    history: History, record: Record, read_current: ReadCurrent, force: AbstractSet[KeyPath]
) -> Undo:
    """Takes a change back, last file first: the switch goes before what it switched to."""
    outcomes = tuple(
        undo_change(_recall(history, record, file), read_current(file.path), force=force)
        for file in reversed(record.files)
    )
    outcomes = tuple(_keep_guard(record, outcome, outcomes, read_current) for outcome in outcomes)
    return Undo(plan=_plan(record, outcomes, "undo", f"Undo: {record.title}", record.id), outcomes=outcomes)


def plan_repair(history: History, record: Record, read_current: ReadCurrent) -> Undo:
    """Applies a change again wherever somebody put the old values back."""
    outcomes = tuple(
        undo_change(_recall(history, record, file, is_forward=True), read_current(file.path))
        for file in record.files
    )
    return Undo(plan=_plan(record, outcomes, "repair", f"Repair: {record.title}", ""), outcomes=outcomes)


def plan_restore(
    history: History, record: Record, path: Path, which: Which, read_current: ReadCurrent
) -> Plan:
    """Puts one file back as a whole, to what it was before or after a change, or before the first of all.

    *Errors:* `history-not-found` when the change is not about that file; `journal-damaged`.
    """
    found: tuple[Record, FileRecord] | None = next(
        ((record, file) for file in record.files if file.path == path), None
    )
    if which == "original":
        found = history.find_original(path)
    if found is None:
        raise UserError(
            "history-not-found",
            f"the change `{record.id}` is not about `{path}`",
            hint=f"smartaipi history show {record.id}",
        )
    source, file = found
    state = history.read_state(source, file.new if which == "after" else file.old)
    operation = PutBack(state, file.keys, file.has_block)
    change = change_file(
        path,
        file.format,
        [operation],
        read_current(path),
        f"as it was {which} {source.id}" if which != "original" else f"as it was before {source.id}",
        contested=file.contested,
        foreign_lock=file.foreign_lock,
    )
    return Plan(title=f"Restore `{path}`", command="history restore", tool=source.tool, changes=(change,))


def _keep_guard(
    record: Record, outcome: UndoOutcome, outcomes: tuple[UndoOutcome, ...], read_current: ReadCurrent
) -> UndoOutcome:
    """The outcome; that of a file that guards another is to stay where more is left of that than there was."""
    files = {file.path: file for file in record.files}
    guarded = files.get(files[outcome.path].guards or outcome.path)
    if outcome.change is None or guarded is None or guarded.path == outcome.path:
        return outcome
    other = next(one for one in outcomes if one.path == guarded.path)
    left = other.change.after if other.change else read_current(guarded.path)
    is_as_before = not other.kept and (not guarded.old.is_absent or isinstance(left, Absent))
    return outcome if is_as_before else UndoOutcome(path=outcome.path, kind=UndoKind.STAYS)


def _recall(history: History, record: Record, file: FileRecord, *, is_forward: bool = False) -> RecordedFile:
    old, new = history.read_state(record, file.old), history.read_state(record, file.new)
    if is_forward:
        old, new = new, old
    return RecordedFile(
        path=file.path,
        format=file.format,
        keys=file.keys,
        has_block=file.has_block,
        old=old,
        new=new,
        contested=file.contested,
        bound=file.bound,
        witnesses=file.witnesses,
        frame=file.frame,
        foreign_lock=file.foreign_lock,
        directories=file.directories,
    )


def _plan(record: Record, outcomes: tuple[UndoOutcome, ...], command: str, title: str, undoes: str) -> Plan:
    return Plan(
        title=title,
        command=command,
        tool=record.tool,
        changes=tuple(outcome.change for outcome in outcomes if outcome.change is not None),
        labels=record.labels,
        undoes=undoes,
    )
