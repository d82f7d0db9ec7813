"""An account on a gateway of one-api (source of February 2025 read, checked November 2026; never run live).

As new-api, of which it is the origin, with less: lists of ten in bare arrays, keys shown in full, no second
header, no prices, no groups of keys, and a report of the last seven days instead of hourly sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.dialects.fields import Object, objects, texts
from smartaipi_cli.gateways.dialects.newapi import keys, log
from smartaipi_cli.gateways.dialects.newapi.api import NewApi
from smartaipi_cli.gateways.dialects.newapi.exchanges import token_exchange
from smartaipi_cli.gateways.dialects.newapi.hours import in_dollars
from smartaipi_cli.gateways.dialects.newapi.key_shape import KeyShape
from smartaipi_cli.gateways.dialects.newapi.ledger import TOP_UP
from smartaipi_cli.gateways.dialects.newapi.needs import needs_of_report
from smartaipi_cli.gateways.dialects.newapi.own_key import NewApiKey
from smartaipi_cli.gateways.dialects.newapi.records import CONSUMPTION
from smartaipi_cli.gateways.dialects.oneapi.dashboard import can_answer, report
from smartaipi_cli.gateways.dialects.oneapi.shape import OneApiShape
from smartaipi_cli.gateways.exchange import Connection

ROUTES = (
    keys.ROUTES - {"POST /api/token/*/key"}
    | log.ROUTES
    | {
        "GET /api/status",
        "GET /api/user/self",
        "GET /api/user/available_models",
        "GET /api/user/dashboard",
    }
)


@dataclass(frozen=True, kw_only=True)
class OneApi(NewApi):
    """See `AccountApi`."""

    dialect: ClassVar[str] = "oneapi"
    folder: ClassVar[Path] = Path(__file__).parent
    shape: ClassVar[KeyShape] = OneApiShape()
    request_types: ClassVar[frozenset[int]] = frozenset({CONSUMPTION})
    ledger_types: ClassVar[tuple[int, ...]] = (TOP_UP,)

    @classmethod
    def connect(cls, connection: Connection) -> AccountApi:
        """The account behind an access token, or what an API key may read of itself."""
        if connection.kind == "key":
            return OneApiKey.connect(connection)
        return cls(exchange=token_exchange(connection, ROUTES, with_user=False))

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """See `AccountApi`: the last seven days from the gateway's own report, all else from the log."""
        self.demand_all(needs_of_report(query))
        now = self.exchange.server_now()
        if not can_answer(query, now):
            return self.reports.summed_log(query)
        rows = objects(self.exchange.call("GET", "/api/user/dashboard"), "data")
        return in_dollars(report(rows, query, now), self.status.unit)

    def top_ups(self) -> Iterator[Object]:
        """Nothing: one-api lists no payments."""
        return iter(())

    def models(self) -> Iterator[Model]:
        """See `AccountApi`."""
        names = texts(self.exchange.call("GET", "/api/user/available_models"), "data")
        return (Model(id=name) for name in names)


class OneApiKey(NewApiKey):
    """What an API key may read about itself: the billing calls alone."""

    dialect: ClassVar[str] = "oneapi"
    has_token_usage: ClassVar[bool] = False
