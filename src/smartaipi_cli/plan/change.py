"""The change of one file: what it was, what it becomes, by which operations, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import (
    Operation,
    PutBack,
    apply_operations,
    has_block_in,
    keys_in,
    secrets_in,
)
from smartaipi_cli.plan.states import Absent, Content, FileState, bytes_of

PRIVATE_MODE: Final = 0o600
"""The mode of a file that we create: it may hold a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file before and after.

    `path` is absolute and as the user knows it: symbolic links in it are resolved when it is applied.
    `contested` marks a file that a running program is known to rewrite; it is looked at again after the
    change. `foreign_lock` is the lock directory by which that program guards the file, if it has one.
    `bound` are values that undo takes back together or not at all: an address and the credential for it.
    `witnesses` stand inside values that a client keeps writing anew: as long as they are ours, so is the rest.
    `frame` are values without which the program refuses the file: undo leaves them where others are left.
    `guards` is another file of the change that its program would treat worse without this one: undo leaves this
    one where more is left of that than there was.
    `remove_directories`, innermost first, are directories that an earlier change made for this file: they go
    with it when they are empty.
    """

    path: Path
    format: Format
    operations: tuple[Operation, ...]
    before: FileState
    after: FileState
    why: str
    contested: bool = False
    foreign_lock: Path | None = None
    new_file_mode: int = PRIVATE_MODE
    remove_directories: tuple[Path, ...] = ()
    bound: tuple[KeyPath, ...] = ()
    witnesses: tuple[KeyPath, ...] = ()
    frame: tuple[KeyPath, ...] = ()
    guards: Path | None = None

    @property
    def is_noop(self) -> bool:
        """Whether the file would stay as it is."""
        return bytes_of(self.before) == bytes_of(self.after)

    @property
    def keys(self) -> tuple[KeyPath, ...]:
        """The paths of the values that the change may touch."""
        return keys_in(self.operations)

    @property
    def has_block(self) -> bool:
        """Whether the change may touch our shell block."""
        return has_block_in(self.operations)

    @property
    def secrets(self) -> frozenset[Secret]:
        """The secrets that the change writes."""
        return secrets_in(self.operations)


def change_file(  # noqa: PLR0913 -- the fields of a change, most of them optional and by name
    path: Path,
    format_: Format,
    operations: Sequence[Operation],
    before: FileState,
    why: str,
    *,
    contested: bool = False,
    foreign_lock: Path | None = None,
    new_file_mode: int = PRIVATE_MODE,
    bound: Sequence[KeyPath] = (),
    witnesses: Sequence[KeyPath] = (),
    frame: Sequence[KeyPath] = (),
    guards: Path | None = None,
) -> FileChange:
    """The change that the operations make of `before`; *Errors:* `document-refused`."""
    return FileChange(
        path=path,
        format=format_,
        operations=tuple(operations),
        before=before,
        after=state_after(path, format_, operations, before, new_file_mode),
        why=why,
        contested=contested,
        foreign_lock=foreign_lock,
        new_file_mode=new_file_mode,
        bound=tuple(bound),
        witnesses=tuple(witnesses),
        frame=tuple(frame),
        guards=guards,
    )


def state_after(
    path: Path, format_: Format, operations: Sequence[Operation], before: FileState, new_file_mode: int
) -> FileState:
    """The state after the operations: a file keeps its mode, a recorded one comes back with its own."""
    try:
        data = apply_operations(format_, bytes_of(before), operations)
    except DocumentRefused as refused:
        raise refused.in_file(str(path)) from None
    if data is None:
        return Absent()
    if isinstance(before, Content):
        return Content(data, before.mode)
    match operations:
        case [*_, PutBack(state=Content() as recorded)]:
            return recorded
        case _:
            return Content(data, new_file_mode)
