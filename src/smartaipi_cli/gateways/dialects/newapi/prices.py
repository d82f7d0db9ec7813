"""Prices of the family: ratios to dollars. Pure.

One point of `model_ratio` is 2 US dollars per million tokens, before the ratio of the caller's group.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.gateways.dialects.fields import (
    Object,
    decimal,
    inner,
    integer,
    objects,
    optional_text,
    text,
    texts,
)

DOLLARS_PER_POINT = Decimal(2)
PER_CALL = 1
EVERY_GROUP = "all"
FORMULA = "tiered_expr"


def parse_prices(envelope: Object) -> Iterator[Price]:
    """A price for each model and each group of the account that may call it."""
    ratios = inner(envelope, "group_ratio")
    usable = inner(envelope, "usable_group")
    for row in objects(envelope, "data"):
        for group in groups_of(row, tuple(usable or ratios)):
            yield parse_price(row, group, decimal(ratios, group))


def groups_of(row: Object, known: tuple[str, ...]) -> tuple[str, ...]:
    """The account's groups that may call a model; one without a name where the gateway has no groups."""
    enabled = texts(row, "enable_groups")
    if not known:
        return enabled or ("",)
    if not enabled or EVERY_GROUP in enabled:
        return known
    return tuple(group for group in known if group in enabled)


def parse_price(row: Object, group: str, ratio: Decimal | None) -> Price:
    """What a model costs in a group. Ratio 0 is a group that pays nothing."""
    named = Price(model=text(row, "model_name"), group=group, group_ratio=ratio)
    if optional_text(row, "billing_mode") == FORMULA:
        return replace(named, formula=optional_text(row, "billing_expr"))
    factor = Decimal(1) if ratio is None else ratio
    if integer(row, "quota_type", 0) == PER_CALL:
        return replace(named, request=scaled(factor, decimal(row, "model_price")))
    price = (decimal(row, "model_ratio") or Decimal(0)) * DOLLARS_PER_POINT * factor
    return replace(
        named,
        input=Money(price),
        output=scaled(price, decimal(row, "completion_ratio")),
        cached_input=scaled(price, decimal(row, "cache_ratio")),
        cache_write=scaled(price, decimal(row, "create_cache_ratio")),
    )


def scaled(price: Decimal, ratio: Decimal | None) -> Money | None:
    """A price that is given as a multiple of another; None when it is not given."""
    return None if ratio is None else Money(price * ratio)
