"""What a run's key was used for, as the gateway billed it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageTotals
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.results import Warn

MARGIN: Final = timedelta(minutes=5)
"""Requests carry the gateway's own times."""

WAITS_S: Final = (0.2, 0.4, 0.8)
"""Requests that were cut off are billed a moment after their end."""

MOST_LOOKED_AT: Final = 100
"""A budget that is spent refuses the last requests, and a log begins with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """`cost` None means that nobody tells; `is_final` is false while the figures may still grow.

    `totals` are None where the gateway does not tell single keys apart.
    """

    cost: Money | None = None
    totals: UsageTotals | None = None
    models: tuple[str, ...] = ()
    budgets: tuple[Budget, ...] = ()
    is_budget_spent: bool = False
    is_final: bool = True
    warnings: tuple[Warn, ...] = field(default_factory=tuple)


def read_spending(account: AccountApi, key: Key, began_at: datetime) -> Spending:
    """What the key was used for since `began_at`; what the gateway does not tell is left out and said."""
    try:
        return waited_for(account, key, began_at)
    except UserError as problem:
        warning = Warn(
            code=problem.code, message=f"what the key was used for is not known: {problem.message}"
        )
        return Spending(is_final=False, warnings=(warning,))


def waited_for(account: AccountApi, key: Key, began_at: datetime) -> Spending:
    """The spending, read again for a moment as long as the gateway's own numbers disagree."""
    for wait_s in (*WAITS_S, None):
        found = spending_now(account, key, began_at)
        if found.is_final or wait_s is None or found.totals is None:
            return found
        account.exchange.connection.pause(wait_s)
    raise AssertionError("unreachable")  # the last reading returns


def spending_now(account: AccountApi, key: Key, began_at: datetime) -> Spending:
    """The spending by the gateway's two ways of telling it: the key's own counters, and the usage."""
    seen = show(account, key)
    query = UsageQuery(
        start=began_at - MARGIN, end=account.exchange.server_now() + MARGIN, group_by=("model",), key=key
    )
    if not tells_usage(account):
        return Spending(
            cost=seen.spent if seen else None,
            budgets=seen.budgets if seen else (),
            is_budget_spent=is_spent(seen),
            is_final=False,
        )
    buckets = tuple(account.usage(query))
    totals = sum_of(buckets)
    counted = seen.spent if seen else None
    cost = totals.cost if counted is None else max(totals.cost, counted)
    # A revoked key is not shown everywhere; it lived for this run alone, so its cost is what its budgets lost.
    budgets = seen.budgets if seen else tuple(replace(one, spent=cost) for one in key.budgets)
    return Spending(
        cost=cost,
        totals=totals,
        models=tuple(dict.fromkeys(bucket.group[0] for bucket in buckets if bucket.totals.requests)),
        budgets=budgets,
        is_budget_spent=is_spent(seen)
        or any(one.spent >= one.limit for one in budgets)
        or (bool(budgets) and was_refused(account, query, totals)),
        is_final=counted is None or counted == totals.cost,
    )


def tells_usage(account: AccountApi) -> bool:
    """Whether the usage of a key is told at once: what is summed up once a day comes too late."""
    offered = account.capabilities
    return offered["usage.by-model"].is_offered and offered["usage.log"].is_offered


def show(account: AccountApi, key: Key) -> Key | None:
    """The key with its counters; None where a revoked key is not shown any more."""
    if not account.capabilities["keys.show"].is_offered:
        return None
    try:
        return account.show_key(key.id)
    except UserError as problem:
        if problem.code not in {"key-not-found", "not-offered", "gateway-refused"}:
            raise
        return None


def is_spent(key: Key | None) -> bool:
    """Whether the key's own counters say that a budget is used up."""
    return key is not None and (
        key.status == "exhausted" or any(one.spent >= one.limit for one in key.budgets)
    )


def was_refused(account: AccountApi, query: UsageQuery, totals: UsageTotals) -> bool:
    """Whether a request was refused for its budget: what would cross the line is refused before it is reached."""
    if not totals.failed_requests:
        return False
    records = (record for page in account.record_pages(query) for record in page.records)
    codes = (record.error_code for record in islice(records, MOST_LOOKED_AT))
    return any("budget" in code or "quota" in code for code in codes)


def sum_of(buckets: Iterable[UsageBucket]) -> UsageTotals:
    """All of them together."""
    total = UsageTotals()
    for bucket in buckets:
        total += bucket.totals
    return total
