"""Anthropic's administration objects, from its JSON to ours. Times are RFC 3339, amounts decimal cents as text."""

from datetime import datetime

from smartaipi_cli.domain.account import Account
from smartaipi_cli.domain.key import Key, KeyStatus
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import Dimension, UsageTotals
from smartaipi_cli.gateways.dialects.fields import (
    Object,
    decimal,
    inner,
    integer,
    iso_moment,
    missing,
    optional_text,
    text,
)
from smartaipi_cli.gateways.dialects.reports import Part

DIMENSIONS: dict[Dimension, str] = {
    "key": "api_key_id",
    "model": "model",
    "group": "workspace_id",
    "service_tier": "service_tier",
}
"""Our dimensions to the members by which reports are grouped; the default workspace has no id."""

STATUSES: dict[str, KeyStatus] = {
    "active": "active",
    "inactive": "disabled",
    "archived": "revoked",
    "expired": "expired",
}


def parse_account(data: Object) -> Account:
    """The organization."""
    return Account(id=text(data, "id"), name=optional_text(data, "name"))


def parse_key(data: Object) -> Key:
    """A key object."""
    return Key(
        id=text(data, "id"),
        name=optional_text(data, "name"),
        redacted_value=optional_text(data, "partial_key_hint"),
        status=STATUSES.get(optional_text(data, "status"), "unknown"),
        created_at=iso_moment(data.get("created_at")),
        expires_at=iso_moment(data.get("expires_at")),
        group=optional_text(data, "workspace_id"),
    )


def parse_usage(bucket: Object, result: Object, group_by: tuple[Dimension, ...]) -> Part:
    """One result of the usage report. Its uncached input lacks what was read from and written to the cache."""
    written = inner(result, "cache_creation")
    cache_writes = sum(
        integer(written, member, 0) for member in ("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
    )
    cache_reads = integer(result, "cache_read_input_tokens", 0)
    return Part(
        start=start_of(bucket),
        group=group_of(result, group_by),
        totals=UsageTotals(
            input_tokens=integer(result, "uncached_input_tokens", 0) + cache_writes + cache_reads,
            cached_input_tokens=cache_reads,
            cache_write_tokens=cache_writes,
            output_tokens=integer(result, "output_tokens", 0),
        ),
    )


def parse_cost(bucket: Object, result: Object, group_by: tuple[Dimension, ...]) -> Part:
    """One result of the cost report: `"123.45"` is $1.2345. Errors: `gateway-not-json`."""
    cents = decimal(result, "amount")
    if cents is None or optional_text(result, "currency").lower() not in {"", "usd"}:
        raise missing("amount in US dollars")
    totals = UsageTotals(cost=Money.from_cents(cents))
    return Part(start=start_of(bucket), group=group_of(result, group_by), totals=totals)


def start_of(bucket: Object) -> datetime:
    """When a bucket begins."""
    found = iso_moment(bucket.get("starting_at"))
    if found is None:
        raise missing("starting_at")
    return found


def group_of(result: Object, group_by: tuple[Dimension, ...]) -> tuple[str, ...]:
    """The result's value of each dimension; empty where the report has none."""
    return tuple(optional_text(result, DIMENSIONS[dimension]) for dimension in group_by)
