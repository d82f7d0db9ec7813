"""What OpenRouter is sent: our wishes in its words."""

from datetime import UTC, datetime
from decimal import Decimal

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError

RESETS = {"total": None, "day": "daily", "week": "weekly", "month": "monthly"}
"""Our windows to `limit_reset`."""


def creation_body(wish: KeyWish, name: str) -> dict[str, object]:
    """A key to be created under `name`."""
    return {
        "name": name,
        **(limit_body(wish.budgets) if wish.budgets else {}),
        **({"expires_at": utc_text(wish.expires_at)} if wish.expires_at else {}),
    }


def change_body(change: KeyChange) -> dict[str, object]:
    """A change of a key; its expiry cannot be changed there."""
    return {
        **({"name": change.name} if change.name is not KEEP else {}),
        **(limit_body(change.budgets) if change.budgets is not KEEP else {}),
    }


def limit_body(budgets: tuple[Budget, ...]) -> dict[str, object]:
    """The one limit of a key and its window; without budgets, no limit."""
    if not budgets:
        return {"limit": None, "limit_reset": None}
    return {"limit": exact_number(budgets[0].limit), "limit_reset": RESETS[budgets[0].period]}


def exact_number(amount: Money) -> int | float:
    """The amount as a JSON number whose text is exact. Errors: `usage` for more digits than one can have."""
    if amount.dollars == amount.dollars.to_integral_value():
        return int(amount.dollars)
    # The JSON encoder knows no other number with a fraction; the comparison proves that nothing was rounded.
    number = float(amount.dollars)
    if Decimal(repr(number)) != amount.dollars:
        raise UserError("usage", f"`{amount}` has more digits than the gateway can take")
    return number


def utc_text(moment: datetime) -> str:
    """A time in the one zone that is taken there."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
