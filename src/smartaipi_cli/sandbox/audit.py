"""The audit of the books: whether what they say in one place is what they say in all others."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smartaipi_cli.sandbox.store import DATABASE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Something that cannot be: a stable code, and what was found."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was read, and what does not agree. Amounts are in micro-US-dollars."""

    requests: int
    entries: int
    balance_micros: int
    discrepancies: tuple[Discrepancy, ...]


def audit_books(folder: Path, *, is_running: bool) -> Audit | None:
    """Reads the books of a sandbox; None when there are none. Nothing is written.

    In those of a running one calls in flight are no discrepancy.
    """
    path = folder / DATABASE_NAME
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")  # one state for all questions, whatever a running sandbox does
            return _audit(connection, is_running=is_running)
    except sqlite3.DatabaseError as error:
        unreadable = Discrepancy(code="books-unreadable", message=f"the database cannot be read: {error}")
        return Audit(requests=0, entries=0, balance_micros=0, discrepancies=(unreadable,))


def _audit(connection: sqlite3.Connection, *, is_running: bool) -> Audit:
    requests, entries, balance = connection.execute(
        """SELECT (SELECT count(*) FROM requests), (SELECT count(*) FROM ledger),
                  coalesce((SELECT balance_after_micros FROM ledger ORDER BY seq DESC LIMIT 1), 0)"""
    ).fetchone()
    found = (*_damage(connection), *_contradictions(connection, is_running=is_running))
    return Audit(requests=requests, entries=entries, balance_micros=balance, discrepancies=found)


def _damage(connection: sqlite3.Connection) -> Iterator[Discrepancy]:
    for (line,) in connection.execute("PRAGMA quick_check"):
        if line != "ok":
            yield Discrepancy(code="database-damaged", message=line)
    for row in connection.execute("PRAGMA foreign_key_check"):
        message = f"a row of `{row['table']}` belongs to a row of `{row['parent']}` that is not there"
        yield Discrepancy(code="reference-broken", message=message)


def _contradictions(connection: sqlite3.Connection, *, is_running: bool) -> Iterator[Discrepancy]:
    for code, question, sentence in _QUESTIONS:
        if is_running and code in _IN_FLIGHT:
            continue
        for row in connection.execute(question):
            yield Discrepancy(code=code, message=sentence.format(**dict(row)))


_IN_FLIGHT: Final = frozenset({"reservation-left", "request-unsettled"})
_QUESTIONS: Final = (
    (
        "ledger-sum",
        """SELECT sum(amount_micros) AS added, sum(free_micros) AS free,
               (SELECT balance_after_micros FROM ledger ORDER BY seq DESC LIMIT 1) AS balance,
               (SELECT free_after_micros FROM ledger ORDER BY seq DESC LIMIT 1) AS free_balance
           FROM ledger HAVING added != balance OR free != free_balance""",
        "the ledger adds up to {added} micro-dollars ({free} free), its balance is {balance} ({free_balance} free)",
    ),
    (
        "ledger-step",
        """SELECT id FROM (SELECT id, amount_micros, balance_after_micros,
               lag(balance_after_micros, 1, 0) OVER (ORDER BY seq) AS before FROM ledger)
           WHERE before + amount_micros != balance_after_micros""",
        "the ledger's balance after `{id}` is not the one before it plus its amount",
    ),
    (
        "billed-twice",
        """SELECT request_id, count(*) AS times FROM ledger WHERE request_id IS NOT NULL
           GROUP BY request_id HAVING times > 1""",
        "the request `{request_id}` is billed {times} times",
    ),
    (
        "bill-differs",
        """SELECT requests.id, cost_micros, -coalesce(amount_micros, 0) AS billed
           FROM requests LEFT JOIN ledger ON ledger.request_id = requests.id
           WHERE cost_micros != billed""",
        "the request `{id}` cost {cost_micros} micro-dollars and is billed {billed}",
    ),
    (
        "reservation-left",
        "SELECT request_id, amount_micros FROM reservations",
        "{amount_micros} micro-dollars are reserved for `{request_id}`, and nothing runs",
    ),
    (
        "reservation-orphaned",
        """SELECT request_id FROM reservations JOIN requests ON requests.id = request_id
           WHERE status != 'pending'""",
        "the request `{request_id}` is settled and still reserves",
    ),
    (
        "request-unsettled",
        "SELECT id FROM requests WHERE status = 'pending'",
        "the request `{id}` is in flight, and nothing runs",
    ),
    (
        "spending-differs",
        """SELECT (SELECT coalesce(sum(cost_micros), 0) FROM requests) AS cost,
               (SELECT coalesce(sum(spent_micros), 0) FROM spending
                WHERE scope = 'account' AND period = 'total') AS spent
           WHERE cost != spent""",
        "all requests cost {cost} micro-dollars, the budgets have counted {spent}",
    ),
    (
        "sums-differ",
        """SELECT width_s, sum(requests) AS counted, sum(cost_micros) AS cost FROM usage_sums GROUP BY width_s
           HAVING counted != (SELECT count(*) FROM requests)
               OR cost != (SELECT sum(cost_micros) FROM requests)""",
        "the usage summed over {width_s} seconds is {counted} requests for {cost} micro-dollars, which is wrong",
    ),
)
"""Code, a question whose every row is a discrepancy, and how to tell one."""
