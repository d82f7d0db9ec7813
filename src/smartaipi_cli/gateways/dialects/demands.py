"""Which operations a wish, a change or a question needs, so that each is demanded before anything is sent."""

from collections.abc import Iterator

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.domain.usage import Dimension, UsageQuery

BY_DIMENSION: dict[Dimension, str] = {
    "key": "usage.by-key",
    "model": "usage.by-model",
    "actual_model": "usage.by-actual-model",
    "group": "usage.by-group",
    "status": "usage.by-status",
}
"""The dimensions that stand in the capability table."""


def operations_of_wish(wish: KeyWish) -> Iterator[str]:
    """What a gateway must offer for a key to be created as wished."""
    yield "keys.create"
    yield from operations_of_budgets(wish.budgets)
    asked = {
        "keys.models": wish.models is not None,
        "keys.group": bool(wish.group),
        "keys.expiry": wish.expires_at is not None,
        "keys.ips": bool(wish.ip_allowlist),
        "keys.metadata": bool(wish.metadata),
    }
    yield from (operation for operation, is_asked in asked.items() if is_asked)


def operations_of_change(change: KeyChange) -> Iterator[str]:
    """What a gateway must offer for a key to be changed so."""
    fields = {
        "keys.rename": change.name,
        "keys.limit": change.budgets,
        "keys.models": change.models,
        "keys.group": change.group,
        "keys.expiry": change.expires_at,
        "keys.ips": change.ip_allowlist,
        "keys.metadata": change.metadata,
    }
    yield from (operation for operation, value in fields.items() if value is not KEEP)
    if change.budgets is not KEEP:
        yield from operations_of_budgets(change.budgets)


def operations_of_budgets(budgets: tuple[Budget, ...]) -> Iterator[str]:
    """What a gateway must offer for a key to have these windows."""
    yield from (f"budgets.{budget.period}" for budget in budgets)
    if len(budgets) > 1:
        yield "budgets.several"


def operations_of_query(query: UsageQuery) -> Iterator[str]:
    """What a gateway must offer for a report; the service tier stands in no table and is the dialect's matter."""
    if query.width == "whole" and not query.group_by:
        yield "usage.totals"
    if query.width != "whole":
        yield f"usage.by-{query.width}"
    yield from (BY_DIMENSION[dimension] for dimension in query.group_by if dimension in BY_DIMENSION)
