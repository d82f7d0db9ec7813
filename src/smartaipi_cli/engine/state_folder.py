"""Our own folder: the lock, the journal `j`, the history `h` and the log; only the user may look into it."""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files, Kind

_PRIVATE = 0o700
_SYNCED = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "icloud drive",
    "mobile documents",
    "cloudstorage",
)
"""How the folders of services begin whose copies of our history, keys in it, would leave this machine."""


class StateFolder(NamedTuple):
    """The names in the state folder."""

    path: Path

    @property
    def lock(self) -> Path:
        """The file that is locked while anything is changed."""
        return self.path / "lock"

    @property
    def journal(self) -> Path:
        """One folder for each change that is under way."""
        return self.path / "j"

    @property
    def history(self) -> Path:
        """One folder for each change that is done."""
        return self.path / "h"

    @property
    def parts(self) -> tuple[Path, ...]:
        """The folders, the outermost first."""
        return self.path, self.journal, self.history

    @property
    def log(self) -> Path:
        """One line for each change: time, command, files, key paths, digests; never a value."""
        return self.path / "log"


def prepare_state_folder(files: Files, folder: StateFolder) -> None:
    """Makes what is missing of the folder and checks the rest; *Errors:* `state-folder-unusable`."""
    _refuse_synced(folder.path)
    try:
        for path in folder.parts:
            _make(files, path)
            _check(files, path)
    except OSError as error:
        raise _refuse(folder.path, os.strerror(error.errno or 0)) from error


def check_state_folder(files: Files, folder: StateFolder) -> None:
    """Checks what is there of the folder, and makes nothing; *Errors:* `state-folder-unusable`."""
    _refuse_synced(folder.path)
    try:
        for path in folder.parts:
            if files.look(path).kind is not Kind.ABSENT:
                _check(files, path)
    except OSError as error:
        raise _refuse(folder.path, os.strerror(error.errno or 0)) from error


def _refuse_synced(path: Path) -> None:
    synced = next((part for part in path.parts if part.lower().startswith(_SYNCED)), None)
    if synced is not None:
        raise _refuse(
            path,
            f"`{synced}` is copied to a cloud, and the history may hold keys",
            hint="set SMARTAIPI_HOME to a folder that stays on this machine",
        )


def _make(files: Files, path: Path) -> None:
    if files.look(path).kind is not Kind.ABSENT:
        return
    _make(files, path.parent)
    with suppress(FileExistsError):  # two first commands at once make it together
        files.make_directory(path, _PRIVATE)
    files.sync_directory(path.parent)


def _check(files: Files, path: Path) -> None:
    entry = files.look(path)
    if entry.kind is not Kind.DIRECTORY:
        raise _refuse(path, f"it is a {entry.kind.value}, not a directory")
    guards = files.guards(path)
    if not guards.is_own:
        raise _refuse(path, "it belongs to another user")
    if not guards.is_writable or guards.is_immutable:
        raise _refuse(path, "it is not writable")
    if entry.mode & 0o077:
        raise _refuse(path, f"others may look into it (mode {entry.mode:04o})", hint=f"chmod 700 {path}")


def _refuse(path: Path, reason: str, hint: str = "") -> UserError:
    return UserError(
        "state-folder-unusable",
        f"the state folder `{path}` cannot be used; no file was changed",
        reason=reason,
        hint=hint or f"ls -ld {path}",
    )
