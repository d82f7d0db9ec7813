"""`smartaipi balance`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.account.balance import show_balance
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app
from smartaipi_cli.domain.money import parse_money
from smartaipi_cli.errors import UserError

app = new_app("Show what the account can still spend.")


@app.command("balance", epilog=examples("balance", "balance --min 5 --quiet"))
def balance(
    context: typer.Context,
    minimum: Annotated[
        str,
        typer.Option(
            "--min", help="Fail with code 7 when less than this is left.", metavar="USD", show_default=False
        ),
    ] = "",
    profile: options.Profile = None,
) -> None:
    """Show what the account can still spend, paid and free apart."""
    amount = parse_money(minimum) if minimum else None
    if minimum and amount is None:
        raise UserError("usage", f"`{minimum}` is no amount of US dollars", hint="smartaipi balance --min 5")
    finish(context, lambda machine: show_balance(machine, profile, amount))
