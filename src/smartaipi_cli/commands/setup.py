"""`smartaipi setup`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.connection.setup import (
    Found,
    connect_joint,
    find_tools,
    found_table,
    prepare_joint,
    read_names,
    show_joint,
)
from smartaipi_cli.actions.history.changes import plan_blocks
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, examples, invocation_of, new_app
from smartaipi_cli.outcome import Invocation

app = new_app("Find the tools that are installed here and connect them, all at once.")


@app.command(epilog=examples("setup", "setup --tools claude,codex,opencode --yes", "setup --dry-run"))
def setup(
    context: typer.Context,
    tools: Annotated[
        str,
        typer.Option(
            "--tools", help="These, instead of all that are found.", metavar="NAMES", show_default=False
        ),
    ] = "",
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    model: tool_options.Model = "",
    verify: tool_options.Verify = True,
    keep: tool_options.Keep = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Find the tools that are installed here and connect them: one plan, one question, one undo.

    Each is proven with one small request. A tool that cannot be connected as things are is left out and named;
    one that was asked for by name ends the command instead.
    """
    invocation = invocation_of(context)
    machine = invocation.machine
    select_profile(machine, profile)
    named = read_names(tools)
    names = named or chosen(invocation, find_tools(machine), yes=yes or dry_run)
    request = Connect(tool="", profile=profile, key_name=key or None, model=model, unasked=yes)
    joint = prepare_joint(machine, names, request, strict=bool(named))
    if dry_run:
        end(invocation, show_joint(joint))
    if not joint.plan.is_noop:
        if not invocation.json:
            invocation.output.blocks(plan_blocks(joint.plan))
        agree(invocation, "apply all of it?", yes=yes)
    end(invocation, connect_joint(machine, joint, check=verify, keep=keep))


def chosen(invocation: Invocation, found: tuple[Found, ...], *, yes: bool) -> tuple[str, ...]:
    """The tools to connect: all that were found, or those that the person names."""
    names = tuple(one.name for one in found)
    if not names or yes or invocation.json or not invocation.machine.terminal.can_ask:
        return names
    invocation.output.blocks((found_table(found),))
    answer = invocation.machine.terminal.ask("connect which of them? (names, or Enter for all)")
    return read_names(answer) or names
