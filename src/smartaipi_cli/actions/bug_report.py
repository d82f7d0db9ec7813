"""What happens when the program itself is wrong: a redacted report file, and the line that says where it is."""

import platform
import traceback
from collections.abc import Sequence

from smartaipi_cli._version import __version__
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_files import write_own_file


def bug_error(machine: Machine, arguments: Sequence[str], problem: Exception) -> UserError:
    """Write the report and give the error that names it; a report that cannot be written is no second failure."""
    path = machine.paths.state / "reports" / f"{machine.clock.now():%Y%m%dT%H%M%S}.md"
    try:
        write_own_file(machine.files, path, report(arguments, problem).encode())
        place = f"a report without secrets is in `{path}`"
    except UserError:
        place = f"no report could be written to `{path}`"
    return UserError(
        "bug",
        f"this is a bug in smartaipi: {type(problem).__name__}",
        reason=place,
        hint="send the report with a description of what you did",
    )


def report(arguments: Sequence[str], problem: Exception) -> str:
    """Versions, the words of the command without their values, and the traceback without values.

    Messages of exceptions may quote a user's data, so only their types are kept; source lines are ours.
    """
    words = [word.partition("=")[0] if word.startswith("-") else "…" for word in arguments[1:]]
    frames = traceback.extract_tb(problem.__traceback__)
    lines = [
        f"{frame.name} ({frame.filename.rpartition('smartaipi_cli/')[2]}:{frame.lineno})" for frame in frames
    ]
    return scrub_lines(
        "# smartaipi bug report",
        f"- smartaipi {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"- command: {' '.join([*arguments[:1], *words])}",
        f"- exception: {type(problem).__module__}.{type(problem).__name__}",
        *(f"- at {line}" for line in lines),
    )


def scrub_lines(*lines: str) -> str:
    """The lines, each without anything that looks like a secret."""
    return "\n".join(map(scrub, lines)) + "\n"
