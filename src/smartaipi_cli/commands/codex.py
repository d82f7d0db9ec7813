"""`smartaipi codex`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.request import Connect
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.connecting import Manner, read_choice, read_scope, run_connection
from smartaipi_cli.commands.invocation import examples, new_app

app = new_app("Set up Codex on a gateway, or take it back.")


@app.command(epilog=examples("codex", "codex --dry-run", "codex --profile work --yes", "codex --remove"))
def codex(
    context: typer.Context,
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    model: tool_options.Model = "",
    reasoning_effort: Annotated[
        str,
        typer.Option(
            "--reasoning-effort",
            help="low, medium, high (the default) or xhigh.",
            metavar="EFFORT",
            show_default=False,
        ),
    ] = "",
    fast: Annotated[
        bool, typer.Option("--fast", help="Ask for the priority tier (implies --catalog).")
    ] = False,
    catalog: Annotated[
        bool, typer.Option("--catalog", help="Tell Codex about the gateway's models with a model catalogue.")
    ] = False,
    websocket: Annotated[
        str, typer.Option("--websocket", help="auto (ask the gateway), on or off.", metavar="USE")
    ] = "auto",
    secret: tool_options.SecretWay = "",
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            help="user (the default), or project (a profile file NAME.config.toml for `codex -p NAME`).",
            metavar="SCOPE",
            show_default=False,
        ),
    ] = "",
    recipe: tool_options.Recipe = "current",
    force: tool_options.Force = False,
    remove: tool_options.Remove = False,
    print_only: tool_options.Print = False,
    verify: tool_options.Verify = True,
    keep: tool_options.Keep = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Set up Codex on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request. A ChatGPT
    login is left alone: the gateway then goes into a profile file of its own.
    """
    request = Connect(
        tool="codex",
        profile=profile,
        key_name=key or None,
        model=model,
        secret=read_choice(secret, ("", "helper", "inline"), "--secret"),
        scope=read_scope(scope),
        recipe=read_choice(recipe, ("current", "documented"), "--recipe"),
        force=force,
        reasoning_effort=reasoning_effort,
        fast=fast,
        catalogue=catalog,
        websocket=read_choice(websocket, ("auto", "on", "off"), "--websocket"),
        by_hand=print_only,
    )
    manner = Manner(dry_run=dry_run, yes=yes, print_only=print_only, verify=verify, keep=keep, remove=remove)
    run_connection(context, request, manner)
