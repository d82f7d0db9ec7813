"""`smartaipi repair`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.history.undoing import repair
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Finish or take back a change that was interrupted.")


@app.command("repair", epilog=examples("repair", "repair 3f9a"))
def repair_changes(
    context: typer.Context,
    change: Annotated[
        str, typer.Argument(metavar="[ID]", help="Make this change again where another program put it back.")
    ] = "",
) -> None:
    """Finish or take back a change that was interrupted by a crash, a kill or a full disk."""
    finish(context, lambda machine: repair(machine, change))
