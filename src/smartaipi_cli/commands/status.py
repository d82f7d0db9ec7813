"""`smartaipi status`."""

import typer

from smartaipi_cli.actions.status import show_status
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Show which tools are connected to what.")


@app.command(epilog=examples("status --json"))
def status(context: typer.Context, json: options.Json = False, quiet: options.Quiet = False) -> None:
    """Show which tools are connected to what, by which key, since when; reads files and writes nothing."""
    finish(context, show_status)
