"""The rows of a made-up history: requests, the ledger that pays them, and the counters of budgets.

Its rows have the numbers in front of those that stand in the books, negative ones as a rule, and its money begins
and ends with nothing: what stands there keeps its order and its balances, and nothing of the ledger is rewritten.
"""

from collections import Counter
from collections.abc import Iterable
from sqlite3 import Connection
from typing import Final

from smartaipi_cli.sandbox.budgets import add_spending
from smartaipi_cli.sandbox.seeding.purse import Movement, Purse
from smartaipi_cli.sandbox.seeding.usage import DAY_S, SeededRequest

_REQUEST: Final = """
    INSERT INTO requests (seq, id, time, key_id, model, actual_model, endpoint, service_tier, streamed, status,
        error_code, input_tokens, input_cached_tokens, output_tokens, reasoning_tokens, cost_micros, duration_ms,
        first_token_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_MOVEMENT: Final = """
    INSERT INTO ledger (seq, id, created_at, type, amount_micros, free_micros, balance_after_micros,
        free_after_micros, description, request_id, key_id)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_MOVEMENTS_A_REQUEST: Final = 4
"""At most: an expiry, a grant, a top-up, the payment. The numbers that are not used stay free."""


class History:
    """Writes requests in the order of time; `finish` writes what is known only at the end."""

    def __init__(self, connection: Connection, records: int, key_ids: tuple[str, ...]) -> None:
        self.cost_micros = 0
        self._connection = connection
        self._key_ids = key_ids
        self._purse = Purse()
        self._request = _first(connection, "requests") - records
        self._movement = _first(connection, "ledger") - records * _MOVEMENTS_A_REQUEST - 2
        self._spent: Counter[tuple[str, int]] = Counter()
        self._calls: Counter[str] = Counter()
        self._last_used: dict[str, int] = {}

    def write(self, requests: Iterable[SeededRequest]) -> None:
        """Writes requests and what they cost."""
        rows: list[tuple[object, ...]] = []
        movements: list[Movement] = []
        for request in requests:
            key_id, request_id = self._key_ids[request.key], _name("req", self._request)
            rows.append((self._request, request_id, request.time, key_id, *_columns(request)))
            movements += self._purse.pay(request.time, request.cost_micros, request_id, key_id)
            self._request += 1
            self._spent[key_id, request.time // DAY_S * DAY_S] += request.cost_micros
            self._calls[key_id] += 1
            self._last_used[key_id] = request.time
        self._connection.executemany(_REQUEST, rows)
        self._write_movements(movements)

    def finish(self, end_s: int) -> None:
        """Empties the purse and counts what was spent in every window of a budget."""
        self._write_movements(self._purse.empty(end_s - 1))
        for (key_id, day), cost in self._spent.items():
            add_spending(self._connection, key_id, cost, day)
        self._connection.executemany(
            "UPDATE api_keys SET calls = ?, last_used_at = ? WHERE id = ?",
            [(calls, self._last_used[key_id], key_id) for key_id, calls in self._calls.items()],
        )
        self.cost_micros = self._spent.total()

    def _write_movements(self, movements: Iterable[Movement]) -> None:
        rows = []
        for movement in movements:
            time, kind, *amounts = movement
            rows.append((self._movement, _name("le", self._movement), time, kind, *amounts))
            self._movement += 1
        self._connection.executemany(_MOVEMENT, rows)


def _name(prefix: str, number: int) -> str:
    # Ids that grow: an index takes a row at its end several times as fast as one in between.
    return f"{prefix}_seed_{_NAMES + number:012d}"


_NAMES: Final = 10**12
_FIRST: Final = {
    "requests": "SELECT coalesce(min(seq), 1) FROM requests",
    "ledger": "SELECT coalesce(min(seq), 1) FROM ledger",
}


def _first(connection: Connection, table: str) -> int:
    (number,) = connection.execute(_FIRST[table]).fetchone()
    return int(number)


def _columns(request: SeededRequest) -> tuple[object, ...]:
    usage = request.usage
    return (
        request.model.id,
        request.model.actual,
        request.endpoint,
        "priority" if request.is_priority else "default",
        request.is_streamed,
        request.status,
        request.error_code,
        usage.input_tokens,
        usage.cached_input_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
        request.cost_micros,
        request.duration_ms,
        request.first_token_ms,
    )
