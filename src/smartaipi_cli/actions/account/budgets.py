"""Budgets of the account and of its keys: how much of them is spent, set, taken away."""

from collections.abc import Iterable

from smartaipi_cli.actions.account.access import opened
from smartaipi_cli.actions.keys.naming import resolve_living_key
from smartaipi_cli.actions.keys.reports import budget_data, limit_text, percent_text, rounding_warnings
from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.spans import iso
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Column, Line, Result, Table, Warn

ACCOUNT = "account"
HEADINGS = ("SCOPE", "WINDOW", "SPENT", "LIMIT", "LEFT", "USED", "RESETS", "ENFORCEMENT")
NUMERIC = {"SPENT", "LIMIT", "LEFT", "USED"}


def list_budgets(machine: Machine, name: str | None, wanted: str) -> Result:
    """All budgets, or those of one key. Errors: `key-not-found`, `not-offered`."""
    with opened(machine, name) as (_, account):
        if wanted:
            key = current(account, wanted)
            budgets, names = key.budgets, {key.id: key.name}
            scopes = [key.id] * len(budgets)
        else:
            budgets = tuple(account.list_budgets())
            scopes = [budget.scope or ACCOUNT for budget in budgets]
            names = names_of(account, {scope for scope in scopes if scope != ACCOUNT})
    pairs = tuple(zip(scopes, budgets, strict=True))
    return Result(
        data={"budgets": [scoped_data(scope, names, budget) for scope, budget in pairs]},
        blocks=(
            Table(
                columns=tuple(Column(heading=heading, numeric=heading in NUMERIC) for heading in HEADINGS),
                rows=tuple(row(names.get(scope, scope), budget) for scope, budget in pairs),
                empty="no budgets yet: smartaipi budgets set 5/day --key NAME",
            ),
        ),
    )


def set_budget(machine: Machine, name: str | None, wanted: str, budget: Budget) -> Result:
    """Set or replace the budget of a key, or of the account, for one window.

    Errors: `key-not-found`; `not-offered` for a window, or a second one, that the gateway does not have.
    """
    with opened(machine, name) as (_, account):
        key = current(account, wanted) if wanted else None
        before = budgets_of(account, key)
        if key is None:
            account.demand("budgets.account")
        else:
            account.demand(f"budgets.{budget.period}")
            if {one.period for one in before} - {budget.period}:
                account.demand("budgets.several")
        account.set_budget(key, budget)
        kept = of_window(budgets_of(account, key), budget.period) or budget
    old = of_window(before, budget.period)
    change = f"{limit_text(old.limit, old.period)} -> " if old else ""
    return Result(
        data={
            "budget": scoped_data(key.id if key else ACCOUNT, {key.id: key.name} if key else {}, kept),
            "previous_limit_usd": old.limit if old else None,
        },
        blocks=(
            Line(text=f"{scope_text(key)}: {change}{limit_text(kept.limit, kept.period)}", style="good"),
        ),
        warnings=(*rounding_warnings((budget,), (kept,)), *overspent(kept)),
    )


def remove_budget(machine: Machine, name: str | None, wanted: str, period: str) -> Result:
    """Take a budget away; one that is not there is success. Errors: `key-not-found`, `not-offered`."""
    with opened(machine, name) as (_, account):
        key = current(account, wanted) if wanted else None
        account.demand(f"budgets.{period}" if key else "budgets.account")
        old = of_window(budgets_of(account, key), period)
        if old is not None:
            account.remove_budget(key, period)
    done = f"{limit_text(old.limit, period)} taken away" if old else f"there was no budget for `{period}`"
    return Result(
        data={
            "scope": key.id if key else ACCOUNT,
            "period": period,
            "removed": old is not None,
            "previous_limit_usd": old.limit if old else None,
        },
        blocks=(Line(text=f"{scope_text(key)}: {done}", style="good"),),
    )


def current(account: AccountApi, wanted: str) -> Key:
    """The key as it is at this moment. Errors: `key-not-found`."""
    key = resolve_living_key(account, wanted)
    return account.show_key(key.id) if account.capabilities["keys.show"].is_offered else key


def budgets_of(account: AccountApi, key: Key | None) -> tuple[Budget, ...]:
    """The budgets of a key, read again, or of the account."""
    if key is not None:
        is_shown = account.capabilities["keys.show"].is_offered
        return (account.show_key(key.id) if is_shown else current(account, key.id)).budgets
    return tuple(budget for budget in account.list_budgets() if budget.scope in {"", ACCOUNT})


def of_window(budgets: Iterable[Budget], period: str) -> Budget | None:
    """The budget for one window."""
    return next((budget for budget in budgets if budget.period == period), None)


def names_of(account: AccountApi, identifiers: set[str]) -> dict[str, str]:
    """Names of the keys with these ids; a revoked key keeps its name where the gateway still tells it."""
    if not identifiers:
        return {}
    names = {key.id: name_of(key) for key in account.list_keys() if key.id in identifiers}
    for identifier in identifiers - names.keys():
        try:
            names[identifier] = name_of(account.show_key(identifier))
        except UserError as problem:
            if problem.code not in {"key-not-found", "not-offered"}:
                raise
            names[identifier] = f"revoked ({identifier})"
    return names


def name_of(key: Key) -> str:
    """The key's name, marked when it is revoked."""
    return f"revoked ({key.name})" if key.status == "revoked" else key.name


def row(scope: str, budget: Budget) -> tuple[str, ...]:
    """One line of the table."""
    return (
        scope,
        budget.period,
        str(budget.spent),
        str(budget.limit),
        str(budget.remaining),
        percent_text(budget),
        iso(budget.resets_at) if budget.resets_at else "never",
        budget.enforcement,
    )


def scoped_data(scope: str, names: dict[str, str], budget: Budget) -> dict[str, object]:
    """A budget with what it bounds, for the JSON envelope."""
    return {"scope": scope, "key_name": names.get(scope), **budget_data(budget)}


def scope_text(key: Key | None) -> str:
    """What a budget bounds, for people."""
    return f"key {key.name} ({key.id})" if key else "the account"


def overspent(budget: Budget) -> tuple[Warn, ...]:
    """Said where the new limit is spent already."""
    if budget.spent < budget.limit:
        return ()
    return (Warn(code="budget-spent", message=f"it is spent already: {percent_text(budget)}"),)
