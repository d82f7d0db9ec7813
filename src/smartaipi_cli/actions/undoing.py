"""Back: undo, repair, and the catalogue of earlier changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from smartaipi_cli.actions.changes import applied_warnings, open_engine, plan_blocks, plan_data
from smartaipi_cli.actions.history import dotted
from smartaipi_cli.actions.recovery_words import recovered_warning
from smartaipi_cli.engine.undo import Undo
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.formats import KeyPath
from smartaipi_cli.plan.merge import WHOLE_FILE, UndoKind, UndoOutcome
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Block, Diff, Line, Result, Warn

OUTCOMES = {
    UndoKind.EXACT: "identical bytes come back",
    UndoKind.MERGED: "changed since: our values go, everything else stays",
    UndoKind.ALREADY: "is already as it was",
    UndoKind.CONFLICT: "left alone: our values were changed since",
    UndoKind.MISSING: "left alone: the file is gone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedUndo:
    """An undo that waits for a yes."""

    undo: Undo
    record_id: str


def prepare_undo(machine: Machine, change: str, force: tuple[str, ...]) -> PreparedUndo:
    """Work out how a change (the last one by default) is taken back.

    `force` names keys, with dots, that are restored although somebody set them since; `*` is the whole file.
    Errors: `history-not-found`, `journal-damaged`, `target-refused`.
    """
    paths: frozenset[KeyPath] = frozenset(
        WHOLE_FILE if name == "*" else tuple(name.split(".")) for name in force
    )
    undo = open_engine(machine).plan_undo(change, paths)
    return PreparedUndo(undo=undo, record_id=undo.plan.undoes)


def undo_blocks(prepared: PreparedUndo) -> tuple[Block, ...]:
    """The undo as a person reads it: per file what comes back, then the diff."""
    return (
        *(Line(text=f"{one.path}: {OUTCOMES[one.kind]}", aside=True) for one in prepared.undo.outcomes),
        *plan_blocks(prepared.undo.plan),
    )


def undo(machine: Machine, prepared: PreparedUndo) -> Result:
    """Take the change back. Values that somebody changed since are left and reported (code 5).

    Errors: `undo-conflict` when nothing at all can be taken back, those of the engine.
    """
    outcomes = prepared.undo.outcomes
    kept = [(outcome, path) for outcome in outcomes for path in outcome.kept]
    if kept and prepared.undo.plan.is_noop:
        raise conflict(prepared, kept)
    applied = open_engine(machine).apply(prepared.undo.plan)
    warnings = [*applied_warnings(applied), *map(kept_warning, outcomes_with_rest(outcomes))]
    text = "taken back" if applied.id else "nothing to take back: everything is as it was"
    return Result(
        data={
            "undone": prepared.record_id,
            "change": applied.id,
            "files": [
                {
                    "path": outcome.path,
                    "outcome": outcome.kind.value,
                    "restored": [dotted(path) for path in outcome.restored],
                    "kept": [dotted(path) for path in outcome.kept],
                }
                for outcome in outcomes
            ],
        },
        blocks=(
            *(Line(text=f"{outcome.path}: {OUTCOMES[outcome.kind]}") for outcome in outcomes),
            Line(text=f"{prepared.record_id}: {text}", style="good"),
        ),
        warnings=tuple(warnings),
        exit_code=conflict(prepared, kept).exit_code if kept else Result().exit_code,
    )


def conflict(prepared: PreparedUndo, kept: list[tuple[UndoOutcome, KeyPath]]) -> UserError:
    """The error for an undo that would overwrite what somebody set since."""
    names = ", ".join(sorted({dotted(path) for _, path in kept}))
    return UserError(
        "undo-conflict",
        f"`{prepared.record_id}` cannot be taken back whole: changed since by somebody else",
        reason=f"left as they are: {names}",
        hint=f"smartaipi undo {prepared.record_id} --force KEY restores one of them anyway",
    )


def outcomes_with_rest(outcomes: tuple[UndoOutcome, ...]) -> Iterator[UndoOutcome]:
    """The files of which something was left."""
    return (outcome for outcome in outcomes if outcome.kept)


def kept_warning(outcome: UndoOutcome) -> Warn:
    """What was left in a file."""
    names = ", ".join(dotted(path) for path in outcome.kept)
    return Warn(
        code="kept-foreign-value",
        message=f"`{outcome.path}`: left as somebody changed it: {names}",
        hint="smartaipi undo ID --force KEY restores it anyway",
    )


def diff_change(machine: Machine, change: str) -> Result:
    """What a change did, as a diff with every secret covered. Errors: `history-not-found`, `journal-damaged`."""
    from smartaipi_cli.plan.change import FileChange
    from smartaipi_cli.plan.diff import render_diff

    engine = open_engine(machine)
    record = engine.show(change)
    changes = []
    for file in record.files:
        before, after = engine.read_recorded(record, file)
        changes.append(
            FileChange(
                path=file.path,
                format=file.format,
                operations=(),
                before=before,
                after=after,
                why=record.title,
            )
        )
    plan = Plan(title=record.title, command=record.command, changes=tuple(changes))
    lines = tuple(line.text for line in render_diff(plan))
    return Result(data={"change": record.id, "diff": list(lines)}, blocks=(Diff(lines=lines),))


def prepare_restore(
    machine: Machine, change: str, file: str, which: Literal["before", "after", "original"]
) -> Plan:
    """The plan that puts one file back as a whole; without `file` the change's only one.

    Errors: `history-not-found`, `usage`.
    """
    engine = open_engine(machine)
    record = engine.show(change)
    paths = [one.path for one in record.files]
    if not file and len(paths) != 1:
        raise UserError(
            "usage",
            f"change `{record.id}` is about {len(paths)} files: name one",
            reason=", ".join(f"`{path}`" for path in paths),
            hint=f"smartaipi history restore {record.id} --file {paths[-1]}",
        )
    wanted = Path(file).expanduser() if file else paths[0]
    return engine.plan_restore(
        record.id, wanted if wanted.is_absolute() else machine.working_folder / wanted, which
    )


def restore(machine: Machine, plan: Plan) -> Result:
    """Put the file back. Errors: those of the engine."""
    applied = open_engine(machine).apply(plan)
    return Result(
        data={"plan": plan_data(plan), "change": applied.id},
        blocks=(Line(text="restored" if applied.id else "it is so already", style="good"),),
        warnings=tuple(applied_warnings(applied)),
    )


def repair(machine: Machine, change: str) -> Result:
    """Settle what was interrupted; with `change`, make that change again where it was put back.

    Errors: `history-not-found`, those of the engine.
    """
    engine = open_engine(machine)
    recovered = engine.recover()
    warnings = [recovered_warning(one) for one in recovered]
    applied_id = ""
    if change:
        plan = engine.plan_repair(change).plan
        applied = engine.apply(plan)
        applied_id = applied.id
        warnings += applied_warnings(applied)
    text = "repaired" if recovered or applied_id else "nothing to repair"
    return Result(
        data={
            "recovered": [
                {"id": one.id, "outcome": one.outcome.value, "title": one.title} for one in recovered
            ],
            "change": applied_id,
        },
        blocks=(Line(text=text, style="good"),),
        warnings=tuple(warnings),
    )
