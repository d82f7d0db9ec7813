"""`smartaipi sandbox`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.sandbox import describe_address, reset_sandbox
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
