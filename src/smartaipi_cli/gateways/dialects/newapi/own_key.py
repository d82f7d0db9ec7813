"""What an API key may read about itself on a gateway of the new-api family, without the account's token."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

from smartaipi_cli.domain.account import Balance
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import NATIVE, Capabilities, Capability, Support, unsupported
from smartaipi_cli.gateways.dialects.fields import (
    Object,
    decimal,
    inner,
    integer,
    missing,
    objects,
    optional_text,
    text,
    texts,
)
from smartaipi_cli.gateways.dialects.newapi.exchanges import key_exchange
from smartaipi_cli.gateways.dialects.newapi.status import Status, parse_status
from smartaipi_cli.gateways.exchange import Connection
from smartaipi_cli.gateways.operations import OPERATIONS

TOKEN_USAGE = "/api/usage/token/"  # noqa: S105 - a path, no secret
ROUTES = frozenset(
    {
        "GET /api/status",
        f"GET {TOKEN_USAGE}",
        "GET /dashboard/billing/subscription",
        "GET /dashboard/billing/usage",
        "GET /v1/models",
    }
)
UNLIMITED = 100_000_000
"""What the billing call says of a key without a limit, in the displayed unit."""

REASON = (
    "an API key reads its own limit and nothing else; log in with the account's access token for the rest"
)
DERIVED = (
    "from the key's own limit; where the gateway has only the billing calls, its operator decides whether they "
    "describe the key or the account, and one-api then leaves out what was used"
)


@dataclass(frozen=True, kw_only=True)
class NewApiKey(AccountApi):
    """See `AccountApi`. `/api/usage/token/` allows 20 calls in 20 minutes."""

    dialect: ClassVar[str] = "newapi"
    has_token_usage: ClassVar[bool] = True

    @classmethod
    def connect(cls, connection: Connection) -> Self:
        """What is behind an API key."""
        return cls(exchange=key_exchange(connection, ROUTES))

    @cached_property
    def capabilities(self) -> Capabilities:
        """See `AccountApi`."""
        own = {"balance": Capability(support=Support.DERIVED, reason=DERIVED), "models": NATIVE}
        return {operation: own.get(operation, unsupported(REASON)) for operation in OPERATIONS}

    @cached_property
    def status(self) -> Status:
        """What the gateway tells everybody."""
        connection = self.exchange.connection
        return parse_status(self.exchange.call("GET", "/api/status"), connection.quota_per_unit)

    def balance(self) -> Balance:
        """See `AccountApi`: what the key may still spend. Errors: `not-offered` for a key without a limit."""
        usage = self.token_usage() if self.has_token_usage else None
        found = self.billed() if usage is None else self.counted(usage)
        if found is None:
            raise UserError(
                "not-offered",
                f"{self.label} tells no balance to this API key",
                reason="the key has no limit of its own, and only the account's token reads the balance behind it",
                hint="smartaipi login --with-token",
            )
        return found

    def token_usage(self) -> Object | None:
        """The key's own figures; None in builds that do not have the call."""
        try:
            return inner(self.exchange.call("GET", TOKEN_USAGE), "data")
        except UserError as problem:
            if problem.details.get("status") != 404:
                raise
            return None

    def counted(self, usage: Object) -> Balance | None:
        """The balance from the key's own figures, in quota; None without a limit."""
        if usage.get("unlimited_quota") is True:
            return None
        unit = self.status.unit
        return Balance(
            available=unit.money(integer(usage, "total_available")),
            lifetime_spend=unit.money(integer(usage, "total_used")),
        )

    def billed(self) -> Balance | None:
        """The balance from the billing calls, in the displayed unit: usage counts in hundredths of it."""
        granted = decimal(self.exchange.call("GET", "/dashboard/billing/subscription"), "hard_limit_usd")
        used = decimal(self.exchange.call("GET", "/dashboard/billing/usage"), "total_usage")
        if granted is None or used is None:
            raise missing("hard_limit_usd" if granted is None else "total_usage")
        if granted == UNLIMITED:
            return None
        spent: Money = self.status.shown(used / 100)
        return Balance(available=self.status.shown(granted) - spent, lifetime_spend=spent)

    def models(self) -> Iterator[Model]:
        """See `AccountApi`: what the key may call."""
        for row in objects(self.exchange.call("GET", "/v1/models"), "data"):
            yield Model(
                id=text(row, "id"),
                owner=optional_text(row, "owned_by"),
                endpoints=texts(row, "supported_endpoint_types"),
            )
