"""`/usage/records`: the request log, page by page, and one request of it."""

from sqlite3 import Connection, Row
from typing import Final

from smartaipi_cli.sandbox.management.exchange import Exchange, Reply
from smartaipi_cli.sandbox.management.lists import Listing, read_cursor, read_page
from smartaipi_cli.sandbox.management.parameters import read_range
from smartaipi_cli.sandbox.management.stretches import DAY_S
from smartaipi_cli.sandbox.management.usage import read_filters
from smartaipi_cli.sandbox.problems import Json, ProblemError, not_found

LONGEST_RANGE_DAYS: Final = 31
"""What one call may span."""

_COLUMNS: Final = (
    "id",
    "time",
    "key_id",
    "model",
    "actual_model",
    "endpoint",
    "service_tier",
    "input_tokens",
    "input_cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_micros",
    "duration_ms",
    "first_token_ms",
)


async def list_records(exchange: Exchange) -> Reply:
    """The request log, at most 31 days of it in one call, in the order of time."""
    cursor = read_cursor(exchange.query)
    longest_s = LONGEST_RANGE_DAYS * DAY_S
    span = read_range(exchange.query, now_s=exchange.now_s, default_s=longest_s, longest_s=longest_s)
    filters = read_filters(exchange)
    listing = Listing(
        select="SELECT * FROM requests",
        table="requests",
        conditions=filters.conditions,
        values=filters.values,
        moment="time",
        span=span,
    )
    page = await exchange.gateway.store.read(
        lambda connection: read_page(connection, listing, cursor, _record)
    )
    return Reply(body=page)


async def show_record(exchange: Exchange) -> Reply:
    """One request, however long ago it was.

    Errors: `ProblemError` 404 `request_not_found`.
    """
    record_id = exchange.path_params["record_id"]

    def read(connection: Connection) -> Row | None:
        row: Row | None = connection.execute("SELECT * FROM requests WHERE id = ?", (record_id,)).fetchone()
        return row

    row = await exchange.gateway.store.read(read)
    if row is None:
        raise ProblemError(not_found("There is no such request", code="request_not_found"))
    return Reply(body=_record(row))


def _record(row: Row) -> Json:
    return {
        "object": "usage.record",
        **{name: row[name] for name in _COLUMNS},
        "streamed": bool(row["streamed"]),
        "status": row["status"],
        "error_code": row["error_code"],
    }
