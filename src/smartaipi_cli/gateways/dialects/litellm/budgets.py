"""Budgets of keys and users, from LiteLLM's words to ours and back.

A key has `max_budget`, in all or within `budget_duration`, and any number of windows beside it (`budget_limits`).
All windows are aligned to the calendar in UTC (observed with 1.106.2, November 2026): `1d` ends at midnight, `7d` on
Monday, `30d` and `1mo` on the first of the next month. The request that crosses a limit completes.
"""

from collections.abc import Iterable, Iterator

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.money import Money
from smartaipi_cli.gateways.dialects.fields import Object, dollars, inner, iso_moment, objects, optional_text
from smartaipi_cli.gateways.dialects.litellm.amounts import number, spent

PERIODS = {
    "": "total",
    "1d": "day",
    "24h": "day",
    "7d": "week",
    "1w": "week",
    "30d": "month",
    "1mo": "month",
}
"""Durations to our windows; any other one keeps its own name."""

DURATIONS = {"day": "1d", "week": "7d", "month": "1mo"}


def parse_budgets(row: Object, scope: str) -> Iterator[Budget]:
    """The budgets of a key's row, by itself, through a budget object and by windows.

    What was spent within a window is told with four decimals, and only where the key was asked for by itself.
    """
    attached = inner(row, "litellm_budget_table")
    for source in (row, attached):
        if (budget := own_budget(source, row, scope)) is not None:
            yield budget
            break
    usage = inner(row, "budget_limits_usage")
    for window in objects(row, "budget_limits"):
        duration = optional_text(window, "budget_duration")
        limit = dollars(window, "max_budget")
        if limit is not None:
            yield Budget(
                period=PERIODS.get(duration, duration),
                limit=limit,
                spent=spent(inner(usage, duration), "current_spend") or Money.zero(),
                resets_at=iso_moment(window.get("reset_at")),
                scope=scope,
                enforcement="soft",
            )


def own_budget(source: Object, row: Object, scope: str) -> Budget | None:
    """The budget that stands in a row, or in the budget object that the row refers to."""
    limit = dollars(source, "max_budget")
    if limit is None:
        return None
    duration = optional_text(source, "budget_duration")
    return Budget(
        period=PERIODS.get(duration, duration),
        limit=limit,
        spent=spent(row, "spend") or Money.zero(),
        resets_at=iso_moment(row.get("budget_reset_at")) or iso_moment(source.get("budget_reset_at")),
        scope=scope,
        soft_limit=dollars(source, "soft_budget")
        or dollars(inner(row, "litellm_budget_table"), "soft_budget"),
        enforcement="soft",
    )


def has_windows(row: Object) -> bool:
    """Whether the row leaves open what was spent within its windows."""
    return bool(row.get("budget_limits")) and "budget_limits_usage" not in row


def key_budgets_body(budgets: Iterable[Budget], row: Object) -> dict[str, object]:
    """All budgets of the key in `row`; what is not among them goes.

    A window that the key has already stays where it is and as it is called: under another name it would begin anew,
    with nothing spent.
    """
    limits = {budget.period: number(budget.limit) for budget in budgets}
    own = optional_text(row, "budget_duration") if row.get("max_budget") is not None else ""
    period = "total" if "total" in limits else PERIODS.get(own, own)
    is_kept = period in limits and period != "total"
    known = [optional_text(window, "budget_duration") for window in objects(row, "budget_limits")]
    durations = {**DURATIONS, **{PERIODS.get(name, name): name for name in known}}
    return {
        "max_budget": limits.pop(period, None),
        **({} if is_kept else {"budget_duration": None}),
        "budget_limits": [
            {"budget_duration": durations.get(name, name), "max_budget": limit}
            for name, limit in limits.items()
        ],
    }


def user_budget_body(budget: Budget | None) -> dict[str, object]:
    """The one budget of a user; None takes it away."""
    if budget is None:
        return {"max_budget": None, "budget_duration": None}
    return {
        "max_budget": number(budget.limit),
        "budget_duration": None if budget.period == "total" else DURATIONS.get(budget.period, budget.period),
    }
