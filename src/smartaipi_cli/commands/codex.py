"""`smartaipi codex`."""

from dataclasses import replace
from typing import Annotated

import typer

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands import tool_options
from smartaipi_cli.commands.connecting import read_choice
from smartaipi_cli.commands.invocation import new_app
from smartaipi_cli.commands.tool_command import tool_command
from smartaipi_cli.tools.codex import SPEC

app = new_app("Set up Codex on a gateway, or take it back.")


@tool_command(
    app,
    SPEC,
    "codex",
    "codex --dry-run",
    "codex --profile work --yes",
    "codex --remove",
    project="a profile file NAME.config.toml for `codex -p NAME`",
)
def codex(
    request: Connect,
    *,
    reasoning_effort: tool_options.ReasoningEffort = "",
    fast: Annotated[
        bool, typer.Option("--fast", help="Ask for the priority tier (implies --catalog).")
    ] = False,
    catalog: Annotated[
        bool, typer.Option("--catalog", help="Tell Codex about the gateway's models with a model catalogue.")
    ] = False,
    websocket: Annotated[
        str, typer.Option("--websocket", help="auto (ask the gateway), on or off.", metavar="USE")
    ] = "auto",
    recipe: tool_options.Recipe = "current",
    force: tool_options.Force = False,
) -> Connect:
    """Set up Codex on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request. A ChatGPT
    login is left alone: the gateway then goes into a profile file of its own.
    """
    return replace(
        request,
        reasoning_effort=reasoning_effort,
        fast=fast,
        catalogue=catalog,
        websocket=read_choice(websocket, ("auto", "on", "off"), "--websocket"),
        recipe=read_choice(recipe, ("current", "documented"), "--recipe"),
        force=force,
    )
