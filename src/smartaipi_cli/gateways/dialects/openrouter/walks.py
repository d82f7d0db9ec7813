"""Walks over what OpenRouter tells: keys by offset, the activity key by key, a request until it is there."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageTotals
from smartaipi_cli.gateways.dialects.fields import Object, inner, objects, optional_text, text
from smartaipi_cli.gateways.dialects.openrouter.parse import parse_activity
from smartaipi_cli.gateways.dialects.openrouter.refusals import no_request
from smartaipi_cli.gateways.dialects.reports import Part, gathered, whole_windows
from smartaipi_cli.gateways.exchange import Exchange

PAGE_SIZE = 100
"""Fixed by OpenRouter, which tells neither a total nor whether there is more."""

OVERLAP = 10
"""Keys asked for twice: so many may be revoked between two pages without one being skipped."""

KEPT_DAYS = timedelta(days=30)
"""How far back the activity reaches; it ends with yesterday."""


GENERATION_WAITS_S = (1.0, 2.0, 4.0, 0.0)
"""A request can be looked up some seconds after it ended; until then the answer is 404."""


def key_objects(exchange: Exchange) -> Iterator[Object]:
    """Every key once, newest first, also when others are created meanwhile and push the rest back."""
    seen: set[str] = set()
    offset = 0
    while True:
        query: dict[str, str | int] = {"offset": offset, "include_disabled": "true"}
        page = tuple(objects(exchange.call("GET", "/keys", query=query), "data"))
        fresh = [item for item in page if text(item, "hash") not in seen]
        yield from fresh
        seen.update(text(item, "hash") for item in fresh)
        exchange.connection.on_progress(len(seen), None)
        if len(page) < PAGE_SIZE or not fresh:
            return
        offset += PAGE_SIZE - OVERLAP


def activity(exchange: Exchange, query: UsageQuery, keys: Iterable[Key | None]) -> Iterator[UsageBucket]:
    """The buckets of a query, one call for each of `keys` (None: the whole account).

    Windows that reach into today, or back behind the 30 days that are kept, are not complete.
    """
    wanted = whole_windows(query)
    now = exchange.server_now()
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for bucket in gathered(rows(exchange, wanted, tuple(keys)), wanted, now):
        is_kept = bucket.start >= today - KEPT_DAYS
        yield bucket if is_kept else replace(bucket, complete=False)
    if query.width == "day" and not query.group_by and wanted.start <= today < wanted.end:
        tomorrow = today + timedelta(days=1)
        yield UsageBucket(start=today, end=tomorrow, totals=UsageTotals(), complete=False)


def rows(exchange: Exchange, query: UsageQuery, keys: tuple[Key | None, ...]) -> Iterator[Part]:
    """Days by endpoint, of each key."""
    for number, key in enumerate(keys, start=1):
        chosen = {"api_key_hash": key.id} if key else None
        for row in objects(exchange.call("GET", "/activity", query=chosen), "data"):
            if not query.models or optional_text(row, "model") in query.models:
                yield parse_activity(row, query.group_by, key.id if key else "")
        exchange.connection.on_progress(number, len(keys))


def generation(exchange: Exchange, identifier: str) -> Object:
    """One request by its id. Errors: `request-not-found` when it does not show up in time."""
    for wait_s in GENERATION_WAITS_S:
        response = exchange.send("GET", "/generation", query={"id": identifier})
        if response.status != 404:
            return inner(exchange.read(response, exchange.connection.url), "data")
        exchange.connection.pause(wait_s)
    raise no_request(identifier)
