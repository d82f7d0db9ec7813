"""`smartaipi completion`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.completion import installation, status
from smartaipi_cli.actions.completion.scripts import SCRIPTS, print_script
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import ask_about
from smartaipi_cli.commands.connecting import read_choice
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of, new_app

app = new_app("Let TAB complete commands, options and names in your shell.")

ShellName = Annotated[
    str,
    typer.Option("--shell", help=f"{', '.join(SCRIPTS)}.", metavar="NAME", show_default=False),
]


@app.command("bash", epilog=examples("completion bash > /etc/bash_completion.d/smartaipi"))
def print_bash(context: typer.Context) -> None:
    """Print the script for bash."""
    finish(context, lambda _: print_script("bash"))


@app.command("zsh", epilog=examples("completion zsh > /usr/local/share/zsh/site-functions/_smartaipi"))
def print_zsh(context: typer.Context) -> None:
    """Print the script for zsh."""
    finish(context, lambda _: print_script("zsh"))


@app.command("fish", epilog=examples("completion fish | source"))
def print_fish(context: typer.Context) -> None:
    """Print the script for fish."""
    finish(context, lambda _: print_script("fish"))


@app.command("powershell", epilog=examples("completion powershell | Out-String | Invoke-Expression"))
def print_powershell(context: typer.Context) -> None:
    """Print the script for PowerShell."""
    finish(context, lambda _: print_script("powershell"))


@app.command("install", epilog=examples("completion install", "completion install --shell zsh --dry-run"))
def install(
    context: typer.Context, shell: ShellName = "", dry_run: options.DryRun = False, yes: options.Yes = False
) -> None:
    """Install completion for your shell; by default that of the variable SHELL."""
    invocation = invocation_of(context)
    wanted = read_choice(shell, ("", *SCRIPTS), "--shell")
    prepared = installation.prepare_install(invocation.machine, wanted)
    if dry_run:
        end(invocation, installation.show_install(prepared))
    ask_about(invocation, prepared.plan, yes=yes, show=installation.brief_blocks)
    end(invocation, installation.install(invocation.machine, prepared))


@app.command("uninstall", epilog=examples("completion uninstall", "completion uninstall --shell fish --yes"))
def uninstall(
    context: typer.Context, shell: ShellName = "", dry_run: options.DryRun = False, yes: options.Yes = False
) -> None:
    """Take completion out of one shell, or of all; exactly what is ours goes."""
    invocation = invocation_of(context)
    wanted = read_choice(shell, ("", *SCRIPTS), "--shell")
    plan = installation.prepare_removal(invocation.machine, wanted)
    if dry_run:
        end(invocation, installation.show_removal(plan))
    ask_about(invocation, plan, yes=yes, show=installation.brief_blocks)
    end(invocation, installation.remove(invocation.machine, plan))


@app.command("status", epilog=examples("completion status"))
def show_status(context: typer.Context) -> None:
    """Show in which shells completion is installed, and where."""
    finish(context, status.show_status)
