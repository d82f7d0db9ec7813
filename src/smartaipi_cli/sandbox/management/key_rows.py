"""The rows of keys behind `/keys`: how they are read, shown and changed."""

import json
from sqlite3 import Connection, Row
from typing import Final

from smartaipi_cli.sandbox.budgets import Period, read_budgets, set_budget, spent_in, window_start
from smartaipi_cli.sandbox.management.key_fields import BudgetLimit
from smartaipi_cli.sandbox.problems import Json, ProblemError, not_found

# The status is what counts now: time and money change it without anybody editing the key.
SELECT_KEYS: Final = """
    SELECT * FROM (
        SELECT api_keys.*, CASE
            WHEN state != 'active' THEN state
            WHEN expires_at <= :now THEN 'expired'
            WHEN EXISTS (
                SELECT 1 FROM budgets LEFT JOIN spending
                    ON spending.scope = budgets.scope AND spending.period = budgets.period
                    AND window_start = CASE budgets.period
                        WHEN 'day' THEN :day WHEN 'week' THEN :week WHEN 'month' THEN :month ELSE 0 END
                WHERE budgets.scope = api_keys.id AND coalesce(spent_micros, 0) >= limit_micros
            ) THEN 'exhausted'
            ELSE 'active' END AS status
        FROM api_keys)"""

_UPDATES: Final = {
    "name": "UPDATE api_keys SET name = ? WHERE id = ?",
    "state": "UPDATE api_keys SET state = ? WHERE id = ?",
    "redacted_value": "UPDATE api_keys SET redacted_value = ? WHERE id = ?",
    "expires_at": "UPDATE api_keys SET expires_at = ? WHERE id = ?",
    "models": "UPDATE api_keys SET models = ? WHERE id = ?",
    "key_group": "UPDATE api_keys SET key_group = ? WHERE id = ?",
    "ip_allowlist": "UPDATE api_keys SET ip_allowlist = ? WHERE id = ?",
    "rate_limits": "UPDATE api_keys SET rate_limits = ? WHERE id = ?",
    "metadata": "UPDATE api_keys SET metadata = ? WHERE id = ?",
}


def read_row(connection: Connection, key_id: str, now_s: int) -> Row:
    """The row of a key that exists, with its status of now."""
    values = moments(now_s) | {"id": key_id}
    row: Row = connection.execute(f"{SELECT_KEYS} WHERE id = :id", values).fetchone()
    return row


def moments(now_s: int) -> dict[str, object]:
    """The values that `SELECT_KEYS` needs: now, and the windows of the budgets that run."""
    windows = {period.value: window_start(period, now_s) for period in Period}
    return {"now": now_s, **windows}


def set_columns(connection: Connection, key_id: str, columns: dict[str, str | int | None]) -> None:
    """Writes columns of a key; `touch_key` marks the edit."""
    for column, value in columns.items():
        connection.execute(_UPDATES[column], (value, key_id))


def replace_budgets(connection: Connection, key_id: str, limits: tuple[BudgetLimit, ...]) -> None:
    """Makes these the only budgets of a key."""
    connection.execute("DELETE FROM budgets WHERE scope = ?", (key_id,))
    for limit in limits:
        set_budget(connection, key_id, limit.period, limit.limit_micros, limit.soft_limit_micros)


def etag_of(row: Row) -> str:
    """The tag of a key's edits; spending leaves it alone, or every edit would race with traffic."""
    return f'"{row["id"]}-{row["version"]}"'


def to_json(connection: Connection, row: Row, now_s: int) -> Json:
    """A key as the management API shows it, without its value."""
    return {
        "object": "key",
        "id": row["id"],
        "name": row["name"],
        "redacted_value": row["redacted_value"],
        "status": row["status"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "expires_at": row["expires_at"],
        "last_used_at": row["last_used_at"],
        "models": None if row["models"] is None else json.loads(row["models"]),
        "group": row["key_group"],
        "ip_allowlist": json.loads(row["ip_allowlist"]),
        "budgets": [budget.to_json() for budget in read_budgets(connection, row["id"], now_s)],
        "rate_limits": json.loads(row["rate_limits"]),
        "spent_micros": spent_in(connection, row["id"], Period.TOTAL, now_s),
        "metadata": json.loads(row["metadata"]),
    }


def touch_key(connection: Connection, key_id: str, now_s: int) -> None:
    """Marks a key as edited: its ETag changes."""
    connection.execute(
        "UPDATE api_keys SET version = version + 1, updated_at = ? WHERE id = ?", (now_s, key_id)
    )


def check_key(connection: Connection, key_id: str) -> None:
    """Makes sure that a key exists.

    Errors: `ProblemError` 404 `key_not_found`.
    """
    if not connection.execute("SELECT 1 FROM api_keys WHERE id = ?", (key_id,)).fetchone():
        raise ProblemError(not_found("There is no such key", code="key_not_found"))


def check_editable(connection: Connection, key_id: str) -> None:
    """Makes sure that a key exists and is not revoked.

    Errors: `ProblemError` 404 `key_not_found`, `key_revoked`.
    """
    check_key(connection, key_id)
    if connection.execute("SELECT 1 FROM api_keys WHERE id = ? AND state = 'revoked'", (key_id,)).fetchone():
        raise ProblemError(not_found("The key is revoked", code="key_revoked"))
