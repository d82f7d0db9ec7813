"""What was used, and what it cost."""

from dataclasses import dataclass, field
from datetime import datetime

from smartaipi_cli.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTotals:
    """Sums over requests. Input counts include the cached ones; output counts include reasoning."""

    requests: int = 0
    failed_requests: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cost: Money = field(default_factory=Money.zero)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageBucket:
    """The totals of one window and one group. `complete` is false while the window still runs."""

    start: datetime
    end: datetime
    totals: UsageTotals
    key_id: str = ""
    model: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecord:
    """One request as the gateway billed it."""

    id: str
    time: datetime
    key_id: str
    model: str
    actual_model: str
    endpoint: str
    status: str
    input_tokens: int
    output_tokens: int
    cost: Money
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account can still spend. `paid` and `free` are never added silently; None means not told."""

    available: Money
    paid: Money | None = None
    free: Money | None = None
    pending: Money | None = None
    as_of: datetime | None = None
