"""Variables for the later jobs of a GitLab pipeline: a dotenv report.

GitLab takes quotes for a part of the value and refuses blanks, line breaks, empty lines, comments and files of more
than 5 KB, so this is not the dialect of other dotenv files.
Source: GitLab's own issues and merge requests about dotenv reports (November 2026); the vendor's page is
https://docs.gitlab.com/ci/yaml/artifacts_reports. Not run on a GitLab server.
"""

from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.actions.environment.exports import Exports
from smartaipi_cli.actions.environment.outcomes import file_data
from smartaipi_cli.actions.environment.rivals import rival_warnings
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.new_files import create_private_file
from smartaipi_cli.results import Line, Result, Warn

USUAL_FILE: Final = "smartaipi.env"


class Report(NamedTuple):
    """A report that is not written yet."""

    path: Path
    text: str
    exports: Exports


def prepare_gitlab(machine: Machine, exports: Exports, file: str) -> Report:
    """Everything but the writing. Errors: `usage` for a value that has no spelling in a report."""
    return Report(machine.working_folder / (file or USUAL_FILE), report_of(exports.plain), exports)


def write_gitlab(machine: Machine, report: Report) -> Result:
    """Make the file. Errors: `target-refused` when something stands there already, `own-file-failed`."""
    create_private_file(machine.files, report.path, report.text.encode())
    return Result(
        data=file_data(report.exports, report.path, applied=True),
        blocks=(
            Line(text=f"{report.path} has {', '.join(report.exports.variables)}", style="good", aside=True),
            Line(text=f"in the job: artifacts: reports: dotenv: {named(machine, report.path)}", aside=True),
        ),
        warnings=(
            Warn(
                code="not-masked",
                message="GitLab cannot be told here to mask the key: later jobs may print it, "
                "and who may read the job's artifacts can read the report",
                hint="keep the key in a masked CI/CD variable instead, or add: artifacts: access: developer",
            ),
            *rival_warnings(machine, report.exports),
        ),
    )


def report_of(variables: dict[str, str]) -> str:
    """The text of the report. Errors: `usage` for a value that has no spelling in it."""
    for name, value in variables.items():
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise UserError("usage", f"{name} has a value that a dotenv report cannot hold")
    return "".join(f"{name}={value}\n" for name, value in variables.items())


def named(machine: Machine, path: Path) -> Path:
    """The path as a job names it: below the working folder where it is."""
    return path.relative_to(machine.working_folder) if path.is_relative_to(machine.working_folder) else path
