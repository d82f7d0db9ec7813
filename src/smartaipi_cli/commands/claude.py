"""`smartaipi claude`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.request import Connect
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.connecting import Manner, read_choice, read_scope, run_connection
from smartaipi_cli.commands.invocation import examples, new_app

app = new_app("Set up Claude Code on a gateway, or take it back.")


@app.command(epilog=examples("claude", "claude --dry-run", "claude --profile work --yes", "claude --remove"))
def claude(
    context: typer.Context,
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    model: tool_options.Model = "",
    secret: tool_options.SecretWay = "",
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            help="user (the default), or project (this folder's .claude/settings.local.json).",
            metavar="SCOPE",
            show_default=False,
        ),
    ] = "",
    recipe: tool_options.Recipe = "current",
    strict: Annotated[
        bool, typer.Option("--strict", help="Send no experimental fields: for gateways that refuse them.")
    ] = False,
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
    """Set up Claude Code on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request.
    """
    request = Connect(
        tool="claude",
        profile=profile,
        key_name=key or None,
        model=model,
        secret=read_choice(secret, ("", "helper", "inline"), "--secret"),
        scope=read_scope(scope),
        recipe=read_choice(recipe, ("current", "documented"), "--recipe"),
        force=force or print_only,
        by_hand=print_only,
        strict=strict,
    )
    manner = Manner(dry_run=dry_run, yes=yes, print_only=print_only, verify=verify, keep=keep, remove=remove)
    run_connection(context, request, manner)
