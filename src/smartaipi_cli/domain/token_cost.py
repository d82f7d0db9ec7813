"""What tokens cost by a price list; the gateway's own bill is what counts in the end."""

from decimal import Decimal

from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money

MILLION = 1_000_000


def cost_of(
    price: Price, *, input_tokens: int, cached_tokens: int = 0, output_tokens: int, tier: str = ""
) -> Money | None:
    """The exact cost of one request; None where the list does not tell it.

    `input_tokens` include the cached ones, which cost as the others do where they have no price of their own. A
    tier that the list does not name leaves the price unknown.
    """
    if tier and tier not in {"auto", "default"} and tier not in price.tiers:
        return None
    factor = price.tiers.get(tier, Decimal(1))
    if price.request is not None and price.input is None:
        return Money(price.request.dollars * factor)
    if price.input is None or price.output is None:
        return None
    cached = price.cached_input or price.input
    dollars = (
        price.input.dollars * (input_tokens - cached_tokens)
        + cached.dollars * cached_tokens
        + price.output.dollars * output_tokens
    ) / MILLION
    per_call = price.request.dollars if price.request else Decimal(0)
    return Money((dollars + per_call) * factor)
