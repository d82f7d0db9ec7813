"""What `/api/status` tells everybody: version, unit of money, and how consoles show it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import Object, decimal, inner, integer, optional_text
from smartaipi_cli.gateways.dialects.newapi.units import QuotaUnit, decimal_of

RATES = {"CNY": "usd_exchange_rate", "CUSTOM": "custom_currency_exchange_rate"}
"""Displays in another currency, and the member with its units for a dollar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`display` is `USD`, `CNY`, `TOKENS`, `CUSTOM`; it changes consoles and the billing calls, nothing else."""

    version: str
    unit: QuotaUnit
    display: str
    display_rate: Decimal
    is_newapi: bool
    has_hours: bool

    def shown(self, amount: Decimal) -> Money:
        """The dollars behind an amount as the billing calls show it."""
        return Money(decimal_of(Fraction(amount) / Fraction(self.display_rate)))


def parse_status(envelope: Object, per_dollar: int | None) -> Status:
    """The status; `per_dollar` overrides the gateway's own unit.

    Errors: `config-invalid` when neither the gateway nor the profile has a usable unit.
    """
    data = inner(envelope, "data")
    unit = QuotaUnit(per_dollar or integer(data, "quota_per_unit", 0))
    if unit.per_dollar <= 0:
        raise UserError(
            "config-invalid",
            "the gateway does not say how much quota makes a dollar",
            reason="its `/api/status` has no usable `quota_per_unit`",
            hint="add the profile anew with its operator's figure: smartaipi profiles add NAME --quota-per-unit 500000",
        )
    display = optional_text(data, "quota_display_type") or legacy_display(data)
    rate = Decimal(unit.per_dollar) if display == "TOKENS" else decimal(data, RATES.get(display, ""))
    return Status(
        version=optional_text(data, "version"),
        unit=unit,
        display=display,
        display_rate=rate or Decimal(1),
        is_newapi="quota_display_type" in data or "self_use_mode_enabled" in data,
        has_hours=data.get("enable_data_export") is not False,
    )


def legacy_display(data: Object) -> str:
    """What older builds show: dollars, or quota where `display_in_currency` is off."""
    return "TOKENS" if data.get("display_in_currency") is False else "USD"
