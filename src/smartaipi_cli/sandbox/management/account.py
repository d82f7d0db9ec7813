"""`/meta`, `/usage`, `/account`, `/balance`, `/ledger`."""

from sqlite3 import Connection, Row
from typing import Final

from smartaipi_cli.sandbox.accounts import read_account
from smartaipi_cli.sandbox.ledger import Balance, read_balance
from smartaipi_cli.sandbox.management.exchange import API_VERSION, IDEMPOTENCY_WINDOW_S, Exchange, Reply
from smartaipi_cli.sandbox.management.key_fields import MOST_METADATA
from smartaipi_cli.sandbox.management.keys import LONGEST_GRACE_S
from smartaipi_cli.sandbox.management.lists import LARGEST_PAGE, Listing, read_cursor, read_page
from smartaipi_cli.sandbox.management.parameters import read_one, read_range
from smartaipi_cli.sandbox.management.records import LONGEST_RANGE_DAYS
from smartaipi_cli.sandbox.problems import Json

FEATURES: Final = (
    "account",
    "balance",
    "keys",
    "keys.rotate",
    "keys.usage",
    "budgets",
    "usage.summary",
    "usage.buckets",
    "usage.records",
    "ledger",
    "models",
    "prices",
    "idempotency",
    "etag",
    "auth.device",
)
"""What the management API offers; a test calls every one."""

_MICROS_PER_CENT: Final = 10_000
_ALL_TIME_S: Final = 10**11


async def show_meta(exchange: Exchange) -> Reply:
    """What this server offers, and its clock."""
    limits = {
        "page_size": LARGEST_PAGE,
        "records_range_days": LONGEST_RANGE_DAYS,
        "idempotency_hours": IDEMPOTENCY_WINDOW_S // 3600,
        "metadata_pairs": MOST_METADATA,
        "grace_seconds": LONGEST_GRACE_S,
        "requests_per_minute": exchange.gateway.rate.limit,
    }
    return Reply(
        body={
            "object": "meta",
            "api_version": API_VERSION,
            "features": list(FEATURES),
            "limits": limits,
            "time": exchange.now_s,
        }
    )


async def show_credits(exchange: Exchange) -> Reply:
    """The balance in whole cents, as the publicly known call gives it."""
    balance = await _balance(exchange)
    return Reply(
        body={
            "credits": _cents(balance.paid_micros),
            "free_credits": _cents(balance.free_micros),
            "credits_micros": balance.paid_micros,
            "free_credits_micros": balance.free_micros,
        }
    )


async def show_account(exchange: Exchange) -> Reply:
    """Whose account this is."""
    account = await exchange.gateway.store.read(read_account)
    return Reply(
        body={
            "object": "account",
            "id": account.id,
            "email": account.email,
            "display_name": account.display_name,
            "status": "active",
            "plan": "sandbox",
            "group": None,
            "currency": "usd",
            "created_at": account.created_at,
        }
    )


async def show_balance(exchange: Exchange) -> Reply:
    """The balance in micro-dollars, free and paid apart."""
    balance = await _balance(exchange)
    return Reply(
        body={
            "object": "balance",
            "available_micros": balance.available_micros,
            "paid_micros": balance.paid_micros,
            "free_micros": balance.free_micros,
            "pending_micros": balance.pending_micros,
            "currency": "usd",
            "as_of": exchange.now_s,
        }
    )


async def list_ledger(exchange: Exchange) -> Reply:
    """Every movement of money."""
    cursor = read_cursor(exchange.query)
    span = read_range(exchange.query, now_s=exchange.now_s, default_s=_ALL_TIME_S)
    kind = read_one(exchange.query, "type")
    listing = Listing(
        select="SELECT * FROM ledger",
        table="ledger",
        conditions=("type = :type",) if kind is not None else (),
        values={"type": kind},
        moment="created_at",
        span=span,
    )

    def read(connection: Connection) -> Json:
        return read_page(connection, listing, cursor, _entry)

    return Reply(body=await exchange.gateway.store.read(read))


async def _balance(exchange: Exchange) -> Balance:
    return await exchange.gateway.store.read(read_balance)


def _cents(micros: int) -> int:
    # Towards zero: `//` would round a debt up to the next cent.
    return abs(micros) // _MICROS_PER_CENT * (1 if micros >= 0 else -1)


def _entry(row: Row) -> Json:
    request_id = row["request_id"]
    return {
        "object": "ledger_entry",
        "id": row["id"],
        "created_at": row["created_at"],
        "type": row["type"],
        "amount_micros": row["amount_micros"],
        "balance_after_micros": row["balance_after_micros"],
        "free_micros": row["free_micros"],
        "currency": "usd",
        "description": row["description"],
        "reference": {"type": "request", "id": request_id} if request_id else None,
        "key_id": row["key_id"],
        "settled": True,
    }
