"""Usage reports: from the sums by day wherever they tell, from the request log for the rest."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageRecord
from smartaipi_cli.gateways.dialects.derivation import group_of, summed
from smartaipi_cli.gateways.dialects.litellm.activity import DAY, can_answer, day_parts
from smartaipi_cli.gateways.dialects.litellm.log import walk
from smartaipi_cli.gateways.dialects.reports import Part, beginning, gathered
from smartaipi_cli.gateways.exchange import Exchange


def report(exchange: Exchange, query: UsageQuery, user_id: str) -> Iterator[UsageBucket]:
    """The buckets of a query; `user_id` is the one user whose requests count, empty for everybody's.

    A range that begins or ends within a day is exact all the same: the pieces of days come from the log.
    """
    now = exchange.server_now()
    if can_answer(query):
        return gathered(parts(exchange, query, now, user_id), query, now)
    return summed(records(exchange, query, user_id), query, now)


def parts(exchange: Exchange, query: UsageQuery, now: datetime, user_id: str) -> Iterator[Part]:
    """The whole days of a range, and the requests of the pieces before and behind them."""
    first = next_midnight(query.start)
    # Nothing lies beyond now, so that a day which the range leaves later than now counts as a whole one.
    end = next_midnight(query.end) if query.end > now else beginning(query.end, DAY)
    yield from day_parts(exchange, query, first, end, filters(query, user_id))
    for start, until in ((query.start, min(first, query.end)), (max(first, end), query.end)):
        if start < until:
            for record in records(exchange, replace(query, start=start, end=until), user_id):
                yield Part(record.time, group_of(record, query.group_by), record.totals)


def records(exchange: Exchange, query: UsageQuery, user_id: str) -> Iterator[UsageRecord]:
    """The requests of a query."""
    for page in walk(exchange, query, log_filters(query, user_id), cursor=""):
        yield from page.records


def log_filters(query: UsageQuery, user_id: str) -> Mapping[str, str]:
    """What the log is asked to leave out; of several models each is looked at on our side."""
    model = {"model_group": query.models[0]} if len(query.models) == 1 else {}
    return {**filters(query, user_id), **model}


def filters(query: UsageQuery, user_id: str) -> Mapping[str, str]:
    """What the log and the sums by day are both asked to leave out."""
    return {**({"api_key": query.key.id} if query.key else {}), **({"user_id": user_id} if user_id else {})}


def next_midnight(moment: datetime) -> datetime:
    """The first midnight (UTC) that is not before a moment."""
    midnight = beginning(moment, DAY)
    return midnight if midnight == moment else midnight + DAY
