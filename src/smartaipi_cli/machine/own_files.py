"""Small files that belong to us alone: credentials, notes. Written whole, atomically, owner-only.

Files of other programs, and those that people edit, go through the engine instead.
"""

from pathlib import Path

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files, Kind

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def write_own_file(files: Files, path: Path, data: bytes) -> None:
    """Replace the file at `path` by `data` in one step; its folders are made, owner-only.

    Errors: `own-file-failed`.
    """
    temporary = path.with_name(f".{path.name}.new")
    try:
        make_own_folder(files, path.parent)
        if files.look(temporary).kind is not Kind.ABSENT:  # left behind by a process that was killed
            files.unlink(temporary)
        files.create(temporary, FILE_MODE)
        files.write(temporary, data)
        files.sync_file(temporary)
        files.replace(temporary, path)
        files.sync_directory(path.parent)
    except OSError as problem:
        raise unusable(path, problem) from problem


def remove_own_file(files: Files, path: Path) -> bool:
    """Remove the file at `path`; whether there was one. Errors: `own-file-failed`."""
    try:
        if files.look(path).kind is Kind.ABSENT:
            return False
        files.unlink(path)
        files.sync_directory(path.parent)
    except OSError as problem:
        raise unusable(path, problem) from problem
    return True


def make_own_folder(files: Files, folder: Path) -> None:
    """Make a folder and those above it that are missing, for the owner alone."""
    if files.look(folder).kind in {Kind.DIRECTORY, Kind.LINK}:
        return
    if folder.parent != folder:
        make_own_folder(files, folder.parent)
    try:
        files.make_directory(folder, FOLDER_MODE)
    except FileExistsError:  # another process of ours was faster
        return


def unusable(path: Path, problem: OSError) -> UserError:
    """The error for a place of ours that cannot be written."""
    return UserError(
        "own-file-failed",
        f"cannot write `{path}`",
        reason=problem.strerror or str(problem),
        hint="check the folder's owner and free space, or set SMARTAIPI_HOME to another folder",
    )
