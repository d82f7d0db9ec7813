"""`smartaipi undo`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.history.undoing import prepare_undo, show_undo, undo, undo_blocks
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, examples, invocation_of, new_app

app = new_app("Take a change back.")


@app.command("undo", epilog=examples("undo", "undo 3f9a --dry-run"))
def undo_change(
    context: typer.Context,
    change: Annotated[str, typer.Argument(metavar="[ID]", help="The change; the last one by default.")] = "",
    force: Annotated[
        list[str] | None,
        typer.Option(
            "--force",
            help="Restore this key although it was changed since (`*`: the whole file).",
            metavar="KEY",
        ),
    ] = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Take a change back: the identical bytes when nothing changed since, else key by key.

    What somebody else changed since is left and reported (code 5).
    """
    invocation = invocation_of(context)
    prepared = prepare_undo(invocation.machine, change, tuple(force or ()))
    if dry_run:
        end(invocation, show_undo(prepared))
    if not prepared.undo.plan.is_noop:
        if not invocation.json:
            invocation.output.blocks(undo_blocks(prepared))
        agree(invocation, "take it back?", yes=yes)
    end(invocation, undo(invocation.machine, prepared))
