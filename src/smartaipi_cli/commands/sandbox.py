"""`smartaipi sandbox`."""

from dataclasses import asdict
from typing import Annotated

import typer

from smartaipi_cli.actions.sandbox import decide_login, describe_address, describe_history, reset_sandbox
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of, new_app
from smartaipi_cli.results import Result

app = new_app("Run a local gateway, or a demo of everything.")


@app.command("serve", epilog=examples("sandbox serve --port 4000"))
def serve_sandbox(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            help="The port on 127.0.0.1; by default that of the last run, or a free one.",
            min=1,
            max=65535,
            show_default=False,
        ),
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Run the local gateway until Ctrl-C. It needs no account, and nothing leaves this machine."""
    from smartaipi_cli.sandbox.server import serve

    invocation = invocation_of(context)
    serve(
        folder=invocation.machine.paths.sandbox,
        port=port,
        announce=lambda address: invocation.output.blocks(describe_address(address)),
    )
    end(invocation, Result())


@app.command("demo", epilog=examples("sandbox demo"))
def run_demo(context: typer.Context) -> None:
    """Show the whole main job in a throw-away home: set-up, proof, usage, undo. Your own files are not touched."""
    from smartaipi_cli.commands.demo import demonstrate

    raise typer.Exit(demonstrate(invocation_of(context).machine))


@app.command("seed", epilog=examples("sandbox seed --records 1000000 --days 90"))
def seed_sandbox(
    context: typer.Context,
    records: Annotated[
        int, typer.Option("--records", help="How many requests.", min=1, max=10_000_000)
    ] = 10_000,
    keys: Annotated[int, typer.Option("--keys", help="By how many keys.", min=1, max=10_000)] = 12,
    days: Annotated[int, typer.Option("--days", help="Over how many days.", min=1, max=3_650)] = 90,
    add: Annotated[
        bool, typer.Option("--add", help="Also when the account has records already: in front of them.")
    ] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Give the local gateway's account a made-up past: requests, keys, ledger. Its balance stays what it is."""
    from smartaipi_cli.sandbox.seeding.books import seed_books
    from smartaipi_cli.sandbox.seeding.usage import SeedWish
    from smartaipi_cli.sandbox.world import real_world

    wish = SeedWish(records=records, keys=keys, days=days)
    finish(
        context,
        lambda machine: describe_history(
            **asdict(seed_books(machine.paths.sandbox, wish, real_world(), is_added=add))
        ),
    )


@app.command("approve", epilog=examples("sandbox approve BCDF-GHJK"))
def approve(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The code that the device shows.", metavar="CODE")],
    deny: Annotated[bool, typer.Option("--deny", help="Refuse it instead.")] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Let a device that waits with a code use the running local gateway's account."""
    finish(context, lambda machine: decide_login(machine, code, is_approved=not deny))


@app.command("reset", epilog=examples("sandbox reset --yes"))
def reset(
    context: typer.Context,
    yes: options.Yes = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Delete the local gateway's account, keys and books."""
    agree(invocation_of(context), "delete the sandbox's account, keys and books?", yes=yes)
    finish(context, reset_sandbox)
