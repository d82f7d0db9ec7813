"""Lists by cursor: a page stays where it is when rows are added before or after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Final

from starlette.datastructures import QueryParams

from smartaipi_cli.sandbox.management.parameters import read_choice, read_number
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request

_LARGEST_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page begins: after or before the row of an id, in an order by creation."""

    limit: int
    after: str | None
    before: str | None
    is_descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The rows of a list: a query over something with `seq` and `id`, its conditions and their values."""

    select: str
    table: str
    conditions: tuple[str, ...]
    values: Mapping[str, object]


def read_cursor(query: QueryParams) -> Cursor:
    """The paging parameters of a list.

    Errors: `ProblemError` 400.
    """
    after, before = query.get("after"), query.get("before")
    if after is not None and before is not None:
        raise ProblemError(invalid_request("`after` and `before` exclude each other", param="before"))
    return Cursor(
        limit=read_number(query, "limit", low=1, high=_LARGEST_PAGE, default=20),
        after=after,
        before=before,
        is_descending=read_choice(query, "order", ("asc", "desc"), "desc") == "desc",
    )


def read_page(
    connection: Connection, listing: Listing, cursor: Cursor, to_json: Callable[[Row], Json]
) -> Json:
    """One page of a list.

    Errors: `ProblemError` 400 `invalid_cursor` when the cursor names no row of the list.
    """
    conditions, values = list(listing.conditions), dict(listing.values)
    # A page before something is read backwards from there and then turned round.
    is_backwards = cursor.before is not None
    is_downwards = cursor.is_descending != is_backwards
    anchor = cursor.before or cursor.after
    if anchor is not None:
        values["anchor"] = _position(connection, listing.table, anchor)
        conditions.append("seq < :anchor" if is_downwards else "seq > :anchor")
    values["wanted"] = cursor.limit + 1
    order = "ORDER BY seq DESC" if is_downwards else "ORDER BY seq ASC"
    where = ["WHERE", " AND ".join(conditions)] if conditions else []
    rows = connection.execute(" ".join([listing.select, *where, order, "LIMIT :wanted"]), values).fetchall()
    page = rows[: cursor.limit]
    data = [to_json(row) for row in (reversed(page) if is_backwards else page)]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": len(rows) > cursor.limit,
    }


_POSITIONS: Final = {
    "api_keys": "SELECT seq FROM api_keys WHERE id = ?",
    "requests": "SELECT seq FROM requests WHERE id = ?",
    "ledger": "SELECT seq FROM ledger WHERE id = ?",
}


def _position(connection: Connection, table: str, row_id: str) -> int:
    row = connection.execute(_POSITIONS[table], (row_id,)).fetchone()
    if row is None:
        raise ProblemError(invalid_request("The cursor names nothing in this list", code="invalid_cursor"))
    position: int = row["seq"]
    return position
