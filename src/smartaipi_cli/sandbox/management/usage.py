"""Reports under `/usage` and `/keys/{id}/usage`: what was used, when, by which key, and what it cost."""

from collections.abc import Iterable
from itertools import groupby
from sqlite3 import Connection, Row
from typing import Final

from smartaipi_cli.sandbox.management.exchange import Exchange, Reply
from smartaipi_cli.sandbox.management.key_rows import check_key
from smartaipi_cli.sandbox.management.lists import Listing, read_cursor, read_page
from smartaipi_cli.sandbox.management.parameters import Range, read_choice, read_many, read_number, read_range
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request

_DAY_S: Final = 86_400
_LONGEST_RECORDS_S: Final = 31 * _DAY_S
_ALL_TIME_S: Final = 10**11

# Width in seconds, buckets by default, buckets at most.
_WIDTHS: Final = {"1m": (60, 60, 1440), "1h": (3600, 24, 168), "1d": (_DAY_S, 7, 31)}

_GROUPS: Final = {
    "key_id": "key_id",
    "model": "model",
    "actual_model": "actual_model",
    "group": "(SELECT key_group FROM api_keys WHERE id = requests.key_id)",
    "service_tier": "service_tier",
    "status": "status",
}
_SUMS: Final = """count(*) AS requests,
    coalesce(sum(status != 'ok'), 0) AS failed_requests,
    coalesce(sum(input_tokens), 0) AS input_tokens,
    coalesce(sum(input_cached_tokens), 0) AS input_cached_tokens,
    coalesce(sum(cache_write_tokens), 0) AS cache_write_tokens,
    coalesce(sum(output_tokens), 0) AS output_tokens,
    coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens,
    coalesce(sum(cost_micros), 0) AS cost_micros"""
_COUNTERS: Final = (
    "requests",
    "failed_requests",
    "input_tokens",
    "input_cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_micros",
)


async def show_summary(exchange: Exchange) -> Reply:
    """The totals of a range, of all time when none is given."""
    span = read_range(exchange.query, now_s=exchange.now_s, default_s=_ALL_TIME_S)
    conditions, values = _filters(exchange)

    def read(connection: Connection) -> Json:
        return _total(connection, span, conditions, values)

    return Reply(body=await exchange.gateway.store.read(read) | _span(span))


async def show_key_usage(exchange: Exchange) -> Reply:
    """The totals of one key."""
    key_id = exchange.path_params["key_id"]
    span = read_range(exchange.query, now_s=exchange.now_s, default_s=_ALL_TIME_S)

    def read(connection: Connection) -> Json:
        check_key(connection, key_id)
        return _total(connection, span, ["key_id = :key"], {"key": key_id}) | {"key_id": key_id}

    return Reply(body=await exchange.gateway.store.read(read) | _span(span))


async def list_records(exchange: Exchange) -> Reply:
    """The request log, at most 31 days of it in one call."""
    cursor = read_cursor(exchange.query)
    span = read_range(
        exchange.query, now_s=exchange.now_s, default_s=_LONGEST_RECORDS_S, longest_s=_LONGEST_RECORDS_S
    )
    conditions, values = _filters(exchange)
    listing = Listing(
        select="SELECT * FROM requests",
        table="requests",
        conditions=("time >= :start", "time < :end", *conditions),
        values={"start": span.start, "end": span.end, **values},
    )
    page = await exchange.gateway.store.read(
        lambda connection: read_page(connection, listing, cursor, _record)
    )
    return Reply(body=page)


async def list_buckets(exchange: Exchange) -> Reply:
    """Totals by minute, hour or day, grouped as asked; windows are cut in UTC."""
    query = exchange.query
    width_s, default, most = _WIDTHS[read_choice(query, "bucket_width", tuple(_WIDTHS), "1d")]
    limit = read_number(query, "limit", low=1, high=most, default=default)
    asked = read_range(query, now_s=exchange.now_s, default_s=(limit - 1) * width_s)
    groups = _checked_groups(read_many(query, "group_by"))
    first = _read_page_token(query.get("page"), asked, width_s)
    end = min(asked.end, first + limit * width_s)
    conditions, values = _filters(exchange)
    columns = [f"{_GROUPS[name]} AS group_{name}" for name in groups]
    names = [f"group_{name}" for name in groups]
    sql = [
        "SELECT",
        ", ".join(["time / :width * :width AS bucket", *columns, _SUMS]),
        "FROM requests WHERE",
        " AND ".join(["time >= :start", "time < :end", *conditions]),
        "GROUP BY",
        ", ".join(["bucket", *names]),
        "ORDER BY",
        ", ".join(["bucket", "cost_micros DESC", *names]),
    ]
    values |= {"width": width_s, "start": max(asked.start, first), "end": end}

    def read(connection: Connection) -> list[Row]:
        return connection.execute(" ".join(sql), values).fetchall()

    rows = await exchange.gateway.store.read(read)
    buckets = _buckets(rows, range(first, end, width_s), width_s, groups)
    has_more = end < asked.end
    next_page = f"page_{end}" if has_more else None
    return Reply(body={"object": "page", "data": buckets, "has_more": has_more, "next_page": next_page})


def _checked_groups(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in _GROUPS:
            raise ProblemError(invalid_request(f"Usage cannot be grouped by `{name}`", param="group_by"))
    return names


def _read_page_token(token: str | None, asked: Range, width_s: int) -> int:
    if token is None:
        return asked.start // width_s * width_s
    digits = token.removeprefix("page_")
    start = int(digits) if digits.isascii() and digits.isdecimal() else -1
    if not asked.start <= start < asked.end or start % width_s:
        raise ProblemError(invalid_request("`page` is no page of this report", code="invalid_cursor"))
    return start


def _buckets(rows: list[Row], starts: Iterable[int], width_s: int, groups: tuple[str, ...]) -> list[Json]:
    found = {start: list(group) for start, group in groupby(rows, key=lambda row: row["bucket"])}
    return [
        {
            "object": "bucket",
            "start_time": start,
            "end_time": start + width_s,
            "results": [_result(row, groups) for row in found.get(start, [])],
        }
        for start in starts
    ]


def _total(connection: Connection, span: Range, conditions: list[str], values: dict[str, object]) -> Json:
    bounds = ["time >= :start", "time < :end", *conditions]
    sql = ["SELECT", _SUMS, "FROM requests WHERE", " AND ".join(bounds)]
    row = connection.execute(" ".join(sql), {"start": span.start, "end": span.end, **values}).fetchone()
    return _result(row, ())


def _filters(exchange: Exchange) -> tuple[list[str], dict[str, object]]:
    conditions: list[str] = []
    values: dict[str, object] = {}
    for parameter, column in (("key_ids", "key_id"), ("models", "model")):
        wanted = read_many(exchange.query, parameter)
        if wanted:
            names = [f"{column}_{number}" for number in range(len(wanted))]
            conditions.append(f"{column} IN ({', '.join(f':{name}' for name in names)})")
            values |= dict(zip(names, wanted, strict=True))
    return conditions, values


def _span(span: Range) -> Json:
    return {"start_time": span.start, "end_time": span.end}


def _result(row: Row, groups: tuple[str, ...]) -> Json:
    counted = {name: row[name] for name in _COUNTERS}
    grouped = {name: row[f"group_{name}"] if name in groups else None for name in _GROUPS}
    return {"object": "usage.result", **counted, **grouped}


def _record(row: Row) -> Json:
    shown = ("id", "time", "key_id", "model", "actual_model", "endpoint", "service_tier")
    counted = _COUNTERS[2:]
    return {
        "object": "usage.record",
        **{name: row[name] for name in (*shown, *counted, "duration_ms", "first_token_ms")},
        "streamed": bool(row["streamed"]),
        "status": row["status"],
        "error_code": row["error_code"],
    }
