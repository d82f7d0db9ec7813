"""Our settings in the user's own editor: a copy is edited, and takes the place of the file once it is valid."""

import re
import shlex
from pathlib import Path
from typing import Final

from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_data
from smartaipi_cli.actions.profiles.configuration import HEADER, Configuration, parse_configuration
from smartaipi_cli.actions.settings.positions import find_faulty_value
from smartaipi_cli.actions.settings.strays import find_strays
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.editor import run_editor
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.new_files import create_own_file
from smartaipi_cli.machine.own_files import remove_own_file
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import FileState, bytes_of
from smartaipi_cli.results import Line, Result

EDITOR_VARIABLES: Final = ("VISUAL", "EDITOR")
USUAL_EDITORS: Final = ("nano", "vi")


def edit_settings(machine: Machine) -> Result:
    """Let the person edit a copy of `config.toml`, and take it over if it is valid; otherwise the copy is kept.

    Errors: `confirmation-needed` without a terminal, `editor-failed`, `config-invalid`, those of the engine.
    """
    command = editor_of(machine)
    before = open_engine(machine).read_state(machine.paths.config_file)
    original = bytes_of(before) or HEADER.encode()
    copy = machine.paths.config / f"config.{machine.make_identifier()}.toml"
    create_own_file(machine.files, copy, original, machine.make_identifier())
    if code := run_editor((*command, str(copy)), machine.environment):
        remove_own_file(machine.files, copy)
        raise UserError(
            "editor-failed",
            f"`{command[0]}` did not end well, and nothing was changed",
            reason=f"its exit code is {code}",
            hint="VISUAL and EDITOR name the editor",
        )
    return take_over(machine, before, original, copy)


def editor_of(machine: Machine) -> tuple[str, ...]:
    """The words of the editor's command. Errors: `confirmation-needed`, `editor-failed`."""
    if not (machine.terminal.can_ask and machine.terminal.output_is_terminal):
        raise UserError(
            "confirmation-needed",
            "an editor needs a terminal",
            reason="there is none",
            hint="smartaipi config set NAME VALUE",
        )
    for variable in EDITOR_VARIABLES:
        if chosen := machine.environment.get(variable, "").strip():
            try:
                return tuple(shlex.split(chosen))
            except ValueError as problem:
                raise UserError(
                    "editor-failed", f"{variable} is no command", reason=str(problem)
                ) from problem
    for name in USUAL_EDITORS:
        if machine.processes.find(name):
            return (name,)
    raise UserError("editor-failed", "there is no editor", hint="EDITOR=… smartaipi config edit")


def take_over(machine: Machine, before: FileState, original: bytes, copy: Path) -> Result:
    """Put what was edited in the file's place. Errors: `config-invalid`, those of the engine."""
    path, edited = machine.paths.config_file, machine.files.read(copy)
    if edited == original:
        remove_own_file(machine.files, copy)
        return Result(
            data={"path": path, "change": "", "plan": None}, blocks=(Line(text="nothing was changed"),)
        )
    configuration, text = read_edited(machine, edited, copy)
    change = change_file(path, Format.WHOLE, (WriteWhole(edited),), before, "edited by hand")
    plan = Plan(title="edit the settings", command="config edit", tool="smartaipi", changes=(change,))
    try:
        applied = open_engine(machine).apply(plan)
    except UserError as problem:
        raise kept(copy, problem.code, f"{problem.message}: {problem.reason}") from problem
    remove_own_file(machine.files, copy)
    return Result(
        data={"path": path, "change": applied.id, "plan": plan_data(plan)},
        blocks=(Line(text=f"{path} was changed", style="good"),),
        warnings=(*find_strays(text, configuration.profiles), *applied_warnings(applied)),
    )


def read_edited(machine: Machine, edited: bytes, copy: Path) -> tuple[Configuration, str]:
    """What the edited settings say, and their text. Errors: `config-invalid`, with the place of what is wrong."""
    try:
        text = edited.decode()
        return parse_configuration(machine, text), text
    except UnicodeDecodeError as problem:
        raise kept(copy, "config-invalid", "it is not UTF-8") from problem
    except UserError as problem:
        is_plain = problem.code == "config-invalid"  # whose message names the file that was left alone
        reason = problem.reason if is_plain else f"{problem.message}: {problem.reason}"
        raise kept(copy, "config-invalid", reason, text) from problem


def kept(copy: Path, code: str, reason: str, text: str = "") -> UserError:
    """The error for a copy that was not taken over, with the place in its text where that is known."""
    named = re.search(r"line (\d+), column (\d+)", reason)
    if named:
        line, column = int(named[1]), int(named[2])
    else:
        line, column = find_faulty_value(text.removeprefix("\ufeff")) if text else (0, 0)
        reason += f" (at line {line}, column {column})" if line else ""
    return UserError(
        code,
        "nothing was changed: the edited settings were not taken over",
        reason=reason,
        hint=f"what you wrote is in {copy}",
        details={"line": line, "column": column, "copy": str(copy)},
    )
