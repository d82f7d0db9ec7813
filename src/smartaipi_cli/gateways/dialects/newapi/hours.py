"""The gateway's own sums by hour and model: `/api/data/self`. They know no keys."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageTotals
from smartaipi_cli.gateways.dialects.derivation import SETTLING, window_end, window_start
from smartaipi_cli.gateways.dialects.fields import Object, integer, objects, optional_text, second
from smartaipi_cli.gateways.dialects.newapi.units import QuotaUnit
from smartaipi_cli.gateways.exchange import Exchange

ROUTES = frozenset({"GET /api/data/self"})
LONGEST_S = 2_592_000
"""What one call may span: 30 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Reports from hourly sums, written every five minutes where the operator switched them on.

    Their tokens are input and output in one number, which stands as input.
    """

    exchange: Exchange
    unit: QuotaUnit

    def can_answer(self, query: UsageQuery) -> bool:
        """Whether whole hours of UTC and models are all that is asked for."""
        ends_now = query.end >= self.exchange.server_now()
        return (
            query.key is None
            and set(query.group_by) <= {"model"}
            and is_full_hour(query.start.timestamp())
            and (ends_now or is_full_hour(query.end.timestamp()))
        )

    def report(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """The buckets of a query, oldest first; none when the sums are switched off."""
        now = self.exchange.server_now()
        sums: dict[tuple[object, tuple[str, ...]], UsageBucket] = {}
        for row in self.rows(query):
            bucket = parse_hour(row, query)
            if bucket is not None:
                place = (bucket.start, bucket.group)
                before = sums.get(place)
                totals = bucket.totals + before.totals if before else bucket.totals
                sums[place] = replace(bucket, totals=totals, complete=bucket.end + SETTLING <= now)
        return in_dollars(sorted(sums.values(), key=lambda one: (one.start, one.group)), self.unit)

    def rows(self, query: UsageQuery) -> Iterator[Object]:
        """The sums of a range, asked for in stretches that the gateway allows; its ends are inclusive."""
        start, end = int(query.start.timestamp()), int(query.end.timestamp())
        while start < end:
            last = min(end, start + LONGEST_S) - 1
            parameters = {"start_timestamp": start, "end_timestamp": last}
            yield from objects(self.exchange.call("GET", "/api/data/self", query=parameters), "data")
            start = last + 1


def parse_hour(row: Object, query: UsageQuery) -> UsageBucket | None:
    """The window of a row, with its cost in quota; None for one that is not asked for."""
    time = second(row.get("created_at"))
    model = optional_text(row, "model_name")
    if time is None or not query.start <= time < query.end or (query.models and model not in query.models):
        return None
    start = window_start(time, query)
    return UsageBucket(
        start=start,
        end=window_end(start, query),
        group=tuple(model for _ in query.group_by),
        totals=UsageTotals(
            requests=integer(row, "count", 0),
            input_tokens=integer(row, "token_used", 0),
            cost=Money(Decimal(integer(row, "quota", 0))),
        ),
    )


def in_dollars(buckets: Iterable[UsageBucket], unit: QuotaUnit) -> Iterator[UsageBucket]:
    """Buckets whose cost is in quota, in dollars."""
    for bucket in buckets:
        yield replace(bucket, totals=replace(bucket.totals, cost=unit.money(bucket.totals.cost.dollars)))


def is_full_hour(timestamp: float) -> bool:
    """Whether a Unix time is the start of an hour."""
    return timestamp % timedelta(hours=1).total_seconds() == 0
