"""Files in memory: to see what becomes of them when a program is killed or the power fails."""

import errno
import os
from collections.abc import Collection
from pathlib import Path

from smartaipi_cli.machine.files import Entry, ExchangeUnsupportedError, Guards, Kind, Lock, Metadata
from smartaipi_cli.machine.memory_disk import Image, LostContents, MemoryDisk, Node, fail


class MemoryFiles:
    """The `Files` port in memory, for one user with one group; `now_ns` is the time of what changes.

    Locks belong to the instance: what `after_power_loss` or `after_kill` gives has none.
    """

    def __init__(self, *, uid: int = 1000, gid: int = 1000, can_exchange: bool = True) -> None:
        self._uid = uid
        self._gid = gid
        self._can_exchange = can_exchange
        self._disk = MemoryDisk()
        self._locked: set[Path] = set()
        self.now_ns = 0

    # Looking

    def look(self, path: Path) -> Entry:
        """What stands at `path`."""
        inode = self._disk.find(path)
        if inode is None:
            return Entry(kind=Kind.ABSENT)
        node = self._disk.nodes[inode]
        return Entry(
            kind=node.kind,
            mode=node.metadata.mode,
            uid=node.metadata.uid,
            gid=node.metadata.gid,
            links=node.links,
            size=len(node.data),
            inode=inode,
            mtime_ns=node.mtime_ns,
        )

    def guards(self, path: Path) -> Guards:
        """What protects the file or directory at `path`."""
        node = self._node(path)
        return Guards(
            is_writable=self._may_write(node),
            is_immutable=node.is_immutable,
            is_own=node.metadata.uid == self._uid,
            can_give_back=self._uid == 0 or (node.metadata.uid, node.metadata.gid) == (self._uid, self._gid),
        )

    def read_link(self, path: Path) -> str:
        """Where the symbolic link at `path` points."""
        node = self._node(path)
        if node.kind is not Kind.LINK:
            fail(errno.EINVAL, path)
        return node.destination

    def read(self, path: Path) -> bytes:
        """All bytes of the regular file at `path`."""
        return self._disk.file(path).data

    def read_metadata(self, path: Path) -> Metadata:
        """Mode, owner and extended attributes of the regular file at `path`."""
        return self._disk.file(path).metadata

    def list_directory(self, path: Path) -> tuple[str, ...]:
        """The names in the directory at `path`."""
        return tuple(sorted(self._disk.nodes[self._disk.directory(path)].names))

    # Changing

    def create(self, path: Path, mode: int) -> None:
        """Makes an empty file with exactly `mode`."""
        self._add(path, Kind.FILE, mode)

    def write(self, path: Path, data: bytes) -> None:
        """Appends `data` to the regular file at `path`."""
        node = self._disk.file(path)
        node.data += data
        node.mtime_ns = self.now_ns

    def write_metadata(self, path: Path, metadata: Metadata) -> None:
        """Gives the regular file at `path` mode, owner and attributes."""
        node = self._disk.file(path)
        if self._uid != 0 and (metadata.uid, metadata.gid) != (node.metadata.uid, node.metadata.gid):
            fail(errno.EPERM, path)
        node.metadata = metadata

    def sync_file(self, path: Path) -> None:
        """Makes bytes and metadata of the file at `path` durable."""
        node = self._disk.file(path)
        node.synced_data, node.synced_metadata = node.data, node.metadata

    def exchange(self, one: Path, other: Path) -> None:
        """Exchanges two names in one step."""
        if not self._can_exchange:
            raise ExchangeUnsupportedError(errno.EINVAL, os.strerror(errno.EINVAL), str(one))
        first, second = self._disk.inode(one), self._disk.inode(other)
        self._assign((one, second), (other, first))

    def move(self, source: Path, destination: Path) -> None:
        """Renames, and never replaces."""
        inode = self._disk.inode(source)
        if self._disk.find(destination) is not None:
            fail(errno.EEXIST, destination)
        self._assign((source, None), (destination, inode))

    def replace(self, source: Path, destination: Path) -> None:
        """Renames over `destination`."""
        self._assign((source, None), (destination, self._disk.inode(source)))

    def unlink(self, path: Path) -> None:
        """Removes the file at `path`."""
        if self._node(path).kind is Kind.DIRECTORY:
            fail(errno.EISDIR, path)
        self._assign((path, None))

    def make_directory(self, path: Path, mode: int) -> None:
        """Makes a directory with exactly `mode`."""
        self._add(path, Kind.DIRECTORY, mode)

    def remove_directory(self, path: Path) -> None:
        """Removes an empty directory."""
        if self.list_directory(path):
            fail(errno.ENOTEMPTY, path)
        self._assign((path, None))

    def sync_directory(self, path: Path) -> None:
        """Makes the names in the directory at `path` durable."""
        self._disk.sync_names(self._disk.directory(path))

    def try_lock(self, path: Path) -> Lock | None:
        """Locks the file at `path`."""
        if self._disk.find(path) is None:
            self.create(path, 0o600)
        if path in self._locked:
            return None
        self._locked.add(path)
        return _MemoryLock(self._locked, path)

    # Setting the scene, as other programs would: at once, durably, and whatever the permissions

    def put_file(  # noqa: PLR0913 -- the properties of a file, by name
        self,
        path: Path,
        data: bytes,
        mode: int = 0o600,
        *,
        owner: tuple[int, int] | None = None,
        attributes: tuple[tuple[str, bytes], ...] = (),
        is_immutable: bool = False,
    ) -> None:
        """Puts a new file at `path`, in the place of what stood there."""
        uid, gid = owner or (self._uid, self._gid)
        metadata = Metadata(mode=mode, uid=uid, gid=gid, attributes=attributes)
        self._put(path, Node(kind=Kind.FILE, metadata=metadata, data=data, is_immutable=is_immutable))

    def put_directory(self, path: Path, mode: int = 0o755, *, owner: tuple[int, int] | None = None) -> None:
        """Puts a directory at `path` unless there is one."""
        if self._disk.find(path) is None:
            uid, gid = owner or (self._uid, self._gid)
            self._put(
                path, Node(kind=Kind.DIRECTORY, metadata=Metadata(mode=mode, uid=uid, gid=gid), links=2)
            )

    def put_link(self, path: Path, destination: str) -> None:
        """Puts a symbolic link at `path`."""
        self.put_special(path, Kind.LINK, destination)

    def put_special(self, path: Path, kind: Kind, destination: str = "") -> None:
        """Puts a FIFO, socket, device or link at `path`."""
        metadata = Metadata(mode=0o777, uid=self._uid, gid=self._gid)
        self._put(path, Node(kind=kind, metadata=metadata, destination=destination))

    def put_hard_link(self, path: Path, existing: Path) -> None:
        """Puts a second name for an existing file at `path`."""
        inode = self._disk.inode(existing)
        self._disk.nodes[inode].links += 1
        self._disk.assign((self._disk.directory(path.parent), path.name, inode), is_durable=True)

    def overwrite(self, path: Path, data: bytes) -> None:
        """Writes a file in place, as a program does that truncates what it has open."""
        node = self._disk.file(path)
        node.data = node.synced_data = data

    # Failing

    @property
    def pending_count(self) -> int:
        """How many changes of names a power failure could lose."""
        return self._disk.pending_count

    @property
    def has_unsynced_contents(self) -> bool:
        """Whether a power failure could damage the contents of a file."""
        return self._disk.has_unsynced_contents

    def after_kill(self) -> "MemoryFiles":
        """What another process finds when this one was killed: everything but the locks."""
        return self._with(self._disk.copy())

    def after_power_loss(self, kept: Collection[int], contents: LostContents) -> "MemoryFiles":
        """What the next start finds when the changes of names numbered `kept` had reached the disk."""
        disk = self._disk.copy()
        disk.lose_power(kept, contents)
        return self._with(disk)

    def image(self) -> Image:
        """Everything that can be found, in a form that compares and hashes."""
        return self._disk.image()

    def _with(self, disk: MemoryDisk) -> "MemoryFiles":
        files = MemoryFiles(uid=self._uid, gid=self._gid, can_exchange=self._can_exchange)
        files._disk, files.now_ns = disk, self.now_ns
        return files

    def _node(self, path: Path) -> Node:
        return self._disk.nodes[self._disk.inode(path)]

    def _may_write(self, node: Node) -> bool:
        if self._uid == 0:
            return True
        return bool(node.metadata.mode & (0o200 if node.metadata.uid == self._uid else 0o002))

    def _add(self, path: Path, kind: Kind, mode: int) -> None:
        if self._disk.find(path) is not None:
            fail(errno.EEXIST, path)
        metadata = Metadata(mode=mode, uid=self._uid, gid=self._gid)
        links = 2 if kind is Kind.DIRECTORY else 1
        node = Node(kind=kind, metadata=metadata, mtime_ns=self.now_ns, links=links, synced_metadata=metadata)
        self._assign((path, self._disk.store(node)))

    def _put(self, path: Path, node: Node) -> None:
        self.put_directory(path.parent)
        node.synced_data, node.synced_metadata, node.mtime_ns = node.data, node.metadata, self.now_ns
        inode = self._disk.store(node)
        self._disk.assign((self._disk.directory(path.parent), path.name, inode), is_durable=True)

    def _assign(self, *names: tuple[Path, int | None]) -> None:
        """Changes names in one step, after every check."""
        assignments = tuple((self._disk.directory(path.parent), path.name, inode) for path, inode in names)
        for (path, _), (number, name, _) in zip(names, assignments, strict=True):
            directory = self._disk.nodes[number]
            held = self._disk.nodes.get(directory.names.get(name, 0))
            if not self._may_write(directory):
                fail(errno.EACCES, path)
            if directory.is_immutable or (held is not None and held.is_immutable):
                fail(errno.EPERM, path)
        self._disk.assign(*assignments)


class _MemoryLock:
    def __init__(self, locked: set[Path], path: Path) -> None:
        self._locked = locked
        self._path = path

    def release(self) -> None:
        self._locked.discard(self._path)
