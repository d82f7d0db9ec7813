"""An account on a gateway of the new-api family: new-api itself and the many resellers that run it.

Sources: new-api v0.6.3 (April 2025), files of its builds of 2026, and resellers' documentation, checked November
2026; never run against the live service. Lists come in two generations (`pages`), keys are shown in full, masked
or not at all (`keys`), money is quota (`units`). Never called: `GET /api/user/token`, which makes a new access
token and kills the old one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from smartaipi_cli.domain.account import Account, Balance
from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.ledger import LedgerEntry
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.usage import RecordPage, UsageBucket, UsageQuery, UsageRecord
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Capabilities, read_capabilities
from smartaipi_cli.gateways.dialects.fields import Object, inner, texts
from smartaipi_cli.gateways.dialects.newapi import hours, keys, log, top_ups
from smartaipi_cli.gateways.dialects.newapi.account import parse_account, parse_balance
from smartaipi_cli.gateways.dialects.newapi.creation import create_key
from smartaipi_cli.gateways.dialects.newapi.edits import change_key
from smartaipi_cli.gateways.dialects.newapi.exchanges import token_exchange
from smartaipi_cli.gateways.dialects.newapi.key_fields import KeyFields
from smartaipi_cli.gateways.dialects.newapi.key_shape import KeyShape, NewApiShape
from smartaipi_cli.gateways.dialects.newapi.keys import Keys
from smartaipi_cli.gateways.dialects.newapi.ledger import MANAGEMENT, REFUND, TOP_UP, entries
from smartaipi_cli.gateways.dialects.newapi.log import Log
from smartaipi_cli.gateways.dialects.newapi.needs import needs_of_change, needs_of_report, needs_of_wish
from smartaipi_cli.gateways.dialects.newapi.own_key import NewApiKey
from smartaipi_cli.gateways.dialects.newapi.prices import parse_prices
from smartaipi_cli.gateways.dialects.newapi.records import CONSUMPTION, ERROR
from smartaipi_cli.gateways.dialects.newapi.reports import Reports
from smartaipi_cli.gateways.dialects.newapi.status import Status, parse_status
from smartaipi_cli.gateways.dialects.newapi.top_ups import read_top_ups
from smartaipi_cli.gateways.exchange import Connection

ROUTES = (
    keys.ROUTES
    | log.ROUTES
    | hours.ROUTES
    | top_ups.ROUTES
    | {
        "GET /api/status",
        "GET /api/user/self",
        "GET /api/user/models",
        "GET /api/pricing",
    }
)


@dataclass(frozen=True, kw_only=True)
class NewApi(AccountApi):
    """See `AccountApi`."""

    dialect: ClassVar[str] = "newapi"
    folder: ClassVar[Path] = Path(__file__).parent
    shape: ClassVar[KeyShape] = NewApiShape()
    request_types: ClassVar[frozenset[int]] = frozenset({CONSUMPTION, ERROR})
    ledger_types: ClassVar[tuple[int, ...]] = (TOP_UP, MANAGEMENT, REFUND)

    @classmethod
    def connect(cls, connection: Connection) -> AccountApi:
        """The account behind an access token, or what an API key may read of itself."""
        if connection.kind == "key":
            return NewApiKey.connect(connection)
        return cls(exchange=token_exchange(connection, ROUTES))

    @cached_property
    def capabilities(self) -> Capabilities:
        """See `AccountApi`."""
        return read_capabilities(self.folder / "capabilities.toml")

    @cached_property
    def status(self) -> Status:
        """What the gateway tells everybody."""
        connection = self.exchange.connection
        return parse_status(self.exchange.call("GET", "/api/status"), connection.quota_per_unit)

    @cached_property
    def keys(self) -> Keys:
        """The calls about keys."""
        return Keys(exchange=self.exchange, fields=KeyFields(unit=self.status.unit, shape=self.shape))

    @cached_property
    def log(self) -> Log:
        """The request log."""
        return Log(exchange=self.exchange, request_types=self.request_types)

    @cached_property
    def reports(self) -> Reports:
        """Sums of the log, or the gateway's own."""
        return Reports(log=self.log, status=self.status)

    def demand_all(self, operations: Iterable[str]) -> None:
        """Errors: `not-offered` for the first that is not there."""
        for operation in operations:
            self.demand(operation)

    def describe(self) -> dict[str, str]:
        """See `AccountApi`."""
        return {
            "version": self.status.version,
            "family": "new-api" if self.status.is_newapi else "one-api",
            "quota per dollar": str(self.status.unit.per_dollar),
            "consoles show": self.status.display,
        }

    def myself(self) -> Object:
        """The account's own figures."""
        return inner(self.exchange.call("GET", "/api/user/self"), "data")

    def account(self) -> Account:
        """See `AccountApi`."""
        return parse_account(self.myself())

    def balance(self) -> Balance:
        """See `AccountApi`."""
        return parse_balance(self.myself(), self.status.unit)

    def list_keys(self) -> Iterator[Key]:
        """See `AccountApi`; deleted keys are not listed."""
        return map(self.keys.parse, self.keys.rows())

    def show_key(self, identifier: str) -> Key:
        """See `AccountApi`."""
        return self.keys.parse(self.keys.row(identifier))

    def create_key(self, wish: KeyWish, *, idempotency_key: str) -> Key:
        """See `AccountApi` and `creation.create_key`."""
        self.demand_all(needs_of_wish(wish))
        return create_key(self.keys, wish, idempotency_key)

    def update_key(self, key: Key, change: KeyChange) -> Key:
        """See `AccountApi` and `edits.change_key`: what others change at the same moment is lost."""
        self.demand_all(needs_of_change(change))
        return change_key(self.keys, key.id, change)

    def enable_key(self, key: Key, *, enabled: bool) -> Key:
        """See `AccountApi`."""
        return self.keys.enable(key, enabled=enabled)

    def revoke_key(self, key: Key) -> None:
        """See `AccountApi`."""
        self.keys.revoke(key)

    def reveal_key(self, key: Key) -> Secret:
        """See `AccountApi`."""
        return self.keys.secret_of(self.keys.row(key.id))

    def set_budget(self, key: Key | None, budget: Budget) -> None:
        """See `AccountApi`."""
        if key is None:
            raise self.refusal("budgets.account")
        self.update_key(key, KeyChange(budgets=(budget,)))

    def remove_budget(self, key: Key | None, period: str) -> None:
        """See `AccountApi`."""
        if key is None:
            raise self.refusal("budgets.account")
        self.demand(f"budgets.{period}")
        self.update_key(key, KeyChange(budgets=()))

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """See `AccountApi`."""
        self.demand_all(needs_of_report(query))
        return self.reports.usage(query)

    def record_pages(self, query: UsageQuery, cursor: str = "") -> Iterator[RecordPage]:
        """See `AccountApi`."""
        return self.log.pages(query, self.status.unit, cursor)

    def find_record(self, identifier: str) -> UsageRecord:
        """See `AccountApi`."""
        self.demand("usage.show")
        return self.reports.find(identifier)

    def ledger(self, start: datetime, end: datetime) -> Iterator[LedgerEntry]:
        """See `AccountApi`."""
        self.demand("ledger")
        rows = (row for kind in self.ledger_types for row in self.log.rows(start, end, kind))
        return entries(self.top_ups(), rows, self.status.unit, start, end)

    def top_ups(self) -> Iterator[Object]:
        """The account's payments."""
        return read_top_ups(self.exchange)

    def models(self) -> Iterator[Model]:
        """See `AccountApi`."""
        return (Model(id=name) for name in texts(self.exchange.call("GET", "/api/user/models"), "data"))

    def prices(self) -> Iterator[Price]:
        """See `AccountApi`."""
        self.demand("prices")
        return parse_prices(self.exchange.call("GET", "/api/pricing"))
