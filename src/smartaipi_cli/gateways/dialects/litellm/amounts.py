"""Amounts that LiteLLM has summed as binary floating point, back in the decimals that they stand for."""

from decimal import Context, Decimal

from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import Object, decimal

PICO = Decimal("1e-12")
FAITHFUL = Context(prec=15)
"""A binary double holds any decimal number of so many digits, and none of more."""


def spent(data: Object, member: str) -> Money | None:
    """What was spent, in US dollars; None when it is not there.

    The proxy adds doubles, so that six requests of 0.000177 come out as 0.0010619999999999998. What stands
    behind the twelfth decimal or the fifteenth digit is that noise: no price has so many.
    """
    found = decimal(data, member)
    if found is None:
        return None
    return Money(FAITHFUL.plus(found).quantize(PICO) if abs(found) < 1000 else FAITHFUL.plus(found))


def number(amount: Money) -> int | float:
    """The amount as a JSON number whose text is exact. Errors: `usage` for more digits than one can have."""
    if amount.dollars == amount.dollars.to_integral_value():
        return int(amount.dollars)
    # The JSON encoder knows no other number with a fraction; the comparison proves that nothing was rounded.
    found = float(amount.dollars)
    if Decimal(repr(found)) != amount.dollars:
        raise UserError("usage", f"`{amount}` has more digits than the gateway can take")
    return found
