"""`smartaipi budgets`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.account import budgets as actions
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app
from smartaipi_cli.domain.spans import PERIODS, parse_budget
from smartaipi_cli.errors import UserError

app = new_app("Show, set and remove budgets of keys and of the account.")
Key = Annotated[
    str,
    typer.Option("--key", "-k", help="The key, by id or name.", metavar="KEY", show_default=False),
]
Account = Annotated[bool, typer.Option("--account", help="The account: all its keys together.")]


@app.command("list", epilog=examples("budgets list", "budgets list --key laptop --json"))
def list_budgets(
    context: typer.Context,
    key: Key = "",
    profile: options.Profile = None,
) -> None:
    """Show what is spent of each budget, and when its window begins anew."""
    finish(context, lambda machine: actions.list_budgets(machine, profile, key))


@app.command("set", epilog=examples("budgets set 5/day --key laptop", "budgets set 100/month --account"))
def set_budget(
    context: typer.Context,
    budget: Annotated[
        str, typer.Argument(metavar="AMOUNT/WINDOW", help="US dollars for a day, week, month or in total.")
    ],
    key: Key = "",
    account: Account = False,
    profile: options.Profile = None,
) -> None:
    """Set or replace the budget of a key or of the account for one window; other windows stay."""
    check_scope(key, account=account)
    wanted = parse_budget(budget)
    finish(context, lambda machine: actions.set_budget(machine, profile, key, wanted))


@app.command("remove", epilog=examples("budgets remove day --key laptop"))
def remove_budget(
    context: typer.Context,
    window: Annotated[str, typer.Argument(metavar="WINDOW", help="day, week, month or total.")],
    key: Key = "",
    account: Account = False,
    profile: options.Profile = None,
) -> None:
    """Take the budget for one window away."""
    check_scope(key, account=account)
    if window not in PERIODS:
        raise UserError("usage", f"`{window}` is no window", reason="it is day, week, month or total")
    finish(context, lambda machine: actions.remove_budget(machine, profile, key, PERIODS[window]))


def check_scope(key: str, *, account: bool) -> None:
    """Errors: `usage` unless exactly one of the two is meant: what a budget bounds is never guessed."""
    if bool(key) == account:
        raise UserError(
            "usage",
            "a budget bounds a key or the account",
            reason="name one of them",
            hint="--key NAME, or --account",
        )
