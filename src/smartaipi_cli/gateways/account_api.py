# ruff: noqa: ARG002 - what a dialect does not override looks at no argument
"""One account on one gateway, whatever its dialect."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar

from smartaipi_cli.domain.account import Account, Balance
from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.ledger import LedgerEntry
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.usage import RecordPage, UsageBucket, UsageQuery, UsageRecord
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.capabilities import Capabilities, demand, not_offered
from smartaipi_cli.gateways.exchange import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """A key with its new secret; the old one works until `previous_expires_at`, None when it is dead already."""

    key: Key
    previous_expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AccountApi:
    """What all dialects answer; each overrides what its gateway has, the rest raises `not-offered`.

    Errors of every method: those of `Exchange.call`, and `not-offered` with the dialect's reason.
    """

    dialect: ClassVar[str]
    exchange: Exchange

    @cached_property
    def capabilities(self) -> Capabilities:
        """What this gateway can do for this credential; may ask the gateway, once."""
        raise NotImplementedError

    @property
    def label(self) -> str:
        """The gateway as people call it."""
        return self.exchange.connection.label

    def demand(self, operation: str) -> None:
        """Errors: `not-offered`."""
        demand(self.capabilities, operation, self.label, self.dialect)

    def refusal(self, operation: str) -> UserError:
        """The error for an operation that is not there."""
        return not_offered(self.capabilities, operation, self.label, self.dialect)

    def describe(self) -> Mapping[str, str]:
        """Names to values of what else a probe should show (`version`, `quota per unit`, …)."""
        return {}

    def account(self) -> Account:
        """Who the account is."""
        raise self.refusal("account")

    def balance(self) -> Balance:
        """What the account can still spend."""
        raise self.refusal("balance")

    def list_keys(self) -> Iterator[Key]:
        """Every key, newest first where the gateway has an order; revoked ones where it still lists them."""
        raise self.refusal("keys.list")

    def show_key(self, identifier: str) -> Key:
        """The key of this id. Errors: `key-not-found`."""
        raise self.refusal("keys.show")

    def create_key(self, wish: KeyWish, *, idempotency_key: str) -> Key:
        """Create a key; its secret is in the answer this once.

        The same idempotency key never makes a second key. Errors: `key-missing` when the key stands but its
        secret cannot be had any more, with its id in `details`.
        """
        raise self.refusal("keys.create")

    def update_key(self, key: Key, change: KeyChange) -> Key:
        """Change a key; the key as it is then."""
        raise self.refusal("keys.rename")

    def enable_key(self, key: Key, *, enabled: bool) -> Key:
        """Enable or disable a key; the key as it is then."""
        raise self.refusal("keys.enable")

    def revoke_key(self, key: Key) -> None:
        """Revoke a key for good; one that is gone already is success."""
        raise self.refusal("keys.revoke")

    def reveal_key(self, key: Key) -> Secret:
        """The secret of an existing key."""
        raise self.refusal("keys.reveal")

    def rotate_key(self, key: Key, grace: timedelta) -> Rotated:
        """Give a key a new secret, natively; where that is emulated, the caller makes a twin instead."""
        raise self.refusal("keys.rotate")

    def list_budgets(self) -> Iterator[Budget]:
        """All budgets of the account and of its keys, each with its scope."""
        for key in self.list_keys():
            yield from key.budgets

    def set_budget(self, key: Key | None, budget: Budget) -> None:
        """Set or replace the budget of a key, or of the account (None), for the window of `budget`."""
        raise self.refusal(f"budgets.{budget.period}" if key else "budgets.account")

    def remove_budget(self, key: Key | None, period: str) -> None:
        """Take a budget away; one that is not there is success."""
        raise self.refusal(f"budgets.{period}" if key else "budgets.account")

    def usage(self, query: UsageQuery) -> Iterator[UsageBucket]:
        """Totals by window and group, oldest first; windows without requests may be missing."""
        raise self.refusal("usage.totals")

    def record_pages(self, query: UsageQuery, cursor: str = "") -> Iterator[RecordPage]:
        """The request log, newest first; `cursor` goes on where an earlier walk stopped.

        Only the range and the filters of `query` are looked at. Each record comes once, also when new ones
        arrive meanwhile.
        """
        raise self.refusal("usage.log")

    def find_record(self, identifier: str) -> UsageRecord:
        """The request of this id. Errors: `request-not-found`."""
        raise self.refusal("usage.show")

    def ledger(self, start: datetime, end: datetime) -> Iterator[LedgerEntry]:
        """The movements of money in [start, end), newest first."""
        raise self.refusal("ledger")

    def models(self) -> Iterator[Model]:
        """The models that the account may call."""
        raise self.refusal("models")

    def prices(self) -> Iterator[Price]:
        """What each model costs this account; one entry for each group that has a ratio of its own."""
        raise self.refusal("prices")
