"""one-api's own report: the last seven days by day and model, `/api/user/dashboard`. Pure.

Its JSON has the capitalised names of the program's own structures (source of February 2025 read). Its days are
those of the gateway's database, which is UTC unless the operator set another zone.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageTotals
from smartaipi_cli.gateways.dialects.derivation import SETTLING
from smartaipi_cli.gateways.dialects.fields import Object, integer, iso_moment, optional_text

DAY = timedelta(days=1)
DAYS_BEFORE_TODAY = 6


def can_answer(query: UsageQuery, now: datetime) -> bool:
    """Whether whole days of the last seven, and models, are all that is asked for."""
    today = midnight(now)
    return (
        query.width == "day"
        and query.key is None
        and set(query.group_by) <= {"model"}
        and query.start == midnight(query.start)
        and query.start >= today - DAYS_BEFORE_TODAY * DAY
        and (query.end >= now or query.end == midnight(query.end))
    )


def report(rows: Iterable[Object], query: UsageQuery, now: datetime) -> Iterator[UsageBucket]:
    """The buckets of a query, oldest first, with their cost in quota."""
    sums: dict[tuple[datetime, tuple[str, ...]], UsageTotals] = {}
    for row in rows:
        day = iso_moment(optional_text(row, "Day"))
        model = optional_text(row, "ModelName")
        if day is None or not query.start <= day < query.end or (query.models and model not in query.models):
            continue
        place = (day, tuple(model for _ in query.group_by))
        sums[place] = sums.get(place, UsageTotals()) + totals_of(row)
    for (day, group), totals in sorted(sums.items(), key=lambda item: item[0]):
        yield UsageBucket(
            start=day, end=day + DAY, totals=totals, group=group, complete=day + DAY + SETTLING <= now
        )


def totals_of(row: Object) -> UsageTotals:
    """The sums of a day and model."""
    return UsageTotals(
        requests=integer(row, "RequestCount", 0),
        input_tokens=integer(row, "PromptTokens", 0),
        output_tokens=integer(row, "CompletionTokens", 0),
        cost=Money(Decimal(integer(row, "Quota", 0))),
    )


def midnight(moment: datetime) -> datetime:
    """The start of the day in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
