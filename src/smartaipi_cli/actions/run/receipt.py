"""The receipt of a run: for people on standard error, for programs in a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from smartaipi_cli.actions.keys.reports import budget_data, percent_text
from smartaipi_cli.actions.run.spending import Spending
from smartaipi_cli.domain.key import Budget
from smartaipi_cli.results import Line

SCHEMA: Final = "smartaipi-receipt/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One run. `exit_code` is the command's own; `is_revoked` false means that the key still lives."""

    name: str
    key_id: str
    profile: str
    began_at: datetime
    ended_at: datetime
    exit_code: int
    is_revoked: bool
    spending: Spending


def receipt_data(receipt: Receipt) -> Mapping[str, object]:
    """The receipt for programs. Times are in UTC, costs in US dollars; null is what the gateway does not tell."""
    spending = receipt.spending
    totals = spending.totals
    return {
        "schema": SCHEMA,
        "key": receipt.name,
        "key_id": receipt.key_id,
        "profile": receipt.profile,
        "began_at": receipt.began_at,
        "ended_at": receipt.ended_at,
        "duration_s": round((receipt.ended_at - receipt.began_at).total_seconds(), 3),
        "exit_code": receipt.exit_code,
        "revoked": receipt.is_revoked,
        "requests": totals.requests if totals else None,
        "failed_requests": totals.failed_requests if totals else None,
        "input_tokens": totals.input_tokens if totals else None,
        "cached_input_tokens": totals.cached_input_tokens if totals else None,
        "output_tokens": totals.output_tokens if totals else None,
        "reasoning_tokens": totals.reasoning_tokens if totals else None,
        "cost_usd": spending.cost,
        "models": list(spending.models),
        "budgets": list(map(budget_data, spending.budgets)),
        "budget_spent": spending.is_budget_spent,
        "final": spending.is_final,
    }


def receipt_lines(receipt: Receipt) -> Iterator[Line]:
    """The receipt for people."""
    spending, lived = receipt.spending, receipt.ended_at - receipt.began_at
    end = "revoked" if receipt.is_revoked else "not revoked"
    yield aside(f"run: key {receipt.name} ({receipt.key_id}), {end} after {span_text(lived)}")
    cost = str(spending.cost) if spending.cost is not None else "a cost that the gateway does not tell"
    if totals := spending.totals:
        count = f"{totals.requests} request{'' if totals.requests == 1 else 's'}"
        failed = f" ({totals.failed_requests} failed)" if totals.failed_requests else ""
        tokens = f"{totals.input_tokens} tokens in, {totals.output_tokens} out"
        by = f", {', '.join(spending.models)}" if spending.models else ""
        yield aside(f"run: {count}{failed}, {tokens}, {cost}{by}")
    else:
        yield aside(f"run: {cost}")
    if not spending.is_final:
        yield aside("run: these figures may still grow: smartaipi usage --by key")
    for budget in spending.budgets:
        yield aside(f"run: budget {budget_words(budget)}")
    if spending.is_budget_spent:
        yield aside("run: the budget is spent")


def budget_words(budget: Budget) -> str:
    """`$0.50, 80% used`."""
    return f"{budget.limit}, {percent_text(budget)} used"


def span_text(span: timedelta) -> str:
    """`3 s`, `4 min 5 s`, `1 h 2 min`."""
    seconds = round(span.total_seconds())
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % 60} s" if minutes else f"{seconds} s"


def aside(text: str) -> Line:
    """A line beside the command's own output."""
    return Line(text=text, aside=True)
