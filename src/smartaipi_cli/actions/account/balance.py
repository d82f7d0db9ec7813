"""What the account can still spend."""

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.capabilities import Support
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Fields, Result, Warn


def show_balance(machine: Machine, name: str | None, minimum: Money | None) -> Result:
    """What is left, paid and free apart. Errors: `balance-exhausted` below `minimum`, `not-offered`."""
    with opened(machine, name) as (_, account):
        balance = account.balance()
        capability = account.capabilities["balance"]
    if minimum is not None and balance.available < minimum:
        raise UserError(
            "balance-exhausted",
            f"the balance is {balance.available}, below {minimum}",
            hint="top up at the gateway",
            details={"available_usd": balance.available.decimal_text, "minimum_usd": minimum.decimal_text},
        )
    parts = (
        ("paid", balance.paid),
        ("free", balance.free),
        ("pending", balance.pending),
        ("spent so far", balance.lifetime_spend),
    )
    is_derived = capability.support is Support.DERIVED
    return Result(
        data={
            "available_usd": balance.available,
            "paid_usd": balance.paid,
            "free_usd": balance.free,
            "pending_usd": balance.pending,
            "lifetime_spend_usd": balance.lifetime_spend,
            "as_of": balance.as_of,
            "source": capability.support.value,
        },
        blocks=(
            Fields(
                pairs=(
                    ("available", str(balance.available)),
                    *((part, str(amount)) for part, amount in parts if amount is not None),
                )
            ),
        ),
        warnings=(Warn(code="derived", message=f"derived: {capability.reason}"),) if is_derived else (),
    )
