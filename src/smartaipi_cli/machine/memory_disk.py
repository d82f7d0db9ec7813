"""A disk in memory, and what a power failure leaves of it.

The model is as unkind as the rules of POSIX allow. Bytes and metadata count as written only after the file
was synced. Changes of names are kept in order as *pending* until every directory they touch was synced; a
power failure may keep any subset of the pending ones, each of them whole. Directories made are names, too.
"""

import errno
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from smartaipi_cli.machine.files import Kind, Metadata

ROOT: Final = 1

Image: TypeAlias = tuple[tuple[str, Kind, Metadata, bytes | str], ...]
"""Everything that can be found from the root: path, kind, metadata, and bytes or the end of a link."""


class LostContents(StrEnum):
    """What a power failure leaves of bytes that were not synced."""

    EMPTY = "empty"
    HALF = "half"
    FULL = "full"
    ZEROED = "zeroed"


@dataclass(slots=True, kw_only=True)
class Node:
    """One inode; `synced_data` and `synced_metadata` are what the disk is sure to hold."""

    kind: Kind
    metadata: Metadata
    data: bytes = b""
    destination: str = ""
    names: dict[str, int] = field(default_factory=dict)
    mtime_ns: int = 0
    links: int = 1
    is_immutable: bool = False
    synced_data: bytes = b""
    synced_metadata: Metadata | None = None


@dataclass(slots=True)
class _Pending:
    """A change of names that is not on the disk yet: (directory, name, new inode or None) each."""

    assignments: tuple[tuple[int, str, int | None], ...]
    unsynced: set[int]


class MemoryDisk:
    """Inodes by number, the names in directories, and which of those changes could still be lost."""

    def __init__(self) -> None:
        root = Node(kind=Kind.DIRECTORY, metadata=Metadata(mode=0o755, uid=0, gid=0), links=2)
        self.nodes = {ROOT: root}
        self._durable: dict[int, dict[str, int]] = {ROOT: {}}
        self._pending: list[_Pending] = []

    def find(self, path: Path) -> int | None:
        """The inode at a path; links inside the path are followed, the last component is not."""
        *parents, last = path.parts[1:] or ("",)
        trail = self._walk([ROOT], parents)
        if not trail or self.nodes[trail[-1]].kind is not Kind.DIRECTORY:
            return None
        return self.nodes[trail[-1]].names.get(last) if last else ROOT

    def inode(self, path: Path) -> int:
        """The inode at a path; *Errors:* `FileNotFoundError`."""
        inode = self.find(path)
        if inode is None:
            fail(errno.ENOENT, path)
        return inode

    def file(self, path: Path) -> Node:
        """The regular file at a path; *Errors:* `OSError` for anything else."""
        node = self.nodes[self.inode(path)]
        codes = {Kind.FILE: 0, Kind.LINK: errno.ELOOP, Kind.DIRECTORY: errno.EISDIR}
        if code := codes.get(node.kind, errno.EINVAL):
            fail(code, path)
        return node

    def directory(self, path: Path) -> int:
        """The inode of the directory that a path leads to; *Errors:* `OSError`."""
        trail = self._walk([ROOT], path.parts[1:])
        if not trail:
            fail(errno.ENOENT, path)
        if self.nodes[trail[-1]].kind is not Kind.DIRECTORY:
            fail(errno.ENOTDIR, path)
        return trail[-1]

    def store(self, node: Node) -> int:
        """Gives a node its number."""
        inode = len(self.nodes) + 1
        self.nodes[inode] = node
        if node.kind is Kind.DIRECTORY:
            self._durable[inode] = {}
        return inode

    def assign(self, *assignments: tuple[int, str, int | None], is_durable: bool = False) -> None:
        """Changes names in one step; what is durable at once waits only for what is pending before it."""
        touched = {directory for directory, _, _ in assignments}
        change = _Pending(assignments, set() if is_durable else touched)
        _assign_names({directory: self.nodes[directory].names for directory in touched}, change)
        self._pending.append(change)
        self._settle()

    def sync_names(self, directory: int) -> None:
        """Makes the names in a directory durable."""
        for change in self._pending:
            change.unsynced.discard(directory)
        self._settle()

    @property
    def pending_count(self) -> int:
        """How many changes of names a power failure could lose."""
        return len(self._pending)

    @property
    def has_unsynced_contents(self) -> bool:
        """Whether a power failure could damage the contents of a file."""
        return any(
            node.kind is Kind.FILE and (node.data, node.metadata) != (node.synced_data, node.synced_metadata)
            for node in self.nodes.values()
        )

    def copy(self) -> "MemoryDisk":
        """A disk that holds the same and could lose the same."""
        copy = MemoryDisk()
        copy.nodes = {inode: replace(node, names=dict(node.names)) for inode, node in self.nodes.items()}
        copy._durable = {inode: dict(names) for inode, names in self._durable.items()}
        copy._pending = [_Pending(change.assignments, set(change.unsynced)) for change in self._pending]
        return copy

    def lose_power(self, kept: Collection[int], contents: LostContents) -> None:
        """Falls back to what had reached the disk, and of the pending changes to those numbered `kept`."""
        for number, change in enumerate(self._pending):
            if number in kept or not change.unsynced:
                _assign_names(self._durable, change)
        self._pending = []
        for inode, node in self.nodes.items():
            node.names = dict(self._durable.get(inode, {}))
            if node.kind is Kind.FILE:
                _lose_unsynced(node, contents)

    def image(self) -> Image:
        """Everything that can be found, in a form that compares and hashes."""
        return tuple(self._list(ROOT, ""))

    def _list(self, directory: int, prefix: str) -> Iterator[tuple[str, Kind, Metadata, bytes | str]]:
        for name, inode in sorted(self.nodes[directory].names.items()):
            node = self.nodes[inode]
            path = f"{prefix}/{name}"
            yield path, node.kind, node.metadata, node.destination or node.data
            if node.kind is Kind.DIRECTORY:
                yield from self._list(inode, path)

    def _walk(self, trail: list[int], names: Iterable[str]) -> list[int]:
        """The directories that a series of names leads through, every link followed; empty when it ends."""
        for name in names:
            if not trail:
                return []
            if name == "..":
                trail = trail[:-1] or trail
                continue
            child = self.nodes[trail[-1]].names.get(name)
            if child is not None and self.nodes[child].kind is Kind.LINK:
                first, *rest = Path(self.nodes[child].destination).parts
                trail = self._walk([ROOT], rest) if first == "/" else self._walk(trail, [first, *rest])
            else:
                trail = [] if child is None else [*trail, child]
        return trail

    def _settle(self) -> None:
        """Takes the changes that are on the disk by now off the list; none overtakes one that is not."""
        while self._pending and not self._pending[0].unsynced:
            _assign_names(self._durable, self._pending.pop(0))


def fail(code: int, path: Path) -> NoReturn:
    """Raises the `OSError` that the operating system would."""
    raise OSError(code, os.strerror(code), str(path))


def _assign_names(directories: dict[int, dict[str, int]], change: _Pending) -> None:
    for directory, name, inode in change.assignments:
        if inode is None:
            directories[directory].pop(name, None)
        else:
            directories[directory][name] = inode


def _lose_unsynced(node: Node, contents: LostContents) -> None:
    if contents is not LostContents.FULL:
        if node.data != node.synced_data:
            node.data = {
                LostContents.EMPTY: b"",
                LostContents.HALF: node.data[: len(node.data) // 2],
                LostContents.ZEROED: bytes(len(node.data)),
            }[contents]
        node.metadata = node.synced_metadata or node.metadata
    node.synced_data, node.synced_metadata = node.data, node.metadata
