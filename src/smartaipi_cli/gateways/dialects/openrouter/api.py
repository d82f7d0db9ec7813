"""An account on OpenRouter.

Source: openrouter.ai/docs, API reference (keys, credits, activity, generation, models), checked November 2026;
never run against the live service. A management key does all of it. An API key calls models and is told about
itself alone (`GET /key`). Keys are listed from the default workspace, as OpenRouter does unasked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Self

from smartaipi_cli.domain.account import Account, Balance
from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.domain.transport import Response
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageRecord
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Capabilities, read_capabilities
from smartaipi_cli.gateways.dialects.creation import create_once
from smartaipi_cli.gateways.dialects.demands import (
    operations_of_change,
    operations_of_query,
    operations_of_wish,
)
from smartaipi_cli.gateways.dialects.fields import Object, dollars, inner, objects
from smartaipi_cli.gateways.dialects.openrouter.bodies import change_body, creation_body, limit_body
from smartaipi_cli.gateways.dialects.openrouter.credential import capabilities_of_a_key, manages
from smartaipi_cli.gateways.dialects.openrouter.parse import (
    parse_account,
    parse_credits,
    parse_generation,
    parse_key,
    parse_model,
    parse_own_key,
    parse_price,
)
from smartaipi_cli.gateways.dialects.openrouter.refusals import expiry_stays, no_management_key, no_tiers
from smartaipi_cli.gateways.dialects.openrouter.walks import activity, generation, key_objects
from smartaipi_cli.gateways.dialects.vendor_admin import key_not_found, part
from smartaipi_cli.gateways.exchange import Connection, Exchange

ROUTES = frozenset(
    {
        "GET /key",
        "GET /keys",
        "POST /keys",
        "GET /keys/*",
        "PATCH /keys/*",
        "DELETE /keys/*",
        "GET /credits",
        "GET /activity",
        "GET /generation",
        "GET /models",
    }
)


@dataclass(frozen=True, kw_only=True)
class OpenRouterApi(AccountApi):
    """See `AccountApi`."""

    dialect: ClassVar[str] = "openrouter"

    @classmethod
    def connect(cls, connection: Connection) -> Self:
        """The account behind a management key, or what an API key is told."""
        headers = {"authorization": f"Bearer {connection.credential.reveal()}"}
        return cls(exchange=Exchange(connection=connection, routes=ROUTES, headers=headers))

    @cached_property
    def credential(self) -> Object:
        """What `/key` tells of the credential itself."""
        return inner(self.exchange.call("GET", "/key"), "data")

    @property
    def is_manager(self) -> bool:
        """Whether the credential is a management key."""
        return manages(self.credential, self.exchange.connection.kind)

    @cached_property
    def capabilities(self) -> Capabilities:
        """See `AccountApi`."""
        table = read_capabilities(Path(__file__).with_name("capabilities.toml"))
        if self.is_manager:
            return table
        return capabilities_of_a_key(table, has_limit=self.credential.get("limit_remaining") is not None)

    def demand(self, operation: str) -> None:
        """See `AccountApi`. Errors: also `wrong-credential` for an API key that was given as a token."""
        if not self.is_manager and self.exchange.connection.kind == "token":
            raise no_management_key(self.label)
        super().demand(operation)

    def describe(self) -> Mapping[str, str]:
        """See `AccountApi`."""
        return {"credential": "management key" if self.is_manager else "API key"}

    def account(self) -> Account:
        """See `AccountApi`."""
        self.demand("account")
        return parse_account(self.credential)

    def balance(self) -> Balance:
        """See `AccountApi`; may lag a minute, and be negative. For an API key, what its limit leaves."""
        self.demand("balance")
        if self.is_manager:
            return parse_credits(inner(self.exchange.call("GET", "/credits"), "data"))
        left = dollars(self.credential, "limit_remaining")
        if left is None:
            raise self.refusal("balance")
        return Balance(available=left)

    def list_keys(self) -> Iterator[Key]:
        """See `AccountApi`."""
        self.demand("keys.list")
        now = self.exchange.server_now()
        if not self.is_manager:
            yield parse_own_key(self.credential, now)
            return
        for item in key_objects(self.exchange):
            yield parse_key(item, now)

    def show_key(self, identifier: str) -> Key:
        """See `AccountApi`."""
        self.demand("keys.show")
        if self.is_manager:
            return self.key_of(self.exchange.send("GET", f"/keys/{part(identifier)}"), identifier)
        own = parse_own_key(self.credential, self.exchange.server_now())
        if identifier != own.id:
            raise key_not_found(identifier)
        return own

    def create_key(self, wish: KeyWish, *, idempotency_key: str) -> Key:
        """See `AccountApi`. The key has a unique name until its secret is here, by which it could be found."""
        for operation in operations_of_wish(wish):
            self.demand(operation)
        unique = f"{wish.name} {sha256(idempotency_key.encode()).hexdigest()[:8]}"
        body = creation_body(wish, unique)

        def send() -> Key:
            answer = self.exchange.call("POST", "/keys", body=body)
            return parse_key(inner(answer, "data"), self.exchange.server_now(), answer.get("key"))

        def find() -> Iterator[Key]:
            return (key for key in self.list_keys() if key.name == unique)

        key = create_once(send, find, unique, self.exchange.connection.pause)
        try:
            return replace(self.change(key, {"name": wish.name}), secret=key.secret)
        except UserError:
            return key  # with a longer name, which is worth less than its secret

    def update_key(self, key: Key, change: KeyChange) -> Key:
        """See `AccountApi`."""
        for operation in operations_of_change(change):
            self.demand(operation)
        if change.expires_at is not KEEP:
            raise expiry_stays(self.label)
        body = change_body(change)
        return self.change(key, body) if body else self.show_key(key.id)

    def enable_key(self, key: Key, *, enabled: bool) -> Key:
        """See `AccountApi`."""
        self.demand("keys.enable")
        return self.change(key, {"disabled": not enabled})

    def revoke_key(self, key: Key) -> None:
        """See `AccountApi`."""
        self.demand("keys.revoke")
        response = self.exchange.send("DELETE", f"/keys/{part(key.id)}")
        if response.status != 404:
            self.exchange.read(response, self.exchange.connection.url)

    def set_budget(self, key: Key | None, budget: Budget) -> None:
        """See `AccountApi`; a limit with another window is not replaced unasked."""
        self.demand(f"budgets.{budget.period}" if key else "budgets.account")
        if key is not None:
            if any(other.period != budget.period for other in self.show_key(key.id).budgets):
                raise self.refusal("budgets.several")
            self.change(key, limit_body((budget,)))

    def remove_budget(self, key: Key | None, period: str) -> None:
        """See `AccountApi`."""
        self.demand(f"budgets.{period}" if key else "budgets.account")
        if key is not None and any(found.period == period for found in self.show_key(key.id).budgets):
            self.change(key, limit_body(()))

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """See `AccountApi`; whole UTC days, of which today is never one."""
        for operation in operations_of_query(query):
            self.demand(operation)
        if "service_tier" in query.group_by:
            raise no_tiers(self.label)
        if query.key is None and "key" in query.group_by:
            return activity(self.exchange, query, self.list_keys())
        return activity(self.exchange, query, (query.key,))

    def find_record(self, identifier: str) -> UsageRecord:
        """See `AccountApi`."""
        self.demand("usage.show")
        return parse_generation(generation(self.exchange, identifier))

    def models(self) -> Iterator[Model]:
        """See `AccountApi`; the list is public."""
        return map(parse_model, objects(self.exchange.call("GET", "/models"), "data"))

    def prices(self) -> Iterator[Price]:
        """See `AccountApi`; the list is public."""
        return map(parse_price, objects(self.exchange.call("GET", "/models"), "data"))

    def change(self, key: Key, body: Mapping[str, object]) -> Key:
        """The key after a change; the same change twice does no more than once."""
        response = self.exchange.send("PATCH", f"/keys/{part(key.id)}", body=body, repeatable=True)
        return self.key_of(response, key.id)

    def key_of(self, response: Response, identifier: str) -> Key:
        """The key in an answer. Errors: `key-not-found`."""
        if response.status == 404:
            raise key_not_found(identifier)
        data = inner(self.exchange.read(response, self.exchange.connection.url), "data")
        return parse_key(data, self.exchange.server_now())
