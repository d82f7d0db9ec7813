"""A usage report, put together from a gateway's buckets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from smartaipi_cli.domain.usage import UsageBucket, UsageTotals
from smartaipi_cli.domain.windows import WindowName, start_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One line of a report. `start` is None when it does not go by time; `complete` as in `UsageBucket`."""

    start: datetime | None
    group: tuple[str, ...]
    totals: UsageTotals
    complete: bool = True


def make_rows(
    buckets: Iterable[UsageBucket], window: WindowName | None, zone: tzinfo
) -> tuple[ReportRow, ...]:
    """Buckets summed by local windows and groups; rows without requests and cost are left out.

    By time they are in its order, otherwise the costliest comes first. No request is lost or counted twice,
    because each bucket lies within one window.
    """
    sums: dict[tuple[datetime | None, tuple[str, ...]], tuple[UsageTotals, bool]] = {}
    for bucket in buckets:
        start = start_of(bucket.start, window, zone) if window else None
        totals, complete = sums.get((start, bucket.group), (UsageTotals(), True))
        sums[start, bucket.group] = (totals + bucket.totals, complete and bucket.complete)
    rows = [
        ReportRow(start=start, group=group, totals=totals, complete=complete)
        for (start, group), (totals, complete) in sums.items()
        if totals != UsageTotals()
    ]
    if window:
        rows.sort(key=lambda row: (row.start.timestamp() if row.start else 0.0, row.group))
    else:
        rows.sort(key=lambda row: row.group)
        rows.sort(key=lambda row: row.totals.cost, reverse=True)
    return tuple(rows)


def total_of(rows: Iterable[ReportRow]) -> UsageTotals:
    """The sum over all rows."""
    return sum((row.totals for row in rows), UsageTotals())
