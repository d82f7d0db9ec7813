"""`smartaipi ledger`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.account.ledger import show_ledger
from smartaipi_cli.actions.usage.wish import UsageWish
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish_watched, new_app
from smartaipi_cli.commands.usage import All, Csv, End, Limit, Start, Zone

app = new_app("Show every movement of the account's money.")


@app.command("ledger", epilog=examples("ledger --since 30d", "ledger --type top_up --all --csv"))
def ledger(
    context: typer.Context,
    since: Annotated[
        str,
        typer.Option(
            "--since", help="A span (30d) or a date; 30d by default.", metavar="TIME", show_default=False
        ),
    ] = "",
    start: Start = "",
    end: End = "",
    zone: Zone = "UTC",
    type_: Annotated[
        str,
        typer.Option(
            "--type",
            help="Only top_up, grant, usage, adjustment, refund…",
            metavar="TYPE",
            show_default=False,
        ),
    ] = "",
    limit: Limit = 50,
    everything: All = False,
    csv: Csv = False,
    profile: options.Profile = None,
) -> None:
    """Show every movement of the account's money, the newest first."""
    wish = UsageWish(
        profile=profile, since=since or ("" if start else "30d"), start=start, end=end, zone=zone, csv=csv
    )
    finish_watched(
        context,
        lambda machine, progress: show_ledger(machine, wish, type_, None if everything else limit, progress),
    )
