"""`smartaipi mcp`."""

from typing import Annotated

import typer

from smartaipi_cli.commands import options
from smartaipi_cli.commands.invocation import examples, invocation_of, new_app
from smartaipi_cli.commands.mcp_entries import (
    INSTALL_EXAMPLES,
    LIST_EXAMPLES,
    REMOVE_EXAMPLES,
    install_entry,
    list_entries,
    remove_entry,
)
from smartaipi_cli.domain.money import parse_money
from smartaipi_cli.errors import UserError

app = new_app("Let agents ask about the account, and register that server with them.")


@app.command("serve", epilog=examples("mcp serve", "mcp serve --profile work --allow-write --max-spend 0.50"))
def serve(
    context: typer.Context,
    allow_write: Annotated[
        bool,
        typer.Option("--allow-write", help="Let agents create, disable and revoke keys and set budgets."),
    ] = False,
    max_spend: Annotated[
        str,
        typer.Option(
            "--max-spend", help="US dollars for test requests and budgets of one session.", metavar="USD"
        ),
    ] = "1.00",
    profile: options.Profile = None,
) -> None:
    """Serve the account to one agent, over standard input and output; clients start this by themselves.

    It ends when the client closes its end. Without --allow-write nothing can be changed.
    """
    from smartaipi_cli.mcp_server.serving import start_server

    invocation = invocation_of(context)
    cap = parse_money(max_spend)
    if cap is None:
        raise UserError("usage", f"`{max_spend}` is no amount", reason="it is US dollars, such as `0.50`")
    if invocation.machine.terminal.can_ask:
        invocation.output.say("waiting for a client on standard input; clients start this by themselves")
    start_server(invocation.machine, profile, cap, allow_write=allow_write)


app.command("install", epilog=INSTALL_EXAMPLES)(install_entry)
app.command("remove", epilog=REMOVE_EXAMPLES)(remove_entry)
app.command("list", epilog=LIST_EXAMPLES)(list_entries)
