"""`smartaipi login`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.profiles.login import Login, login
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.commands import options
from smartaipi_cli.commands.connecting import read_choice
from smartaipi_cli.commands.invocation import examples, finish, invocation_of, new_app
from smartaipi_cli.errors import UserError

app = new_app("Keep an API key or account token for a profile.")


@app.command("login", epilog=examples("login", "login --with-key < key.txt"))
def log_in(
    context: typer.Context,
    profile: options.Profile = None,
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Read an API key from standard input.")
    ] = False,
    with_token: Annotated[
        bool, typer.Option("--with-token", help="Read an account token from standard input.")
    ] = False,
    name: Annotated[
        str, typer.Option("--key", help="Keep the key under this name besides the main one.", metavar="NAME")
    ] = "",
    store: Annotated[str, typer.Option("--store", help="auto, keychain or file.", metavar="WHERE")] = "auto",
    force: Annotated[
        bool, typer.Option("--force", help="Keep a key that looks like another gateway's.")
    ] = False,
) -> None:
    """Keep an API key and/or account token for a profile.

    They come from hidden prompts, or from standard input; never from the command line, which every process
    of the machine can read.
    """
    invocation = invocation_of(context)
    terminal = invocation.machine.terminal
    chosen, _ = select_profile(invocation.machine, profile)
    key = token = None
    if with_key and with_token:
        raise UserError(
            "usage", "--with-key and --with-token both read standard input", hint="run the command twice"
        )
    if with_key:
        key = terminal.read_secret()
    elif with_token:
        token = terminal.read_secret()
    elif terminal.can_ask:
        invocation.output.say(
            f"credentials of {chosen.label} for profile {chosen.name}; Enter leaves one out"
        )
        key = terminal.ask_secret("API key (calls models):")
        token = None if name else terminal.ask_secret("account token (keys, usage, balance):")
    else:
        raise UserError(
            "confirmation-needed",
            "nobody can be asked for a key",
            reason="there is no terminal",
            hint=f"smartaipi login --profile {chosen.name} --with-key < key.txt",
        )
    request = Login(
        profile=chosen.name,
        key=key if key and key.reveal() else None,
        token=token if token and token.reveal() else None,
        name=name or None,
        store=read_choice(store, ("auto", "keychain", "file"), "--store"),
        force=force,
    )
    finish(context, lambda machine: login(machine, request))
