"""Which rows of the capability table a request needs. Pure."""

from collections.abc import Iterator

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.gateways.operations import OPERATIONS


def needs_of_wish(wish: KeyWish) -> Iterator[str]:
    """What a new key needs beyond its creation."""
    yield from needs_of_budgets(wish.budgets)
    if wish.group:
        yield "keys.group"
    if wish.metadata:
        yield "keys.metadata"


def needs_of_change(change: KeyChange) -> Iterator[str]:
    """What a change of a key needs."""
    if change.budgets is not KEEP:
        yield from needs_of_budgets(change.budgets)
    if change.group is not KEEP:
        yield "keys.group"
    if change.metadata is not KEEP:
        yield "keys.metadata"


def needs_of_budgets(budgets: tuple[Budget, ...]) -> Iterator[str]:
    """The windows of a key's limits, and having several."""
    yield from (f"budgets.{budget.period}" for budget in budgets)
    if len(budgets) > 1:
        yield "budgets.several"


def needs_of_report(query: UsageQuery) -> Iterator[str]:
    """The windows and groups of a report, as far as the table has them."""
    width = "totals" if query.width == "whole" else f"by-{query.width}"
    groups = (f"by-{dimension.replace('_', '-')}" for dimension in query.group_by)
    yield from (f"usage.{name}" for name in (width, *groups) if f"usage.{name}" in OPERATIONS)
