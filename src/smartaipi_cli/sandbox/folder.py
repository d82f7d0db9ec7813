"""The folder of a sandbox: for its owner alone."""

from pathlib import Path
from typing import Final

from smartaipi_cli.errors import UserError

_PRIVATE: Final = 0o700


def prepare_folder(folder: Path) -> None:
    """Makes the folder where it is missing, and takes it from all others.

    Errors: `UserError` `sandbox-folder-unusable`.
    """
    try:
        _make_private(folder)
        folder.chmod(_PRIVATE)
    except OSError as error:
        raise UserError(
            "sandbox-folder-unusable",
            f"The folder `{folder}` cannot hold a sandbox",
            reason=error.strerror or str(error),
            hint="set SMARTAIPI_HOME to another folder",
        ) from error


def _make_private(folder: Path) -> None:
    """Makes a folder and every missing one above it for the owner alone; `mkdir` would open those above it."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(mode=_PRIVATE, exist_ok=True)
