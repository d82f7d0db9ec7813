"""The system calls for files that Python has no function for: exchange, rename without replacing, flags.

*Source:* renameat2(2) and ioctl_iflags(2) of Linux; rename(2) of macOS (`renamex_np`). The macOS half follows
its manual page and has not been run.
"""

import errno
import fcntl
import os
import stat
import sys
from pathlib import Path
from typing import Final

from smartaipi_cli.machine.files import ExchangeUnsupportedError

_AT_FDCWD: Final = -100
_RENAME_NOREPLACE: Final = 1
_RENAME_EXCHANGE: Final = 2
_DARWIN_RENAME_SWAP: Final = 2
_DARWIN_RENAME_EXCL: Final = 4
_DARWIN_ACL_TYPE_EXTENDED: Final = 0x100
_UNSUPPORTED: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})

_FS_IOC_GETFLAGS: Final = 0x80086601
_FS_IMMUTABLE: Final = 0x10
_FS_APPEND: Final = 0x20


def exchange_names(one: Path, other: Path) -> None:
    """Exchanges two names in one step; *Errors:* `ExchangeUnsupportedError`, `OSError`."""
    code = _rename(one, other, linux=_RENAME_EXCHANGE, darwin=_DARWIN_RENAME_SWAP)
    if code in _UNSUPPORTED:
        raise ExchangeUnsupportedError(code, os.strerror(code), str(one))
    if code:
        raise OSError(code, os.strerror(code), str(one), None, str(other))


def move_without_replacing(source: Path, destination: Path) -> None:
    """Renames `source`; *Errors:* `FileExistsError` when anything stands at `destination`, `OSError`."""
    code = _rename(source, destination, linux=_RENAME_NOREPLACE, darwin=_DARWIN_RENAME_EXCL)
    if code in _UNSUPPORTED:
        _move_in_two_steps(source, destination)
    elif code:
        raise OSError(code, os.strerror(code), str(source), None, str(destination))


def is_immutable(path: Path, status: os.stat_result) -> bool:
    """Whether an immutable or append-only mark forbids to replace what stands at `path`."""
    if sys.platform == "darwin":
        flags = stat.UF_IMMUTABLE | stat.SF_IMMUTABLE | stat.UF_APPEND | stat.SF_APPEND
        return bool(getattr(status, "st_flags", 0) & flags)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        answer = fcntl.ioctl(descriptor, _FS_IOC_GETFLAGS, bytes(8))
    except OSError:
        return False  # the file system knows no such marks
    finally:
        os.close(descriptor)
    return bool(int.from_bytes(answer[:4], sys.byteorder) & (_FS_IMMUTABLE | _FS_APPEND))


def refuse_unkept_metadata(descriptor: int) -> None:
    """Refuses a macOS file whose extended attributes or ACL would be lost; *Errors:* `OSError`."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    library.acl_get_fd_np.restype = ctypes.c_void_p
    has_list = library.acl_get_fd_np(descriptor, _DARWIN_ACL_TYPE_EXTENDED) is not None
    if has_list or library.flistxattr(descriptor, None, 0, 0) > 0:
        raise OSError(errno.ENOTSUP, "extended attributes and ACLs cannot be kept on macOS in this version")


def _rename(source: Path, destination: Path, *, linux: int, darwin: int) -> int:
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    try:
        if sys.platform == "darwin":
            result = library.renamex_np(os.fsencode(source), os.fsencode(destination), ctypes.c_uint(darwin))
        else:
            result = library.renameat2(
                _AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(destination), ctypes.c_uint(linux)
            )
    except AttributeError:
        return errno.ENOSYS  # a C library older than the system call
    return ctypes.get_errno() if result else 0


def _move_in_two_steps(source: Path, destination: Path) -> None:
    """A hard link fails where something stands, as wanted; a directory has no links, so it is looked for."""
    if stat.S_ISDIR(os.lstat(source).st_mode):
        if os.path.lexists(destination):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(destination))
        source.rename(destination)
        return
    os.link(source, destination, follow_symlinks=False)
    source.unlink()
