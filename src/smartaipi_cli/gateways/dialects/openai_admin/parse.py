"""OpenAI's administration objects, from its JSON to ours. Times are Unix seconds; cached input is part of input."""

from datetime import datetime

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.usage import Dimension, UsageTotals
from smartaipi_cli.gateways.dialects.creation import shown_secret
from smartaipi_cli.gateways.dialects.fields import (
    Object,
    dollars,
    inner,
    integer,
    missing,
    optional_text,
    second,
    text,
)
from smartaipi_cli.gateways.dialects.reports import Part

ADMIN = "admin"
"""The group of admin keys; that of project keys is the id of their project."""

DIMENSIONS: dict[Dimension, str] = {
    "key": "api_key_id",
    "model": "model",
    "group": "project_id",
    "service_tier": "service_tier",
}
"""Our dimensions to the members by which reports are grouped."""


def parse_key(data: Object, group: str, now: datetime) -> Key:
    """An admin key or a project key."""
    expires = second(data.get("expires_at"))
    return Key(
        id=text(data, "id"),
        name=optional_text(data, "name"),
        redacted_value=optional_text(data, "redacted_value"),
        status="expired" if expires is not None and expires <= now else "active",
        created_at=second(data.get("created_at")),
        expires_at=expires,
        last_used_at=second(data.get("last_used_at")),
        group=group,
        secret=shown_secret(data.get("value")),
    )


def parse_usage(bucket: Object, result: Object, group_by: tuple[Dimension, ...]) -> Part:
    """One result of a usage report; kinds without tokens, such as images, count requests alone."""
    return Part(
        start=start_of(bucket),
        group=group_of(result, group_by),
        totals=UsageTotals(
            requests=integer(result, "num_model_requests", 0),
            input_tokens=integer(result, "input_tokens", 0),
            cached_input_tokens=integer(result, "input_cached_tokens", 0),
            output_tokens=integer(result, "output_tokens", 0),
        ),
    )


def parse_cost(bucket: Object, result: Object, group_by: tuple[Dimension, ...]) -> Part:
    """One result of the cost report; the amount is a number or a text. Errors: `gateway-not-json`."""
    amount = inner(result, "amount")
    cost = dollars(amount, "value")
    if cost is None or optional_text(amount, "currency").lower() not in {"", "usd"}:
        raise missing("amount in US dollars")
    return Part(start=start_of(bucket), group=group_of(result, group_by), totals=UsageTotals(cost=cost))


def start_of(bucket: Object) -> datetime:
    """When a bucket begins."""
    found = second(bucket.get("start_time"))
    if found is None:
        raise missing("start_time")
    return found


def group_of(result: Object, group_by: tuple[Dimension, ...]) -> tuple[str, ...]:
    """The result's value of each dimension; empty where the report has none."""
    return tuple(optional_text(result, DIMENSIONS[dimension]) for dimension in group_by)
