"""The pin file of a folder: where it is, and whether it is a file that may be read at all.

Whoever can write into a repository can put anything at this path. So nothing is followed, nothing is waited for, and
what is no small file of the user's own is never opened.
"""

from pathlib import Path
from typing import Final

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine

FILE_NAME: Final = ".smartaipi.toml"
MOST_BYTES: Final = 4096
TOO_LARGE: Final = f"it is larger than a pin file is ({MOST_BYTES} bytes at most)"
OTHERS_MAY_WRITE: Final = 0o002


def find_pin(machine: Machine) -> Path | None:
    """The nearest pin file, from the working folder up to its repository's root, the home or the file system's root."""
    for folder in (machine.working_folder, *machine.working_folder.parents):
        if exists(machine, folder / FILE_NAME):
            return folder / FILE_NAME
        if folder == machine.home or exists(machine, folder / ".git"):
            return None
    return None


def exists(machine: Machine, path: Path) -> bool:
    """Whether anything stands at a path; what may not be looked at does not."""
    try:
        return machine.files.look(path).kind is not Kind.ABSENT
    except OSError:
        return False


def read_pin_file(machine: Machine, path: Path) -> bytes:
    """What the file holds. Errors: `pin-refused` for what is no small file of the user's own."""
    try:
        if reason := against(machine, path):
            raise refused(path, reason)
        data = machine.files.read(path)
    except OSError as problem:
        raise refused(path, problem.strerror or str(problem)) from problem
    if len(data) > MOST_BYTES:  # it grew since it was looked at
        raise refused(path, TOO_LARGE)
    return data


def against(machine: Machine, path: Path) -> str:
    """Why the file is not opened; empty when nothing speaks against it."""
    entry = machine.files.look(path)
    if entry.kind is not Kind.FILE:
        return "there is no such file" if entry.kind is Kind.ABSENT else f"it is a {entry.kind}, not a file"
    if entry.size > MOST_BYTES:
        return TOO_LARGE
    if not machine.files.guards(path).is_own:
        return "it belongs to another user"
    return "every user of this machine may write it" if entry.mode & OTHERS_MAY_WRITE else ""


def refused(path: Path, reason: str, hint: str = "") -> UserError:
    """The error for a pin file that is not obeyed, whoever trusts it."""
    return UserError("pin-refused", f"the pin file `{path}` is not obeyed", reason=reason, hint=hint)
