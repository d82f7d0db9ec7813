"""Plans on the real machine: the engine with its ports, and how a plan is shown."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from smartaipi_cli._version import __version__
from smartaipi_cli.actions.history.recovery_words import recovered_warning
from smartaipi_cli.actions.profiles.configuration import edit_configuration
from smartaipi_cli.engine.engine import Applied, Engine
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.diff import render_diff
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Block, Diff, Line, Warn

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

MOST_ATTEMPTS = 20
"""An attempt fails only when another process of ours has succeeded meanwhile: as many as may run at once."""


def open_engine(machine: Machine) -> Engine:
    """The engine over this machine's files, with its journal and history in our state folder."""
    return Engine(
        machine.files,
        machine.paths.state,
        machine.clock.now,
        machine.clock.pause,
        machine.make_identifier,
        version=__version__,
    )


def save_configuration(
    machine: Machine, edit: Callable[["TOMLDocument"], None], *, title: str, command: str
) -> Applied:
    """Edit `config.toml` through the engine; edits of another process of ours are kept and built upon."""
    engine = open_engine(machine)
    path = machine.paths.config_file
    for attempt in range(MOST_ATTEMPTS):
        before = engine.read_state(path)
        _, new = edit_configuration(machine, edit)
        change = change_file(path, Format.WHOLE, (WriteWhole(new),), before, title)
        try:
            return engine.apply(Plan(title=title, command=command, tool="smartaipi", changes=(change,)))
        except UserError as problem:
            if problem.code != "changed-meanwhile" or attempt == MOST_ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")  # the loop returns or raises


def plan_blocks(plan: Plan) -> tuple[Block, ...]:
    """The plan as a person reads it: what, the diff, and what to know."""
    if plan.is_noop:
        return (Line(text="nothing to change: everything is as wanted"),)
    return (
        Line(text=f"{plan.title}:", style="strong"),
        Diff(lines=tuple(line.text for line in render_diff(plan))),
        *(Line(text=f"note: {note}", aside=True) for note in plan.notes),
    )


def plan_data(plan: Plan) -> dict[str, object]:
    """The plan for the JSON envelope: files, keys and the masked diff, never a value."""
    return {
        "title": plan.title,
        "changes": [
            {
                "path": change.path,
                "why": change.why,
                "creates": change.before.digest == "absent",
                "keys": [list(path) for path in change.keys],
                "changed": not change.is_noop,
            }
            for change in plan.changes
        ],
        "diff": [line.text for line in render_diff(plan)],
        "notes": plan.notes,
    }


def applied_warnings(applied: Applied) -> Iterator[Warn]:
    """What happened on the way that the user should know."""
    for note in applied.notes:
        yield Warn(code="exchange-unsupported", message=note)
    if applied.repairs:
        yield Warn(
            code="rewritten-meanwhile",
            message=f"a running program overwrote the change {applied.repairs} times; it was made again",
            hint="close that program if this comes back",
        )
    yield from map(recovered_warning, applied.recovered)
