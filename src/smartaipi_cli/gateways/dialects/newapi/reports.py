"""What was used, by window and group: from the request log, or from hourly sums where that is too long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageRecord
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.derivation import summed
from smartaipi_cli.gateways.dialects.newapi.hours import Hours, in_dollars
from smartaipi_cli.gateways.dialects.newapi.log import Log
from smartaipi_cli.gateways.dialects.newapi.status import Status

AFFORDABLE_ROWS = 3000
"""What of the log a report walks: thirty calls. Beyond it, hourly sums answer where they can."""

REMEMBERED = timedelta(days=7)
"""How far back a single request is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Reports on one account."""

    log: Log
    status: Status

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """The buckets of a query, oldest first.

        The log is exact to the second and tells input from output; the sums are neither, and may be switched off.
        """
        hours = Hours(exchange=self.log.exchange, unit=self.status.unit)
        is_long = (
            self.status.has_hours
            and hours.can_answer(query)
            and (self.log.count(query) or 0) > AFFORDABLE_ROWS
        )
        found = tuple(hours.report(query)) if is_long else ()
        return iter(found) if found else self.summed_log(query)

    def summed_log(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """From the request log alone: summed in quota, which is exact, and turned into dollars once."""
        now = self.log.exchange.server_now()
        return in_dollars(summed(self.log.records_in_quota(query), query, now), self.status.unit)

    def find(self, identifier: str) -> UsageRecord:
        """The request of this id; newer builds filter by it. Errors: `request-not-found`."""
        now = self.log.exchange.server_now()
        query = UsageQuery(start=now - REMEMBERED, end=now + timedelta(minutes=1))
        pages = self.log.pages(query, self.status.unit, filters={"request_id": identifier})
        found = next((one for page in pages for one in page.records if one.id == identifier), None)
        if found is None:
            raise UserError(
                "request-not-found",
                f"there is no request `{identifier}`",
                reason="the account's request log of the last seven days does not have it",
                hint="smartaipi usage log",
            )
        return found
