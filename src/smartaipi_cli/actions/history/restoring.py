"""What an earlier change did, and one of its files put back as a whole."""

from pathlib import Path
from typing import Literal

from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_data
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.change import FileChange
from smartaipi_cli.plan.diff import render_diff
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Diff, Line, Result


def diff_change(machine: Machine, change: str) -> Result:
    """What a change did, as a diff with every secret covered. Errors: `history-not-found`, `journal-damaged`."""
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

    Errors: `history-not-found`, `usage`, and what the engine refuses.
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
    wanted = machine.working_folder / Path(file).expanduser() if file else paths[0]
    plan = engine.plan_restore(record.id, wanted, which)
    engine.check(plan)
    return plan


def restore(machine: Machine, plan: Plan) -> Result:
    """Put the file back. Errors: those of the engine."""
    applied = open_engine(machine).apply(plan)
    return Result(
        data={"plan": plan_data(plan), "change": applied.id},
        blocks=(Line(text="restored" if applied.id else "it is so already", style="good"),),
        warnings=tuple(applied_warnings(applied)),
    )


def prune_history(machine: Machine, *, everything: bool) -> Result:
    """Remove old changes from the history, or all of them: what is removed cannot be undone any more.

    Errors: those of the engine.
    """
    removed = open_engine(machine).prune(everything=everything)
    return Result(
        data={"removed": removed},
        blocks=(Line(text=f"removed {len(removed)} changes from the history", style="good"),),
    )
