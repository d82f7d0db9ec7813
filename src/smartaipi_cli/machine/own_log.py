"""A log of our own: one line added at a time, owner-only, never rewritten."""

from pathlib import Path

from smartaipi_cli.machine.files import Files
from smartaipi_cli.machine.own_files import FILE_MODE, make_own_folder, unusable


def append_line(files: Files, path: Path, line: str) -> None:
    """Add a line, durably; the file and its folders are made when they are missing.

    Several processes may do so at once: a line is one write at the end of the file. Errors: `own-file-failed`.
    """
    try:
        make_own_folder(files, path.parent)
        try:
            files.create(path, FILE_MODE)
        except FileExistsError:
            pass
        else:
            files.sync_directory(path.parent)
        files.write(path, f"{line}\n".encode(errors="backslashreplace"))
        files.sync_file(path)
    except OSError as problem:
        raise unusable(path, problem) from problem
