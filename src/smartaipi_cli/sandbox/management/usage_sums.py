"""Totals of usage over a range, by groups: read from the sums where they serve, and exactly what the requests say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection, Row
from typing import Final

from smartaipi_cli.sandbox.management.parameters import Range
from smartaipi_cli.sandbox.management.stretches import DAY_S, Stretch, cover

COUNTERS: Final = (
    "requests",
    "failed_requests",
    "input_tokens",
    "input_cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_micros",
)
"""What is counted; a request that is not `ok` is a failed one, a blocked or pending one too."""

GROUPS: Final = {
    "key_id": "key_id",
    "model": "model",
    "actual_model": "actual_model",
    "group": "(SELECT key_group FROM api_keys WHERE id = key_id)",
    "service_tier": "service_tier",
    "status": "status",
}
"""What usage can be grouped by. The group of a key is the one that it is in now."""

_ONE_BY_ONE: Final = """
    SELECT time AS moment, key_id, model, actual_model, service_tier, status, 1 AS requests, input_tokens,
        input_cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_micros
    FROM requests WHERE"""
_SUMMED: Final = """
    SELECT start AS moment, key_id, model, actual_model, service_tier, status, requests, input_tokens,
        input_cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_micros
    FROM usage_sums WHERE"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which requests count: conditions on their columns, and the values in them."""

    conditions: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


def sum_usage(connection: Connection, span: Range, filters: Filters) -> Row:
    """The totals of a range, zeroes when nothing was used."""
    source, values = _source(span, filters, widest_s=DAY_S)
    sql = ["SELECT", _totals(), "FROM (", source, ")"]
    row: Row = connection.execute(" ".join(sql), values).fetchone()
    return row


def sum_windows(
    connection: Connection, span: Range, filters: Filters, *, width_s: int, groups: tuple[str, ...]
) -> list[Row]:
    """The totals of each window (`bucket`) and group (`group_NAME`), oldest window and dearest group first."""
    source, values = _source(span, filters, widest_s=width_s)
    names = [f"group_{name}" for name in groups]
    columns = [f"{GROUPS[name]} AS group_{name}" for name in groups]
    sql = [
        "SELECT",
        ", ".join(["moment / :width * :width AS bucket", *columns, _totals()]),
        *("FROM (", source, ") GROUP BY"),
        ", ".join(["bucket", *names]),
        "ORDER BY",
        ", ".join(["bucket", "cost_micros DESC", *names]),
    ]
    return connection.execute(" ".join(sql), {**values, "width": width_s}).fetchall()


def _totals() -> str:
    sums = {name: name for name in COUNTERS} | {"failed_requests": "requests * (status != 'ok')"}
    return ", ".join(f"coalesce(sum({summed}), 0) AS {name}" for name, summed in sums.items())


def _source(span: Range, filters: Filters, *, widest_s: int) -> tuple[str, dict[str, object]]:
    values = dict(filters.values)
    parts: list[str] = []
    # An empty range still needs a source with the right columns.
    for number, stretch in enumerate(cover(span, widest_s) if span.start < span.end else [Stretch(0, 0, 0)]):
        moment = "start" if stretch.width_s else "time"
        bounds = [f"{moment} >= :start_{number}", f"{moment} < :end_{number}", *filters.conditions]
        if stretch.width_s:
            bounds.insert(0, f"width_s = {stretch.width_s}")
        parts += [_SUMMED if stretch.width_s else _ONE_BY_ONE, " AND ".join(bounds), "UNION ALL"]
        values |= {f"start_{number}": stretch.start, f"end_{number}": stretch.end}
    return " ".join(parts[:-1]), values
