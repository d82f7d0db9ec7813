"""Reports that a gateway does not have, summed from its request log."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from smartaipi_cli.domain.usage import Dimension, UsageBucket, UsageQuery, UsageRecord, UsageTotals

WIDTHS = {"day": timedelta(days=1), "hour": timedelta(hours=1)}
SETTLING = timedelta(minutes=10)
"""Streams settle late: a window that ended less than this ago may still grow."""


def summed(records: Iterable[UsageRecord], query: UsageQuery, now: datetime) -> Iterator[UsageBucket]:
    """The buckets of `query`, oldest first; memory grows with windows and groups, not with records.

    `now` is by the gateway's clock. Records outside the range do not count.
    """
    sums: dict[tuple[datetime, tuple[str, ...]], UsageTotals] = {}
    for record in records:
        if query.start <= record.time < query.end:
            place = (window_start(record.time, query), group_of(record, query.group_by))
            sums[place] = sums.get(place, UsageTotals()) + record.totals
    for (start, group), totals in sorted(sums.items(), key=lambda item: item[0]):
        end = window_end(start, query)
        yield UsageBucket(start=start, end=end, totals=totals, group=group, complete=end + SETTLING <= now)


def window_start(moment: datetime, query: UsageQuery) -> datetime:
    """The beginning of the window that holds a moment."""
    if query.width == "whole":
        return query.start
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour if query.width == "hour" else hour.replace(hour=0)


def window_end(start: datetime, query: UsageQuery) -> datetime:
    """Where that window ends."""
    return query.end if query.width == "whole" else start + WIDTHS[query.width]


def group_of(record: UsageRecord, group_by: tuple[Dimension, ...]) -> tuple[str, ...]:
    """The record's value of each dimension."""
    values = {
        "key": record.key_id or record.key_name,
        "model": record.model,
        "actual_model": record.actual_model,
        "group": record.group,
        "status": record.status,
        "service_tier": record.service_tier,
    }
    return tuple(values[dimension] for dimension in group_by)
