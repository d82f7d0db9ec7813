"""A file of the user's that is written in pieces: an export that may be cut short and taken up again."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from smartaipi_cli.errors import UserError

FILE_MODE = 0o600


class GrowingFile:
    """Appends bytes. Made for its owner alone, because request logs tell what a person works on.

    It is locked while it is open. Errors of every method: `own-file-failed`.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def create(cls, path: Path) -> "GrowingFile":
        """A new, empty file. Errors: `file-exists`."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
        except FileExistsError as problem:
            raise UserError(
                "file-exists",
                f"`{path}` exists already",
                reason="it was left as it is",
                hint="name another file",
            ) from problem
        except OSError as problem:
            raise failed(path, problem) from problem
        lock(descriptor, path)
        return cls(path, descriptor)

    @classmethod
    def take_up(cls, path: Path, size: int) -> "GrowingFile":
        """An existing file, cut to the `size` that is known to be whole. Errors: `busy`, `file-exists`."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError as problem:
            raise failed(path, problem) from problem
        lock(descriptor, path)
        if os.fstat(descriptor).st_size < size:
            os.close(descriptor)
            raise UserError(
                "file-exists",
                f"`{path}` is shorter than what was written to it",
                reason="somebody else changed it",
                hint="start again with another file",
            )
        os.ftruncate(descriptor, size)
        os.lseek(descriptor, size, os.SEEK_SET)
        return cls(path, descriptor)

    @property
    def size(self) -> int:
        """Bytes written so far, those of an earlier run among them."""
        return os.lseek(self._descriptor, 0, os.SEEK_CUR)

    def append(self, data: bytes) -> None:
        """Write at the end."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as problem:
            raise failed(self.path, problem) from problem

    def sync(self) -> None:
        """Return when everything is on the disk."""
        try:
            os.fsync(self._descriptor)
        except OSError as problem:
            raise failed(self.path, problem) from problem

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)


def lock(descriptor: int, path: Path) -> None:
    """Keep other processes of ours out until the file is closed. Errors: `busy`."""
    with suppress(OSError):  # a file system without locks: then nobody can be kept out
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            os.close(descriptor)
            raise UserError(
                "busy",
                f"`{path}` is being written",
                reason="another smartaipi command has it open",
                hint="wait until it has ended",
            ) from problem


def failed(path: Path, problem: OSError) -> UserError:
    """The error for a file that cannot be written."""
    return UserError(
        "own-file-failed",
        f"cannot write `{path}`",
        reason=problem.strerror or str(problem),
        hint="check the folder and the free space",
    )
