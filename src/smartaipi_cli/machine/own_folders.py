"""Folders of ours that others write into: thrown away with all that is in them."""

from contextlib import suppress
from pathlib import Path

from smartaipi_cli.machine.files import Files, Kind

TRIES = 3
"""What still runs there may make a file while the folder is emptied."""


def remove_own_folder(files: Files, folder: Path) -> bool:
    """Remove a folder and everything in it, links themselves and not what they lead to; whether it is gone."""
    for _ in range(TRIES):
        with suppress(OSError):
            if files.look(folder).kind is Kind.ABSENT:
                return True
            empty(files, folder)
            files.remove_directory(folder)
            return True
    return False


def empty(files: Files, folder: Path) -> None:
    """Remove everything in a folder."""
    for name in files.list_directory(folder):
        path = folder / name
        if files.look(path).kind is Kind.DIRECTORY:
            empty(files, path)
            files.remove_directory(path)
        else:
            files.unlink(path)
