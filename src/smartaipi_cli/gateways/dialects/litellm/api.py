"""An account on a LiteLLM proxy.

Source: the proxy itself, version 1.106.2 with PostgreSQL, run in November 2026 (tests/live/test_litellm.py), and
docs.litellm.ai. The master key does all of it; a key of one of the proxy's users sees that user; another virtual
key is told about itself alone. Usage and spending are written in batches, ten seconds late unless the proxy is
told otherwise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Self

from smartaipi_cli.domain.account import Account, Balance
from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.usage import RecordPage, UsageBucket, UsageQuery, UsageRecord
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Capabilities, read_capabilities
from smartaipi_cli.gateways.dialects.demands import (
    operations_of_change,
    operations_of_query,
    operations_of_wish,
)
from smartaipi_cli.gateways.dialects.fields import optional_text
from smartaipi_cli.gateways.dialects.litellm.account import (
    describe_account,
    find_budget,
    no_balance,
    set_user_budget,
)
from smartaipi_cli.gateways.dialects.litellm.keys import Keys
from smartaipi_cli.gateways.dialects.litellm.log import find_row, parse_record, walk
from smartaipi_cli.gateways.dialects.litellm.parse import (
    parse_model,
    parse_price,
)
from smartaipi_cli.gateways.dialects.litellm.problems import read
from smartaipi_cli.gateways.dialects.litellm.reports import log_filters, report
from smartaipi_cli.gateways.dialects.litellm.roles import (
    Role,
    Standing,
    find_standing,
    narrowed,
    no_master_key,
)
from smartaipi_cli.gateways.dialects.litellm.walks import model_rows
from smartaipi_cli.gateways.exchange import Connection, Exchange

ROUTES = frozenset(
    {
        "GET /health/readiness/details",
        "GET /key/info",
        "GET /key/list",
        "POST /key/generate",
        "POST /key/update",
        "POST /key/block",
        "POST /key/unblock",
        "POST /key/delete",
        "GET /user/info",
        "POST /user/update",
        "GET /global/spend",
        "GET /user/daily/activity",
        "GET /spend/logs/v2",
        "GET /model/info",
    }
)


@dataclass(frozen=True, kw_only=True)
class LiteLlmApi(AccountApi):
    """See `AccountApi`."""

    dialect: ClassVar[str] = "litellm"

    @classmethod
    def connect(cls, connection: Connection) -> Self:
        """The account behind a master key, or what a virtual key is told."""
        headers = {"authorization": f"Bearer {connection.credential.reveal()}"}
        return cls(exchange=Exchange(connection=connection, routes=ROUTES, headers=headers, read=read))

    @cached_property
    def standing(self) -> Standing:
        """What the credential is."""
        return find_standing(self.exchange)

    @property
    def user_id(self) -> str:
        """The user that an admin's profile looks after; empty for the whole proxy, and for everybody else."""
        return self.exchange.connection.user_id if self.standing.role is Role.ADMIN else ""

    @property
    def keys(self) -> Keys:
        """The keys that the credential sees."""
        return Keys(exchange=self.exchange, user_id=self.user_id)

    @cached_property
    def table(self) -> Capabilities:
        """What the dialect offers to the master key."""
        return read_capabilities(Path(__file__).with_name("capabilities.toml"))

    @cached_property
    def capabilities(self) -> Capabilities:
        """See `AccountApi`."""
        return narrowed(self.table, self.standing.role, has_user=bool(self.user_id))

    def demand(self, operation: str) -> None:
        """See `AccountApi`. Errors: also `wrong-credential` for a virtual key that was given as a token."""
        is_withheld = self.table[operation].is_offered and not self.capabilities[operation].is_offered
        if is_withheld and self.standing.role is Role.KEY and self.exchange.connection.kind == "token":
            raise no_master_key(self.label)
        super().demand(operation)

    def describe(self) -> Mapping[str, str]:
        """See `AccountApi`."""
        described = {"credential": self.standing.role.value}
        try:
            details = self.exchange.call("GET", "/health/readiness/details")
        except UserError:
            return described  # only admins are told
        return {**described, "version": optional_text(details, "litellm_version")}

    def account(self) -> Account:
        """See `AccountApi`; for the master key alone, the proxy."""
        self.demand("account")
        return describe_account(self.exchange, self.standing, self.user_id)

    def balance(self) -> Balance:
        """See `AccountApi`: what the budget of the key, of the user or of the whole proxy leaves."""
        self.demand("balance")
        budget = find_budget(self.exchange, self.standing, self.user_id)
        if budget is None:
            raise no_balance(self.label, self.dialect)
        return Balance(available=budget.remaining, as_of=self.exchange.server_now())

    def list_keys(self) -> Iterator[Key]:
        """See `AccountApi`; what was spent within windows takes one more call for each key that has any."""
        self.demand("keys.list")
        if self.standing.role is Role.KEY:
            return iter((self.keys.read(self.standing.key),))
        return self.keys.list_all()

    def show_key(self, identifier: str) -> Key:
        """See `AccountApi`; a deleted key is still known."""
        self.demand("keys.show")
        return self.keys.show(identifier)

    def create_key(self, wish: KeyWish, *, idempotency_key: str) -> Key:
        """See `AccountApi`. Errors: also `key-name-taken`."""
        del idempotency_key
        for operation in operations_of_wish(wish):
            self.demand(operation)
        return self.keys.create(wish)

    def update_key(self, key: Key, change: KeyChange) -> Key:
        """See `AccountApi`. Errors: also `key-name-taken`."""
        for operation in operations_of_change(change):
            self.demand(operation)
        return self.keys.update(key, change)

    def enable_key(self, key: Key, *, enabled: bool) -> Key:
        """See `AccountApi`."""
        self.demand("keys.enable")
        return self.keys.enable(key, enabled=enabled)

    def revoke_key(self, key: Key) -> None:
        """See `AccountApi`."""
        self.demand("keys.revoke")
        self.keys.delete(key)

    def list_budgets(self) -> Iterator[Budget]:
        """See `AccountApi`."""
        is_account = self.standing.role is not Role.KEY
        if is_account and (budget := find_budget(self.exchange, self.standing, self.user_id)):
            yield budget
        for key in self.list_keys():
            if key.status != "revoked":
                yield from key.budgets

    def set_budget(self, key: Key | None, budget: Budget) -> None:
        """See `AccountApi`; a key has one budget for each window, a user one in all."""
        self.demand(f"budgets.{budget.period}" if key else "budgets.account")
        if key is None:
            set_user_budget(self.exchange, self.user_id, budget)
        else:
            self.keys.set_budget(key, budget)

    def remove_budget(self, key: Key | None, period: str) -> None:
        """See `AccountApi`."""
        self.demand(f"budgets.{period}" if key else "budgets.account")
        if key is not None:
            self.keys.remove_budget(key, period)
            return
        budget = find_budget(self.exchange, self.standing, self.user_id)
        if budget is not None and budget.period == period:
            set_user_budget(self.exchange, self.user_id, None)

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """See `AccountApi`."""
        for operation in operations_of_query(query):
            self.demand(operation)
        return report(self.exchange, query, self.user_id)

    def record_pages(self, query: UsageQuery, cursor: str = "") -> Iterator[RecordPage]:
        """See `AccountApi`."""
        self.demand("usage.log")
        return walk(self.exchange, query, log_filters(query, self.user_id), cursor)

    def find_record(self, identifier: str) -> UsageRecord:
        """See `AccountApi`."""
        self.demand("usage.show")
        row = find_row(self.exchange, identifier)
        if row is None:
            raise UserError(
                "request-not-found",
                f"there is no request `{identifier}`",
                reason="the proxy's request log does not have it; it is written some seconds late",
                hint="smartaipi usage log",
            )
        return parse_record(row)

    def models(self) -> Iterator[Model]:
        """See `AccountApi`."""
        self.demand("models")
        return map(parse_model, model_rows(self.exchange))

    def prices(self) -> Iterator[Price]:
        """See `AccountApi`."""
        self.demand("prices")
        return map(parse_price, model_rows(self.exchange))
