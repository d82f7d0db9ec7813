"""Undo as a computation: one recorded file and what it holds now give the change that leads back.

When nothing changed since, the recorded bytes come back as they were. Otherwise every value is judged by
itself, three ways: it still is ours, so the old one returns in its old spelling; it already is the old one;
or somebody set it since, and then it stays and is reported. Exchanging `old` and `new` of the record gives
redo and repair.
"""

from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from smartaipi_cli.documents.missing import find
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.blocks import block_lines, differing_blocks
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.editors import editor_of
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import (
    DeleteValue,
    Operation,
    PruneEmpty,
    PutBack,
    RemoveBlock,
    RemoveFile,
    SetBlock,
    SetRaw,
    SetValue,
    apply_operations,
)
from smartaipi_cli.plan.readers import MISSING, is_same_value, is_still, reader_of
from smartaipi_cli.plan.states import Absent, Content, FileState, bytes_of

WHOLE_FILE: Final[KeyPath] = ()
"""Stands in `force` and in reports for a file or block that is not judged key by key."""

_EMPTY_DOCUMENTS: Final = frozenset({b"", b"{}"})


class UndoKind(StrEnum):
    """How far a recorded change of one file can be taken back."""

    EXACT = "exact"
    MERGED = "merged"
    ALREADY = "already"
    CONFLICT = "conflict"
    MISSING = "missing"
    STAYS = "stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFile:
    """What the history knows of one changed file: where it differs, and both whole states.

    `directories`, outermost first, were made for the file and go with it when they are empty. `bound` values
    return together or not at all: an address must not come back beside somebody else's credential. A value with
    `witnesses` inside is judged by them alone: the client sets a time, or a field of its own, beside them. The
    `frame` stays where other values are left, which the client would not read without it.
    """

    path: Path
    format: Format
    keys: tuple[KeyPath, ...]
    has_block: bool
    old: FileState
    new: FileState
    contested: bool = False
    bound: tuple[KeyPath, ...] = ()
    witnesses: tuple[KeyPath, ...] = ()
    frame: tuple[KeyPath, ...] = ()
    foreign_lock: Path | None = None
    directories: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOutcome:
    """What undo does to one file: the change (if any), the values it restores and those it leaves alone."""

    path: Path
    kind: UndoKind
    change: FileChange | None = None
    restored: tuple[KeyPath, ...] = ()
    kept: tuple[KeyPath, ...] = ()


def undo_change(
    recorded: RecordedFile, current: FileState, *, force: AbstractSet[KeyPath] = frozenset()
) -> UndoOutcome:
    """How the recorded change is taken back from what the file holds now.

    `force` names values to restore although somebody set them since; `WHOLE_FILE` in it stands for a shell
    block or a file without keys. A file that cannot be read as its format any more is a conflict as a whole.
    """
    path = recorded.path
    if bytes_of(current) == bytes_of(recorded.old):
        return UndoOutcome(path=path, kind=UndoKind.ALREADY)
    if bytes_of(current) == bytes_of(recorded.new) or WHOLE_FILE in force:
        back = PutBack(recorded.old, recorded.keys, recorded.has_block)
        change = _change(recorded, current, (back,))
        return UndoOutcome(path=path, kind=UndoKind.EXACT, change=change, restored=recorded.keys)
    if isinstance(current, Absent):
        return UndoOutcome(path=path, kind=UndoKind.MISSING, kept=recorded.keys or (WHOLE_FILE,))
    with suppress(UserError):
        if recorded.has_block:
            return _merge_block(recorded, current)
        if recorded.keys:
            return _merge_keys(recorded, current, force)
    return UndoOutcome(path=path, kind=UndoKind.CONFLICT, kept=recorded.keys or (WHOLE_FILE,))


def _merge_keys(recorded: RecordedFile, current: Content, force: AbstractSet[KeyPath]) -> UndoOutcome:
    reader = reader_of(recorded.format)
    old = bytes_of(recorded.old) or b""
    was, ours = reader.parse(old), reader.parse(bytes_of(recorded.new) or b"")
    present = reader.parse(current.data)
    restored: list[KeyPath] = []
    kept: list[KeyPath] = []
    # Reverse order: an item of a list is found by its index only until an earlier one has gone.
    for path in reversed(recorded.keys):
        if is_same_value(find(present, path), find(was, path)):
            continue
        is_theirs = not is_still(ours, present, path, recorded.witnesses) and path not in force
        (kept if is_theirs else restored).append(path)
    if any(path in recorded.bound for path in kept):
        kept += [path for path in restored if path in recorded.bound and path not in force]
        restored = [path for path in restored if path not in kept]
    operations = _restore_values(recorded.format, old, restored)
    rest = apply_operations(recorded.format, current.data, operations)
    if recorded.frame and rest is not None and reader.parse(rest) != {}:
        restored = [path for path in restored if path not in recorded.frame]
        operations = _restore_values(recorded.format, old, restored)
        rest = apply_operations(recorded.format, current.data, operations)
    if isinstance(recorded.old, Absent) and rest is not None and b"".join(rest.split()) in _EMPTY_DOCUMENTS:
        operations.append(RemoveFile())
    return _outcome(recorded, current, operations, restored, kept)


def _restore_values(format_: Format, old: bytes, paths: list[KeyPath]) -> list[Operation]:
    """What brings all of these values back; containers are looked at when everything else is done."""
    operations = [one for path in paths for one in _restore_value(format_, old, path)]
    return sorted(operations, key=lambda one: isinstance(one, PruneEmpty))


def _restore_value(format_: Format, old: bytes, path: KeyPath) -> list[Operation]:
    """The old text of a value; or its removal, with the containers that did not exist before it."""
    reader = reader_of(format_)
    was = reader.get_value(old, path)
    if was is MISSING:
        made = [path[:depth] for depth in range(len(path) - 1, 0, -1)]
        return [
            DeleteValue(path),
            *(PruneEmpty(outer) for outer in made if reader.get_value(old, outer) is MISSING),
        ]
    raw = _find_raw(format_, old, path)
    return [SetValue(path, was) if raw is None else SetRaw(path, raw)]  # type: ignore[arg-type]  # parsed


def _find_raw(format_: Format, old: bytes, path: KeyPath) -> bytes | None:
    """The text of a value; `None` where it has none of its own, as a table under a header has not."""
    try:
        raw = editor_of(format_).raw_value(old, path)
    except UserError:
        return None
    return raw if isinstance(raw, bytes) else None


def _merge_block(recorded: RecordedFile, current: Content) -> UndoOutcome:
    old, new = bytes_of(recorded.old), bytes_of(recorded.new)
    operations: list[Operation] = []
    for name in differing_blocks(old, new):
        was, now = block_lines(old, name), block_lines(current.data, name)
        if now == was:
            continue
        if now != block_lines(new, name):
            return UndoOutcome(path=recorded.path, kind=UndoKind.CONFLICT, kept=(WHOLE_FILE,))
        operations.append(_restore_block(was, name))
    if not operations:
        return UndoOutcome(path=recorded.path, kind=UndoKind.ALREADY)
    if isinstance(recorded.old, Absent) and not apply_operations(recorded.format, current.data, operations):
        operations.append(RemoveFile())
    return _outcome(recorded, current, operations, [WHOLE_FILE], [])


def _restore_block(was: tuple[bytes, ...] | None, name: str) -> Operation:
    """What brings a block back to the lines that it had, or away where there was none."""
    if was is None:
        return RemoveBlock(name)
    return SetBlock(tuple(line.decode("utf-8", "surrogateescape") for line in was), name)


def _outcome(
    recorded: RecordedFile,
    current: FileState,
    operations: list[Operation],
    restored: list[KeyPath],
    kept: list[KeyPath],
) -> UndoOutcome:
    change = _change(recorded, current, tuple(operations)) if operations else None
    kind = UndoKind.MERGED if change else UndoKind.CONFLICT if kept else UndoKind.ALREADY
    return UndoOutcome(
        path=recorded.path, kind=kind, change=change, restored=tuple(restored), kept=tuple(kept)
    )


def _change(recorded: RecordedFile, current: FileState, operations: tuple[Operation, ...]) -> FileChange:
    change = change_file(
        recorded.path,
        recorded.format,
        operations,
        current,
        "undo",
        contested=recorded.contested,
        foreign_lock=recorded.foreign_lock,
    )
    if isinstance(change.after, Content):
        return change
    return replace(change, remove_directories=recorded.directories[::-1])
