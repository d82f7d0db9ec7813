"""`smartaipi gateways`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.gateways.presets import list_gateways, show_gateway
from smartaipi_cli.actions.gateways.probe import probe_address, probe_profile
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app
from smartaipi_cli.errors import UserError

app = new_app("Show the gateways that are known by name, and find out what one offers.")


@app.command("list", epilog=examples("gateways list"))
def list_presets(context: typer.Context) -> None:
    """List the presets that `profiles add --gateway` takes."""
    finish(context, list_gateways)


@app.command("show", epilog=examples("gateways show aiproxynode"))
def show_preset(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="PRESET", help="A name of the list.")],
) -> None:
    """Show all that is known of a gateway: addresses, groups, what its errors mean."""
    finish(context, lambda machine: show_gateway(machine, name))


@app.command(
    "probe",
    epilog=examples(
        "gateways probe", "gateways probe --url https://gateway.example", "gateways probe --save"
    ),
)
def probe(
    context: typer.Context,
    url: Annotated[
        str,
        typer.Option(
            "--url", help="Look at this address instead of a profile.", metavar="URL", show_default=False
        ),
    ] = "",
    save: Annotated[
        bool, typer.Option("--save", help="Keep the dialect that was found in the profile.")
    ] = False,
    profile: options.Profile = None,
) -> None:
    """Find out which account API a gateway has, and what it offers: natively, derived, emulated or not at all."""
    if url and (profile or save):
        raise UserError("usage", "--url looks at an address, --profile and --save at a profile")
    if url:
        finish(context, lambda machine: probe_address(machine, url))
    finish(context, lambda machine: probe_profile(machine, profile, save=save))
