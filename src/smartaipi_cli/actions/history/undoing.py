"""Back: undo and repair."""

from collections.abc import Iterator
from dataclasses import dataclass

from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_blocks, plan_data
from smartaipi_cli.actions.history.listing import dotted
from smartaipi_cli.actions.history.recovery_words import recovered_warning
from smartaipi_cli.engine.undo import Undo
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.formats import KeyPath
from smartaipi_cli.plan.merge import WHOLE_FILE, UndoKind, UndoOutcome
from smartaipi_cli.results import Block, Line, Result, Warn

OUTCOMES = {
    UndoKind.EXACT: "identical bytes come back",
    UndoKind.MERGED: "changed since: our values go, everything else stays",
    UndoKind.ALREADY: "is already as it was",
    UndoKind.CONFLICT: "left alone: our values were changed since",
    UndoKind.MISSING: "left alone: the file is gone",
    UndoKind.STAYS: "stays: it guards a file of which more is left than there was",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedUndo:
    """An undo that waits for a yes."""

    undo: Undo
    record_id: str


def prepare_undo(machine: Machine, change: str, force: tuple[str, ...]) -> PreparedUndo:
    """Work out how a change (the last one by default) is taken back.

    `force` names keys, with dots, that are restored although somebody set them since; `*` is the whole file.
    Errors: `history-not-found`, and what the engine refuses.
    """
    paths: frozenset[KeyPath] = frozenset(
        WHOLE_FILE if name == "*" else tuple(name.split(".")) for name in force
    )
    engine = open_engine(machine)
    undo = engine.plan_undo(change, paths)
    engine.check(undo.plan)
    return PreparedUndo(undo=undo, record_id=undo.plan.undoes)


def undo_blocks(prepared: PreparedUndo) -> tuple[Block, ...]:
    """The undo as a person reads it: per file what comes back, then the diff."""
    return (
        *(Line(text=f"{one.path}: {OUTCOMES[one.kind]}", aside=True) for one in prepared.undo.outcomes),
        *plan_blocks(prepared.undo.plan),
    )


def show_undo(prepared: PreparedUndo) -> Result:
    """The plan alone, with the exit code that `undo` would have. Errors: `undo-conflict`, as there."""
    kept = kept_values(prepared)
    return Result(
        data={"plan": plan_data(prepared.undo.plan), "applied": False},
        blocks=undo_blocks(prepared),
        warnings=tuple(map(kept_warning, outcomes_with_rest(prepared.undo.outcomes))),
        exit_code=conflict(prepared, kept).exit_code if kept else ExitCode.DONE,
    )


def undo(machine: Machine, prepared: PreparedUndo) -> Result:
    """Take the change back. Values that somebody changed since are left and reported (code 5).

    Errors: `undo-conflict` when nothing at all can be taken back, those of the engine.
    """
    outcomes = prepared.undo.outcomes
    kept = kept_values(prepared)
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
        exit_code=conflict(prepared, kept).exit_code if kept else ExitCode.DONE,
    )


def kept_values(prepared: PreparedUndo) -> tuple[KeyPath, ...]:
    """The values that somebody changed since. Errors: `undo-conflict` when nothing else would be taken back."""
    kept = tuple(path for outcome in prepared.undo.outcomes for path in outcome.kept)
    if kept and prepared.undo.plan.is_noop:
        raise conflict(prepared, kept)
    return kept


def conflict(prepared: PreparedUndo, kept: tuple[KeyPath, ...]) -> UserError:
    """The error for an undo that would overwrite what somebody set since."""
    names = ", ".join(sorted({dotted(path) for path in kept}))
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
