"""LiteLLM's sums by day (`/user/daily/activity`): days in UTC, each with breakdowns by model and key.

Its `model_groups` are the models that were asked for, its `models` those that answered. A day may be spread over
several pages. What has no model, such as requests that were refused, is in the sum of the day alone; it becomes a
group without a name, so that the groups of a day add up to it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import Dimension, UsageQuery, UsageTotals
from smartaipi_cli.gateways.dialects.fields import Object, inner, integer, iso_moment, missing, objects
from smartaipi_cli.gateways.dialects.litellm.amounts import spent
from smartaipi_cli.gateways.dialects.reports import Part
from smartaipi_cli.gateways.exchange import Exchange

PAGE_SIZE: Final = 1000
DAY: Final = timedelta(days=1)
BREAKDOWNS: Final[Mapping[Dimension, str]] = {"model": "model_groups", "actual_model": "models"}

Sums = dict[tuple[str, str], UsageTotals]
"""(model, key) to what they used; either is empty where nobody asked for it or nothing is told."""


def can_answer(query: UsageQuery) -> bool:
    """Whether the sums by day tell what is asked for; the request log must tell the rest."""
    groups = set(query.group_by)
    is_known = groups <= {"model", "actual_model", "key"} and not {"model", "actual_model"} <= groups
    return is_known and query.width != "hour" and not (query.models and "actual_model" in groups)


def day_parts(
    exchange: Exchange, query: UsageQuery, first: datetime, end: datetime, filters: Mapping[str, str]
) -> Iterator[Part]:
    """What was used on each day from `first` until `end`, both midnights (UTC)."""
    if first >= end:
        return
    number, pages = 1, 1
    while number <= pages:
        answer = exchange.call(
            "GET",
            "/user/daily/activity",
            query={
                "start_date": f"{first:%Y-%m-%d}",
                "end_date": f"{end - DAY:%Y-%m-%d}",
                "page": number,
                "page_size": PAGE_SIZE,
                **filters,
            },
        )
        for day in objects(answer, "results"):
            yield from parse_day(day, query)
        pages = integer(inner(answer, "metadata"), "total_pages", number)
        exchange.connection.on_progress(number, pages)
        number += 1


def parse_day(day: Object, query: UsageQuery) -> Iterator[Part]:
    """The groups of one day."""
    start = iso_moment(day.get("date"))
    if start is None:
        raise missing("date")
    breakdown = inner(day, "breakdown")
    kind: Dimension = "actual_model" if "actual_model" in query.group_by else "model"
    by_key = "key" in query.group_by
    sums: Sums = {}
    if query.models or kind in query.group_by:
        sums = by_model(inner(breakdown, BREAKDOWNS[kind]), query.models, by_key=by_key)
    if not query.models:
        wholes = by_only_key(inner(breakdown, "api_keys")) if by_key else {}
        sums = with_rest(sums, wholes or {("", ""): parse_metrics(inner(day, "metrics"))})
    for (model, key), totals in sums.items():
        values = {kind: model, "key": key}
        yield Part(
            start.replace(tzinfo=UTC), tuple(values[dimension] for dimension in query.group_by), totals
        )


def by_model(models: Object, wanted: tuple[str, ...], *, by_key: bool) -> Sums:
    """The sums of each model, or of each model and key; `wanted` empty means every model."""
    chosen = [name for name in models if not wanted or name in wanted]
    if not by_key:
        return {(name, ""): parse_metrics(inner(inner(models, name), "metrics")) for name in chosen}
    return {
        (name, key): totals
        for name in chosen
        for (_, key), totals in by_only_key(inner(inner(models, name), "api_key_breakdown")).items()
    }


def by_only_key(keys: Object) -> Sums:
    """The sums of each key."""
    return {("", key): parse_metrics(inner(inner(keys, key), "metrics")) for key in keys}


def with_rest(sums: Sums, wholes: Sums) -> Sums:
    """The sums, and what each key, or all of them, used beyond these."""
    found = dict(sums)
    for (_, key), whole in wholes.items():
        known = sum((totals for (_, one), totals in sums.items() if one == key), start=UsageTotals())
        rest = difference(whole, known)
        if rest != UsageTotals():
            found["", key] = rest
    return found


def difference(whole: UsageTotals, part: UsageTotals) -> UsageTotals:
    """What is in the whole beyond a part of it."""
    return UsageTotals(
        requests=whole.requests - part.requests,
        failed_requests=whole.failed_requests - part.failed_requests,
        input_tokens=whole.input_tokens - part.input_tokens,
        cached_input_tokens=whole.cached_input_tokens - part.cached_input_tokens,
        cache_write_tokens=whole.cache_write_tokens - part.cache_write_tokens,
        output_tokens=whole.output_tokens - part.output_tokens,
        cost=whole.cost - part.cost,
    )


def parse_metrics(data: Object) -> UsageTotals:
    """The counts of one sum; it does not tell reasoning tokens."""
    return UsageTotals(
        requests=integer(data, "api_requests", 0),
        failed_requests=integer(data, "failed_requests", 0),
        input_tokens=integer(data, "prompt_tokens", 0),
        cached_input_tokens=integer(data, "cache_read_input_tokens", 0),
        cache_write_tokens=integer(data, "cache_creation_input_tokens", 0),
        output_tokens=integer(data, "completion_tokens", 0),
        cost=spent(data, "spend") or Money.zero(),
    )
