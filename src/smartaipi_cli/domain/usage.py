"""What was used, and what it cost."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Literal, Self

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.money import Money

Width = Literal["whole", "day", "hour"]
"""How long the windows of a report are; `whole` is one window over the whole range. Days and hours are in UTC."""

Dimension = Literal["key", "model", "actual_model", "group", "status", "service_tier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTotals:
    """Sums over requests. Input counts include the cached ones; output counts include reasoning."""

    requests: int = 0
    failed_requests: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cost: Money = field(default_factory=Money.zero)

    def __add__(self, other: Self) -> Self:
        return type(self)(
            **{
                name: getattr(self, name) + getattr(other, name)
                for name in (one.name for one in fields(self))
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageQuery:
    """What of an account's usage is asked for: requests in [start, end), in windows, by groups.

    `models` and `key` are filters; `key` is the whole key because gateways filter by its id, hash or name.
    """

    start: datetime
    end: datetime
    width: Width = "whole"
    group_by: tuple[Dimension, ...] = ()
    models: tuple[str, ...] = ()
    key: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageBucket:
    """The totals of one window and one group. `complete` is false while the window may still change.

    `group` has the value of each dimension that was asked for, in that order.
    """

    start: datetime
    end: datetime
    totals: UsageTotals
    group: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecord:
    """One request as the gateway billed it. `id` is empty where the gateway has none."""

    id: str
    time: datetime
    model: str
    cost: Money
    key_id: str = ""
    key_name: str = ""
    actual_model: str = ""
    endpoint: str = ""
    group: str = ""
    service_tier: str = ""
    status: str = ""
    error_code: str = ""
    input_tokens: int = 0
    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    duration_ms: int | None = None
    first_token_ms: int | None = None
    streamed: bool | None = None

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """What tells a record from others where there are no ids."""
        return (
            self.time,
            self.key_id or self.key_name,
            self.model,
            self.status,
            self.input_tokens,
            self.output_tokens,
            self.cost,
            self.duration_ms,
        )

    @property
    def totals(self) -> UsageTotals:
        """The record as a sum over one request."""
        return UsageTotals(
            requests=1,
            failed_requests=int(self.status not in {"ok", ""}),
            input_tokens=self.input_tokens,
            cached_input_tokens=self.cached_input_tokens,
            cache_write_tokens=self.cache_write_tokens,
            output_tokens=self.output_tokens,
            reasoning_tokens=self.reasoning_tokens,
            cost=self.cost,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """Some records, newest first, and the cursor that leads to older ones; empty after the last.

    `total` is how many records there are in all, where the gateway says so.
    """

    records: tuple[UsageRecord, ...]
    next_cursor: str = ""
    total: int | None = None
