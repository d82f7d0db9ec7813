"""Letting new shells forget the gateway: what is ours goes, everything else stays."""

from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_blocks, plan_data
from smartaipi_cli.actions.shell.reading import choose_shells, made_files, read_setup
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Line, Result, Warn
from smartaipi_cli.tools.shell_env import NAME, SHELLS
from smartaipi_cli.tools.shell_env_plan import files_in_use, plan_remove


def prepare_removal(machine: Machine, shell: str) -> Plan:
    """The plan that takes everything of ours out, of one shell or of all; needs no history.

    Errors: `usage`, `document-refused`, and what the engine refuses.
    """
    names = tuple(SHELLS) if shell in {"", "all"} else choose_shells(machine, shell)
    every = [read_setup(machine, name, for_removal=True) for name in SHELLS]
    setups = [setup for setup in every if setup.shell_name in names]
    needed = files_in_use(setup for setup in every if setup.shell_name not in names)
    plan = plan_remove(setups, made_files(machine, setups), needed)
    open_engine(machine).check(plan)
    return plan


def remove_shells(machine: Machine, plan: Plan) -> Result:
    """Apply the removal. Errors: those of the engine."""
    applied = open_engine(machine).apply(plan)
    text = f"new shells know no gateway any more (change {applied.id})"
    return Result(
        data={"plan": plan_data(plan), "applied": bool(applied.id), "change": applied.id},
        blocks=(
            Line(text=text, style="good")
            if applied.id
            else Line(text=f"no shell was set up by `smartaipi {NAME}`"),
            *(
                (Line(text=f"undo: smartaipi undo {applied.id.rpartition('-')[2]}", aside=True),)
                if applied.id
                else ()
            ),
        ),
        warnings=tuple(applied_warnings(applied)),
    )


def show_plan(plan: Plan, warnings: tuple[Warn, ...] = ()) -> Result:
    """A plan that is only shown."""
    return Result(
        data={"plan": plan_data(plan), "applied": False}, blocks=plan_blocks(plan), warnings=warnings
    )
