"""Lists by cursor: a page stays where it is when rows are added before or after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sqlite3 import Connection, Row
from typing import Final

from starlette.datastructures import QueryParams

from smartaipi_cli.sandbox.management.parameters import Range, read_choice, read_number, read_one
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request

LARGEST_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page begins: after or before the row of an id, in an order by creation."""

    limit: int
    after: str | None
    before: str | None
    is_descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The rows of a list: a query over something with `seq` and `id`, its conditions and their values.

    With a `span` the rows stand in the order of `moment`, a column of Unix seconds that an index leads with: a
    page deep in a long log then costs no more than the first.
    """

    select: str
    table: str
    conditions: tuple[str, ...] = ()
    values: Mapping[str, object]
    moment: str = ""
    span: Range | None = None


def read_cursor(query: QueryParams) -> Cursor:
    """The paging parameters of a list.

    Errors: `ProblemError` 400.
    """
    after, before = read_one(query, "after"), read_one(query, "before")
    if after is not None and before is not None:
        raise ProblemError(invalid_request("`after` and `before` exclude each other", param="before"))
    return Cursor(
        limit=read_number(query, "limit", low=1, high=LARGEST_PAGE, default=20),
        after=after,
        before=before,
        is_descending=read_choice(query, "order", ("asc", "desc")) != "asc",
    )


def read_page(
    connection: Connection, listing: Listing, cursor: Cursor, to_json: Callable[[Row], Json]
) -> Json:
    """One page of a list.

    Errors: `ProblemError` 400 `invalid_cursor` when the cursor names no row of the list.
    """
    # A page before something is read backwards from there and then turned round.
    is_backwards = cursor.before is not None
    is_downwards = cursor.is_descending != is_backwards
    anchor_id = cursor.before or cursor.after
    anchor = _position(connection, listing.table, anchor_id) if anchor_id is not None else None
    conditions, values = _bounds(listing, anchor, is_downwards=is_downwards)
    values["wanted"] = cursor.limit + 1
    direction = "DESC" if is_downwards else "ASC"
    columns = [listing.moment, "seq"] if listing.span else ["seq"]
    where = ["WHERE", " AND ".join(conditions)] if conditions else []
    order = ["ORDER BY", ", ".join(f"{column} {direction}" for column in columns), "LIMIT :wanted"]
    rows = connection.execute(" ".join([listing.select, *where, *order]), values).fetchall()
    page = rows[: cursor.limit]
    data = [to_json(row) for row in (reversed(page) if is_backwards else page)]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": len(rows) > cursor.limit,
    }


def whole_list(data: list[Json]) -> Json:
    """A list that is always told at once, in the shape of a page."""
    return {
        "object": "list",
        "data": data,
        "first_id": data[0].get("id") if data else None,
        "last_id": data[-1].get("id") if data else None,
        "has_more": False,
    }


_POSITIONS: Final = {
    "api_keys": "SELECT seq, created_at AS moment FROM api_keys WHERE id = ?",
    "requests": "SELECT seq, time AS moment FROM requests WHERE id = ?",
    "ledger": "SELECT seq, created_at AS moment FROM ledger WHERE id = ?",
}


def _position(connection: Connection, table: str, row_id: str) -> Row:
    row: Row | None = connection.execute(_POSITIONS[table], (row_id,)).fetchone()
    if row is None:
        raise ProblemError(invalid_request("The cursor names nothing in this list", code="invalid_cursor"))
    return row


def _bounds(
    listing: Listing, anchor: Row | None, *, is_downwards: bool
) -> tuple[list[str], dict[str, object]]:
    conditions, values = list(listing.conditions), dict(listing.values)
    beyond = "seq < :anchor_seq" if is_downwards else "seq > :anchor_seq"
    if anchor is not None:
        values |= {"anchor_seq": anchor["seq"], "anchor_moment": anchor["moment"]}
    if listing.span is None:
        return ([*conditions, beyond] if anchor is not None else conditions), values
    start, end = listing.span.start, listing.span.end
    if anchor is not None:
        # The bounds themselves move to the anchor: an index serves one lower and one upper bound, no more.
        start, end = (
            (start, min(end, anchor["moment"] + 1)) if is_downwards else (max(start, anchor["moment"]), end)
        )
        conditions.append(f"({listing.moment} != :anchor_moment OR {beyond})")
    values |= {"start": start, "end": end}
    return [f"{listing.moment} >= :start", f"{listing.moment} < :end", *conditions], values
