"""`smartaipi shell`."""

from dataclasses import replace
from typing import Annotated

import typer

from smartaipi_cli.actions.shell.by_hand import instructions
from smartaipi_cli.actions.shell.environment import connect_shells, prepare_shells
from smartaipi_cli.actions.shell.removal import prepare_removal, remove_shells, show_plan
from smartaipi_cli.actions.shell.request import ShellRequest
from smartaipi_cli.commands import options, tool_options
from smartaipi_cli.commands.asking import ask_about
from smartaipi_cli.commands.connecting import read_choice
from smartaipi_cli.commands.invocation import end, examples, invocation_of, new_app
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.tools.shell_env import SHELLS

app = new_app("Let new shells know a gateway, or take it back.")

ShellName = Annotated[
    str,
    typer.Option(
        "--shell",
        help=f"{', '.join(SHELLS)}, or all that are installed; by default your own.",
        metavar="NAME",
        show_default=False,
    ),
]
Only = Annotated[
    str,
    typer.Option(
        "--only",
        help="openai or anthropic: set the variables of these libraries alone.",
        metavar="LIBRARY",
        show_default=False,
    ),
]
OwnVariable = Annotated[
    bool,
    typer.Option(
        "--own-variable",
        help="Export the key under the gateway's own name as well; done unasked when a tool looks there.",
    ),
]


@app.command(epilog=examples("shell", "shell --dry-run", "shell --only openai --yes", "shell --remove"))
def shell(
    context: typer.Context,
    shell: ShellName = "",
    profile: options.Profile = None,
    key: tool_options.KeyName = "",
    only: Only = "",
    own_variable: OwnVariable = False,
    model: tool_options.Model = "",
    remove: tool_options.Remove = False,
    print_only: tool_options.Print = False,
    verify: tool_options.Verify = True,
    keep: tool_options.Keep = False,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Let new shells know a gateway, or take it back.

    For your own programs with the libraries of OpenAI and Anthropic: the key and the addresses go into a file that
    only you can read, and one line in your shell's start file reads it. Coding tools need none of this.
    """
    invocation = invocation_of(context)
    request = ShellRequest(
        shell=read_choice(shell, ("", "all", *SHELLS), "--shell"),
        profile=profile,
        key_name=key or None,
        model=model,
        only=read_choice(only, ("", "openai", "anthropic"), "--only"),
        own_variable=own_variable,
    )
    if remove:
        run_removal(invocation, request.shell, only_shown=dry_run, yes=yes)
    elif print_only:
        end(invocation, instructions(invocation.machine, request))
    else:
        run_set_up(invocation, request, only_shown=dry_run, yes=yes, verify=verify, keep=keep)


def run_set_up(
    invocation: Invocation, request: ShellRequest, *, only_shown: bool, yes: bool, verify: bool, keep: bool
) -> None:
    """Show the plan, ask, apply, prove."""
    prepared = prepare_shells(invocation.machine, request)
    if only_shown:
        end(invocation, show_plan(prepared.plan, prepared.warnings))
    if not invocation.json and not prepared.plan.is_noop:
        # Whoever is asked should know them before the answer; they are not said twice.
        ask_about(invocation, prepared.plan, prepared.warnings, yes=yes)
        prepared = replace(prepared, warnings=())
    else:
        ask_about(invocation, prepared.plan, yes=yes)
    end(invocation, connect_shells(invocation.machine, prepared, check=verify, keep=keep))


def run_removal(invocation: Invocation, shell: str, *, only_shown: bool, yes: bool) -> None:
    """Show the plan, ask, apply."""
    plan = prepare_removal(invocation.machine, shell)
    if only_shown:
        end(invocation, show_plan(plan))
    ask_about(invocation, plan, yes=yes)
    end(invocation, remove_shells(invocation.machine, plan))
