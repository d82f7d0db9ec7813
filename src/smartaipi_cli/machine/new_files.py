"""Files that must not exist yet: what stands at their path, a link too, is never touched."""

from contextlib import suppress
from pathlib import Path

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files, Kind
from smartaipi_cli.machine.own_files import FILE_MODE, make_own_folder, unusable


def create_private_file(files: Files, path: Path, data: bytes) -> None:
    """Make a file that its owner alone can read, in a folder that is there already.

    A file that could not be filled is removed again. Errors: `target-refused` when anything stands at `path`,
    `own-file-failed`.
    """
    try:
        files.create(path, FILE_MODE)  # fails when anything is there: O_EXCL decides, not an earlier look
    except FileExistsError as problem:
        raise UserError(
            "target-refused",
            f"`{path}` was left alone",
            reason="something stands there already, and nothing is overwritten",
            hint="name another file",
        ) from problem
    except OSError as problem:
        raise unwritable(path, problem) from problem
    try:
        files.write(path, data)
        files.sync_file(path)
        files.sync_directory(path.parent)
    except OSError as problem:
        remove_remnant(files, path)
        raise unwritable(path, problem) from problem


def create_own_file(files: Files, path: Path, data: bytes, mark: str) -> bool:
    """Make a file of ours whole and in one step; False when one stands there already.

    `mark` is random text, so that two processes never share a temporary file. Errors: `own-file-failed`.
    """
    temporary = path.with_name(f".{path.name}.{mark}.new")
    try:
        make_own_folder(files, path.parent)
        files.create(temporary, FILE_MODE)
        files.write(temporary, data)
        files.sync_file(temporary)
        try:
            files.move(temporary, path)
        except FileExistsError:
            files.unlink(temporary)
            return False
        files.sync_directory(path.parent)
    except OSError as problem:
        remove_remnant(files, temporary)
        raise unusable(path, problem) from problem
    return True


def remove_remnant(files: Files, path: Path) -> None:
    """Remove what a failure left; when that fails too, the first failure is the one to tell of."""
    with suppress(OSError):
        if files.look(path).kind is not Kind.ABSENT:
            files.unlink(path)


def unwritable(path: Path, problem: OSError) -> UserError:
    """The error for a place that the user chose."""
    return UserError(
        "own-file-failed",
        f"cannot write `{path}`",
        reason=problem.strerror or str(problem),
        hint="name a file in another folder",
    )
