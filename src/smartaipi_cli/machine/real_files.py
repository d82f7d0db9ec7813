"""Files on the operating system: Linux, and macOS by its manual pages (not run there)."""

import contextlib
import errno
import fcntl
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smartaipi_cli.machine import files_lock, files_native
from smartaipi_cli.machine.files import Entry, Guards, Kind, Lock, Metadata

_SAFE: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_KINDS: Final = {
    stat.S_IFREG: Kind.FILE,
    stat.S_IFDIR: Kind.DIRECTORY,
    stat.S_IFLNK: Kind.LINK,
    stat.S_IFIFO: Kind.FIFO,
    stat.S_IFSOCK: Kind.SOCKET,
}


class RealFiles:
    """The `Files` port on the operating system."""

    def look(self, path: Path) -> Entry:
        """What stands at `path`."""
        try:
            status = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return Entry(kind=Kind.ABSENT)
        return Entry(
            kind=_KINDS.get(stat.S_IFMT(status.st_mode), Kind.DEVICE),
            mode=stat.S_IMODE(status.st_mode),
            uid=status.st_uid,
            gid=status.st_gid,
            links=status.st_nlink,
            size=status.st_size,
            inode=status.st_ino,
            mtime_ns=status.st_mtime_ns,
        )

    def guards(self, path: Path) -> Guards:
        """What protects the file or directory at `path`."""
        status = os.lstat(path)
        user = os.geteuid()
        groups = {os.getegid(), *os.getgroups()}
        return Guards(
            is_writable=os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids),
            is_immutable=files_native.is_immutable(path, status),
            is_own=status.st_uid == user,
            can_give_back=user == 0 or (status.st_uid == user and status.st_gid in groups),
        )

    def read_link(self, path: Path) -> str:
        """Where the symbolic link at `path` points."""
        return str(path.readlink())

    def read(self, path: Path) -> bytes:
        """All bytes of the regular file at `path`."""
        with _opened(path, os.O_RDONLY) as descriptor, open(descriptor, "rb", closefd=False) as stream:
            return stream.read()

    def read_metadata(self, path: Path) -> Metadata:
        """Mode, owner and extended attributes of the regular file at `path`."""
        with _opened(path, os.O_RDONLY) as descriptor:
            status = os.fstat(descriptor)
            return Metadata(
                mode=stat.S_IMODE(status.st_mode),
                uid=status.st_uid,
                gid=status.st_gid,
                attributes=_read_attributes(descriptor),
            )

    def list_directory(self, path: Path) -> tuple[str, ...]:
        """The names in the directory at `path`."""
        return tuple(sorted(entry.name for entry in path.iterdir()))

    def create(self, path: Path, mode: int) -> None:
        """Makes an empty file with exactly `mode`, whatever the umask."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE, mode)
        try:
            if stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:
                os.fchmod(descriptor, mode)
        finally:
            os.close(descriptor)

    def write(self, path: Path, data: bytes) -> None:
        """Appends `data` to the regular file at `path`."""
        with _opened(path, os.O_WRONLY | os.O_APPEND) as descriptor:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]

    def write_metadata(self, path: Path, metadata: Metadata) -> None:
        """Gives owner first, the mode once no foreign attribute is left, the attributes (ACLs) last.

        A directory with a default ACL hands its entries to every new file in it; a wider mode would put
        them into effect, so they go before the mode comes.
        """
        with _opened(path, os.O_RDONLY) as descriptor:
            status = os.fstat(descriptor)
            if (status.st_uid, status.st_gid) != (metadata.uid, metadata.gid):
                os.fchown(descriptor, metadata.uid, metadata.gid)
            present = dict(_read_attributes(descriptor))
            wanted = dict(metadata.attributes)
            for name in present.keys() - wanted.keys():
                os.removexattr(descriptor, name)
            os.fchmod(descriptor, metadata.mode)
            for name, value in wanted.items():
                if present.get(name) != value:
                    os.setxattr(descriptor, name, value)

    def sync_file(self, path: Path) -> None:
        """Flushes the file at `path` to the disk.

        A new descriptor sees a write error of an earlier one as long as nobody else was told of it (Linux
        4.13 and later), so closing between writing and flushing loses no error.
        """
        with _opened(path, os.O_RDONLY) as descriptor:
            _flush(descriptor)

    def exchange(self, one: Path, other: Path) -> None:
        """Exchanges two files in one step."""
        files_native.exchange_names(one, other)

    def move(self, source: Path, destination: Path) -> None:
        """Renames, and never replaces."""
        files_native.move_without_replacing(source, destination)

    def replace(self, source: Path, destination: Path) -> None:
        """Renames over `destination`."""
        source.replace(destination)

    def unlink(self, path: Path) -> None:
        """Removes the file at `path`."""
        path.unlink()

    def make_directory(self, path: Path, mode: int) -> None:
        """Makes a directory with exactly `mode`, whatever the umask."""
        path.mkdir(mode)
        if stat.S_IMODE(os.lstat(path).st_mode) == mode:
            return
        try:
            path.chmod(mode)
        except OSError:
            path.rmdir()
            raise

    def remove_directory(self, path: Path) -> None:
        """Removes an empty directory."""
        path.rmdir()

    def sync_directory(self, path: Path) -> None:
        """Flushes the names in the directory at `path` to the disk."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            _flush(descriptor)
        finally:
            os.close(descriptor)

    def try_lock(self, path: Path) -> Lock | None:
        """Locks the file at `path`."""
        return files_lock.try_lock(path)


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """A descriptor of a regular file; anything else is refused before a byte is moved."""
    descriptor = os.open(path, flags | _SAFE)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        yield descriptor
    finally:
        os.close(descriptor)


def _read_attributes(descriptor: int) -> tuple[tuple[str, bytes], ...]:
    if sys.platform == "darwin":
        files_native.refuse_unkept_metadata(descriptor)
        return ()
    try:
        names = os.listxattr(descriptor)
    except OSError as error:
        if error.errno in {errno.ENOTSUP, errno.EOPNOTSUPP}:
            return ()
        raise
    return tuple((name, os.getxattr(descriptor, name)) for name in sorted(names))


def _flush(descriptor: int) -> None:
    if sys.platform == "darwin":
        # A plain fsync on macOS leaves the bytes in the disk's own cache (fsync(2) there says so).
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        return
    os.fsync(descriptor)
