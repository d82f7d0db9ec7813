"""The keys of a LiteLLM proxy, or of one of its users: listed, shown, made, changed, deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.creation import create_once
from smartaipi_cli.gateways.dialects.fields import Object
from smartaipi_cli.gateways.dialects.litellm.bodies import change_body, creation_body
from smartaipi_cli.gateways.dialects.litellm.budgets import has_windows
from smartaipi_cli.gateways.dialects.litellm.parse import key_row, parse_key
from smartaipi_cli.gateways.dialects.litellm.walks import key_rows, windows_of
from smartaipi_cli.gateways.exchange import Exchange

MARGIN = timedelta(minutes=2)
"""How far clocks may stray where a key is told to be new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys that the credential sees; `user_id` narrows them to one user's."""

    exchange: Exchange
    user_id: str

    def list_all(self) -> Iterator[Key]:
        """The living keys, newest first, then the deleted ones."""
        of_user = {"user_id": self.user_id} if self.user_id else {}
        for row in key_rows(self.exchange, of_user):
            yield self.read(windows_of(self.exchange, row) if has_windows(row) else row)
        yield from map(self.read, key_rows(self.exchange, {**of_user, "status": "deleted"}))

    def show(self, identifier: str) -> Key:
        """One key, living or deleted. Errors: `key-not-found`."""
        return self.read(self.row(identifier))

    def create(self, wish: KeyWish) -> Key:
        """A new key with its secret; its unique name stands in for an idempotency key.

        Errors: `key-name-taken`; `key-missing` when the key stands and its secret was lost on the way.
        """
        asked_at = self.exchange.server_now()
        body = creation_body(wish, self.user_id, asked_at)

        def send() -> Key:
            return self.read(self.exchange.call("POST", "/key/generate", body=body))

        def find() -> Iterator[Key]:
            named = map(self.read, key_rows(self.exchange, {"key_alias": wish.name}))
            return (key for key in named if key.created_at and key.created_at >= asked_at - MARGIN)

        return create_once(send, find, wish.name, self.exchange.connection.pause)

    def update(self, key: Key, change: KeyChange) -> Key:
        """The key after a change. Errors: `key-name-taken`, `key-not-found`."""
        looks_first = change.metadata is not KEEP or change.budgets is not KEEP
        row = self.row(key.id) if looks_first else {}
        body = change_body(change, row, self.exchange.server_now())
        if body:
            self.send("update", key, body)
        return self.show(key.id)

    def enable(self, key: Key, *, enabled: bool) -> Key:
        """The key, blocked or not. Errors: `key-not-found`."""
        self.send("unblock" if enabled else "block", key, {})
        return self.show(key.id)

    def delete(self, key: Key) -> None:
        """Delete a key; one that is gone already is success."""
        try:
            self.exchange.call("POST", "/key/delete", body={"keys": [key.id]}, repeatable=True)
        except UserError as problem:
            if problem.code != "key-not-found":
                raise

    def set_budget(self, key: Key, budget: Budget) -> None:
        """Set the budget of one window; the others stay."""
        others = tuple(one for one in self.show(key.id).budgets if one.period != budget.period)
        self.update(key, KeyChange(budgets=(*others, budget)))

    def remove_budget(self, key: Key, period: str) -> None:
        """Take the budget of one window away; one that is not there is success."""
        budgets = self.show(key.id).budgets
        others = tuple(budget for budget in budgets if budget.period != period)
        if others != budgets:
            self.update(key, KeyChange(budgets=others))

    def row(self, identifier: str) -> Object:
        """A key's row, with what was spent within its windows."""
        return key_row(self.exchange.call("GET", "/key/info", query={"key": identifier}))

    def read(self, row: Object) -> Key:
        """A row as a key, by the proxy's clock."""
        return parse_key(row, self.exchange.server_now())

    def send(self, verb: str, key: Key, body: Mapping[str, object]) -> None:
        """Change a key; the same change twice does no more than once."""
        self.exchange.call("POST", f"/key/{verb}", body={"key": key.id, **body}, repeatable=True)
