"""`smartaipi models`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.account.catalogue import show_model, show_models
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Show the models that a gateway offers.")


@app.command("list", epilog=examples("models list", "models list 'claude-*' --json"))
def list_models(
    context: typer.Context,
    pattern: Annotated[
        str, typer.Argument(metavar="[PATTERN]", help="Only these; `*` for any text.", show_default=False)
    ] = "",
    profile: options.Profile = None,
) -> None:
    """List the models that may be called."""
    finish(context, lambda machine: show_models(machine, profile, pattern))


@app.command("show", epilog=examples("models show gpt-5.4"))
def show(
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="The model's id.")],
    profile: options.Profile = None,
) -> None:
    """Show one model, with its prices where the gateway tells them."""
    finish(context, lambda machine: show_model(machine, profile, model))
