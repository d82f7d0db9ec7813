"""`smartaipi cline`."""

from dataclasses import replace as changed
from typing import Annotated

import typer

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands import tool_options
from smartaipi_cli.commands.invocation import new_app
from smartaipi_cli.commands.tool_command import tool_command
from smartaipi_cli.tools.cline import SPEC

app = new_app("Set up Cline on a gateway, or take it back.")


@tool_command(
    app,
    SPEC,
    "cline",
    "cline --dry-run",
    "cline --protocol messages --yes",
    "cline --remove",
    ways_help="inline (the default: in Cline's own file, which only you can read) or env (OPENAI_API_KEY).",
)
def cline(
    request: Connect,
    *,
    reasoning_effort: tool_options.OwnEffort = "",
    replace: Annotated[
        bool,
        typer.Option("--replace", help="With --yes: take the one place that Cline has from another gateway."),
    ] = False,
) -> Connect:
    """Set up Cline on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request. Your other
    providers stay as they are; VS Code's extension is set up as well where it is installed.
    """
    return changed(request, reasoning_effort=reasoning_effort, replace=replace)
