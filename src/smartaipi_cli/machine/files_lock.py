"""Locking a file between processes: `flock`, or an owner file where a network file system has no locks."""

import errno
import fcntl
import os
from pathlib import Path
from typing import Final

from smartaipi_cli.machine.files import Lock

_FLAGS: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_NO_LOCKS: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL})
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


def try_lock(path: Path) -> Lock | None:
    """Locks the file at `path`, made with mode 0600 when absent; `None` when another process holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _FLAGS, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            return None
        if error.errno in _NO_LOCKS:
            return _OwnerFileLock.try_acquire(path.with_name(f"{path.name}.owner"))
        raise
    return _DescriptorLock(descriptor)


class _DescriptorLock:
    """A `flock`: the kernel gives it back when the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class _OwnerFileLock:
    """A file that names its owner, for network file systems without `flock`.

    Its text is `host pid boot-id`. It is stale when it names this host and either another boot or a process
    that is gone; the file of another host is never judged.
    """

    def __init__(self, path: Path) -> None:
        self._path: Path | None = path

    @classmethod
    def try_acquire(cls, path: Path) -> "_OwnerFileLock | None":
        text = f"{os.uname().nodename} {os.getpid()} {_read_boot_id()}"
        for _ in range(2):
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
            except FileExistsError:
                if not _is_stale(path):
                    return None
                path.unlink(missing_ok=True)
                continue
            try:
                os.write(descriptor, text.encode())
            finally:
                os.close(descriptor)
            return cls(path)
        return None

    def release(self) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None


def _is_stale(owner_file: Path) -> bool:
    try:
        host, process, boot = owner_file.read_text(encoding="utf-8").split(" ")
    except (OSError, ValueError):
        return False
    if host != os.uname().nodename:
        return False
    if boot != _read_boot_id():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError):
        return False
    return False


def _read_boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return "-"
