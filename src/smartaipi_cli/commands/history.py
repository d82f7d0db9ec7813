"""`smartaipi history`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.history import listing as history
from smartaipi_cli.actions.history import restoring
from smartaipi_cli.actions.history.changes import plan_blocks
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.connecting import plan_result
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of, new_app
from smartaipi_cli.errors import UserError

app = new_app("List, show and restore earlier changes.")
Change = Annotated[str, typer.Argument(metavar="ID", help="A change, by its id or the last part of it.")]


@app.command("list", epilog=examples("history list --verify"))
def list_changes(
    context: typer.Context,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare what is kept with its checksums.")
    ] = False,
) -> None:
    """List all changes, newest first."""
    finish(context, lambda machine: history.list_history(machine, check=verify))


@app.command("show", epilog=examples("history show 3f9a"))
def show_change(context: typer.Context, change: Change) -> None:
    """Show one change: files and keys, never values."""
    finish(context, lambda machine: history.show_change(machine, change))


@app.command("diff", epilog=examples("history diff 3f9a"))
def diff_change(context: typer.Context, change: Change) -> None:
    """Show what a change did as a diff; secrets are covered."""
    finish(context, lambda machine: restoring.diff_change(machine, change))


@app.command("restore", epilog=examples("history restore 3f9a --file ~/.codex/config.toml --to original"))
def restore_file(
    context: typer.Context,
    change: Change,
    file: Annotated[
        str, typer.Option("--file", help="The file, when the change is about several.", metavar="PATH")
    ] = "",
    to: Annotated[
        str, typer.Option("--to", help="before or after the change, or original: before all changes.")
    ] = "before",
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Put one file back as a whole, to what it was at a change."""
    invocation = invocation_of(context)
    match to:
        case "before" | "after" | "original":
            plan = restoring.prepare_restore(invocation.machine, change, file, to)
        case _:
            raise UserError(
                "usage", f"`{to}` is nothing that --to takes", reason="it takes before, after, original"
            )
    if dry_run:
        end(invocation, plan_result(plan))
    if not plan.is_noop:
        if not invocation.json:
            invocation.output.blocks(plan_blocks(plan))
        agree(invocation, "restore it?", yes=yes)
    end(invocation, restoring.restore(invocation.machine, plan))


@app.command("prune", epilog=examples("history prune", "history prune --all --yes"))
def prune(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Every change, the first copies of your files among them.")
    ] = False,
    yes: options.Yes = False,
) -> None:
    """Remove changes beyond the last 50, 90 days or 200 MB; they may hold keys, and cannot be undone then."""
    if everything:
        agree(invocation_of(context), "remove the whole history? nothing can be undone then", yes=yes)
    finish(context, lambda machine: restoring.prune_history(machine, everything=everything))
