"""The ledger of a prepaid account: every movement of its money."""

from dataclasses import dataclass
from datetime import datetime

from smartaipi_cli.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One movement. `amount` is signed: what comes in is positive.

    `type` is `top_up`, `grant`, `usage`, `adjustment`, `refund`, `expiry` or `transfer`; a gateway may know more.
    `free` is the part of `amount` that free credit gives or pays. `reference` is the id of what caused it.
    """

    id: str
    time: datetime
    type: str
    amount: Money
    free: Money | None = None
    balance_after: Money | None = None
    description: str = ""
    reference: str = ""
    key_id: str = ""
