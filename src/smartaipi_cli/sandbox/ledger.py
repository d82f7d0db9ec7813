"""The ledger: every movement of money, in order, never changed. The balance is its sum."""

from dataclasses import dataclass
from sqlite3 import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One movement in signed micro-US-dollars; `free_micros` is the part that free credit gives or pays."""

    id: str
    created_at: int
    type: str
    amount_micros: int
    free_micros: int
    description: str
    request_id: str | None = None
    key_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What the account holds; `pending_micros` is reserved for requests in flight."""

    total_micros: int
    free_micros: int
    pending_micros: int

    @property
    def paid_micros(self) -> int:
        """The part that was paid for."""
        return self.total_micros - self.free_micros

    @property
    def available_micros(self) -> int:
        """What a new request may still reserve."""
        return self.total_micros - self.pending_micros


def read_balance(connection: Connection) -> Balance:
    """The balance after the last entry, and what is reserved from it."""
    last = connection.execute(
        "SELECT balance_after_micros, free_after_micros FROM ledger ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    total, free = last or (0, 0)
    (pending,) = connection.execute("SELECT coalesce(sum(amount_micros), 0) FROM reservations").fetchone()
    return Balance(total_micros=total, free_micros=free, pending_micros=pending)


def append(connection: Connection, entry: Entry) -> None:
    """Adds an entry with the balance after it; a second one for the same request is refused by the schema."""
    balance = read_balance(connection)
    connection.execute(
        """INSERT INTO ledger (id, created_at, type, amount_micros, free_micros, balance_after_micros,
                               free_after_micros, description, request_id, key_id)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            entry.id,
            entry.created_at,
            entry.type,
            entry.amount_micros,
            entry.free_micros,
            balance.total_micros + entry.amount_micros,
            balance.free_micros + entry.free_micros,
            entry.description,
            entry.request_id,
            entry.key_id,
        ),
    )


def charge(connection: Connection, *, request_id: str, key_id: str, cost_micros: int, now_s: int) -> None:
    """Takes the cost of a request from the balance, free credit first. A free request leaves no entry."""
    if cost_micros == 0:
        return
    free = min(cost_micros, max(0, read_balance(connection).free_micros))
    entry = Entry(
        id=f"le_{request_id.removeprefix('req_')}",
        created_at=now_s,
        type="usage",
        amount_micros=-cost_micros,
        free_micros=-free,
        description="Model usage",
        request_id=request_id,
        key_id=key_id,
    )
    append(connection, entry)
