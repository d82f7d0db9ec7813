"""Variables for the later steps of a GitHub job: the runner reads them from a file that it names.

Source: public threads on GitHub's `actions` repositories about masking and environment files (November 2026); the
vendor's page is https://docs.github.com/actions/reference/workflow-commands-for-github-actions. Not run on its runner.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.actions.environment.exports import Exports
from smartaipi_cli.actions.environment.outcomes import file_data
from smartaipi_cli.actions.environment.rivals import rival_warnings
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.appending import append_to_file
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result

FILE_VARIABLE: Final = "GITHUB_ENV"


class Prepared(NamedTuple):
    """What goes to the runner: first the commands that mask, on standard output, then the text for its file."""

    file: Path
    masks: tuple[Line, ...]
    text: str
    exports: Exports


def prepare_github(machine: Machine, exports: Exports) -> Prepared:
    """Everything but the writing. Errors: `usage` outside of a job, `target-refused`."""
    return Prepared(
        file=find_file(machine),
        masks=tuple(Line(text=mask_command(secret.reveal())) for secret in exports.secrets),
        text="".join(assignments(exports, machine.make_identifier)),
        exports=exports,
    )


def append_github(machine: Machine, prepared: Prepared) -> Result:
    """Append to the runner's file; the masks must be out by now. Errors: `own-file-failed`."""
    append_to_file(machine.files, prepared.file, prepared.text.encode())
    exports = prepared.exports
    return Result(
        data=file_data(exports, prepared.file, applied=True),
        blocks=(Line(text=f"later steps have {', '.join(exports.variables)}", style="good", aside=True),),
        warnings=tuple(rival_warnings(machine, exports)),
    )


def find_file(machine: Machine) -> Path:
    """The runner's file. Errors: `usage` where none is named, `target-refused` for what is no file."""
    named = machine.environment.get(FILE_VARIABLE, "")
    if not named:
        raise UserError(
            "usage",
            f"{FILE_VARIABLE} is not set: this is no job of GitHub Actions",
            reason="the runner names the file there that later steps get their variables from",
            hint="smartaipi env --shell bash",
        )
    path = Path(named)
    if not path.is_absolute() or not is_file(machine, path):
        raise UserError(
            "target-refused",
            f"`{path}` was left alone",
            reason=f"{FILE_VARIABLE} names it, and it is no file with an absolute path",
        )
    return path


def is_file(machine: Machine, path: Path) -> bool:
    """Whether a regular file stands at a path; what may not be looked at is none."""
    try:
        return machine.files.look(path).kind is Kind.FILE
    except OSError:
        return False


def mask_command(value: str) -> str:
    """What tells the runner to cover a value in its log; the runner reads `%25` as `%`."""
    return f"::add-mask::{value.replace('%', '%25')}"


def assignments(exports: Exports, make_identifier: Callable[[], str]) -> Iterator[str]:
    """Each variable between two lines of a delimiter that nobody can guess and no value has in it."""
    for name, value in exports.plain.items():
        delimiter = f"smartaipi_{make_identifier()}{make_identifier()}"
        while delimiter in value:
            delimiter += make_identifier()
        yield f"{name}<<{delimiter}\n{value}\n{delimiter}\n"
