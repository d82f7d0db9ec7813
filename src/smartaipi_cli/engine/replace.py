"""Replacing one file: a copy beside it, and an exchange that looks at what it displaced.

Absence is a file like any other here: a target that is created changes places with nothing, one that is
deleted with an empty name. So one exchange makes, replaces and removes, and the same exchange takes it back.
"""

from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

from smartaipi_cli.engine.record import StateRecord
from smartaipi_cli.machine.files import ExchangeUnsupportedError, Files, Kind, Metadata
from smartaipi_cli.plan.change import PRIVATE_MODE
from smartaipi_cli.plan.states import ABSENT_DIGEST, Content

_UNREADABLE = "not a regular file"


class Swap(Enum):
    """How an attempt to swap ended."""

    EXCHANGED = auto()
    REPLACED = auto()
    MOVED_ON = auto()


def digest_at(files: Files, path: Path) -> str:
    """The digest of the file at `path`, `ABSENT_DIGEST` for none, something unequal to both for the rest."""
    entry = files.look(path)
    if entry.kind is Kind.ABSENT:
        return ABSENT_DIGEST
    if entry.kind is not Kind.FILE:
        return _UNREADABLE
    try:
        return Content(files.read(path), entry.mode).digest
    except FileNotFoundError:
        return ABSENT_DIGEST


def metadata_for(files: Files, target: Path, temporary: Path, wanted: StateRecord) -> Metadata | None:
    """What the new file at `target` carries: what the present one has, else what was recorded.

    `None` leaves a new file as it is made: private and the user's own. Asked for after `temporary` was made,
    whose owner a new file keeps.
    """
    if files.look(target).kind is Kind.FILE:
        return files.read_metadata(target)
    if wanted.owner is None and wanted.mode == PRIVATE_MODE:
        return None
    entry = files.look(temporary)
    uid, gid = wanted.owner or (entry.uid, entry.gid)
    return Metadata(mode=wanted.mode, uid=uid, gid=gid, attributes=wanted.attributes)


def compare_and_swap(files: Files, target: Path, temporary: Path, expected: str) -> Swap:
    """Swaps `target` with `temporary` if, and only if, `expected` is the digest of what that displaces.

    A file system without exchange gets the plain rename after a last look; a write between the two would be
    lost there, and the caller says so.
    """
    if digest_at(files, target) != expected:
        return Swap.MOVED_ON
    ours = digest_at(files, temporary)
    try:
        _swap(files, target, temporary)
    except ExchangeUnsupportedError:
        if digest_at(files, target) != expected:
            return Swap.MOVED_ON
        files.replace(temporary, target)
        return Swap.REPLACED
    except (FileExistsError, FileNotFoundError):
        return Swap.MOVED_ON  # it was made or removed between looking and swapping
    if digest_at(files, temporary) == expected:
        return Swap.EXCHANGED
    swap_back(files, target, temporary, ours)
    return Swap.MOVED_ON


def swap_back(files: Files, target: Path, temporary: Path, ours: str) -> None:
    """Returns another program's file from `temporary` to `target`, where `ours` stands.

    Whoever wrote over ours meanwhile has the later version: that one stays at `target`. The caller makes the
    names durable before it removes anything, or a power failure could take the returned file with it.
    """
    with suppress(FileExistsError):
        _swap(files, target, temporary)
        if digest_at(files, temporary) != ours:
            _swap(files, target, temporary)


def _swap(files: Files, target: Path, temporary: Path) -> None:
    if files.look(target).kind is Kind.ABSENT:
        files.move(temporary, target)
    elif files.look(temporary).kind is Kind.ABSENT:
        files.move(target, temporary)
    else:
        files.exchange(target, temporary)
