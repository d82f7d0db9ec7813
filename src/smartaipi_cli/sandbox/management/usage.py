"""Totals and reports under `/usage` and `/keys/{id}/usage`: what was used, when, by which key, and what it cost."""

from collections.abc import Iterable
from itertools import groupby
from sqlite3 import Connection, Row
from typing import Final

from smartaipi_cli.sandbox.management.exchange import Exchange, Reply
from smartaipi_cli.sandbox.management.key_rows import check_key
from smartaipi_cli.sandbox.management.parameters import (
    Range,
    read_choice,
    read_many,
    read_number,
    read_one,
    read_range,
)
from smartaipi_cli.sandbox.management.stretches import DAY_S, HOUR_S
from smartaipi_cli.sandbox.management.usage_sums import COUNTERS, GROUPS, Filters, sum_usage, sum_windows
from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request

WIDTHS: Final = {"1m": (60, 60, 1440), "1h": (HOUR_S, 24, 168), "1d": (DAY_S, 7, 31)}
"""The width of a bucket: seconds, buckets by default, buckets at most."""

_ALL_TIME_S: Final = 10**11


async def show_summary(exchange: Exchange) -> Reply:
    """The totals of a range, of all time when none is given."""
    span = read_range(exchange.query, now_s=exchange.now_s, default_s=_ALL_TIME_S)
    filters = read_filters(exchange)
    row = await exchange.gateway.store.read(lambda connection: sum_usage(connection, span, filters))
    return Reply(body=_result(row, ()) | _span(span))


async def show_key_usage(exchange: Exchange) -> Reply:
    """The totals of one key."""
    key_id = exchange.path_params["key_id"]
    span = read_range(exchange.query, now_s=exchange.now_s, default_s=_ALL_TIME_S)
    filters = Filters(conditions=("key_id = :key",), values={"key": key_id})

    def read(connection: Connection) -> Row:
        check_key(connection, key_id)
        return sum_usage(connection, span, filters)

    row = await exchange.gateway.store.read(read)
    return Reply(body=_result(row, ()) | {"key_id": key_id} | _span(span))


async def list_buckets(exchange: Exchange) -> Reply:
    """Totals by minute, hour or day, grouped as asked; windows are cut in UTC."""
    query = exchange.query
    width_s, default, most = WIDTHS[read_choice(query, "bucket_width", tuple(WIDTHS)) or "1d"]
    limit = read_number(query, "limit", low=1, high=most, default=default)
    asked = read_range(query, now_s=exchange.now_s, default_s=(limit - 1) * width_s)
    groups = _checked_groups(read_many(query, "group_by"))
    first = _read_page_token(read_one(query, "page"), asked, width_s)
    end = min(asked.end, first + limit * width_s)
    span = Range(start=max(asked.start, first), end=end)
    filters = read_filters(exchange)

    def read(connection: Connection) -> tuple[list[Row], int]:
        rows = sum_windows(connection, span, filters, width_s=width_s, groups=groups)
        return rows, _settled_until(connection, exchange.now_s)

    rows, settled_until = await exchange.gateway.store.read(read)
    buckets = [
        _bucket(start, width_s, results, is_complete=start + width_s <= settled_until)
        for start, results in _by_window(rows, range(first, end, width_s), groups)
    ]
    has_more = end < asked.end
    next_page = f"page_{end}" if has_more else None
    return Reply(body={"object": "page", "data": buckets, "has_more": has_more, "next_page": next_page})


def read_filters(exchange: Exchange) -> Filters:
    """`key_ids` and `models` of a query."""
    conditions: list[str] = []
    values: dict[str, object] = {}
    for parameter, column in (("key_ids", "key_id"), ("models", "model")):
        wanted = read_many(exchange.query, parameter)
        names = [f"{column}_{number}" for number in range(len(wanted))]
        values |= dict(zip(names, wanted, strict=True))
        if len(names) == 1:
            conditions.append(f"{column} = :{names[0]}")
        elif names:
            # The plus keeps SQLite on the index of times: by the one of keys it would sort the whole log.
            conditions.append(f"+{column} IN ({', '.join(f':{name}' for name in names)})")
    return Filters(conditions=tuple(conditions), values=values)


def _settled_until(connection: Connection, now_s: int) -> int:
    """Before this moment nothing changes any more: it is past, and no request of that time is in flight."""
    (oldest,) = connection.execute(
        "SELECT min(time) FROM requests WHERE id IN (SELECT request_id FROM reservations)"
    ).fetchone()
    return now_s if oldest is None else min(now_s, oldest)


def _checked_groups(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name not in GROUPS:
            raise ProblemError(invalid_request(f"Usage cannot be grouped by `{name}`", param="group_by"))
    return names


def _read_page_token(token: str | None, asked: Range, width_s: int) -> int:
    if token is None:
        return asked.start // width_s * width_s
    digits = token.removeprefix("page_")
    start = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_TIME else -1
    if not asked.start <= start < asked.end or start % width_s:
        raise ProblemError(invalid_request("`page` is no page of this report", code="invalid_cursor"))
    return start


def _by_window(
    rows: list[Row], starts: Iterable[int], groups: tuple[str, ...]
) -> Iterable[tuple[int, list[Json]]]:
    found = {start: list(group) for start, group in groupby(rows, key=lambda row: row["bucket"])}
    return ((start, [_result(row, groups) for row in found.get(start, [])]) for start in starts)


def _bucket(start: int, width_s: int, results: list[Json], *, is_complete: bool) -> Json:
    return {
        "object": "bucket",
        "start_time": start,
        "end_time": start + width_s,
        "complete": is_complete,
        "results": results,
    }


def _span(span: Range) -> Json:
    return {"start_time": span.start, "end_time": span.end}


def _result(row: Row, groups: tuple[str, ...]) -> Json:
    counted = {name: row[name] for name in COUNTERS}
    grouped = {name: row[f"group_{name}"] if name in groups else None for name in GROUPS}
    return {"object": "usage.result", **counted, **grouped}


_LONGEST_TIME: Final = 11
