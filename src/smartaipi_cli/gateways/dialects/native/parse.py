"""The native contract's objects, from its JSON to ours. Unknown members are ignored, new enum values shown as text."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

from smartaipi_cli.domain.account import Account, Balance
from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.key import Budget, Key, KeyStatus
from smartaipi_cli.domain.ledger import LedgerEntry
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.usage import Dimension, UsageBucket, UsageRecord, UsageTotals
from smartaipi_cli.gateways.dialects.fields import (
    Object,
    decimal,
    inner,
    integer,
    micros,
    missing,
    objects,
    optional_integer,
    optional_micros,
    optional_text,
    second,
    text,
    texts,
)

DIMENSIONS: dict[Dimension, str] = {
    "key": "key_id",
    "model": "model",
    "actual_model": "actual_model",
    "group": "group",
    "status": "status",
    "service_tier": "service_tier",
}
"""Our dimensions to the contract's group members."""

KNOWN_STATUSES = frozenset(get_args(KeyStatus))


def parse_account(data: Object) -> Account:
    """An account object."""
    return Account(
        id=optional_text(data, "id"),
        name=optional_text(data, "display_name"),
        email=optional_text(data, "email"),
        status=optional_text(data, "status"),
        plan=optional_text(data, "plan"),
        group=optional_text(data, "group"),
        created_at=second(data.get("created_at")),
    )


def parse_balance(data: Object) -> Balance:
    """A balance object."""
    return Balance(
        available=micros(data, "available_micros"),
        paid=optional_micros(data, "paid_micros"),
        free=optional_micros(data, "free_micros"),
        pending=optional_micros(data, "pending_micros"),
        as_of=second(data.get("as_of")),
    )


def parse_credits(data: Object) -> Balance:
    """The balance in US cents that smartaipi.com publishes, exact where micro-dollars stand beside them."""
    paid = optional_micros(data, "credits_micros") or Money.from_cents(integer(data, "credits"))
    free = optional_micros(data, "free_credits_micros") or Money.from_cents(integer(data, "free_credits"))
    return Balance(available=paid + free, paid=paid, free=free)


def parse_key(data: Object, etag: str = "") -> Key:
    """A key object."""
    status: Any = data.get("status")
    value = data.get("value")
    return Key(
        id=text(data, "id"),
        name=optional_text(data, "name"),
        redacted_value=optional_text(data, "redacted_value"),
        status=status if status in KNOWN_STATUSES else "unknown",
        created_at=second(data.get("created_at")),
        updated_at=second(data.get("updated_at")),
        expires_at=second(data.get("expires_at")),
        last_used_at=second(data.get("last_used_at")),
        models=texts(data, "models") if isinstance(data.get("models"), list) else None,
        group=optional_text(data, "group"),
        budgets=tuple(parse_budget(item, text(data, "id")) for item in objects(data, "budgets")),
        spent=optional_micros(data, "spent_micros"),
        ip_allowlist=texts(data, "ip_allowlist"),
        rate_limits={
            name: limit for name, limit in inner(data, "rate_limits").items() if isinstance(limit, int)
        },
        metadata={name: str(value) for name, value in inner(data, "metadata").items()},
        secret=Secret(value) if isinstance(value, str) and value else None,
        etag=etag,
    )


def parse_budget(data: Object, scope: str = "") -> Budget:
    """A budget object, on its own or of a key."""
    return Budget(
        period=text(data, "period"),
        limit=micros(data, "limit_micros"),
        spent=optional_micros(data, "spent_micros") or Money.zero(),
        resets_at=second(data.get("resets_at")),
        scope=optional_text(data, "scope") or scope,
        soft_limit=optional_micros(data, "soft_limit_micros"),
        enforcement=optional_text(data, "enforcement") or "unknown",
    )


def parse_totals(data: Object) -> UsageTotals:
    """A usage result."""
    return UsageTotals(
        requests=integer(data, "requests"),
        failed_requests=integer(data, "failed_requests", 0),
        input_tokens=integer(data, "input_tokens", 0),
        cached_input_tokens=integer(data, "input_cached_tokens", 0),
        cache_write_tokens=integer(data, "cache_write_tokens", 0),
        output_tokens=integer(data, "output_tokens", 0),
        reasoning_tokens=integer(data, "reasoning_tokens", 0),
        cost=micros(data, "cost_micros"),
    )


def parse_bucket(data: Object, group_by: tuple[Dimension, ...]) -> Iterator[UsageBucket]:
    """One bucket of a report: a `UsageBucket` for each of its results."""
    start, end = second(data.get("start_time")), second(data.get("end_time"))
    if start is None or end is None:
        raise missing("start_time")
    for result in objects(data, "results"):
        yield UsageBucket(
            start=start,
            end=end,
            totals=parse_totals(result),
            group=tuple(optional_text(result, DIMENSIONS[dimension]) for dimension in group_by),
            complete=data.get("complete") is not False,
        )


def parse_record(data: Object) -> UsageRecord:
    """One line of the request log."""
    time = second(data.get("time"))
    if time is None:
        raise missing("time")
    return UsageRecord(
        id=text(data, "id"),
        time=time,
        model=optional_text(data, "model"),
        cost=micros(data, "cost_micros"),
        key_id=optional_text(data, "key_id"),
        actual_model=optional_text(data, "actual_model"),
        endpoint=optional_text(data, "endpoint"),
        group=optional_text(data, "group"),
        service_tier=optional_text(data, "service_tier"),
        status=optional_text(data, "status"),
        error_code=optional_text(data, "error_code"),
        input_tokens=integer(data, "input_tokens", 0),
        cached_input_tokens=integer(data, "input_cached_tokens", 0),
        cache_write_tokens=integer(data, "cache_write_tokens", 0),
        output_tokens=integer(data, "output_tokens", 0),
        reasoning_tokens=integer(data, "reasoning_tokens", 0),
        duration_ms=optional_integer(data, "duration_ms"),
        first_token_ms=optional_integer(data, "first_token_ms"),
        streamed=data["streamed"] if isinstance(data.get("streamed"), bool) else None,
    )


def parse_entry(data: Object) -> LedgerEntry:
    """One movement of money."""
    time = second(data.get("created_at"))
    if time is None:
        raise missing("created_at")
    return LedgerEntry(
        id=text(data, "id"),
        time=time,
        type=text(data, "type"),
        amount=micros(data, "amount_micros"),
        free=optional_micros(data, "free_micros"),
        balance_after=optional_micros(data, "balance_after_micros"),
        description=optional_text(data, "description"),
        reference=optional_text(inner(data, "reference"), "id"),
        key_id=optional_text(data, "key_id"),
    )


def parse_model(data: Object) -> Model:
    """A model object."""
    return Model(
        id=text(data, "id"),
        owner=optional_text(data, "owner"),
        context_window=optional_integer(data, "context_window"),
        max_output=optional_integer(data, "max_output"),
        endpoints=texts(data, "endpoints"),
        groups=texts(data, "groups"),
        alias_of=optional_text(data, "alias_of"),
    )


def parse_price(data: Object) -> Price:
    """A price object; micro-dollars per million tokens."""
    listed = inner(data, "list_price")
    return Price(
        model=text(data, "model"),
        input=optional_micros(data, "input_micros_per_million_tokens"),
        cached_input=optional_micros(data, "cached_input_micros_per_million_tokens"),
        cache_write=optional_micros(data, "cache_write_micros_per_million_tokens"),
        output=optional_micros(data, "output_micros_per_million_tokens"),
        request=micros(data, "request_micros") if data.get("request_micros") else None,
        group=optional_text(data, "group"),
        tiers={name: decimal(inner(data, "tiers"), name) or Decimal(1) for name in inner(data, "tiers")},
        list_input=optional_micros(listed, "input_micros_per_million_tokens"),
        list_output=optional_micros(listed, "output_micros_per_million_tokens"),
        fee_rate=decimal(data, "fee_rate"),
    )
