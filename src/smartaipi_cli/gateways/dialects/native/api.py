"""An account on a gateway of the native dialect.

Only `GET /usage`, the balance, is publicly known of smartaipi.com; the rest is this project's proposal
(docs/native-contract.md), which the sandbox implements. A gateway without `/meta` offers the balance and nothing
else. Money on the wire is integer micro-US-dollars, times are Unix seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar

from smartaipi_cli.domain.account import Account, Balance
from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.ledger import LedgerEntry
from smartaipi_cli.domain.usage import RecordPage, UsageBucket, UsageQuery, UsageRecord
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import Rotated
from smartaipi_cli.gateways.answers import problem_of, read_object
from smartaipi_cli.gateways.capabilities import Capabilities
from smartaipi_cli.gateways.dialects.demands import (
    operations_of_change,
    operations_of_query,
    operations_of_wish,
)
from smartaipi_cli.gateways.dialects.derivation import SETTLING
from smartaipi_cli.gateways.dialects.fields import objects, second
from smartaipi_cli.gateways.dialects.native.bodies import (
    change_body,
    filters,
    limit_body,
    part,
    span,
    wish_body,
)
from smartaipi_cli.gateways.dialects.native.calls import PAGE_SIZE, NativeCalls
from smartaipi_cli.gateways.dialects.native.offer import offered
from smartaipi_cli.gateways.dialects.native.parse import (
    DIMENSIONS,
    parse_account,
    parse_balance,
    parse_bucket,
    parse_budget,
    parse_credits,
    parse_entry,
    parse_key,
    parse_model,
    parse_price,
    parse_record,
    parse_totals,
)
from smartaipi_cli.gateways.dialects.reports import Part, gathered

LONGEST_LOG = timedelta(days=31)
"""What one call of the request log may span."""

WIDTHS = {"day": ("1d", 31), "hour": ("1h", 168)}
"""Width to the contract's name of it and the most buckets of one answer."""


@dataclass(frozen=True, kw_only=True)
class NativeApi(NativeCalls):
    """See `AccountApi`."""

    dialect: ClassVar[str] = "native"

    @cached_property
    def capabilities(self) -> Capabilities:
        """See `AccountApi`."""
        return offered(self.features)

    def account(self) -> Account:
        """See `AccountApi`."""
        self.demand("account")
        return parse_account(self.exchange.call("GET", "/account"))

    def balance(self) -> Balance:
        """See `AccountApi`; from `/balance` when announced, else from the publicly known `/usage`."""
        if "balance" in self.features:
            return parse_balance(self.exchange.call("GET", "/balance"))
        return parse_credits(self.exchange.call("GET", "/usage"))

    def list_keys(self) -> Iterator[Key]:
        """See `AccountApi`; the revoked ones stand in a list of their own, behind the others."""
        self.demand("keys.list")
        seen: set[str] = set()
        for query in ({}, {"status": "revoked"}):
            for key in map(parse_key, self.items("/keys", query)):
                if key.id not in seen:
                    seen.add(key.id)
                    yield key

    def show_key(self, identifier: str) -> Key:
        """See `AccountApi`."""
        self.demand("keys.show")
        return self.key_of("GET", f"/keys/{part(identifier)}")

    def create_key(self, wish: KeyWish, *, idempotency_key: str) -> Key:
        """See `AccountApi`."""
        for operation in operations_of_wish(wish):
            self.demand(operation)
        return self.key_of(
            "POST", "/keys", body=wish_body(wish), headers={"idempotency-key": idempotency_key}
        )

    def update_key(self, key: Key, change: KeyChange) -> Key:
        """See `AccountApi`; refused with `changed-meanwhile` when the key is not as `key` has it any more."""
        for operation in operations_of_change(change):
            self.demand(operation)
        return self.key_of(
            "PATCH",
            f"/keys/{part(key.id)}",
            body=change_body(key, change),
            headers={"if-match": key.etag} if key.etag else {},
        )

    def enable_key(self, key: Key, *, enabled: bool) -> Key:
        """See `AccountApi`."""
        self.demand("keys.enable")
        return self.key_of("POST", f"/keys/{part(key.id)}/{'enable' if enabled else 'disable'}", body={})

    def revoke_key(self, key: Key) -> None:
        """See `AccountApi`."""
        self.demand("keys.revoke")
        response = self.exchange.send("DELETE", f"/keys/{part(key.id)}")
        if response.status >= 300:
            problem = problem_of(response, self.exchange.connection.url)
            if problem.details.get("kind") != "key_revoked":
                raise problem

    def rotate_key(self, key: Key, grace: timedelta) -> Rotated:
        """See `AccountApi`."""
        self.demand("keys.rotate")
        answer = self.exchange.call(
            "POST",
            f"/keys/{part(key.id)}/rotate",
            body={"grace_seconds": int(grace.total_seconds())},
        )
        return Rotated(key=parse_key(answer), previous_expires_at=second(answer.get("previous_expires_at")))

    def list_budgets(self) -> Iterator[Budget]:
        """See `AccountApi`."""
        self.demand("budgets.total")
        return map(parse_budget, objects(self.exchange.call("GET", "/budgets"), "data"))

    def set_budget(self, key: Key | None, budget: Budget) -> None:
        """See `AccountApi`."""
        self.demand(f"budgets.{budget.period}" if key else "budgets.account")
        self.exchange.call(
            "PUT",
            f"/budgets/{part(key.id) if key else 'account'}/{budget.period}",
            body=limit_body(budget),
        )

    def remove_budget(self, key: Key | None, period: str) -> None:
        """See `AccountApi`."""
        self.demand(f"budgets.{period}" if key else "budgets.account")
        response = self.exchange.send("DELETE", f"/budgets/{part(key.id) if key else 'account'}/{period}")
        if response.status >= 300:
            problem = problem_of(response, self.exchange.connection.url)
            if problem.details.get("kind") != "budget_not_found":
                raise problem

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """See `AccountApi`."""
        for operation in operations_of_query(query):
            self.demand(operation)
        if query.width != "whole":
            yield from self.windows(query)
        elif query.group_by:
            found = (
                Part(max(window.start, query.start), window.group, window.totals)
                for window in self.windows(query)
            )
            yield from gathered(found, query, self.exchange.server_now())
        else:
            totals = parse_totals(self.exchange.call("GET", "/usage/summary", query=filters(query)))
            is_complete = query.end + SETTLING <= self.exchange.server_now()
            yield UsageBucket(start=query.start, end=query.end, totals=totals, complete=is_complete)

    def windows(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """The buckets of a report by hour or by day, page after page."""
        width, limit = WIDTHS["hour" if query.width == "hour" else "day"]
        parameters = {
            **filters(query),
            "bucket_width": width,
            "limit": limit,
            "group_by[]": [DIMENSIONS[dimension] for dimension in query.group_by],
        }
        while True:
            page = self.exchange.call("GET", "/usage/buckets", query=parameters)
            for bucket in objects(page, "data"):
                yield from parse_bucket(bucket, query.group_by)
            following = page.get("next_page")
            if not page.get("has_more") or not following or following == parameters.get("page"):
                return
            parameters["page"] = str(following)

    def record_pages(self, query: UsageQuery, cursor: str = "") -> Iterator[RecordPage]:
        """See `AccountApi`. The cursor is the end of the stretch that is walked, and the last id in it."""
        self.demand("usage.log")
        end_text, _, last = cursor.partition("/")
        end = second(int(end_text)) if end_text else query.end
        done = 0
        while end is not None and end > query.start:
            start = max(query.start, end - LONGEST_LOG)
            parameters = {**filters(query), **span(start, end), "limit": PAGE_SIZE}
            if last:
                parameters["after"] = last
            page = self.exchange.call("GET", "/usage/records", query=parameters)
            following = str(page["last_id"]) if page.get("has_more") and page.get("last_id") else ""
            # A server that repeats its cursor would be asked for ever.
            last = following if following != last else ""
            end = end if last else start
            is_end = not last and end <= query.start
            records = tuple(map(parse_record, objects(page, "data")))
            done += len(records)
            self.exchange.connection.on_progress(done, None)
            yield RecordPage(
                records=records,
                next_cursor="" if is_end else f"{int(end.timestamp())}/{last}",
            )

    def find_record(self, identifier: str) -> UsageRecord:
        """See `AccountApi`."""
        self.demand("usage.show")
        response = self.exchange.send("GET", f"/usage/records/{part(identifier)}")
        if response.status == 404:
            raise UserError(
                "request-not-found",
                f"there is no request `{identifier}`",
                reason="the account's request log does not have it",
                hint="smartaipi usage log",
            )
        return parse_record(read_object(response, self.exchange.connection.url))

    def ledger(self, start: datetime, end: datetime) -> Iterator[LedgerEntry]:
        """See `AccountApi`."""
        self.demand("ledger")
        return map(parse_entry, self.items("/ledger", span(start, end)))

    def models(self) -> Iterator[Model]:
        """See `AccountApi`."""
        self.demand("models")
        return map(parse_model, objects(self.exchange.call("GET", "/models"), "data"))

    def prices(self) -> Iterator[Price]:
        """See `AccountApi`."""
        self.demand("prices")
        return map(parse_price, objects(self.exchange.call("GET", "/prices"), "data"))
