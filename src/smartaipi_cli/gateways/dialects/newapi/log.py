"""The request log: `/api/log/self`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from smartaipi_cli.domain.usage import RecordPage, UsageQuery, UsageRecord
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import LATEST_SECOND, Object, integer
from smartaipi_cli.gateways.dialects.newapi.pages import PAGE_SIZE, Page, parse_page
from smartaipi_cli.gateways.dialects.newapi.records import MILLISECONDS, parse_record, time_of
from smartaipi_cli.gateways.dialects.newapi.units import QuotaUnit
from smartaipi_cli.gateways.dialects.newapi.walk import Leaf, walk
from smartaipi_cli.gateways.exchange import Exchange

ALL_TYPES = 0
ROUTES = frozenset({"GET /api/log/self"})
ONE_QUOTA = QuotaUnit(1)
"""Costs in quota, which sum up exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What of the log is walked: seconds from `first` to `last`, both inclusive, and filters of the gateway.

    `last` is frozen when the walk begins. `scale` is 1000 for gateways that count milliseconds.
    """

    first: int
    last: int
    filters: Mapping[str, str | int]
    scale: int = 1

    @property
    def parameters(self) -> dict[str, str | int]:
        """The query of a call."""
        end = (self.last + 1) * self.scale - 1
        return {**self.filters, "start_timestamp": self.first * self.scale, "end_timestamp": end}

    def cursor(self, number: int | None) -> str:
        """Where a later walk goes on; empty after the last page."""
        return "" if number is None else f"{self.last}/{number}/{self.scale}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Walks the log. `request_types` are the log types that are requests of the account."""

    exchange: Exchange
    request_types: frozenset[int]

    def pages(
        self,
        query: UsageQuery,
        unit: QuotaUnit,
        cursor: str = "",
        filters: Mapping[str, str | int] | None = None,
    ) -> Iterator[RecordPage]:
        """See `AccountApi.record_pages`. Errors: `usage` for a cursor that is none."""
        stretch, number = self.stretch(query, {**server_filters(query), **(filters or {})}), 0
        if cursor:
            last, number, scale = parse_cursor(cursor)
            stretch = replace(stretch, last=last, scale=scale)
        done = 0
        for walked, leaf in self.leaves(stretch, number):
            done += len(leaf.rows)
            self.exchange.connection.on_progress(done, leaf.total)
            records = (parse_record(row, unit) for row in leaf.rows if self.is_request(row))
            yield RecordPage(
                records=tuple(record for record in records if is_asked_for(record, query)),
                next_cursor=walked.cursor(leaf.next_number),
                total=leaf.total,
            )

    def records_in_quota(self, query: UsageQuery) -> Iterator[UsageRecord]:
        """Every request of a range; costs are in quota, so that sums are exact."""
        return (record for page in self.pages(query, ONE_QUOTA) for record in page.records)

    def rows(self, start: datetime, end: datetime, log_type: int) -> Iterator[Object]:
        """Every row of one type in [start, end), newest first."""
        stretch = self.stretch(UsageQuery(start=start, end=end), {"type": log_type})
        for _, leaf in self.leaves(stretch):
            yield from (
                row
                for row in leaf.rows
                if integer(row, "type", log_type) == log_type and start <= time_of(row) < end
            )

    def count(self, query: UsageQuery) -> int | None:
        """How many rows a range has, None when the gateway does not tell; newer builds count up to 10 000."""
        stretch = self.stretch(query, server_filters(query))
        return self.page(stretch, 0, size=1).total

    def stretch(self, query: UsageQuery, filters: Mapping[str, str | int]) -> Stretch:
        """The seconds of a range; nothing after now, so that later requests do not move the pages."""
        now = int(self.exchange.server_now().timestamp())
        return Stretch(
            first=ceil(query.start.timestamp()),
            last=min(now, ceil(query.end.timestamp()) - 1),
            filters={"type": ALL_TYPES, **filters},
        )

    def leaves(self, stretch: Stretch, number: int = 0) -> Iterator[tuple[Stretch, Leaf]]:
        """The pages of a stretch from a number on, with the stretch in the gateway's own unit of time."""
        for leaf in walk(lambda page: self.page(stretch, page), number):
            if not (leaf.rows or number) and stretch.scale == 1 and self.counts_milliseconds():
                yield from self.leaves(replace(stretch, scale=MILLISECONDS))
                return
            yield stretch, leaf

    def counts_milliseconds(self) -> bool:
        """Whether the newest row of all has a time in milliseconds: a range in seconds finds nothing then."""
        query = {"type": ALL_TYPES, "p": 0, "page_size": 1, "size": 1}
        rows = parse_page(self.exchange.call("GET", "/api/log/self", query=query)).rows
        return bool(rows) and integer(rows[0], "created_at", 0) >= LATEST_SECOND

    def page(self, stretch: Stretch, number: int, size: int = PAGE_SIZE) -> Page:
        """One page of a stretch."""
        query = {**stretch.parameters, "p": number, "page_size": size, "size": size}
        return parse_page(self.exchange.call("GET", "/api/log/self", query=query))

    def is_request(self, row: Object) -> bool:
        """Whether a row is a request of the account."""
        return integer(row, "type", ALL_TYPES) in self.request_types


def parse_cursor(cursor: str) -> tuple[int, int, int]:
    """(frozen end, number of the next page, scale) of a cursor. Errors: `usage`."""
    parts = cursor.split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        raise UserError(
            "usage",
            f"`{cursor}` is no place in the request log of this gateway",
            reason="a place is three numbers, as the walk that stopped there told it",
            hint="begin anew: smartaipi usage log",
        )
    last, number, scale = map(int, parts)
    return last, number, scale


def server_filters(query: UsageQuery) -> dict[str, str | int]:
    """What the gateway can filter by: one model, and a key's name, which others may have too.

    What a key used under an earlier name is not found by its new one.
    """
    return {
        **({"model_name": query.models[0]} if len(query.models) == 1 else {}),
        **({"token_name": query.key.name} if query.key and query.key.name else {}),
    }


def is_asked_for(record: UsageRecord, query: UsageQuery) -> bool:
    """Whether a record is in the range and passes the filters; by the key's name where rows have no key ids."""
    if not query.start <= record.time < query.end or (query.models and record.model not in query.models):
        return False
    if query.key is None:
        return True
    return record.key_id == query.key.id if record.key_id else record.key_name == query.key.name
