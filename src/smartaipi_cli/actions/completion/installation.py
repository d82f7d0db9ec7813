"""Installing completion in a shell and taking it out again: through the engine, so that `undo` gives the same bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from smartaipi_cli.actions.completion.places import CompletionFiles, choose_shell, read_files
from smartaipi_cli.actions.completion.planning import plan_install, plan_removal
from smartaipi_cli.actions.completion.scripts import SCRIPTS, read_script
from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_blocks, plan_data
from smartaipi_cli.actions.shell.reading import check_syntax, made_files, text_of
from smartaipi_cli.engine.engine import Applied
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.change import FileChange
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.results import Block, Line, Result, Warn
from smartaipi_cli.tools.shell_env import SHELLS

STARTS_COMPLETION: Final = re.compile(
    r"compinit|oh-my-zsh|prezto|zinit|zplug|antigen|antidote|sheldon|zim\b|zgen"
)
"""What in a `.zshrc` lets zsh complete at all: its own function, or one of the frameworks that call it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedCompletion:
    """A plan that waits for a yes."""

    plan: Plan
    label: str
    warnings: tuple[Warn, ...]


def prepare_install(machine: Machine, wanted: str) -> PreparedCompletion:
    """Work out the plan; nothing is written. Errors: `usage`, `document-refused`, and what the engine refuses."""
    shell = choose_shell(machine, wanted)
    files = read_files(machine, shell)
    check_syntax(machine, (files.all_files,))
    plan = plan_install(files, read_script(shell))
    open_engine(machine).check(plan)
    return PreparedCompletion(plan=plan, label=SHELLS[shell].label, warnings=tuple(warnings_about(files)))


def warnings_about(files: CompletionFiles) -> Iterator[Warn]:
    """Said where TAB would do nothing all the same."""
    if files.shell == "zsh" and files.start and not STARTS_COMPLETION.search(text_of(files.start.state)):
        yield Warn(
            code="completion-not-started",
            message=f"zsh completes commands only once `compinit` has run, which `{files.start.path}` does not name",
            hint="add to it: autoload -Uz compinit && compinit",
        )


def show_install(prepared: PreparedCompletion) -> Result:
    """A plan that is only shown."""
    return shown(prepared.plan, prepared.warnings)


def install(machine: Machine, prepared: PreparedCompletion) -> Result:
    """Apply the plan. Errors: those of the engine."""
    applied = open_engine(machine).apply(prepared.plan)
    state = f" (change {applied.id})" if applied.id else " already: nothing to do"
    text = f"{prepared.label} completes smartaipi's commands{state}"
    next_step = Line(text="next: open a new terminal, type smartaipi and press TAB", aside=True)
    return result_of(prepared.plan, applied, text, (next_step,) if applied.id else (), prepared.warnings)


def prepare_removal(machine: Machine, wanted: str) -> Plan:
    """The plan that takes out everything of ours, of one shell or of all; needs no history.

    Errors: `usage`, `document-refused`, and what the engine refuses.
    """
    names = (choose_shell(machine, wanted),) if wanted else tuple(SCRIPTS)
    every = [read_files(machine, name) for name in names]
    plan = plan_removal(every, made_files(machine, [files.all_files for files in every]))
    open_engine(machine).check(plan)
    return plan


def show_removal(plan: Plan) -> Result:
    """A removal that is only shown."""
    return shown(plan, ())


def remove(machine: Machine, plan: Plan) -> Result:
    """Apply the removal. Errors: those of the engine."""
    applied = open_engine(machine).apply(plan)
    done = f"taken out of {plan.labels['shell']} (change {applied.id})"
    return result_of(plan, applied, done if applied.id else "completion was installed in no shell", (), ())


def shown(plan: Plan, warnings: tuple[Warn, ...]) -> Result:
    """A plan, and that it was not applied."""
    return Result(
        data={"plan": plan_data(plan), "applied": False}, blocks=brief_blocks(plan), warnings=warnings
    )


def brief_blocks(plan: Plan) -> tuple[Block, ...]:
    """The plan as a person reads it: files that are ours from end to end by their names, the rest as a diff."""
    if plan.is_noop:
        return plan_blocks(plan)
    whole = tuple(change for change in plan.changes if change.format is Format.WHOLE and not change.is_noop)
    rest = replace(plan, changes=tuple(change for change in plan.changes if change not in whole))
    diff = () if rest.is_noop else plan_blocks(rest)[1:]
    return (Line(text=f"{plan.title}:", style="strong"), *map(whole_line, whole), *diff)


def whole_line(change: FileChange) -> Line:
    """One file that is written or removed as a whole."""
    data = bytes_of(change.after)
    if data is None:
        return Line(text=f"remove `{change.path}`")
    lines = data.count(b"\n")
    return Line(text=f"write `{change.path}` ({lines} lines that smartaipi generated)")


def result_of(
    plan: Plan, applied: Applied, text: str, more: tuple[Line, ...], warnings: tuple[Warn, ...]
) -> Result:
    """What was done, and how it is taken back."""
    undo = (Line(text=f"undo: smartaipi undo {applied.id.rpartition('-')[2]}", aside=True),)
    return Result(
        data={"plan": plan_data(plan), "applied": bool(applied.id), "change": applied.id},
        blocks=(Line(text=text, style="good"), *more, *(undo if applied.id else ())),
        warnings=(*warnings, *applied_warnings(applied)),
    )
