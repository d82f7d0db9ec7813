"""The smallest changes of a file: its keys, its marked shell block, or the whole of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from smartaipi_cli.documents import DocumentRefused, shell_block
from smartaipi_cli.domain.secret import MASK, Secret
from smartaipi_cli.plan.editors import Editor, editor_of
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.readers import MISSING
from smartaipi_cli.plan.states import FileState, bytes_of

Value: TypeAlias = bool | int | float | str | Secret | Sequence["Value"] | Mapping[str, "Value"] | None
"""A value to write; secrets may stand at any depth."""


# Operations are written by hand in many places and have one or two obvious fields: positional is readable.
@dataclass(frozen=True, slots=True)
class SetValue:
    """Sets one value; `only_if_absent` leaves a value that is already there."""

    path: KeyPath
    value: Value
    only_if_absent: bool = False


@dataclass(frozen=True, slots=True)
class SetRaw:
    """Sets one value to text in the file's own language: how undo brings an old spelling back."""

    path: KeyPath
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeleteValue:
    """Deletes one value."""

    path: KeyPath


@dataclass(frozen=True, slots=True)
class PruneEmpty:
    """Deletes the object, table or list at `path` when nothing is left in it."""

    path: KeyPath


@dataclass(frozen=True, slots=True)
class SetBlock:
    """Sets the lines of our marked block of this name in a shell profile."""

    lines: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class RemoveBlock:
    """Removes our marked block of this name from a shell profile."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class WriteWhole:
    """Writes a whole file of our own: bytes, or pieces of text of which some are secrets."""

    data: bytes | tuple[str | Secret, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """Removes the file."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """Puts a recorded state of the whole file back.

    `keys` and `has_block` tell where that state differs from the one before, so that this change can in turn
    be undone key by key.
    """

    state: FileState
    keys: tuple[KeyPath, ...] = ()
    has_block: bool = False


KeyOperation: TypeAlias = SetValue | SetRaw | DeleteValue | PruneEmpty
BlockOperation: TypeAlias = SetBlock | RemoveBlock
Operation: TypeAlias = KeyOperation | BlockOperation | WriteWhole | RemoveFile | PutBack


def apply_operations(format_: Format, source: bytes | None, operations: Sequence[Operation]) -> bytes | None:
    """The bytes after all operations; `None`, before or after, stands for no file.

    *Errors:* `document-refused` when the text cannot be edited safely.
    """
    for operation in operations:
        try:
            source = _apply(format_, source, operation)
        except DocumentRefused as refused:
            raise _cover_secrets(refused, operation) from None
    return source


def secrets_in(operations: Sequence[Operation]) -> frozenset[Secret]:
    """Every secret that the operations write."""
    found: set[Secret] = set()
    for operation in operations:
        if isinstance(operation, SetValue):
            found.update(_find_secrets(operation.value))
        elif isinstance(operation, WriteWhole) and isinstance(operation.data, tuple):
            found.update(piece for piece in operation.data if isinstance(piece, Secret))
    return frozenset(found)


def keys_in(operations: Sequence[Operation]) -> tuple[KeyPath, ...]:
    """The paths of all values that the operations may change, each once, in order."""
    paths: dict[KeyPath, None] = {}
    for operation in operations:
        if isinstance(operation, SetValue | SetRaw | DeleteValue):
            paths[operation.path] = None
        elif isinstance(operation, PutBack):
            paths.update(dict.fromkeys(operation.keys))
    return tuple(paths)


def has_block_in(operations: Sequence[Operation]) -> bool:
    """Whether the operations may change our shell block."""
    return any(
        isinstance(operation, SetBlock | RemoveBlock)
        or (isinstance(operation, PutBack) and operation.has_block)
        for operation in operations
    )


def _apply(format_: Format, source: bytes | None, operation: Operation) -> bytes | None:
    match operation:
        case WriteWhole(data=data):
            return data if isinstance(data, bytes) else _join(data)
        case RemoveFile():
            return None
        case PutBack(state=state):
            return bytes_of(state)
        case SetBlock() | RemoveBlock():
            return _apply_to_block(source, operation)
        case SetValue() | SetRaw() | DeleteValue() | PruneEmpty():
            return _apply_to_key(editor_of(format_), source, operation)


def _cover_secrets(refused: DocumentRefused, operation: Operation) -> DocumentRefused:
    """The refusal without the secrets in its lines to add by hand: an error may be logged."""
    manual = refused.manual
    for plain in (secret.reveal() for secret in secrets_in([operation])):
        for spelling in (plain, *(json.dumps(plain, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False))):
            manual = tuple(line.replace(spelling, MASK) for line in manual)
    return refused.with_manual(manual)


def _apply_to_block(source: bytes | None, operation: BlockOperation) -> bytes | None:
    if isinstance(operation, SetBlock):
        return shell_block.set_block(source or b"", operation.lines, operation.name)
    return source if source is None else shell_block.remove_block(source, operation.name)


def _apply_to_key(editor: Editor, source: bytes | None, operation: KeyOperation) -> bytes | None:
    path = operation.path
    match operation:
        case SetValue(only_if_absent=True) if (
            source is not None and editor.get_value(source, path) is not MISSING
        ):
            return source
        case SetValue(value=value):
            return editor.set_value(source or b"", path, _reveal(value))
        case SetRaw(raw=raw):
            return editor.set_raw(source or b"", path, raw)
        case _ if source is None:
            return None
        case DeleteValue():
            return editor.delete_value(source, path)
        case PruneEmpty():
            return editor.delete_value(source, path) if editor.get_value(source, path) in ({}, []) else source


def _reveal(value: Value) -> object:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Mapping):
        return {name: _reveal(member) for name, member in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_reveal(item) for item in value]
    return value


def _join(pieces: Sequence[str | Secret]) -> bytes:
    return "".join(piece.reveal() if isinstance(piece, Secret) else piece for piece in pieces).encode()


def _find_secrets(value: Value) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from _find_secrets(member)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _find_secrets(item)
