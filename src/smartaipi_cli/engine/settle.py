"""Bringing a journaled change to an end: all new, or all old. Each may be cut short and run again.

`complete` and `take_back` are what a command runs itself and what recovery runs after a crash: there is one
way forward and one way back. Neither ever removes a file that holds anything but the recorded bytes.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from smartaipi_cli.engine.record import FileRecord, Record, StateRecord
from smartaipi_cli.engine.replace import Swap, compare_and_swap, digest_at, metadata_for, swap_back
from smartaipi_cli.machine.files import Files, Kind
from smartaipi_cli.plan.states import ABSENT_DIGEST, Content, FileState

ReadBlob: TypeAlias = Callable[[StateRecord], FileState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Whether the change is done; if not, a file had moved on. `is_exchanged` is false without exchange."""

    is_done: bool
    is_exchanged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What taking back left alone: files that somebody else changed, and versions of theirs kept aside."""

    foreign: tuple[Path, ...] = ()
    kept_aside: tuple[Path, ...] = ()


def prepare(files: Files, record: Record, read: ReadBlob) -> None:
    """Makes the new files beside their targets, complete and flushed; a full disk shows up here."""
    for file in record.files:
        _make_directories(files, file.directories)
        new = read(file.new)
        if isinstance(new, Content):
            _build(files, file, file.temporary, new, file.new)


def complete(
    files: Files, record: Record, read: ReadBlob, adopted: AbstractSet[Path] = frozenset()
) -> Completed:
    """Brings every file to its new state and makes that durable; leaves the `adopted` targets alone."""
    swapped = swap_all(files, record, read, adopted)
    if swapped.is_done and not finish(files, record):
        return Completed(is_done=False)
    return swapped


def swap_all(
    files: Files, record: Record, read: ReadBlob, adopted: AbstractSet[Path] = frozenset()
) -> Completed:
    """Swaps every file that is still old, in order."""
    is_exchanged = True
    for file in record.files:
        now = digest_at(files, file.target)
        if now == file.new.digest or file.target in adopted:
            continue
        if now != file.old.digest:
            return Completed(is_done=False)
        _provide(files, file, read, file.new)
        swap = compare_and_swap(files, file.target, file.temporary, file.old.digest)
        if swap is Swap.MOVED_ON:
            return Completed(is_done=False)
        is_exchanged = is_exchanged and swap is Swap.EXCHANGED
    return Completed(is_done=True, is_exchanged=is_exchanged)


def finish(files: Files, record: Record) -> bool:
    """Makes the swaps durable and removes the old versions; false when one was written into since.

    A program that had the old file open may have done that after the exchange.
    """
    _sync_directories(files, record)
    if any(_holds_foreign(files, file) for file in record.files):
        return False
    _remove_temporaries(files, record)
    for directory in (path for file in record.files for path in file.remove_directories):
        with suppress(OSError):  # somebody else's files are in it: then it stays
            files.remove_directory(directory)
    _sync_directories(files, record)
    return True


def take_back(files: Files, record: Record, read: ReadBlob) -> TakenBack:
    """Puts the old version back wherever ours stands, last file first; leaves everything else alone."""
    return_displaced(files, record)
    for file in reversed(record.files):
        if digest_at(files, file.target) == file.new.digest:
            _provide(files, file, read, file.old)
            compare_and_swap(files, file.target, file.temporary, file.new.digest)
    foreign = tuple(file.path for file in record.files if _is_foreign(files, file))
    kept_aside = tuple(file.temporary for file in record.files if _holds_foreign(files, file))
    # Before anything is removed: a swap that is lost must not meet a removal that is not.
    _sync_directories(files, record)
    _remove_temporaries(files, record)
    _remove_made_directories(files, record)
    _sync_directories(files, record)
    return TakenBack(foreign=foreign, kept_aside=kept_aside)


def return_displaced(files: Files, record: Record) -> None:
    """Puts another program's file back that a swap had displaced when it was cut short.

    A temporary that is neither old nor new can only be that: ours were complete before the intent was.
    """
    for file in record.files:
        target = digest_at(files, file.target)
        if _holds_foreign(files, file) and target in {file.old.digest, file.new.digest}:
            swap_back(files, file.target, file.temporary, target)


def discard(files: Files, record: Record) -> None:
    """Removes what `prepare` made for a change that was never declared: no target was touched."""
    for file in record.files:
        _unlink_present(files, file.temporary)
    _remove_made_directories(files, record)
    _sync_directories(files, record)


def _is_foreign(files: Files, file: FileRecord) -> bool:
    return digest_at(files, file.target) not in {file.old.digest, file.new.digest}


def _holds_foreign(files: Files, file: FileRecord) -> bool:
    ours = {file.old.digest, file.new.digest, ABSENT_DIGEST}
    return digest_at(files, file.temporary) not in ours


def _provide(files: Files, file: FileRecord, read: ReadBlob, wanted: StateRecord) -> None:
    """Sees to it that the temporary name holds the wanted state, built again from the journal if need be.

    It is built under a third name: half a file under the temporary name would look like somebody else's.
    """
    present = digest_at(files, file.temporary)
    if present == wanted.digest:
        return
    state = read(wanted)
    if not isinstance(state, Content):
        files.unlink(file.temporary)
        return
    _make_directories(files, [*file.directories, *reversed(file.remove_directories)])
    _unlink_present(files, file.remade)
    _build(files, file, file.remade, state, wanted)
    files.replace(file.remade, file.temporary)


def _build(files: Files, file: FileRecord, path: Path, state: Content, wanted: StateRecord) -> None:
    files.create(path, 0o600)
    files.write(path, state.data)
    metadata = metadata_for(files, file.target, path, wanted)
    if metadata is not None:
        files.write_metadata(path, metadata)
    files.sync_file(path)


def _make_directories(files: Files, directories: Iterable[Path]) -> None:
    for directory in directories:
        with suppress(FileExistsError):
            files.make_directory(directory, 0o700)


def _remove_made_directories(files: Files, record: Record) -> None:
    for file in reversed(record.files):
        for directory in reversed(file.directories):
            with suppress(OSError):  # somebody else's files are in it: then it stays
                files.remove_directory(directory)


def _remove_temporaries(files: Files, record: Record) -> None:
    for file in record.files:
        if not _holds_foreign(files, file):
            _unlink_present(files, file.temporary)
        _unlink_present(files, file.remade)


def _unlink_present(files: Files, path: Path) -> None:
    if files.look(path).kind is not Kind.ABSENT:
        files.unlink(path)


def _sync_directories(files: Files, record: Record) -> None:
    touched = [
        directory
        for file in record.files
        for directory in (
            file.target.parent,
            *(made.parent for made in (*file.directories, *file.remove_directories)),
        )
    ]
    for directory in dict.fromkeys(touched):
        if files.look(directory).kind is Kind.DIRECTORY:
            files.sync_directory(directory)
