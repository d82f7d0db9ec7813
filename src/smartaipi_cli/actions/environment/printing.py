"""Variables on standard output, for a shell to evaluate."""

from smartaipi_cli.actions.environment.exports import EnvironmentRequest, name_exports, read_exports
from smartaipi_cli.actions.environment.shell_lines import (
    choose_shell,
    drop_lines,
    evaluation_of,
    export_lines,
)
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result


def print_exports(machine: Machine, request: EnvironmentRequest, wanted: str, *, show: bool) -> Result:
    """The lines that set the variables. Errors: `usage` on a terminal unless `show`, those of the exports."""
    shell = choose_shell(machine, wanted)
    refuse_terminal(machine, evaluation_of(shell), show=show)
    exports = read_exports(machine, request)
    return Result(
        data={"profile": exports.profile.name, "variables": exports.plain, "unset": list(exports.dropped)},
        blocks=tuple(Line(text=line) for line in export_lines(shell, exports.plain, exports.dropped)),
    )


def print_unset(machine: Machine, request: EnvironmentRequest, wanted: str) -> Result:
    """The lines that take the variables away: each address before its key, so that it never stands alone."""
    shell = choose_shell(machine, wanted)
    exports = name_exports(machine, request)
    names = tuple(reversed(tuple(exports.variables)))
    return Result(
        data={"profile": exports.profile.name, "variables": None, "unset": list(names)},
        blocks=tuple(Line(text=line) for line in drop_lines(shell, names)),
    )


def refuse_terminal(machine: Machine, instead: str, *, show: bool) -> None:
    """Errors: `usage` where a key would stay on a screen that nobody asked to see it on."""
    if show or not machine.terminal.output_is_terminal:
        return
    raise UserError(
        "usage",
        "this prints a key, and standard output is a terminal",
        reason="what is on a screen stays in its scrollback",
        hint=f"{instead}\nor, to see it: --show",
    )
