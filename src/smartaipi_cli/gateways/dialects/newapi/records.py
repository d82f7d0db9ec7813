"""Rows of the request log, from their JSON to ours. Pure."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from smartaipi_cli.domain.usage import UsageRecord
from smartaipi_cli.gateways.answers import parse_json
from smartaipi_cli.gateways.dialects.fields import (
    LATEST_SECOND,
    Object,
    integer,
    missing,
    optional_integer,
    optional_text,
    second,
)
from smartaipi_cli.gateways.dialects.newapi.units import QuotaUnit

CONSUMPTION, ERROR = 2, 5
STATUSES: Mapping[int, str] = {CONSUMPTION: "ok", ERROR: "error"}
"""Log types that are requests of the account, and what became of them."""

MILLISECONDS = 1000


def time_of(row: Object) -> datetime:
    """When a row was written. Some resellers count milliseconds. Errors: `gateway-not-json`."""
    stamp = integer(row, "created_at")
    time = second(stamp // MILLISECONDS if stamp >= LATEST_SECOND else stamp)
    if time is None:
        raise missing("created_at")
    return time


def parse_record(row: Object, unit: QuotaUnit) -> UsageRecord:
    """A request. Its only id is `request_id`, which newer builds have."""
    other = parse_other(row.get("other"))
    cached = count(other, "cache_tokens")
    written = count(other, "cache_creation_tokens")
    prompt = count(row, "prompt_tokens")
    return UsageRecord(
        id=optional_text(row, "request_id"),
        time=time_of(row),
        model=optional_text(row, "model_name"),
        cost=unit.money(integer(row, "quota", 0)),
        key_id=str(optional_integer(row, "token_id") or ""),
        key_name=optional_text(row, "token_name"),
        actual_model=optional_text(other, "upstream_model_name") or optional_text(row, "model_name"),
        endpoint=optional_text(other, "request_path"),
        group=optional_text(row, "group"),
        status=STATUSES.get(integer(row, "type", CONSUMPTION), "unknown"),
        input_tokens=prompt + cached + written if is_anthropic(other) else prompt,
        cached_input_tokens=cached,
        cache_write_tokens=written,
        output_tokens=count(row, "completion_tokens"),
        duration_ms=duration_ms(row),
        first_token_ms=first_token_ms(other),
        streamed=row["is_stream"] if isinstance(row.get("is_stream"), bool) else None,
    )


def parse_other(value: object) -> Object:
    """The details of a row: a JSON object as text. Empty ones and invalid ones are no details."""
    found = parse_json(value.encode()) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def is_anthropic(other: Object) -> bool:
    """Whether prompt tokens exclude the cached ones, as Anthropic counts."""
    return other.get("claude") is True or other.get("usage_semantic") == "anthropic"


def count(data: Object, member: str) -> int:
    """A number of tokens; 0 for what is none."""
    value = data.get(member)
    return int(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else 0


def duration_ms(row: Object) -> int | None:
    """How long a request took: whole seconds in new-api, `elapsed_time` in milliseconds in one-api."""
    elapsed = optional_integer(row, "elapsed_time")
    if elapsed is not None:
        return elapsed
    seconds = optional_integer(row, "use_time")
    return None if seconds is None else seconds * MILLISECONDS


def first_token_ms(other: Object) -> int | None:
    """When the first part of an answer came; the gateway has -1000 for none."""
    found = count(other, "frt")
    return found if found > 0 else None
