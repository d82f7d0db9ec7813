"""A change whose file moved on since it was planned: computed again, or refused when our own places moved."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.blocks import block_lines, differing_blocks
from smartaipi_cli.plan.change import FileChange, state_after
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import (
    DeleteValue,
    Operation,
    PruneEmpty,
    RemoveBlock,
    SetBlock,
    SetRaw,
    SetValue,
)
from smartaipi_cli.plan.readers import MISSING, is_same_value, reader_of
from smartaipi_cli.plan.states import FileState, bytes_of

_HINT: Final = "run the same command again to see the new difference"


def rebase_change(change: FileChange, current: FileState) -> FileChange:
    """The same change on top of what the file holds now.

    Other people's edits elsewhere in the file are kept. *Errors:* `changed-meanwhile` when a value that the
    change is about is neither what the plan saw nor what it wants; `document-refused`.
    """
    if bytes_of(current) == bytes_of(change.before):
        after = change.after if current == change.before else _after(change, current)
        return replace(change, before=current, after=after)
    for operation in change.operations:
        seen = _look_at(change.format, change.before, operation)
        wanted = _look_at(change.format, change.after, operation)
        now = _look_at(change.format, current, operation)
        if not (is_same_value(now, seen) or is_same_value(now, wanted)):
            raise UserError(
                "changed-meanwhile",
                f"`{change.path}` changed since the change was planned; nothing was written",
                reason=_describe(operation),
                hint=_HINT,
            )
    return replace(change, before=current, after=_after(change, current))


def is_in_effect(change: FileChange, current: FileState) -> bool:
    """Whether the operations would change nothing in what the file holds now."""
    return bytes_of(_after(change, current)) == bytes_of(current)


def holds_values(
    format_: Format, keys: Sequence[KeyPath], wanted: FileState, current: FileState, *, has_block: bool
) -> bool:
    """Whether a file that somebody rewrote still holds the wanted values, and the block if there is one.

    A file without keys and block is not judged by parts, and never does.
    """
    source, goal = bytes_of(current), bytes_of(wanted)
    if source is None or goal is None or not (keys or has_block):
        return False
    if has_block and differing_blocks(source, goal):
        return False
    try:
        reader = reader_of(format_) if keys else None
        return reader is None or all(
            is_same_value(reader.get_value(source, path), reader.get_value(goal, path)) for path in keys
        )
    except UserError:
        return False


def _after(change: FileChange, current: FileState) -> FileState:
    return state_after(change.path, change.format, change.operations, current, change.new_file_mode)


def _look_at(format_: Format, state: FileState, operation: Operation) -> object:
    """What a state holds at the place of an operation."""
    source = bytes_of(state)
    match operation:
        case SetValue(path=path) | SetRaw(path=path) | DeleteValue(path=path) | PruneEmpty(path=path):
            if isinstance(operation, PruneEmpty) or source is None:
                return MISSING
            return reader_of(format_).get_value(source, path)
        case SetBlock(name=name) | RemoveBlock(name=name):
            return block_lines(source, name)
        case _:
            return source


def _describe(operation: Operation) -> str:
    match operation:
        case SetValue(path=path) | SetRaw(path=path) | DeleteValue(path=path):
            return f"`{'.'.join(map(str, path))}` has another value now"
        case SetBlock() | RemoveBlock():
            return "the smartaipi block was edited"
        case _:
            return "the file has other content now"
