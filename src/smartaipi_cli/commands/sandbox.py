"""`smartaipi sandbox`."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from smartaipi_cli.actions.sandbox import (
    decide_login,
    describe_address,
    describe_audit,
    describe_history,
    describe_no_books,
    reset_sandbox,
)
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of, new_app
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Result
from smartaipi_cli.sandbox.address import SandboxAddress, read_address

app = new_app("Run a local gateway, or a demo of everything.")


@app.command("serve", epilog=examples("sandbox serve --port 4000", "sandbox serve --ephemeral --seed demo"))
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
    ephemeral: Annotated[
        bool, typer.Option("--ephemeral", help="Begin without books and keep none.")
    ] = False,
    seed: Annotated[
        str | None,
        typer.Option("--seed", help="Draw every id and key from this; with --ephemeral.", show_default=False),
    ] = None,
    frozen_time: Annotated[
        datetime | None,
        typer.Option(
            "--frozen-time",
            help="Let the clock stand at this time in UTC; with --ephemeral.",
            formats=["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
            metavar="TIME",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run the local gateway until Ctrl-C. It needs no account, and nothing leaves this machine."""
    from smartaipi_cli.commands.sandbox_serving import ServeWish, serve_wish

    invocation = invocation_of(context)

    def announce(address: SandboxAddress, folder: Path) -> None:
        invocation.output.blocks(describe_address(address, folder))
        invocation.output.flush()  # a script that waits for the addresses in a pipe gets them now

    wish = ServeWish(port=port, is_ephemeral=ephemeral, seed=seed, frozen_time=frozen_time)
    serve_wish(wish, folder=invocation.machine.paths.sandbox, announce=announce)
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


@app.command("doctor", epilog=examples("sandbox doctor"))
def examine_sandbox(context: typer.Context) -> None:
    """Audit the local gateway's books: every entry, bill and counter must agree. Ends with code 9 if one does not."""
    from smartaipi_cli.sandbox.audit import audit_books

    def examine(machine: Machine) -> Result:
        folder = machine.paths.sandbox
        audit = audit_books(folder, is_running=read_address(folder) is not None)
        return describe_audit(**asdict(audit)) if audit else describe_no_books()

    finish(context, examine)


@app.command("approve", epilog=examples("sandbox approve BCDF-GHJK"))
def approve(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The code that the device shows.", metavar="CODE")],
    deny: Annotated[bool, typer.Option("--deny", help="Refuse it instead.")] = False,
) -> None:
    """Let a device that waits with a code use the running local gateway's account."""
    finish(context, lambda machine: decide_login(machine, code, is_approved=not deny))


@app.command("reset", epilog=examples("sandbox reset --yes"))
def reset(
    context: typer.Context,
    yes: options.Yes = False,
) -> None:
    """Delete the local gateway's account, keys and books."""
    agree(invocation_of(context), "delete the sandbox's account, keys and books?", yes=yes)
    finish(context, reset_sandbox)
