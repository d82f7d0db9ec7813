"""Reports that are put together from the smaller sums that gateways give."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageTotals
from smartaipi_cli.gateways.dialects.derivation import SETTLING, window_end, window_start


class Part(NamedTuple):
    """What a gateway counted from `start` on for one group."""

    start: datetime
    group: tuple[str, ...]
    totals: UsageTotals


def whole_windows(query: UsageQuery) -> UsageQuery:
    """The query over whole hours, or else whole days (UTC): what gateways count cannot be cut finer."""
    width = timedelta(hours=1) if query.width == "hour" else timedelta(days=1)
    return replace(
        query, start=beginning(query.start, width), end=-(-(query.end - EPOCH) // width) * width + EPOCH
    )


def gathered(parts: Iterable[Part], query: UsageQuery, now: datetime) -> Iterator[UsageBucket]:
    """The buckets of `query`, oldest first; one empty bucket when the whole is asked for and there is nothing.

    `now` is by the gateway's clock. Parts outside the range do not count.
    """
    sums: dict[tuple[datetime, tuple[str, ...]], UsageTotals] = {}
    if query.width == "whole" and not query.group_by:
        sums[query.start, ()] = UsageTotals()
    for part in parts:
        if query.start <= part.start < query.end:
            place = (window_start(part.start, query), part.group)
            sums[place] = sums.get(place, UsageTotals()) + part.totals
    for (start, group), totals in sorted(sums.items(), key=lambda item: item[0]):
        end = window_end(start, query)
        yield UsageBucket(start=start, end=end, totals=totals, group=group, complete=end + SETTLING <= now)


def beginning(moment: datetime, width: timedelta) -> datetime:
    """The last full hour or day (UTC) before a moment, or the moment itself."""
    return (moment - EPOCH) // width * width + EPOCH


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
