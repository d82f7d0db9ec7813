"""The account behind a gateway's keys: who it is, and what it can still spend."""

from dataclasses import dataclass
from datetime import datetime

from smartaipi_cli.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who the account is; empty texts where the gateway does not say."""

    id: str = ""
    name: str = ""
    email: str = ""
    status: str = ""
    plan: str = ""
    group: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account can still spend. `paid` and `free` are never added silently; None means not told."""

    available: Money
    paid: Money | None = None
    free: Money | None = None
    pending: Money | None = None
    lifetime_spend: Money | None = None
    as_of: datetime | None = None
