"""What is typed about a key, read into the domain."""

from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_network

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.spans import parse_budget
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi


def read_budgets(texts: Iterable[str], limit: str = "") -> tuple[Budget, ...]:
    """`5/day`, `50/month`, and a limit in all. Errors: `usage`, also for two budgets of one window."""
    if limit and "/" in limit:
        raise UserError("usage", f"`{limit}` is no limit in all", reason="a window belongs to --budget")
    budgets = tuple(map(parse_budget, (*texts, *([limit] if limit else []))))
    for period, count in Counter(budget.period for budget in budgets).items():
        if count > 1:
            raise UserError(
                "usage",
                f"{count} budgets for the same window",
                reason=f"the window `{period}` is given twice",
            )
    return budgets


def read_addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Addresses and networks, as typed. Errors: `usage`."""
    found = tuple(texts)
    for text in found:
        try:
            ip_network(text)
        except ValueError as problem:
            raise UserError(
                "usage",
                f"`{text}` is no address or network",
                reason=str(problem),
                hint="--ip 10.0.0.0/8, --ip 192.0.2.7",
            ) from problem
    return found


def read_metadata(texts: Iterable[str]) -> dict[str, str]:
    """`team=search`. Errors: `usage`."""
    pairs = [text.partition("=") for text in texts]
    for name, mark, _ in pairs:
        if not name or not mark:
            raise UserError("usage", f"`{name}{mark}` is no metadata", reason="it is a name, `=` and a value")
    return {name: value for name, _, value in pairs}


def demand_all(account: AccountApi, operations: Iterable[str]) -> None:
    """Return when the gateway offers all of them. Errors: `not-offered` for the first that is missing."""
    for operation in operations:
        account.demand(operation)
