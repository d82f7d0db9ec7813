"""The lock directory by which another program guards its file, taken when it is free and never by force.

*Source:* the proper-lockfile protocol, observed with Claude Code 2.1.197, November 2026: `mkdir FILE.lock`,
stale after 10 seconds, whereupon anyone may remove it. That program never waits for the lock, so taking it
only makes it rarer that both write at once; what protects its updates is the exchange.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from smartaipi_cli.machine.files import Files, Kind

_STEP_S: Final = 0.05
_LONGEST_WAIT_S: Final = 2.0
_STALE_AFTER_NS: Final = 10_000_000_000


def take_locks(files: Files, locks: Iterable[Path], pause: Callable[[float], None]) -> tuple[Path, ...]:
    """Makes the lock directories that become free within two seconds each, and tells which."""
    return tuple(lock for lock in dict.fromkeys(locks) if _take(files, lock, pause))


def give_locks_back(files: Files, locks: Iterable[Path]) -> None:
    """Removes lock directories of ours, durably; one that cannot be removed becomes stale by itself."""
    for lock in locks:
        with suppress(OSError):
            files.remove_directory(lock)
            files.sync_directory(lock.parent)


def remove_stale_locks(files: Files, locks: Iterable[Path], now_ns: int) -> None:
    """Removes lock directories that a killed process of ours may have left, once the protocol allows it."""
    for lock in dict.fromkeys(locks):
        entry = files.look(lock)
        if entry.kind is Kind.DIRECTORY and now_ns - entry.mtime_ns > _STALE_AFTER_NS:
            give_locks_back(files, [lock])


def _take(files: Files, lock: Path, pause: Callable[[float], None]) -> bool:
    waited_s = 0.0
    while waited_s < _LONGEST_WAIT_S:
        try:
            files.make_directory(lock, 0o700)
        except FileExistsError:
            pause(_STEP_S)
            waited_s += _STEP_S
        except OSError:
            return False  # a lock that cannot be made keeps nobody from writing the file
        else:
            return True
    return False
