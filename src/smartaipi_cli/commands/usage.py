"""`smartaipi usage`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.reports import UsageWish, show_usage
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Show what was used and what it cost.")


@app.command("usage", epilog=examples("usage --by day --since 30d", "usage --by model --json"))
def usage(
    context: typer.Context,
    by: Annotated[
        str, typer.Option("--by", help="day, hour, model or key.", metavar="GROUP", show_default=False)
    ] = "",
    since: Annotated[str, typer.Option("--since", help="A span (7d) or a date.", metavar="TIME")] = "7d",
    profile: options.Profile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show what was used and what it cost, as the gateway billed it."""
    finish(context, lambda machine: show_usage(machine, UsageWish(profile=profile, by=by, since=since)))
