"""What every command gets: the machine, and a way to end with a result."""

from collections.abc import Callable
from typing import NoReturn, cast

import typer

from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.results import Result

PROGRAM = "smartaipi"


def invocation_of(context: typer.Context) -> Invocation:
    """The invocation that a command belongs to, with its name and its common options noted."""
    invocation = cast("Invocation", context.obj)
    invocation.command = context.command_path.removeprefix(f"{PROGRAM} ")
    invocation.json = bool(context.params.get("json"))
    invocation.quiet = bool(context.params.get("quiet"))
    return invocation


def finish(context: typer.Context, action: Callable[[Machine], Result]) -> NoReturn:
    """Run the action, show its result and end with its exit code."""
    invocation = invocation_of(context)
    end(invocation, action(invocation.machine))


def end(invocation: Invocation, result: Result) -> NoReturn:
    """Show the result and end with its exit code."""
    invocation.output.result(invocation.command, result)
    raise typer.Exit(int(result.exit_code))


def new_app(summary: str) -> typer.Typer:
    """A group of commands with plain help: rich help costs as much as the whole framework again."""
    return typer.Typer(
        help=summary,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def examples(*commands: str) -> str:
    """The end of a command's help: commands to paste, one a line, which the mark at the front keeps so."""
    return "\b\nExamples:\n" + "\n".join(f"  {PROGRAM} {command}" for command in commands)
