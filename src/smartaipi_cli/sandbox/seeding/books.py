"""Writes a made-up history into the sandbox's books, in front of what stands there, all of it or nothing."""

from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from smartaipi_cli.errors import UserError
from smartaipi_cli.sandbox.accounts import ensure_account, mint_token, read_account
from smartaipi_cli.sandbox.folder import prepare_folder
from smartaipi_cli.sandbox.lock import occupy
from smartaipi_cli.sandbox.seeding.history import History
from smartaipi_cli.sandbox.seeding.keys import add_keys, finish_keys
from smartaipi_cli.sandbox.seeding.sums import counted_at_once
from smartaipi_cli.sandbox.seeding.usage import DAY_S, SeedWish, plan_requests
from smartaipi_cli.sandbox.store import DATABASE_NAME, open_books, transact
from smartaipi_cli.sandbox.world import World

_CHUNK: Final = 10_000
_CACHE_KIB: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """What was written. Times are in Unix seconds; the end is exclusive."""

    records: int
    keys: int
    start_s: int
    end_s: int
    cost_micros: int


def seed_books(folder: Path, wish: SeedWish, world: World, *, is_added: bool = False) -> Seeded:
    """Fills the account of a sandbox that does not run; its balance stays what it is.

    Errors: `UserError` `sandbox-running`, `sandbox-folder-unusable`; `sandbox-used` when the account has records
    already and `is_added` does not say that a history may go in front of them.
    """
    prepare_folder(folder)
    with occupy(folder), closing(open_books(folder / DATABASE_NAME)) as connection:
        # Without a write-ahead log a million new rows are written once, not twice; the next run turns it on again.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        return transact(connection, lambda opened: _seed(opened, wish, world, is_added=is_added))


def _seed(connection: Connection, wish: SeedWish, world: World, *, is_added: bool) -> Seeded:
    if not connection.execute("SELECT 1 FROM account").fetchone():
        ensure_account(connection, world, mint_token(world))
    if not is_added and connection.execute("SELECT 1 FROM requests LIMIT 1").fetchone():
        raise UserError(
            "sandbox-used",
            "the sandbox's account has usage records already",
            reason="a made-up history would stand among them",
            hint="smartaipi sandbox seed --add, or smartaipi sandbox reset first",
        )
    account = read_account(connection)
    end_s = _beginning(connection)
    start_s = end_s - wish.days * DAY_S
    connection.execute("UPDATE account SET created_at = ?", (start_s,))
    key_ids = add_keys(connection, account.seed, wish.keys, start_s)
    history = History(connection, wish.records, key_ids)
    requests = plan_requests(wish, seed=account.seed, end_s=end_s)
    with counted_at_once(connection):
        while chunk := list(islice(requests, _CHUNK)):
            history.write(chunk)
    history.finish(end_s)
    finish_keys(connection, key_ids, end_s)
    return Seeded(
        records=wish.records,
        keys=wish.keys,
        start_s=start_s,
        end_s=end_s,
        cost_micros=history.cost_micros,
    )


def _beginning(connection: Connection) -> int:
    """When the account's own books begin."""
    (beginning,) = connection.execute(
        """SELECT min(moment) FROM (SELECT min(created_at) AS moment FROM ledger
                                    UNION ALL SELECT min(time) FROM requests)"""
    ).fetchone()
    return int(beginning)
