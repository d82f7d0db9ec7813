"""Commands that give out the secret of a key: `keys create`, `import`, `reveal`."""

from datetime import timedelta
from typing import Annotated, NoReturn

import typer

from smartaipi_cli.actions.keys.creation import NewKey, create_key
from smartaipi_cli.actions.keys.delivery import Delivery, choose_delivery, credential_name
from smartaipi_cli.actions.keys.importing import Import, import_key, reveal_key
from smartaipi_cli.actions.keys.options import read_addresses, read_budgets, read_metadata
from smartaipi_cli.commands import key_options, options
from smartaipi_cli.commands.connecting import read_choice
from smartaipi_cli.commands.invocation import end, finish, invocation_of
from smartaipi_cli.domain.key_wish import KeyWish
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.spans import parse_lifetime
from smartaipi_cli.errors import UserError
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.results import Result

LIVES = {"": None, "ci": timedelta(days=1)}
"""What a key is for, and the life that it gets when none is given."""


def create(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", "-n", help="What the key is called.", metavar="NAME")],
    budget: key_options.Budgets = None,
    limit: key_options.Limit = "",
    models: key_options.Models = None,
    group: key_options.Group = "",
    expires: key_options.Expires = "",
    ip: key_options.Addresses = None,
    metadata: key_options.Metadata = None,
    purpose: Annotated[
        str,
        typer.Option(
            "--for",
            help="ci: a life of one day unless --expires says otherwise.",
            metavar="PURPOSE",
            show_default=False,
        ),
    ] = "",
    store: key_options.Store = False,
    store_name: key_options.StoreAs = "",
    raw: key_options.Raw = False,
    output: key_options.OutputFile = "",
    profile: options.Profile = None,
) -> None:
    """Create an API key; its secret is shown this once, or goes where it belongs unseen."""
    invocation = invocation_of(context)
    life = LIVES[read_choice(purpose, tuple(LIVES), "--for")]
    request = NewKey(
        profile=profile,
        wish=KeyWish(
            name=name,
            budgets=read_budgets(budget or (), limit),
            models=tuple(models) if models else None,
            group=group,
            ip_allowlist=read_addresses(ip or ()),
            metadata=read_metadata(metadata or ()),
        ),
        lifetime=parse_lifetime(expires) if expires else life,
        delivery=read_delivery(invocation, store, store_name, raw, output),
    )
    hand_over(invocation, create_key(invocation.machine, request))


def import_(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(metavar="[NAME]", help="What it is kept as; the profile's main key without a name."),
    ] = "",
    with_key: Annotated[bool, typer.Option("--with-key", help="Read the key from standard input.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Take a key that looks like another gateway's.")
    ] = False,
    profile: options.Profile = None,
) -> None:
    """Keep a key that exists already; it comes from standard input or a hidden prompt, never from arguments."""
    invocation = invocation_of(context)
    request = Import(
        profile=profile,
        secret=read_secret(invocation, from_input=with_key),
        delivery=Delivery(way="store", name=credential_name(name)),
        force=force,
    )
    finish(context, lambda machine: import_key(machine, request))


def reveal(
    context: typer.Context,
    key: key_options.KeyArgument,
    store: key_options.Store = False,
    store_name: key_options.StoreAs = "",
    raw: key_options.Raw = False,
    output: key_options.OutputFile = "",
    profile: options.Profile = None,
) -> None:
    """Show the secret of a key again, on gateways that do that."""
    delivery = read_delivery(invocation_of(context), store, store_name, raw, output)
    finish(context, lambda machine: reveal_key(machine, profile, key, delivery))


def hand_over(invocation: Invocation, result: Result) -> NoReturn:
    """Show a result with a secret in it. Errors: `key-missing` when nobody takes it."""
    try:
        end(invocation, result)
    except BrokenPipeError as problem:
        key = result.data["key"]
        if not isinstance(key, dict) or "value" not in key:
            raise
        identifier = key["id"]
        raise UserError(
            "key-missing",
            f"key `{identifier}` exists, and nobody took its secret",
            reason="standard output was closed",
            hint=f"smartaipi keys revoke {identifier}",
        ) from problem


def read_delivery(invocation: Invocation, store: bool, store_name: str, raw: bool, output: str) -> Delivery:
    """The way that the options ask for. Errors: `usage`."""
    if raw and invocation.json:
        raise UserError(
            "usage", "--raw and --json exclude each other", hint="with --json the secret is data.key.value"
        )
    folder = invocation.machine.working_folder
    return choose_delivery(store=store, store_name=store_name, raw=raw, output=output, folder=folder)


def read_secret(invocation: Invocation, *, from_input: bool) -> Secret:
    """The key, from standard input or a hidden prompt. Errors: `confirmation-needed` without either."""
    terminal = invocation.machine.terminal
    if from_input:
        return terminal.read_secret()
    if terminal.can_ask:
        return terminal.ask_secret("API key:")
    raise UserError(
        "confirmation-needed",
        "nobody can be asked for a key",
        reason="there is no terminal",
        hint="smartaipi keys import NAME --with-key < key.txt",
    )
