"""One run of the program, and the one place where an outcome becomes an exit code."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.render.fields import Path
from smartaipi_cli.render.output import Output
from smartaipi_cli.render.picture import drawing_for
from smartaipi_cli.results import Result, Warn


@dataclass(slots=True)
class Invocation:
    """One run of the program. `command` is filled in as soon as it is known, for the envelope of an error."""

    machine: Machine
    command: str = ""
    json: bool = False
    quiet: bool = False
    no_color: bool = False
    verbose: bool = False
    fields: tuple[Path, ...] = ()
    has_dry_run: bool = False
    has_profile: bool = False

    @property
    def output(self) -> Output:
        """The streams, as the options and the environment want them."""
        terminal, environment = self.machine.terminal, self.machine.environment
        return Output(
            stdout=terminal.output,
            stderr=terminal.errors,
            stdout_is_terminal=terminal.output_is_terminal,
            stderr_is_terminal=terminal.errors_is_terminal,
            colour=not (self.no_color or environment.get("NO_COLOR") or environment.get("TERM") == "dumb"),
            json=self.json,
            quiet=self.quiet,
            fields=self.fields,
            drawing=drawing_for(environment),
        )

    def show(self, result: Result) -> int:
        """Show the outcome of the command, and keep the names in it for the shells' completion; its exit code."""
        from smartaipi_cli.actions.completion.names import learn_names

        result = replace(result, warnings=(*result.warnings, *self.pin_warnings()))
        code = self.output.result(self.command, result)
        learn_names(self.machine, self.command, result.data)
        return code

    def pin_warnings(self) -> tuple[Warn, ...]:
        """What to tell of a pin file that a command ignores; one that needs no profile would not obey it anyway."""
        from smartaipi_cli.actions.pin.pin_file import find_pin

        if not self.has_profile or find_pin(self.machine) is None:
            return ()
        from smartaipi_cli.actions.pin.obeying import pinned_defaults

        with suppress(UserError):  # the command itself has told what is wrong with the settings
            return pinned_defaults(self.machine)[1]
        return ()


def guarded(invocation: Invocation, arguments: Sequence[str], work: Callable[[], int]) -> int:
    """Do the work and give its exit code; every failure is shown here, and nowhere else."""
    try:
        return work()
    except UserError as problem:
        return fail(invocation, problem)
    except KeyboardInterrupt:
        if invocation.json:
            return fail(invocation, UserError("interrupted", "interrupted"))
        # On a terminal the cursor stands behind the question, or behind `^C`.
        invocation.output.say("\ninterrupted" if invocation.machine.terminal.can_ask else "interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        discard_output()
        return ExitCode.DONE
    except Exception as problem:  # noqa: BLE001 - the one handler of bugs
        from smartaipi_cli.actions.bug_report import bug_error

        return fail(invocation, bug_error(invocation.machine, arguments, problem))


def fail(invocation: Invocation, problem: UserError) -> int:
    """Show the failure; its exit code."""
    try:
        if not invocation.json and problem.code != "bug":
            for warning in invocation.pin_warnings():
                invocation.output.warning(warning)
        invocation.output.error(invocation.command, problem)
    except BrokenPipeError:
        discard_output()
    return int(problem.exit_code)


def discard_output() -> None:
    """After the reader of a pipe has gone: Python's own flush at exit must not complain either."""
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):  # no real stream behind it
        return
