"""`smartaipi open`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.gateways.pages import PAGES, open_page
from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, finish, new_app

app = new_app("Open a page of the gateway: dashboard, docs, keys, chat.")


@app.command(epilog=examples("open docs", "open keys --profile work"))
def open_(
    context: typer.Context,
    page: Annotated[str, typer.Argument(metavar="PAGE", help=f"One of {', '.join(PAGES)}.")],
    profile: options.Profile = None,
) -> None:
    """Open a page of the gateway in the browser, and print its address.

    Only addresses that the gateways themselves document are known.
    """
    finish(context, lambda machine: open_page(machine, page, profile))
