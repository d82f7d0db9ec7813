"""`smartaipi status`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.status.status import show_status
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Show which tools are connected to what.")


@app.command(epilog=examples("status --json", "status --all"))
def status(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Tools that are not here as well.")] = False,
) -> None:
    """Show which tools are connected to what, by which key, since when; reads files and writes nothing."""
    finish(context, lambda machine: show_status(machine, everything=everything))
