"""What every command gets: the machine, and a way to end with a result."""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn, cast

import typer

from smartaipi_cli.commands.common import PROGRAM, words_of
from smartaipi_cli.domain.exchange import Exchange
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine, tell_nobody
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.render.plain import printable
from smartaipi_cli.render.progress import ProgressBar
from smartaipi_cli.results import Result


def invocation_of(context: typer.Context) -> Invocation:
    """The invocation that a command belongs to, with its name noted; its common options were, when they were read."""
    invocation = cast("Invocation", context.obj)
    invocation.command = words_of(context)
    invocation.has_dry_run = "dry_run" in context.params
    invocation.has_profile = "profile" in context.params
    if invocation.json and context.params.get("csv") and not context.params.get("output"):
        raise UserError("usage", "--csv and --json exclude each other", reason="standard output has one form")
    if invocation.verbose and invocation.machine.tell is tell_nobody:
        invocation.machine = telling(invocation.machine)
    return invocation


def telling(machine: Machine) -> Machine:
    """The machine with each request told on standard error."""
    from smartaipi_cli.machine.told_transport import ToldTransport
    from smartaipi_cli.render.exchange_lines import exchange_lines

    def tell(exchange: Exchange) -> None:
        machine.terminal.errors.writelines(f"{printable(line)}\n" for line in exchange_lines(exchange))

    return replace(
        machine,
        tell=tell,
        open_transport=lambda: ToldTransport(machine.open_transport(), tell, machine.clock),
    )


def finish(context: typer.Context, action: Callable[[Machine], Result]) -> NoReturn:
    """Run the action, show its result and end with its exit code."""
    invocation = invocation_of(context)
    end(invocation, action(invocation.machine))


def finish_watched(
    context: typer.Context, action: Callable[[Machine, ProgressBar], Result], unit: str = "requests"
) -> NoReturn:
    """As `finish`, for work that may take long: it is handed a bar that shows how many units are done."""
    invocation = invocation_of(context)
    progress = invocation.output.progress(unit)
    try:
        result = action(invocation.machine, progress)
        if result.stream is None or invocation.output.stdout_is_terminal:
            progress.close()  # rows that arrive on the terminal tell the same, and a bar would stand among them
        end(invocation, result)
    finally:
        progress.close()


def end(invocation: Invocation, result: Result) -> NoReturn:
    """Show the result and end with its exit code."""
    raise typer.Exit(invocation.show(result))


def new_app(summary: str, *, runs_alone: bool = False) -> typer.Typer:
    """A group of commands with plain help: rich help costs as much as the whole framework again.

    `runs_alone` groups do something without a command of theirs.
    """
    return typer.Typer(
        help=summary,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=not runs_alone,
        invoke_without_command=runs_alone,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def examples(*commands: str) -> str:
    """The end of a command's help: commands to paste, one a line, which the mark at the front keeps so."""
    return "\b\nExamples:\n" + "\n".join(f"  {PROGRAM} {command}" for command in commands)
