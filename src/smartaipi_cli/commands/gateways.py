"""`smartaipi gateways`."""

import typer

from smartaipi_cli.actions.gateways import list_gateways, show_gateway
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Show the gateways that are known by name.")


@app.command("list", epilog=examples("gateways list"))
def list_presets(context: typer.Context, json: options.Json = False, quiet: options.Quiet = False) -> None:
    """List the presets that `profiles add --gateway` takes."""
    finish(context, list_gateways)


@app.command("show", epilog=examples("gateways show --profile work"))
def show_capabilities(
    context: typer.Context,
    profile: options.Profile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show what a profile's gateway offers for the account, and why the rest is not there."""
    finish(context, lambda machine: show_gateway(machine, profile))
