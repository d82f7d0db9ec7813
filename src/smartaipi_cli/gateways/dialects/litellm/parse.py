"""LiteLLM's keys, users, models and prices, from its JSON to ours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from smartaipi_cli.domain.catalogue import Model, Price
from smartaipi_cli.domain.key import Key, KeyStatus
from smartaipi_cli.domain.money import MICROS_PER_USD, Money
from smartaipi_cli.gateways.dialects.creation import shown_secret
from smartaipi_cli.gateways.dialects.fields import (
    Object,
    decimal,
    inner,
    iso_moment,
    optional_integer,
    optional_text,
    text,
    texts,
)
from smartaipi_cli.gateways.dialects.litellm.amounts import spent
from smartaipi_cli.gateways.dialects.litellm.budgets import parse_budgets

RATE_LIMITS: Final[Mapping[str, str]] = {
    "rpm_limit": "requests_per_minute",
    "tpm_limit": "tokens_per_minute",
    "max_parallel_requests": "max_parallel",
}
EVERY_MODEL = "all-proxy-models"
NO_MODEL = "no-default-models"
"""Names that are no models: LiteLLM's words for all of them, and for none."""


def key_row(answer: Object) -> Object:
    """The row in an answer of `/key/info`, which holds the key's id beside it."""
    return {**inner(answer, "info"), "token": text(answer, "key")}


def parse_key(row: Object, now: datetime) -> Key:
    """A key's row. Its id is `token`, the hash of its secret; `now` is by the proxy's clock.

    `status` in the answers is of no use: `revoked` stands there for a key that is blocked.
    """
    identifier = text(row, "token")
    expires_at = iso_moment(row.get("expires"))
    metadata = inner(row, "metadata")
    return Key(
        id=identifier,
        name=optional_text(row, "key_alias"),
        redacted_value=optional_text(row, "key_name"),
        status=status_of(row, expires_at, now),
        created_at=iso_moment(row.get("created_at")),
        updated_at=iso_moment(row.get("settings_updated_at")) or iso_moment(row.get("updated_at")),
        expires_at=expires_at,
        last_used_at=iso_moment(row.get("last_active")),
        models=models_of(row),
        group=optional_text(row, "team_id"),
        budgets=tuple(parse_budgets(row, identifier)),
        spent=spent(row, "total_spend") or spent(row, "spend"),
        rate_limits={
            ours: limit
            for theirs, ours in RATE_LIMITS.items()
            if (limit := optional_integer(row, theirs)) is not None
        },
        metadata={name: value for name, value in metadata.items() if isinstance(value, str)},
        secret=shown_secret(row.get("key")),
    )


def status_of(row: Object, expires_at: datetime | None, now: datetime) -> KeyStatus:
    """What may be done with the key: nothing any more before nothing for now."""
    if row.get("deleted_at"):
        return "revoked"
    if expires_at is not None and expires_at <= now:
        return "expired"
    if row.get("blocked") is True:
        return "disabled"
    is_exhausted = any(budget.remaining <= Money.zero() for budget in parse_budgets(row, ""))
    return "exhausted" if is_exhausted else "active"


def models_of(row: Object) -> tuple[str, ...] | None:
    """The models of a key; an empty list there means every one."""
    names = texts(row, "models")
    if not names or EVERY_MODEL in names:
        return None
    return tuple(name for name in names if name != NO_MODEL)


def models_body(models: tuple[str, ...] | None) -> list[str]:
    """The models of a key, in LiteLLM's words."""
    if models is None:
        return []
    return list(models) or [NO_MODEL]


def parse_model(row: Object) -> Model:
    """A model's row; its name is what requests ask for, `alias_of` what answers them."""
    information = inner(row, "model_info")
    return Model(
        id=text(row, "model_name"),
        owner=optional_text(information, "litellm_provider"),
        context_window=optional_integer(information, "max_input_tokens"),
        max_output=optional_integer(information, "max_output_tokens"),
        endpoints=texts(information, "supported_endpoints"),
        alias_of=optional_text(inner(row, "litellm_params"), "model"),
    )


def parse_price(row: Object) -> Price:
    """What a model costs; LiteLLM has US dollars per token."""
    information = inner(row, "model_info")

    def per_million(member: str) -> Money | None:
        found = decimal(information, member)
        return Money(found * MICROS_PER_USD) if found is not None else None

    return Price(
        model=text(row, "model_name"),
        input=per_million("input_cost_per_token"),
        cached_input=per_million("cache_read_input_token_cost"),
        cache_write=per_million("cache_creation_input_token_cost"),
        output=per_million("output_cost_per_token"),
    )
