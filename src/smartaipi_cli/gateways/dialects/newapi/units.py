"""Quota: the integer in which the new-api family counts money."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError

LARGEST_QUOTA = 2**53 - 1
"""Beyond it the gateways' own consoles miscount."""

DIGITS = 12
"""Decimal places of an amount that has no last one."""


@dataclass(frozen=True, slots=True)
class QuotaUnit:
    """How many quota units make a dollar (500 000 unless the operator changed it)."""

    per_dollar: int

    def money(self, quota: Decimal | int) -> Money:
        """The amount, exact where it ends; a repeating decimal is rounded half-even at the twelfth place.

        Sums are therefore made in quota, and turned into money once.
        """
        return Money(decimal_of(Fraction(quota) / self.per_dollar))

    def quota(self, amount: Money) -> int:
        """The quota of a limit, rounded down: a limit never grows by rounding.

        Errors: `usage` for what no gateway of the family can count.
        """
        found = floor(Fraction(amount.dollars) * self.per_dollar)
        if found > LARGEST_QUOTA:
            raise UserError(
                "usage",
                f"a limit of {amount} is more than the gateway can count",
                reason=f"the largest is {self.money(LARGEST_QUOTA)}",
                hint="give a smaller limit, or none",
            )
        return found


def decimal_of(value: Fraction) -> Decimal:
    """The decimal number of a fraction: all of it when it ends, else `DIGITS` places."""
    twos, fives, rest = 0, 0, value.denominator
    while rest % 2 == 0:
        twos, rest = twos + 1, rest // 2
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    places = max(twos, fives) if rest == 1 else DIGITS
    return Decimal(f"{round(value * 10**places)}e-{places}")
