"""An organization at OpenAI, as its administration API shows it to an admin key.

Source: developers.openai.com, API reference (admin keys, projects, usage, costs), checked November 2026; never run
against the live service. Admin keys manage the organization; the keys that call models belong to projects and are
made in the console. Usage is told by model, key, project, day and hour, cost by day and project alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import ClassVar, Self

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import Capabilities, read_capabilities
from smartaipi_cli.gateways.dialects.creation import create_once
from smartaipi_cli.gateways.dialects.demands import (
    operations_of_change,
    operations_of_query,
    operations_of_wish,
)
from smartaipi_cli.gateways.dialects.fields import text
from smartaipi_cli.gateways.dialects.openai_admin.parse import ADMIN, parse_key
from smartaipi_cli.gateways.dialects.openai_admin.reports import cost_parts, usage_parts
from smartaipi_cli.gateways.dialects.reports import gathered, whole_windows
from smartaipi_cli.gateways.dialects.vendor_admin import (
    Parameters,
    admin_reader,
    key_not_found,
    listed,
    part,
)
from smartaipi_cli.gateways.exchange import Connection, Exchange

PAGE_SIZE = 100
ROUTES = frozenset(
    {
        "GET /admin_api_keys",
        "POST /admin_api_keys",
        "GET /admin_api_keys/*",
        "DELETE /admin_api_keys/*",
        "GET /projects",
        "GET /projects/*/api_keys",
        "DELETE /projects/*/api_keys/*",
        "GET /usage/*",
        "GET /costs",
    }
)


@dataclass(frozen=True, kw_only=True)
class OpenAIAdminApi(AccountApi):
    """See `AccountApi`."""

    dialect: ClassVar[str] = "openai-admin"

    @classmethod
    def connect(cls, connection: Connection) -> Self:
        """The organization behind an admin key."""
        return cls(
            exchange=Exchange(
                connection=connection,
                routes=ROUTES,
                headers={"authorization": f"Bearer {connection.credential.reveal()}"},
                read=admin_reader(connection.credential, "sk-admin-"),
            )
        )

    @cached_property
    def capabilities(self) -> Capabilities:
        """See `AccountApi`."""
        return read_capabilities(Path(__file__).with_name("capabilities.toml"))

    def list_keys(self) -> Iterator[Key]:
        """See `AccountApi`: admin keys first, then the keys of each project."""
        return chain(self.admin_keys(), self.project_keys())

    def admin_keys(self) -> Iterator[Key]:
        """The keys that manage the organization."""
        newest_first: Parameters = {"limit": PAGE_SIZE, "order": "desc"}
        for item in listed(self.exchange, "/admin_api_keys", "after", newest_first):
            yield parse_key(item, ADMIN, self.exchange.server_now())

    def project_keys(self) -> Iterator[Key]:
        """The keys that call models, project by project."""
        for project in listed(self.exchange, "/projects", "after", {"limit": PAGE_SIZE}):
            group = text(project, "id")
            path = f"/projects/{part(group)}/api_keys"
            for item in listed(self.exchange, path, "after", {"limit": PAGE_SIZE}):
                yield parse_key(item, group, self.exchange.server_now())

    def show_key(self, identifier: str) -> Key:
        """See `AccountApi`; a project key is looked for, since its id does not tell its project."""
        response = self.exchange.send("GET", f"/admin_api_keys/{part(identifier)}")
        if response.status != 404:
            data = self.exchange.read(response, self.exchange.connection.url)
            return parse_key(data, ADMIN, self.exchange.server_now())
        for key in self.project_keys():
            if key.id == identifier:
                return key
        raise key_not_found(identifier)

    def create_key(self, wish: KeyWish, *, idempotency_key: str) -> Key:
        """See `AccountApi`; an admin key, and only when the group `admin` is asked for by name.

        So that nobody gets a key over the whole organization where one that calls models was meant.
        """
        del idempotency_key  # not known there: what stood before tells a new key from the others
        for operation in operations_of_wish(wish):
            self.demand(operation)
        if wish.group != ADMIN:
            raise self.refusal("keys.create")
        before = {key.id for key in self.admin_keys()}
        body: dict[str, object] = {"name": wish.name}
        if wish.expires_at is not None:
            lifetime = wish.expires_at - self.exchange.server_now()
            body["expires_in_seconds"] = max(1, int(lifetime.total_seconds()))

        def send() -> Key:
            answer = self.exchange.call("POST", "/admin_api_keys", body=body)
            return parse_key(answer, ADMIN, self.exchange.server_now())

        def find() -> Iterator[Key]:
            return (key for key in self.admin_keys() if key.name == wish.name and key.id not in before)

        return create_once(send, find, wish.name, self.exchange.connection.pause)

    def update_key(self, key: Key, change: KeyChange) -> Key:
        """See `AccountApi`; nothing of a key can be changed there."""
        for operation in operations_of_change(change):
            raise self.refusal(operation)
        return key

    def revoke_key(self, key: Key) -> None:
        """See `AccountApi`."""
        folder = "/admin_api_keys" if key.group == ADMIN else f"/projects/{part(key.group)}/api_keys"
        response = self.exchange.send("DELETE", f"{folder}/{part(key.id)}")
        if response.status != 404:
            self.exchange.read(response, self.exchange.connection.url)

    def list_budgets(self) -> Iterator[Budget]:
        """See `AccountApi`."""
        raise self.refusal("budgets.total")

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """See `AccountApi`; whole UTC days or hours.

        The cost is there in all, by day and by project, without a filter; elsewhere it is zero.
        """
        for operation in operations_of_query(query):
            self.demand(operation)
        wanted = whole_windows(query)
        parts = chain(usage_parts(self.exchange, wanted), cost_parts(self.exchange, wanted))
        return gathered(parts, wanted, self.exchange.server_now())
