"""What the account can still spend, and what was used."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from smartaipi_cli.actions.accounts import open_account
from smartaipi_cli.actions.selection import select_profile
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.spans import parse_moment
from smartaipi_cli.domain.usage import UsageBucket, UsageTotals
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Fields, Line, Result, Table

GROUPS = {"day": ("1d", ()), "hour": ("1h", ()), "model": ("1d", ("model",)), "key": ("1d", ("key_id",))}
"""What `--by` may be: the window asked for, and the groups."""


def show_balance(machine: Machine, name: str | None, minimum: Money | None) -> Result:
    """What is left, paid and free apart. Errors: `balance-exhausted` below `minimum`."""
    profile, _ = select_profile(machine, name)
    with closing(machine.open_transport()) as transport:
        balance = open_account(machine, profile, transport).balance()
    if minimum is not None and balance.available < minimum:
        raise UserError(
            "balance-exhausted",
            f"the balance is {balance.available}, below {minimum}",
            hint="top up at the gateway",
            details={"available_usd": balance.available, "minimum_usd": minimum},
        )
    parts = [("paid", balance.paid), ("free", balance.free), ("pending", balance.pending)]
    return Result(
        data={
            "available_usd": balance.available,
            "paid_usd": balance.paid,
            "free_usd": balance.free,
            "pending_usd": balance.pending,
            "as_of": balance.as_of,
        },
        blocks=(
            Fields(
                pairs=(
                    ("available", str(balance.available)),
                    *((part, str(amount)) for part, amount in parts if amount is not None),
                )
            ),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageWish:
    """What `usage` is asked for."""

    profile: str | None
    by: str = ""
    since: str = "7d"


def show_usage(machine: Machine, wish: UsageWish) -> Result:
    """Totals of a time, in one line or by day, hour, model or key. Errors: `usage`, `not-offered`."""
    if wish.by and wish.by not in GROUPS:
        raise UserError(
            "usage", f"usage cannot be shown by `{wish.by}`", reason=f"it goes by {', '.join(GROUPS)}"
        )
    profile, _ = select_profile(machine, wish.profile)
    now = machine.clock.now()
    # The end lies beyond now, so that a gateway whose clock is ahead shows its newest requests too.
    start, end = parse_moment(wish.since, now), now + timedelta(minutes=5)
    with closing(machine.open_transport()) as transport:
        account = open_account(machine, profile, transport)
        totals = account.usage_summary(start, end)
        buckets: tuple[UsageBucket, ...] = ()
        names: dict[str, str] = {}
        if wish.by:
            width, group_by = GROUPS[wish.by]
            buckets = tuple(account.usage_buckets(start, end, width=width, group_by=group_by))
            names = {key.id: key.name for key in account.list_keys()} if wish.by == "key" else {}
    rows = grouped(buckets, wish.by, names)
    return Result(
        data={
            "start": start,
            "end": end,
            "by": wish.by or None,
            "rows": [{"group": group, **totals_data(row)} for group, row in rows],
            "totals": totals_data(totals),
        },
        blocks=(
            usage_table(wish.by, rows, totals),
            Line(text=f"since {start:%Y-%m-%d %H:%M} UTC", aside=True),
        ),
    )


def grouped(
    buckets: tuple[UsageBucket, ...], by: str, names: dict[str, str]
) -> tuple[tuple[str, UsageTotals], ...]:
    """Buckets with something in them, summed by what was asked for."""
    sums: dict[str, UsageTotals] = {}
    for bucket in buckets:
        group = group_of(bucket, by, names)
        if bucket.totals.requests:
            sums[group] = add(sums.get(group, UsageTotals()), bucket.totals)
    return tuple(sorted(sums.items()))


def group_of(bucket: UsageBucket, by: str, names: dict[str, str]) -> str:
    """The name of the group that a bucket belongs to."""
    if by == "model":
        return bucket.model
    if by == "key":
        return names.get(bucket.key_id, f"revoked ({bucket.key_id})")
    return time_label(bucket.start, by)


def time_label(start: datetime, by: str) -> str:
    """A window by its beginning, in UTC."""
    return f"{start:%Y-%m-%d}" if by == "day" else f"{start:%Y-%m-%dT%H:00Z}"


def add(one: UsageTotals, other: UsageTotals) -> UsageTotals:
    """The sum of two totals."""
    return UsageTotals(
        requests=one.requests + other.requests,
        failed_requests=one.failed_requests + other.failed_requests,
        input_tokens=one.input_tokens + other.input_tokens,
        cached_input_tokens=one.cached_input_tokens + other.cached_input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
        reasoning_tokens=one.reasoning_tokens + other.reasoning_tokens,
        cost=one.cost + other.cost,
    )


def usage_table(by: str, rows: tuple[tuple[str, UsageTotals], ...], totals: UsageTotals) -> Table:
    """The groups and their total."""
    headings = (
        by.upper() or "PERIOD",
        "REQUESTS",
        "FAILED",
        "INPUT",
        "CACHED",
        "OUTPUT",
        "REASONING",
        "COST",
    )
    lines = [(group, *totals_cells(row)) for group, row in rows]
    return Table(
        columns=tuple(Column(heading=heading, numeric=index > 0) for index, heading in enumerate(headings)),
        rows=(*lines, ("total", *totals_cells(totals))),
    )


def totals_cells(totals: UsageTotals) -> tuple[str, ...]:
    """Totals as cells of a table."""
    return (
        str(totals.requests),
        str(totals.failed_requests),
        str(totals.input_tokens),
        str(totals.cached_input_tokens),
        str(totals.output_tokens),
        str(totals.reasoning_tokens),
        str(totals.cost),
    )


def totals_data(totals: UsageTotals) -> dict[str, object]:
    """Totals for the JSON envelope."""
    return {
        "requests": totals.requests,
        "failed_requests": totals.failed_requests,
        "input_tokens": totals.input_tokens,
        "cached_input_tokens": totals.cached_input_tokens,
        "output_tokens": totals.output_tokens,
        "reasoning_tokens": totals.reasoning_tokens,
        "cost_usd": totals.cost,
    }
