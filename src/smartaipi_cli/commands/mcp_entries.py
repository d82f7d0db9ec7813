"""`smartaipi mcp install`, `mcp remove` and `mcp list`: functions that `commands/mcp.py` makes commands of.

What they do is loaded when they run: `mcp serve` stands beside them and has to answer at once.
"""

from dataclasses import replace
from typing import Annotated

import typer

from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.asking import ask_about
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of
from smartaipi_cli.errors import UserError

INSTALL_EXAMPLES = examples(
    "mcp install claude",
    "mcp install codex --profile work --dry-run",
    "mcp install cursor --scope project",
    "mcp install vscode --name work --allow-write --yes",
)
REMOVE_EXAMPLES = examples("mcp remove claude", "mcp remove cursor --name work --yes")
LIST_EXAMPLES = examples("mcp list", "mcp list --json")

Client = Annotated[
    str,
    typer.Argument(
        metavar="CLIENT",
        help="claude, codex, opencode, cline, cursor, continue, kilo, qwen, gemini, claude-desktop or vscode.",
    ),
]


def install_entry(
    context: typer.Context,
    client: Client,
    name: Annotated[
        str, typer.Option("--name", help="How the client calls the server.", metavar="NAME")
    ] = "smartaipi",
    profile: options.Profile = None,
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            help="user, or project (this folder, where the client has such servers).",
            metavar="SCOPE",
        ),
    ] = "user",
    allow_write: Annotated[
        bool,
        typer.Option("--allow-write", help="Let agents create, disable and revoke keys and set budgets."),
    ] = False,
    print_only: tool_options.Print = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Let a client start `smartaipi mcp serve`: its agents can then ask about the account.

    The entry names this program, a profile and no key.
    """
    from smartaipi_cli.actions.mcp_entries import registration
    from smartaipi_cli.actions.mcp_entries.by_hand import instructions
    from smartaipi_cli.commands.connecting import read_scope

    invocation = invocation_of(context)
    request = registration.Registration(
        client=client,
        name=name,
        profile=profile,
        scope=read_scope(scope) or "user",
        allow_write=allow_write,
    )
    if print_only:
        end(invocation, instructions(invocation.machine, request))
    try:
        prepared = registration.prepare(invocation.machine, request)
    except UserError as problem:
        if problem.code != "document-refused":
            raise
        end(invocation, instructions(invocation.machine, request, problem))
    if dry_run:
        end(invocation, registration.show_plan(prepared.plan, prepared.warnings))
    if not invocation.json and not prepared.plan.is_noop:
        # Whoever is asked should know them before the answer; they are not said twice.
        ask_about(invocation, prepared.plan, prepared.warnings, yes=yes)
        prepared = replace(prepared, warnings=())
    else:
        ask_about(invocation, prepared.plan, yes=yes)
    end(invocation, registration.register(invocation.machine, prepared))


def remove_entry(
    context: typer.Context,
    client: Client,
    name: Annotated[
        str, typer.Option("--name", help="Only the entry of this name.", metavar="NAME", show_default=False)
    ] = "",
    scope: Annotated[
        str,
        typer.Option(
            "--scope", help="user or project; both by default.", metavar="SCOPE", show_default=False
        ),
    ] = "",
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Take every entry of ours out of a client; what else stands there stays."""
    from smartaipi_cli.actions.mcp_entries import registration, removal
    from smartaipi_cli.commands.connecting import read_scope

    invocation = invocation_of(context)
    plan = removal.prepare_removal(invocation.machine, client, name, read_scope(scope))
    if dry_run:
        end(invocation, registration.show_plan(plan))
    ask_about(invocation, plan, yes=yes)
    end(invocation, removal.remove(invocation.machine, plan))


def list_entries(context: typer.Context) -> None:
    """Show which clients start our server, for which profile, and whether the entries still lead to it."""
    from smartaipi_cli.actions.mcp_entries.listing import list_entries as list_them

    finish(context, list_them)
