"""What tokens cost: exact fractions, rounded once."""

from fractions import Fraction
from typing import Final

from smartaipi_cli.sandbox.catalogue import PRIORITY_MULTIPLIER, Price
from smartaipi_cli.sandbox.events import Usage

_PER_MILLION: Final = 1_000_000
_PRIORITY: Final = Fraction(PRIORITY_MULTIPLIER)


def cost_micros(usage: Usage, price: Price, *, is_priority: bool) -> int:
    """The cost in whole micro-dollars; half a micro goes to the even neighbour."""
    uncached = usage.input_tokens - usage.cached_input_tokens
    cost = (
        uncached * price.input_micros
        + usage.cached_input_tokens * price.cached_input_micros
        + usage.output_tokens * price.output_micros
    )
    if is_priority:
        return _to_even(cost * _PRIORITY.numerator, _PER_MILLION * _PRIORITY.denominator)
    return _to_even(cost, _PER_MILLION)


def _to_even(numerator: int, denominator: int) -> int:
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2))
