"""`smartaipi claude-desktop`."""

from typing import NoReturn

import typer

from smartaipi_cli.actions.guide.claude_desktop import (
    page_result,
    prepare_desktop,
    prepare_desktop_removal,
    remove_helper,
)
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.asking import ask_about
from smartaipi_cli.commands.connecting import plan_result
from smartaipi_cli.commands.invocation import end, examples, invocation_of, new_app
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.plan.plan import Plan

app = new_app("Guide through Claude Desktop's gateway mode.")


@app.command(
    epilog=examples("claude-desktop", "claude-desktop --print --profile work", "claude-desktop --remove")
)
def claude_desktop(
    context: typer.Context,
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    remove: tool_options.Remove = False,
    print_only: tool_options.Print = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Guide through Claude Desktop's gateway mode.

    Makes a small program that prints the key when the app asks for it, and prints the steps with the values to
    enter: the app's own files are left to the app. Nothing is written on Linux, where there is no such app.
    """
    invocation = invocation_of(context)
    machine = invocation.machine
    if remove:
        run_removal(invocation, prepare_desktop_removal(machine, profile), dry_run=dry_run, yes=yes)
    page = prepare_desktop(machine, profile, key or None, by_hand=print_only)
    if page.plan and not dry_run:
        ask_about(invocation, page.plan, yes=yes)
    end(invocation, page_result(machine, page, apply=not dry_run))


def run_removal(invocation: Invocation, plan: Plan, *, dry_run: bool, yes: bool) -> NoReturn:
    """Remove the helper, as the options say."""
    if dry_run:
        end(invocation, plan_result(plan))
    ask_about(invocation, plan, yes=yes)
    end(invocation, remove_helper(invocation.machine, plan))
