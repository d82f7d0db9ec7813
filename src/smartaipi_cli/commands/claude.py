"""`smartaipi claude`."""

from dataclasses import replace
from typing import Annotated

import typer

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands import tool_options
from smartaipi_cli.commands.connecting import read_choice
from smartaipi_cli.commands.invocation import new_app
from smartaipi_cli.commands.tool_command import tool_command
from smartaipi_cli.errors import UserError
from smartaipi_cli.tools.claude_code import SPEC

app = new_app("Set up Claude Code on a gateway, or take it back.")


@tool_command(
    app,
    SPEC,
    "claude",
    "claude --dry-run",
    "claude --profile work --yes",
    "claude --remove",
    project="this folder's .claude/settings.local.json",
)
def claude(
    request: Connect,
    *,
    recipe: tool_options.Recipe = "current",
    strict: Annotated[
        bool, typer.Option("--strict", help="Send no experimental fields: for gateways that refuse them.")
    ] = False,
    vscode: Annotated[
        bool,
        typer.Option(
            "--vscode",
            help="Spare the login screen of the VS Code extension as well; it shares the settings.",
        ),
    ] = False,
    force: tool_options.Force = False,
) -> Connect:
    """Set up Claude Code on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request.
    """
    if vscode and recipe == "documented":
        raise UserError("usage", "--vscode belongs to the current recipe", hint="smartaipi claude --vscode")
    return replace(
        request,
        recipe=read_choice(recipe, ("current", "documented"), "--recipe"),
        strict=strict,
        vscode=vscode,
        force=force or request.by_hand,
    )
