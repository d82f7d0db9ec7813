"""API keys of an account, and the budgets that bound them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret

KeyStatus = Literal["active", "disabled", "expired", "exhausted", "revoked", "unknown"]
Period = Literal["total", "day", "week", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A limit on spending within a window (UTC). `spent` may exceed `limit`: streams settle late.

    `scope` is `account` or the id of a key. `enforcement` tells whether the request that crosses the line is
    refused (`hard`), completes (`soft`), or nobody says (`unknown`).
    """

    period: str
    limit: Money
    spent: Money = field(default_factory=Money.zero)
    resets_at: datetime | None = None
    scope: str = ""
    soft_limit: Money | None = None
    enforcement: str = "unknown"

    @property
    def remaining(self) -> Money:
        """What is left; negative when it was overrun."""
        return self.limit - self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API key as a gateway describes it. `secret` is there once: in the answer that created it.

    `models`: None means every model, an empty tuple none. `ip_allowlist`: empty means everywhere. `rate_limits`
    goes by `requests_per_minute`, `tokens_per_minute` and `max_parallel`. `etag` guards a change against another
    one made meanwhile, where the gateway has such a guard.
    """

    id: str
    name: str
    redacted_value: str
    status: KeyStatus
    created_at: datetime | None = None
    updated_at: datetime | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    models: tuple[str, ...] | None = None
    group: str = ""
    budgets: tuple[Budget, ...] = ()
    spent: Money | None = None
    ip_allowlist: tuple[str, ...] = ()
    rate_limits: Mapping[str, int] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    secret: Secret | None = None
    etag: str = ""
