"""The log: one line for each change, with key paths and digests, never with values."""

from pathlib import Path

from smartaipi_cli.engine.record import FileRecord, Record
from smartaipi_cli.machine.files import Files, Kind

_DIGEST_LENGTH = 12


def log_change(files: Files, path: Path, record: Record) -> None:
    """Appends a line about the change."""
    if files.look(path).kind is Kind.ABSENT:
        files.create(path, 0o600)
    lines = [f"{record.time} {record.id} {record.command} {record.version}".rstrip()]
    lines += [_describe(file) for file in record.files]
    files.write(path, ("\t".join(lines) + "\n").encode("utf-8", "backslashreplace"))


def _describe(file: FileRecord) -> str:
    keys = ",".join(".".join(map(str, key)) for key in file.keys) or "whole"
    old, new = (state.digest[:_DIGEST_LENGTH] for state in (file.old, file.new))
    return f"{file.path!s} [{keys}] {old} {new}".replace("\n", "\\n")
