"""The lock that lets one sandbox run in a folder."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from smartaipi_cli.errors import UserError

_LOCK_NAME: Final = "sandbox.lock"


@contextmanager
def occupy(folder: Path) -> Iterator[None]:
    """Holds the folder while the block runs; a killed process holds nothing.

    SQLite's own lock on an otherwise empty file: the same on every system. Errors: `UserError`
    `sandbox-running` when another process holds the folder.
    """
    with closing(sqlite3.connect(folder / _LOCK_NAME, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise UserError(
                "sandbox-running",
                f"A sandbox already runs in `{folder}`",
                reason="two would write to the same books",
                hint="set SMARTAIPI_HOME to another folder",
            ) from error
        yield
