"""What tokens cost: exact fractions, rounded once."""

from fractions import Fraction
from typing import Final

from smartaipi_cli.sandbox.catalogue import PRIORITY_MULTIPLIER, Price
from smartaipi_cli.sandbox.events import Usage

_PER_MILLION: Final = 1_000_000


def cost_micros(usage: Usage, price: Price, *, is_priority: bool) -> int:
    """The cost in whole micro-dollars; half a micro goes to the even neighbour."""
    uncached = usage.input_tokens - usage.cached_input_tokens
    exact = Fraction(
        uncached * price.input_micros
        + usage.cached_input_tokens * price.cached_input_micros
        + usage.output_tokens * price.output_micros,
        _PER_MILLION,
    )
    return round(exact * Fraction(PRIORITY_MULTIPLIER) if is_priority else exact)
