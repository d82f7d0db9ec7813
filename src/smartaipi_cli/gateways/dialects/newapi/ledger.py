"""The movements of an account's money, from its top-ups and from what its log tells of them. Pure.

The gateway keeps no balance after a movement. Logs tell the amount of a movement in their text alone, in the
operator's language: dollars behind a wide dollar sign, or quota before `点` (new-api v0.6.3 and files of 2026 read).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from smartaipi_cli.domain.ledger import LedgerEntry
from smartaipi_cli.domain.money import Money
from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.gateways.dialects.fields import Object, decimal, integer, optional_text, second
from smartaipi_cli.gateways.dialects.newapi.records import time_of
from smartaipi_cli.gateways.dialects.newapi.units import QuotaUnit

TOP_UP, MANAGEMENT, REFUND = 1, 3, 6
TYPES = {TOP_UP: "top_up", MANAGEMENT: "adjustment", REFUND: "refund"}
PAID = frozenset({"success", "completed"})
"""Statuses of a top-up that moved money; the others are attempts."""

IN_QUOTA = "creem"
"""The payment provider whose top-ups count quota; all others count dollars."""

SAME_EVENT = timedelta(minutes=5)
"""A paid top-up stands in the log too, a moment later."""

DOLLARS = re.compile(r"[$＄]\s*(-?[0-9][0-9,]*(?:\.[0-9]+)?)")
POINTS = re.compile(r"(-?[0-9]+)\s*点")
LESS = re.compile(r"减少|扣除|decrease|deduct|reduce", re.IGNORECASE)
ADDRESS = re.compile(r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b")


def entries(
    top_ups: Iterable[Object], rows: Iterable[Object], unit: QuotaUnit, start: datetime, end: datetime
) -> Iterator[LedgerEntry]:
    """The movements in [start, end), newest first; what stands in both sources comes once."""
    paid = [entry for row in top_ups if (entry := parse_top_up(row, unit)) and start <= entry.time < end]
    unmatched = list(paid)
    logged = []
    for entry in (parse_row(row, unit) for row in rows):
        twin = next((one for one in unmatched if is_same_event(one, entry)), None)
        if twin is None:
            logged.append(entry)
        else:
            unmatched.remove(twin)
    yield from sorted([*paid, *logged], key=lambda entry: entry.time, reverse=True)


def parse_top_up(row: Object, unit: QuotaUnit) -> LedgerEntry | None:
    """A top-up that was paid; None for an attempt."""
    time = second(row.get("complete_time")) or second(row.get("create_time"))
    amount = decimal(row, "amount")
    if optional_text(row, "status") not in PAID or time is None or amount is None:
        return None
    method = optional_text(row, "payment_method")
    return LedgerEntry(
        id=f"topup-{optional_text(row, 'id')}",
        time=time,
        type="top_up",
        amount=unit.money(amount) if method == IN_QUOTA else Money(amount),
        description=method,
        reference=optional_text(row, "trade_no"),
    )


def parse_row(row: Object, unit: QuotaUnit) -> LedgerEntry:
    """What a row of the log tells. A text without a legible amount moves nothing and is shown as it is."""
    content = optional_text(row, "content")
    log_type = integer(row, "type", TOP_UP)
    quota = integer(row, "quota", 0)
    return LedgerEntry(
        id="",
        time=time_of(row),
        type=TYPES.get(log_type, "adjustment"),
        amount=unit.money(quota) if quota else amount_in(content, unit),
        description=ADDRESS.sub("[hidden]", scrub(content)),
        reference=optional_text(row, "request_id"),
    )


def amount_in(content: str, unit: QuotaUnit) -> Money:
    """The amount that a text tells: the difference when it has a value before and one after."""
    amounts = [Money(Decimal(found.replace(",", ""))) for found in DOLLARS.findall(content)]
    amounts = amounts or [unit.money(int(found)) for found in POINTS.findall(content)]
    if not amounts:
        return Money.zero()
    if "修改为" in content and len(amounts) > 1:
        return amounts[1] - amounts[0]
    return -amounts[0] if LESS.search(content) else amounts[0]


def is_same_event(top_up: LedgerEntry, logged: LedgerEntry) -> bool:
    """Whether a row of the log repeats a top-up."""
    return (
        logged.type == "top_up"
        and logged.amount == top_up.amount
        and abs(logged.time - top_up.time) <= SAME_EVENT
    )
