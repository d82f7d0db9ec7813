"""`smartaipi whoami`."""

import typer

from smartaipi_cli.actions.profiles.login import whoami
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Show which profile and credentials are in use.")


@app.command("whoami", epilog=examples("whoami --profile work"))
def who_am_i(
    context: typer.Context,
    profile: options.Profile = None,
) -> None:
    """Show which profile is in use and why, and where each credential comes from."""
    finish(context, lambda machine: whoami(machine, profile))
