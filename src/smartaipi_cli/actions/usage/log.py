"""The request log: newest first, as it comes, page after page; followed as it grows; one request in full."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from smartaipi_cli.actions.account.access import gateway_now, opened
from smartaipi_cli.actions.keys.naming import resolve_key
from smartaipi_cli.actions.usage.totals import key_names, name_of_key
from smartaipi_cli.actions.usage.wish import Grouping, UsageWish, make_query, read_range
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.domain.usage import UsageQuery, UsageRecord
from smartaipi_cli.domain.windows import find_zone
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.exchange import Progress
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Fields, Item, Result, Stream

HEADINGS = ("TIME", "KEY", "MODEL", "STATUS", "INPUT", "OUTPUT", "COST", "MS", "ANSWERED BY", "REQUEST")
NUMERIC = {"INPUT", "OUTPUT", "COST", "MS"}
WIDTHS = (20, 12, 26, 7, 7, 7, 10, 6, 14, 36)
OVERLAP = timedelta(minutes=2)
"""How far each look of `usage tail` reaches back: requests settle late, and clocks differ."""

WHOLE = Grouping(window=None, dimensions=())


@dataclass(frozen=True, slots=True, kw_only=True)
class TailWish:
    """What `usage tail` is asked for: a filter, how often to look, and when to end (0: never)."""

    usage: UsageWish
    interval_s: float
    count: int = 0
    duration: timedelta | None = None


def show_log(machine: Machine, wish: UsageWish, limit: int | None, on_progress: Progress) -> Result:
    """The newest requests of a range; all of them without a limit. Errors: `usage`, `not-offered`."""
    query = log_query(wish, machine.clock.now())
    data: dict[str, object] = {"start": query.start, "end": query.end, "limit": limit}

    def items() -> Iterator[Item]:
        with opened(machine, wish.profile, on_progress) as (_, account):
            asked = with_key(account, log_query(wish, gateway_now(account)), wish.key)
            data.update(start=asked.start, end=asked.end)  # the first item comes before the data is written
            records = (record for page in account.record_pages(asked) for record in page.records)
            yield from as_items(islice(records, limit), key_names(account))

    return Result(data=data, stream=log_stream(items(), csv=wish.csv))


def follow_log(machine: Machine, wish: TailWish) -> Result:
    """Requests as they are billed, oldest first, until interrupted or until as many came as were asked for."""
    started = machine.clock.monotonic_s()
    data: dict[str, object] = {"since": machine.clock.now()}

    def is_over() -> bool:
        passed = machine.clock.monotonic_s() - started
        return wish.duration is not None and passed >= wish.duration.total_seconds()

    def records(account: AccountApi) -> Iterator[UsageRecord]:
        seen: dict[object, datetime] = {}
        first = since = gateway_now(account)
        data["since"] = first
        while True:
            now = account.exchange.server_now()
            query = make_query(wish.usage, WHOLE, (since - OVERLAP, now + OVERLAP), None)
            found = [
                record
                for page in account.record_pages(with_key(account, query, wish.usage.key))
                for record in page.records
                if record.status != "pending" and record.time >= first - timedelta(seconds=1)
            ]
            for record in reversed(found):
                if (mark := record.id or record.fingerprint) not in seen:
                    seen[mark] = record.time
                    yield record
            since = now
            seen = {mark: time for mark, time in seen.items() if time >= since - 2 * OVERLAP}
            if is_over():
                return
            machine.clock.pause(wish.interval_s)

    def items() -> Iterator[Item]:
        with opened(machine, wish.usage.profile) as (_, account):
            names = key_names(account)
            yield from as_items(islice(records(account), wish.count or None), names)

    return Result(data=data, stream=log_stream(items(), csv=wish.usage.csv))


def show_request(machine: Machine, name: str | None, identifier: str) -> Result:
    """One request in full. Errors: `request-not-found`, `not-offered`."""
    with opened(machine, name) as (_, account):
        record = account.find_record(identifier)
        names = key_names(account)
    data = record_data(record, names)
    return Result(
        data={"record": data},
        blocks=(
            Fields(
                pairs=tuple((name, text_of(value)) for name, value in data.items() if value not in (None, ""))
            ),
        ),
    )


def log_query(wish: UsageWish, now: datetime) -> UsageQuery:
    """The query of a log, its key still to be found. Errors: `usage`."""
    return make_query(wish, WHOLE, read_range(wish, now, find_zone(wish.zone), None), None)


def with_key(account: AccountApi, query: UsageQuery, wanted: str) -> UsageQuery:
    """The query with the key that a person named."""
    if not wanted:
        return query
    return UsageQuery(
        start=query.start,
        end=query.end,
        models=query.models,
        key=resolve_key(account, wanted),
    )


def log_stream(items: Iterator[Item], *, csv: bool) -> Stream:
    """The stream of a log."""
    columns = tuple(Column(heading=heading, numeric=heading in NUMERIC) for heading in HEADINGS)
    return Stream(
        name="records", columns=columns, widths=WIDTHS, items=items, csv=csv, empty="no requests in this time"
    )


def as_items(records: Iterator[UsageRecord], names: dict[str, str]) -> Iterator[Item]:
    """Records as lines."""
    for record in records:
        cells = (
            iso(record.time),
            record.key_name or name_of_key(record.key_id, names),
            record.model,
            record.error_code or record.status or "-",
            str(record.input_tokens),
            str(record.output_tokens),
            str(record.cost),
            "-" if record.duration_ms is None else str(record.duration_ms),
            record.actual_model or "-",
            record.id or "-",
        )
        yield Item(cells=cells, data=record_data(record, names))


def record_data(record: UsageRecord, names: dict[str, str]) -> dict[str, object]:
    """A record for programs."""
    return {
        "id": record.id,
        "time": record.time,
        "key_id": record.key_id,
        "key_name": record.key_name or (name_of_key(record.key_id, names) if record.key_id else ""),
        "model": record.model,
        "actual_model": record.actual_model,
        "endpoint": record.endpoint,
        "group": record.group,
        "service_tier": record.service_tier,
        "status": record.status,
        "error_code": record.error_code,
        "input_tokens": record.input_tokens,
        "cached_input_tokens": record.cached_input_tokens,
        "cache_write_tokens": record.cache_write_tokens,
        "output_tokens": record.output_tokens,
        "reasoning_tokens": record.reasoning_tokens,
        "cost_usd": record.cost,
        "duration_ms": record.duration_ms,
        "first_token_ms": record.first_token_ms,
        "streamed": record.streamed,
    }


def text_of(value: object) -> str:
    """A value for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return iso(value) if isinstance(value, datetime) else str(value)
