"""`smartaipi roo`."""

from dataclasses import replace
from typing import Annotated

import typer

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands import tool_options
from smartaipi_cli.commands.invocation import new_app
from smartaipi_cli.commands.tool_command import tool_command
from smartaipi_cli.tools.roo import SPEC

app = new_app("Set up Roo Code on a gateway, or take it back.")


@tool_command(app, SPEC, "roo", "roo --dry-run", "roo --keep-import --yes", "roo --remove")
def roo(
    request: Connect,
    *,
    reasoning_effort: tool_options.OwnEffort = "",
    keep_import: Annotated[
        bool,
        typer.Option(
            "--keep-import",
            help="Import at every start of VS Code from now on; without it once, and then --remove.",
        ),
    ] = False,
) -> Connect:
    """Set up Roo Code on a gateway, or take it back.

    Roo Code keeps its profiles where nothing outside can write, but imports a file when VS Code starts: this
    writes the file, names it in VS Code's settings, and proves the profile with one small request. The file holds
    the key itself and only you can read it. After the import, `smartaipi roo --remove` takes both out again.
    """
    return replace(request, reasoning_effort=reasoning_effort, keep_import=keep_import)
