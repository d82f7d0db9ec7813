"""LiteLLM's request log (`/spend/logs/v2`), newest first, each request once.

The log is walked by time and not by page number: rows that arrive meanwhile, and a total that stops at 10 000, then
do no harm. Its filters know whole seconds, so that the second of the last request is asked for again, and what was
seen of it is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import RecordPage, UsageQuery, UsageRecord
from smartaipi_cli.gateways.dialects.fields import (
    Object,
    inner,
    integer,
    iso_moment,
    missing,
    objects,
    optional_integer,
    optional_text,
)
from smartaipi_cli.gateways.dialects.litellm.amounts import spent
from smartaipi_cli.gateways.exchange import Exchange

PAGE_SIZE: Final = 1000
SECOND: Final = timedelta(seconds=1)
BEGINNING: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Before any LiteLLM: the log wants a range even for one id."""

STATUSES: Final[Mapping[str, str]] = {"success": "ok", "": "ok"}
"""Its word for a request that went well, and the nothing that older rows have, to ours."""

Filters = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a walk stands: the time of the last request, and the ids of those of that time already given."""

    time: datetime
    seen: frozenset[str] = frozenset()

    @classmethod
    def read(cls, cursor: str) -> Self:
        """From a cursor. Errors: `gateway-not-json` for what was never one."""
        moment, *seen = cursor.split(" ")
        time = iso_moment(moment)
        if time is None:
            raise missing("cursor")
        return cls(time=time, seen=frozenset(seen))

    @property
    def cursor(self) -> str:
        """As text without blanks in its parts."""
        return " ".join((self.time.isoformat(), *sorted(self.seen)))

    @property
    def end(self) -> datetime:
        """The first full second that is not before it."""
        return -((EPOCH - self.time) // SECOND) * SECOND + EPOCH

    def is_ahead_of(self, record: UsageRecord) -> bool:
        """Whether the walk has not come to a request yet."""
        return record.time < self.time or (record.time == self.time and record.id not in self.seen)

    def after(self, records: tuple[UsageRecord, ...]) -> Self:
        """The place behind requests that came from here on."""
        if not records:
            return self
        last = records[-1].time
        seen = {record.id for record in records if record.time == last}
        return type(self)(time=last, seen=frozenset(seen | (self.seen if last == self.time else set())))


EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def walk(exchange: Exchange, query: UsageQuery, filters: Filters, cursor: str) -> Iterator[RecordPage]:
    """The requests of a query; `filters` are those of the proxy."""
    place = Place.read(cursor) if cursor else Place(time=min(query.end, exchange.server_now() + SECOND))
    total: int | None = None
    done, number = 0, 1
    while True:
        answer = page_of(exchange, query.start, place.end, filters, number)
        rows = tuple(objects(answer, "data"))
        if not cursor and not done:
            total = None if answer.get("total_is_capped") else optional_integer(answer, "total")
        fresh = tuple(filter(place.is_ahead_of, map(parse_record, rows)))
        following = place.after(fresh)
        # Only a second with more requests than one page holds needs the next page; else time leads on.
        number = number + 1 if following.end == place.end else 1
        place = following
        is_last = len(rows) < integer(answer, "page_size", PAGE_SIZE)
        done += len(fresh)
        exchange.connection.on_progress(done, total)
        yield RecordPage(
            records=tuple(record for record in fresh if is_asked_for(record, query)),
            next_cursor="" if is_last else place.cursor,
            total=total,
        )
        if is_last:
            return


def find_row(exchange: Exchange, identifier: str) -> Object | None:
    """The row of one request, by the id in its answer or by the one in its `x-litellm-call-id` header."""
    end = exchange.server_now() + timedelta(days=1)
    span = {"start_date": log_time(BEGINNING), "end_date": log_time(end)}
    answer = exchange.call("GET", "/spend/logs/v2", query={"request_id": identifier, **span})
    return next(objects(answer, "data"), None)


def page_of(exchange: Exchange, start: datetime, end: datetime, filters: Filters, number: int) -> Object:
    """One page of the log between two times, both included."""
    return exchange.call(
        "GET",
        "/spend/logs/v2",
        query={
            "start_date": log_time(start),
            "end_date": log_time(end),
            "page": number,
            "page_size": PAGE_SIZE,
            **filters,
        },
    )


def log_time(moment: datetime) -> str:
    """A time as the log takes it: in UTC, without saying so."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def is_asked_for(record: UsageRecord, query: UsageQuery) -> bool:
    """Whether a request lies in the range, to the fraction of a second, and is of a model asked for."""
    return query.start <= record.time < query.end and (not query.models or record.model in query.models)


def parse_record(row: Object) -> UsageRecord:
    """One request. Failed ones are there too, also those whose key the proxy does not know."""
    time = iso_moment(row.get("startTime"))
    if time is None:
        raise missing("startTime")
    metadata = inner(row, "metadata")
    usage = inner(metadata, "usage_object")
    details = inner(usage, "prompt_tokens_details")
    first = iso_moment(row.get("completionStartTime"))
    end = iso_moment(row.get("endTime"))
    is_streamed = first is not None and end is not None and first < end
    return UsageRecord(
        id=optional_text(row, "request_id"),
        time=time,
        model=optional_text(row, "model_group"),
        cost=spent(row, "spend") or Money.zero(),
        key_id=optional_text(row, "api_key"),
        key_name=optional_text(metadata, "user_api_key_alias"),
        actual_model=optional_text(row, "model"),
        endpoint=optional_text(row, "call_type"),
        group=optional_text(row, "team_id"),
        service_tier=optional_text(usage, "service_tier"),
        status=STATUSES.get(optional_text(row, "status"), optional_text(row, "status")),
        error_code=optional_text(inner(metadata, "error_information"), "error_code"),
        input_tokens=integer(row, "prompt_tokens", 0),
        cached_input_tokens=first_count((usage, "cache_read_input_tokens"), (details, "cached_tokens")),
        cache_write_tokens=first_count(
            (usage, "cache_creation_input_tokens"), (details, "cache_creation_tokens")
        ),
        output_tokens=integer(row, "completion_tokens", 0),
        reasoning_tokens=first_count((inner(usage, "completion_tokens_details"), "reasoning_tokens")),
        duration_ms=optional_integer(row, "request_duration_ms"),
        first_token_ms=int((first - time) / timedelta(milliseconds=1)) if first and is_streamed else None,
    )


def first_count(*places: tuple[Object, str]) -> int:
    """The first count that is there; vendors put it in different places."""
    counts = (optional_integer(data, member) for data, member in places)
    return next((count for count in counts if count is not None), 0)
