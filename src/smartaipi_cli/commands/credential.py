"""`smartaipi credential`, as the help shows it; the entry point answers real calls before it comes here."""

from typing import Annotated

import typer

from smartaipi_cli.commands.invocation import examples, new_app
from smartaipi_cli.credential import print_credential

app = new_app("Print one key for a tool's helper.")


@app.command("credential", epilog=examples("credential work"))
def credential(
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="The profile.")],
    key: Annotated[str, typer.Option("--key", help="The stored key of this name.", metavar="NAME")] = "",
    store: Annotated[
        str, typer.Option("--store", help="The folder of the file store.", metavar="FOLDER")
    ] = "",
) -> None:
    """Print one key on one line and nothing else: what the key helpers of other tools call."""
    arguments = [profile, *(["--key", key] if key else []), *(["--store", store] if store else [])]
    raise typer.Exit(print_credential(arguments))
