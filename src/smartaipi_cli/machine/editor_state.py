"""Reading the state database of an editor made from VS Code, so that it never notices.

Such an editor counts on being the only one: it keeps its state in memory, writes it back, and when its first statement
at a start meets a lock it takes the database for damaged and replaces it with an older copy. So the file is opened as
`immutable`, which takes no lock and makes no file beside it, not even the shared memory that a read-only connection to
a write-ahead log needs. That shows the truth only while nobody writes: with the editor running or a log left behind
nothing is read, and what was read while the file changed is thrown away.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

TABLE_QUERY: Final = "SELECT value FROM ItemTable WHERE key = ?"
LEFT_BEHIND: Final = ("-wal", "-journal")


class Unread(StrEnum):
    """Why nothing was read."""

    ABSENT = "there is no such file"
    RUNNING = "the editor is running"
    UNSETTLED = "the editor did not end cleanly, or is just starting"
    UNREADABLE = "it is no database that can be read"


class EditorState(NamedTuple):
    """The state database of an editor, and the file in which its main process notes its id."""

    database: Path
    lock: Path

    def read(self, keys: Sequence[str]) -> dict[str, str] | Unread:
        """The values of these rows, those that exist; else why not. Nothing is locked, made or changed."""
        if is_running(self.lock):
            return Unread.RUNNING
        before = self.marks()
        if before is None:
            return Unread.ABSENT
        try:
            with closing(sqlite3.connect(f"file:{quote(str(self.database))}?immutable=1", uri=True)) as found:
                rows = {key: found.execute(TABLE_QUERY, (key,)).fetchone() for key in keys}
        except sqlite3.Error:
            return Unread.UNREADABLE
        if self.marks() != before or self.has_left_behind() or is_running(self.lock):
            return Unread.UNSETTLED
        return {key: as_text(row[0]) for key, row in rows.items() if row}

    def marks(self) -> tuple[int, int, int] | None:
        """What changes when the file does, None when there is no file."""
        try:
            status = self.database.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def has_left_behind(self) -> bool:
        """Whether a log beside the database holds something that the database does not."""
        return any(size_of(self.database.with_name(self.database.name + end)) for end in LEFT_BEHIND)


def is_running(lock: Path) -> bool:
    """Whether the process noted in an editor's lock file lives; another one that got its number counts as well."""
    try:
        process = int(lock.read_text(encoding="ascii").strip())
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True


def size_of(path: Path) -> int:
    """Bytes in a file, 0 without one."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def as_text(value: object) -> str:
    """A stored value: text, or the bytes of one."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
