"""The database of the sandbox: one thread that writes, one that reads, nothing lost on a kill."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from smartaipi_cli.sandbox.world import World

Result = TypeVar("Result")
Work = Callable[[sqlite3.Connection], Result]

DATABASE_NAME: Final = "sandbox.sqlite3"
_VERSION: Final = 1
_SCHEMA: Final = Path(__file__).with_name("schema.sql")


class Store:
    """An open database. Work runs as a transaction in a thread of its own and never blocks the event loop.

    Writing work runs alone, begins with the write lock and ends in a commit that has reached the disk; an
    exception rolls all of it back. Reading work sees the last committed state and cannot write.
    """

    def __init__(self, folder: Path, world: World) -> None:
        path = folder / DATABASE_NAME
        self.world = world
        self._writer = open_books(path)
        self._reader = _connect(path)
        self._reader.execute("PRAGMA query_only = ON")
        self._write_lane = ThreadPoolExecutor(1, thread_name_prefix="sandbox-write")
        self._read_lane = ThreadPoolExecutor(1, thread_name_prefix="sandbox-read")

    def submit(self, work: Work[Result]) -> Future[Result]:
        """Queues writing work; it is done even if nobody waits for the result."""
        return self._write_lane.submit(transact, self._writer, work)

    async def write(self, work: Work[Result]) -> Result:
        """Runs writing work and gives its result once it is on the disk."""
        return await asyncio.wrap_future(self.submit(work))

    async def read(self, work: Work[Result]) -> Result:
        """Runs reading work on one consistent state."""
        return await asyncio.wrap_future(self._read_lane.submit(_observe, self._reader, work))

    def close(self) -> None:
        """Finishes the queued work and closes the database."""
        for lane in (self._write_lane, self._read_lane):
            lane.shutdown(wait=True)
        self._reader.close()
        self._writer.close()


def open_books(path: Path) -> sqlite3.Connection:
    """A connection that may write, with the schema of this version."""
    connection = _connect(path)
    connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
    # A sandbox made before there were sums has requests and no sums: they are counted once.
    if connection.execute("PRAGMA user_version").fetchone()[0] < _VERSION:
        transact(connection, _count_usage)
    return connection


def transact(connection: sqlite3.Connection, work: Work[Result]) -> Result:
    """Runs work that is committed whole, or not at all when it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return result


def _count_usage(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM usage_sums")
    connection.execute("INSERT INTO usage_changes SELECT * FROM usage_changes")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _connect(path: Path) -> sqlite3.Connection:
    # Opened here, used by one worker thread, closed here after that thread has ended.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    path.chmod(0o600)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _observe(connection: sqlite3.Connection, work: Work[Result]) -> Result:
    connection.execute("BEGIN")
    try:
        return work(connection)
    finally:
        connection.execute("ROLLBACK")
