"""The one port through which files are read and written: small steps, each of which may fail or be the last.

`RealFiles` does them on the operating system, `MemoryFiles` in memory with a model of what a power failure
leaves behind; both pass one contract suite. Failures are the `OSError`s of the operating system. No method
follows a symbolic link in the last component of a path. Only the engine calls the writing methods.

Windows is not supported by this version: replacing a file there needs another protocol (`ReplaceFileW`,
whose partial failures have to be journaled), and the entry point says so before anything is loaded.
"""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol


class Kind(StrEnum):
    """What stands at a path."""

    ABSENT = "absent"
    FILE = "file"
    DIRECTORY = "directory"
    LINK = "link"
    FIFO = "fifo"
    SOCKET = "socket"
    DEVICE = "device"


class Entry(NamedTuple):
    """What `lstat` tells about one path; `mode` holds the permission bits alone, times are nanoseconds."""

    kind: Kind
    mode: int = 0
    uid: int = 0
    gid: int = 0
    links: int = 0
    size: int = 0
    inode: int = 0
    mtime_ns: int = 0


class Guards(NamedTuple):
    """What protects an existing file or directory from this user.

    `is_writable` is the kernel's answer; `is_immutable` an immutable or append-only mark; `is_own` whether it
    belongs to the user; `can_give_back` whether a copy made by the user can get the same owner and group.
    """

    is_writable: bool
    is_immutable: bool
    is_own: bool
    can_give_back: bool


class Metadata(NamedTuple):
    """Everything beside its bytes that a replaced file must keep; POSIX ACLs are extended attributes."""

    mode: int
    uid: int
    gid: int
    attributes: tuple[tuple[str, bytes], ...] = ()


class ExchangeUnsupportedError(OSError):
    """The file system cannot exchange two names in one step (older network and overlay file systems)."""


class Lock(Protocol):
    """A held lock."""

    def release(self) -> None:
        """Gives the lock back; a second call does nothing."""


class Files(Protocol):
    """The steps. The first group only looks; every step of the second changes one thing."""

    def look(self, path: Path) -> Entry:
        """What stands at `path`; a missing parent directory means absent."""

    def guards(self, path: Path) -> Guards:
        """What protects the file or directory at `path`."""

    def read_link(self, path: Path) -> str:
        """Where the symbolic link at `path` points, as written in it."""

    def read(self, path: Path) -> bytes:
        """All bytes of the regular file at `path`; never blocks on a FIFO or a device."""

    def read_metadata(self, path: Path) -> Metadata:
        """Mode, owner and extended attributes of the regular file at `path`."""

    def list_directory(self, path: Path) -> tuple[str, ...]:
        """The names in the directory at `path`, sorted."""

    def create(self, path: Path, mode: int) -> None:
        """Makes an empty file with exactly `mode`; `FileExistsError` when anything stands there."""

    def write(self, path: Path, data: bytes) -> None:
        """Appends `data` to the regular file at `path`; a crash may leave a part of it."""

    def write_metadata(self, path: Path, metadata: Metadata) -> None:
        """Gives the regular file at `path` mode, owner and attributes; at no moment is it open to more."""

    def sync_file(self, path: Path) -> None:
        """Returns when bytes and metadata of the file at `path` are on the disk."""

    def exchange(self, one: Path, other: Path) -> None:
        """Exchanges two files in one step; *Errors:* `ExchangeUnsupportedError`."""

    def move(self, source: Path, destination: Path) -> None:
        """Renames, and never replaces: `FileExistsError` when anything stands at `destination`."""

    def replace(self, source: Path, destination: Path) -> None:
        """Renames over `destination`: the way out where `exchange` is unsupported."""

    def unlink(self, path: Path) -> None:
        """Removes the file at `path`."""

    def make_directory(self, path: Path, mode: int) -> None:
        """Makes a directory with exactly `mode`; `FileExistsError` when anything stands there."""

    def remove_directory(self, path: Path) -> None:
        """Removes an empty directory."""

    def sync_directory(self, path: Path) -> None:
        """Returns when the names in the directory at `path` are on the disk."""

    def try_lock(self, path: Path) -> Lock | None:
        """Locks the file at `path`, made with mode 0600 when absent; `None` when another process holds it."""
