"""Appending to a file that another program made for that, and may be appending to as well."""

from pathlib import Path

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files


def append_to_file(files: Files, path: Path, data: bytes) -> None:
    """Write at the end of a regular file; nothing that is in it is touched. Errors: `own-file-failed`."""
    try:
        files.write(path, data)
    except OSError as problem:
        raise UserError(
            "own-file-failed", f"cannot write `{path}`", reason=problem.strerror or str(problem)
        ) from problem
