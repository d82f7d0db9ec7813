"""Budgets: how much a scope may spend in a window of UTC time, and how much it has."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from sqlite3 import Connection
from typing import Final

from smartaipi_cli.sandbox.problems import Json

ACCOUNT_SCOPE: Final = "account"
"""The scope of a budget that bounds all keys together; the others are ids of keys."""


class Period(Enum):
    """How long a window is. Weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A limit with what was spent of it in the window that runs, in micro-US-dollars."""

    scope: str
    period: Period
    limit_micros: int
    soft_limit_micros: int | None
    spent_micros: int
    resets_at: int | None

    def to_json(self) -> Json:
        """The budget inside a key; the list of all budgets adds the scope."""
        return {
            "period": self.period.value,
            "limit_micros": self.limit_micros,
            "soft_limit_micros": self.soft_limit_micros,
            "spent_micros": self.spent_micros,
            "resets_at": self.resets_at,
            "enforcement": "hard",
        }


def window_start(period: Period, now_s: int) -> int:
    """When the window that holds this time began, in Unix seconds; 0 for the one without end."""
    if period is Period.TOTAL:
        return 0
    day = datetime.fromtimestamp(now_s, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case Period.DAY:
            start = day
        case Period.WEEK:
            start = day - timedelta(days=day.weekday())
        case Period.MONTH:
            start = day.replace(day=1)
    return int(start.timestamp())


def window_end(period: Period, now_s: int) -> int | None:
    """When that window ends and the next one begins; None for the one without end."""
    start = datetime.fromtimestamp(window_start(period, now_s), UTC)
    match period:
        case Period.DAY:
            end = start + timedelta(days=1)
        case Period.WEEK:
            end = start + timedelta(days=7)
        case Period.MONTH:
            end = (start + timedelta(days=31)).replace(day=1)
        case Period.TOTAL:
            return None
    return int(end.timestamp())


def read_budgets(connection: Connection, scope: str | None, now_s: int) -> tuple[Budget, ...]:
    """The budgets of a scope, or all of them, with the state of the windows that run."""
    rows = connection.execute(
        "SELECT * FROM budgets WHERE ?1 IS NULL OR scope = ?1 ORDER BY scope, limit_micros", (scope,)
    )
    return tuple(
        Budget(
            scope=row["scope"],
            period=(period := Period(row["period"])),
            limit_micros=row["limit_micros"],
            soft_limit_micros=row["soft_limit_micros"],
            spent_micros=spent_in(connection, row["scope"], period, now_s),
            resets_at=window_end(period, now_s),
        )
        for row in rows.fetchall()
    )


def spent_in(connection: Connection, scope: str, period: Period, now_s: int) -> int:
    """What a scope has spent in the window that holds this time."""
    row = connection.execute(
        "SELECT spent_micros FROM spending WHERE scope = ? AND period = ? AND window_start = ?",
        (scope, period.value, window_start(period, now_s)),
    ).fetchone()
    return row["spent_micros"] if row else 0


def find_exceeded(connection: Connection, key_id: str, cost_micros: int, now_s: int) -> Budget | None:
    """The budget of the key or the account that this cost would break, requests in flight counted in."""
    for scope in (key_id, ACCOUNT_SCOPE):
        (reserved,) = connection.execute(
            "SELECT coalesce(sum(amount_micros), 0) FROM reservations WHERE ?1 = 'account' OR key_id = ?1",
            (scope,),
        ).fetchone()
        for budget in read_budgets(connection, scope, now_s):
            # A budget that is used up blocks even a call that costs nothing.
            is_used_up = budget.spent_micros + reserved >= budget.limit_micros
            if is_used_up or budget.spent_micros + reserved + cost_micros > budget.limit_micros:
                return budget
    return None


def add_spending(connection: Connection, key_id: str, cost_micros: int, at_s: int) -> None:
    """Counts a settled cost in every window that holds the time at which the request was admitted."""
    connection.executemany(
        """INSERT INTO spending VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET spent_micros = spent_micros + excluded.spent_micros""",
        [
            (scope, period.value, window_start(period, at_s), cost_micros)
            for scope in (key_id, ACCOUNT_SCOPE)
            for period in Period
        ],
    )


def set_budget(
    connection: Connection, scope: str, period: Period, limit_micros: int, soft_limit_micros: int | None
) -> None:
    """Sets or replaces the budget of a scope for a period."""
    connection.execute(
        "INSERT OR REPLACE INTO budgets VALUES (?, ?, ?, ?)",
        (scope, period.value, limit_micros, soft_limit_micros),
    )


def remove_budget(connection: Connection, scope: str, period: Period) -> bool:
    """Removes a budget; False when there was none."""
    cursor = connection.execute("DELETE FROM budgets WHERE scope = ? AND period = ?", (scope, period.value))
    return cursor.rowcount > 0
