"""`smartaipi prices`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.account.catalogue import show_prices
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Show what models cost.")


@app.command(
    "prices", epilog=examples("prices", "prices 'gpt-5*' --tier priority", "prices --group kiro --json")
)
def prices(
    context: typer.Context,
    pattern: Annotated[
        str,
        typer.Argument(metavar="[PATTERN]", help="Only these models; `*` for any text.", show_default=False),
    ] = "",
    group: Annotated[
        str,
        typer.Option("--group", help="Only the prices of this group.", metavar="GROUP", show_default=False),
    ] = "",
    tier: Annotated[
        str,
        typer.Option("--tier", help="In this service tier, as priority.", metavar="TIER", show_default=False),
    ] = "",
    profile: options.Profile = None,
) -> None:
    """Show what models cost, in US dollars per million tokens, fees and group ratios included."""
    finish(context, lambda machine: show_prices(machine, profile, pattern, group, tier))
