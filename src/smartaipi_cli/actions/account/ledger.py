"""Every movement of the account's money."""

from collections.abc import Iterator
from itertools import islice

from smartaipi_cli.actions.account.access import gateway_now, opened
from smartaipi_cli.actions.usage.wish import UsageWish, read_range
from smartaipi_cli.domain.ledger import LedgerEntry
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.domain.windows import find_zone
from smartaipi_cli.gateways.exchange import Progress
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Item, Result, Stream

HEADINGS = ("TIME", "TYPE", "AMOUNT", "OF IT FREE", "BALANCE AFTER", "DESCRIPTION", "REFERENCE")
NUMERIC = {"AMOUNT", "OF IT FREE", "BALANCE AFTER"}
WIDTHS = (20, 10, 12, 12, 13, 28, 16)


def show_ledger(
    machine: Machine, wish: UsageWish, type_: str, limit: int | None, on_progress: Progress
) -> Result:
    """The newest movements, of one type when asked so. Errors: `usage`, `not-offered`."""
    zone = find_zone(wish.zone)
    start, end = read_range(wish, machine.clock.now(), zone, None)
    data: dict[str, object] = {"start": start, "end": end, "type": type_ or None, "limit": limit}

    def items() -> Iterator[Item]:
        with opened(machine, wish.profile, on_progress) as (_, account):
            start, end = read_range(wish, gateway_now(account), zone, None)
            data.update(start=start, end=end)  # the first item comes before the data is written
            wanted = (entry for entry in account.ledger(start, end) if not type_ or entry.type == type_)
            for entry in islice(wanted, limit):
                yield Item(cells=entry_cells(entry), data=entry_data(entry))

    return Result(
        data=data,
        stream=Stream(
            name="entries",
            columns=tuple(Column(heading=heading, numeric=heading in NUMERIC) for heading in HEADINGS),
            widths=WIDTHS,
            items=items(),
            csv=wish.csv,
            empty="no movements in this time",
        ),
    )


def entry_cells(entry: LedgerEntry) -> tuple[str, ...]:
    """A movement for people."""
    return (
        iso(entry.time),
        entry.type,
        str(entry.amount),
        "-" if entry.free is None else str(entry.free),
        "-" if entry.balance_after is None else str(entry.balance_after),
        entry.description or "-",
        entry.reference or "-",
    )


def entry_data(entry: LedgerEntry) -> dict[str, object]:
    """A movement for programs."""
    return {
        "id": entry.id,
        "time": entry.time,
        "type": entry.type,
        "amount_usd": entry.amount,
        "free_usd": entry.free,
        "balance_after_usd": entry.balance_after,
        "description": entry.description,
        "reference": entry.reference,
        "key_id": entry.key_id,
    }
