"""The audit finds every way in which the books can contradict themselves, and nothing in good ones."""

import sqlite3
from contextlib import closing

import pytest

from smartaipi_cli.sandbox.audit import audit_books
from smartaipi_cli.sandbox.seeding.books import seed_books
from smartaipi_cli.sandbox.seeding.usage import SeedWish
from smartaipi_cli.sandbox.store import DATABASE_NAME
from smartaipi_cli.sandbox.world import real_world

UNLOCKED = "DROP TRIGGER ledger_rows_never_change; DROP TRIGGER ledger_rows_never_go;"
DAMAGES = {
    "ledger-sum": "UPDATE ledger SET balance_after_micros = 1 WHERE seq = (SELECT max(seq) FROM ledger)",
    "ledger-step": "UPDATE ledger SET balance_after_micros = 1 WHERE seq = 2",
    "bill-differs": "UPDATE ledger SET amount_micros = amount_micros - 1 WHERE seq = 3",
    "reservation-left": "INSERT INTO reservations SELECT id, key_id, 7 FROM requests LIMIT 1",
    "reservation-orphaned": "INSERT INTO reservations SELECT id, key_id, 7 FROM requests LIMIT 1",
    "request-unsettled": "UPDATE requests SET status = 'pending' WHERE seq = 1",
    "spending-differs": "UPDATE spending SET spent_micros = 1 WHERE scope = 'account' AND period = 'total'",
    "sums-differ": "UPDATE usage_sums SET requests = requests + 1",
    "reference-broken": "PRAGMA foreign_keys = OFF; DELETE FROM requests",
}
TWICE = """
    CREATE TABLE copied AS SELECT * FROM ledger;
    DROP TABLE ledger;
    ALTER TABLE copied RENAME TO ledger;
    INSERT INTO ledger SELECT seq + 10, 'again', created_at, type, amount_micros, free_micros,
        balance_after_micros + amount_micros, free_after_micros + free_micros, description, request_id, key_id
        FROM ledger WHERE seq = (SELECT max(seq) FROM ledger);
"""


@pytest.fixture
def books(desk, tmp_path):
    """A folder with two billed calls in its books."""
    for _ in range(2):
        desk.say(desk.any_key(), "sixteen letters!")
    return tmp_path / "box"


def damage(folder, sql):
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        connection.executescript(sql)


def codes(folder, *, is_running=False):
    return {found.code for found in audit_books(folder, is_running=is_running).discrepancies}


def test_good_books_are_praised(books):
    audit = audit_books(books, is_running=False)

    assert audit.discrepancies == ()
    assert (audit.requests, audit.entries, audit.balance_micros) == (2, 4, 25_000_000 - 2 * 20)


def test_a_made_up_history_is_as_good_as_one_that_happened(tmp_path):
    seed_books(tmp_path / "box", SeedWish(records=2_000, keys=3, days=40), real_world())

    assert codes(tmp_path / "box") == set()


@pytest.mark.parametrize("code", DAMAGES)
def test_a_contradiction_is_found(books, code):
    damage(books, UNLOCKED + DAMAGES[code])

    assert code in codes(books)


def test_a_request_that_is_billed_twice_is_found(books):
    damage(books, TWICE)

    assert codes(books) >= {"billed-twice"}


def test_calls_in_flight_are_no_discrepancy_while_the_sandbox_runs(books):
    damage(
        books,
        "UPDATE requests SET status = 'pending' WHERE seq = 1;"
        "INSERT INTO reservations SELECT id, key_id, 7 FROM requests WHERE seq = 1",
    )

    assert codes(books, is_running=True) == set()
    assert codes(books) == {"reservation-left", "request-unsettled"}


def test_a_file_that_is_no_database_is_a_finding(tmp_path):
    (tmp_path / DATABASE_NAME).write_bytes(b"no database" * 1_000)

    assert codes(tmp_path) == {"books-unreadable"}


def test_where_no_sandbox_was_there_is_nothing_to_audit(tmp_path):
    assert audit_books(tmp_path, is_running=False) is None
    assert list(tmp_path.iterdir()) == []
