"""Exact amounts of US dollars."""

import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Self

MICROS_PER_USD = 1_000_000
MICROS_PER_CENT = 10_000
AMOUNT_PATTERN = re.compile(r"\$?(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact number of US dollars; binary floating point is never involved.

    Fractions below a micro-dollar are kept: some gateways charge them.
    """

    dollars: Decimal

    @classmethod
    def from_micros(cls, micros: int) -> Self:
        """From integer micro-US-dollars, the native contract's unit."""
        return cls(Decimal(micros) / MICROS_PER_USD)

    @classmethod
    def from_cents(cls, cents: int | Decimal) -> Self:
        """From US cents."""
        return cls(Decimal(cents) / 100)

    @classmethod
    def zero(cls) -> Self:
        """No money."""
        return cls(Decimal(0))

    @property
    def micros(self) -> int:
        """Whole micro-US-dollars, rounded down: a limit must never grow by rounding."""
        return int((self.dollars * MICROS_PER_USD).to_integral_value(rounding=ROUND_FLOOR))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.dollars + other.dollars)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.dollars - other.dollars)

    def __neg__(self) -> Self:
        return type(self)(-self.dollars)

    def __str__(self) -> str:
        """Dollars with two decimals, more only where they are not zero: `$0.07`, `$0.000178`, `-$3.00`."""
        sign = "-" if self.dollars < 0 else ""
        whole, _, fraction = format(abs(self.dollars), "f").partition(".")
        return f"{sign}${int(whole):,}.{fraction.rstrip('0').ljust(2, '0')}"

    @property
    def decimal_text(self) -> str:
        """The plain decimal number for JSON and CSV: no sign of currency, no thousands separator."""
        text = format(self.dollars, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text


def parse_money(text: str) -> Money | None:
    """An amount as a person types it (`5`, `0.50`, `$20`), or None."""
    match = AMOUNT_PATTERN.fullmatch(text.strip())
    return Money(Decimal(match[1])) if match else None
