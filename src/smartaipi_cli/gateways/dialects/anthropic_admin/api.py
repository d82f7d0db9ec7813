"""An organization at Anthropic, as its administration API shows it to an admin key.

Source: platform.claude.com, API reference (organization, API keys, usage report, cost report), checked November
2026; never run against the live service. Keys are made in the console; here they are renamed, disabled and
archived. The reports count tokens, not requests.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import ClassVar, Self

from smartaipi_cli.domain.account import Account
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KEEP, KeyChange
from smartaipi_cli.domain.transport import Response
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Capabilities, read_capabilities
from smartaipi_cli.gateways.dialects.anthropic_admin.parse import parse_account, parse_key
from smartaipi_cli.gateways.dialects.anthropic_admin.reports import cost_parts, usage_parts
from smartaipi_cli.gateways.dialects.demands import operations_of_change, operations_of_query
from smartaipi_cli.gateways.dialects.reports import gathered, whole_windows
from smartaipi_cli.gateways.dialects.vendor_admin import admin_reader, key_not_found, listed, part
from smartaipi_cli.gateways.exchange import Connection, Exchange

API_VERSION = "2023-06-01"
PAGE_SIZE = 1000
ROUTES = frozenset(
    {
        "GET /me",
        "GET /api_keys",
        "GET /api_keys/*",
        "POST /api_keys/*",
        "GET /usage_report/messages",
        "GET /cost_report",
    }
)


@dataclass(frozen=True, kw_only=True)
class AnthropicAdminApi(AccountApi):
    """See `AccountApi`."""

    dialect: ClassVar[str] = "anthropic-admin"

    @classmethod
    def connect(cls, connection: Connection) -> Self:
        """The organization behind an admin key."""
        return cls(
            exchange=Exchange(
                connection=connection,
                routes=ROUTES,
                headers={"x-api-key": connection.credential.reveal(), "anthropic-version": API_VERSION},
                read=admin_reader(connection.credential, "sk-ant-admin"),
            )
        )

    @cached_property
    def capabilities(self) -> Capabilities:
        """See `AccountApi`."""
        return read_capabilities(Path(__file__).with_name("capabilities.toml"))

    def account(self) -> Account:
        """See `AccountApi`."""
        return parse_account(self.exchange.call("GET", "/me"))

    def list_keys(self) -> Iterator[Key]:
        """See `AccountApi`; archived keys stay in the list."""
        return map(parse_key, listed(self.exchange, "/api_keys", "after_id", {"limit": PAGE_SIZE}))

    def show_key(self, identifier: str) -> Key:
        """See `AccountApi`."""
        return self.key_of(self.exchange.send("GET", f"/api_keys/{part(identifier)}"), identifier)

    def update_key(self, key: Key, change: KeyChange) -> Key:
        """See `AccountApi`; a key has nothing but its name that could be changed."""
        for operation in operations_of_change(change):
            if operation != "keys.rename":
                raise self.refusal(operation)
        return self.change(key, {"name": change.name}) if change.name is not KEEP else self.show_key(key.id)

    def enable_key(self, key: Key, *, enabled: bool) -> Key:
        """See `AccountApi`."""
        return self.change(key, {"status": "active" if enabled else "inactive"})

    def revoke_key(self, key: Key) -> None:
        """See `AccountApi`."""
        response = self.post(key, {"status": "archived"})
        if response.status != 404:
            self.exchange.read(response, self.exchange.connection.url)

    def list_budgets(self) -> Iterator[Budget]:
        """See `AccountApi`."""
        raise self.refusal("budgets.total")

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """See `AccountApi`; whole UTC days or hours, without numbers of requests.

        The cost is there in all and by day, model and workspace; by key and by hour it is zero.
        """
        for operation in operations_of_query(query):
            self.demand(operation)
        wanted = whole_windows(query)
        parts = chain(usage_parts(self.exchange, wanted), cost_parts(self.exchange, wanted))
        return gathered(parts, wanted, self.exchange.server_now())

    def change(self, key: Key, body: Mapping[str, object]) -> Key:
        """The key after a change."""
        return self.key_of(self.post(key, body), key.id)

    def post(self, key: Key, body: Mapping[str, object]) -> Response:
        """Send a change; the same one twice does no more than once."""
        return self.exchange.send("POST", f"/api_keys/{part(key.id)}", body=body, repeatable=True)

    def key_of(self, response: Response, identifier: str) -> Key:
        """The key in an answer. Errors: `key-not-found`."""
        if response.status == 404:
            raise key_not_found(identifier)
        return parse_key(self.exchange.read(response, self.exchange.connection.url))
