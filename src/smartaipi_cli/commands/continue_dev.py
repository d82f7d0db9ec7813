"""`smartaipi continue`."""

from dataclasses import replace
from typing import Annotated

import typer

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands.invocation import new_app
from smartaipi_cli.commands.tool_command import tool_command
from smartaipi_cli.tools.continue_dev import SPEC

app = new_app("Set up Continue on a gateway, or take it back.")


@tool_command(
    app,
    SPEC,
    "continue",
    "continue --dry-run",
    "continue --first --yes",
    "continue --remove",
    ways_help="inline (the default: in the `.env` of Continue's folder, which only you can read) or env.",
    protocol_help="chat (the default; Continue itself takes Responses for gpt-5 and o models), responses or messages.",
)
def continue_dev(
    request: Connect,
    *,
    first: Annotated[
        bool, typer.Option("--first", help="Put the new model before your others, which it else follows.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Go on although Continue has only the older `config.json`.")
    ] = False,
) -> Connect:
    """Set up Continue on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request. Your other
    models stay as they are; an entry that has the gateway's address and model already is used again.
    """
    return replace(request, first=first, force=force)
