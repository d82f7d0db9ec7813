"""`smartaipi logout`."""

import typer

from smartaipi_cli.actions.profiles.login import logout
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import examples, finish, invocation_of, new_app

app = new_app("Forget a profile's credentials.")


@app.command("logout", epilog=examples("logout --profile work"))
def log_out(
    context: typer.Context,
    profile: options.Profile = None,
    yes: options.Yes = False,
) -> None:
    """Forget a profile's stored credentials; tools whose helper asks for them stop working."""
    agree(invocation_of(context), "forget the stored credentials?", yes=yes)
    finish(context, lambda machine: logout(machine, profile))
