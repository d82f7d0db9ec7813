"""`smartaipi keys`."""

from typing import Annotated

import typer

from smartaipi_cli.actions import keys as actions
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import examples, finish, invocation_of, new_app
from smartaipi_cli.domain.spans import parse_budget, parse_lifetime

app = new_app("Create, list and revoke API keys.")


@app.command(
    "create",
    epilog=examples(
        "keys create --name laptop --store", "keys create --name ci --budget 5/day --expires 1d --json"
    ),
)
def create_key(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", "-n", help="What the key is called.", metavar="NAME")],
    budget: Annotated[
        list[str] | None,
        typer.Option(
            "--budget", help="A limit in US dollars: 5/day, 50/month, 100/total.", metavar="AMOUNT/WINDOW"
        ),
    ] = None,
    models: Annotated[
        list[str] | None,
        typer.Option("--models", help="Only these models; `*` at the end.", metavar="PATTERN"),
    ] = None,
    expires: Annotated[
        str,
        typer.Option(
            "--expires",
            help="The key's life: 12h, 30d; without it the key never expires.",
            metavar="SPAN",
            show_default=False,
        ),
    ] = "",
    store: Annotated[
        bool, typer.Option("--store", help="Keep the secret as the profile's key instead of showing it.")
    ] = False,
    store_name: Annotated[
        str, typer.Option("--store-as", help="Keep it under this name instead.", metavar="NAME")
    ] = "",
    profile: options.Profile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Create an API key; its secret is shown this once, or kept at once with --store."""
    request = actions.NewKey(
        profile=profile,
        name=name,
        budgets=tuple(map(parse_budget, budget or ())),
        models=tuple(models) if models else None,
        lifetime=parse_lifetime(expires) if expires else None,
        store=store or bool(store_name),
        store_name=store_name,
    )
    finish(context, lambda machine: actions.create_key(machine, request))


@app.command("list", epilog=examples("keys list --json"))
def list_keys(
    context: typer.Context,
    include_revoked: Annotated[bool, typer.Option("--all", help="Revoked keys as well.")] = False,
    profile: options.Profile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """List the account's keys, newest first."""
    finish(context, lambda machine: actions.list_keys(machine, profile, include_revoked=include_revoked))


@app.command("revoke", epilog=examples("keys revoke laptop"))
def revoke_key(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id, the beginning of it, or its name.")],
    profile: options.Profile = None,
    yes: options.Yes = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Revoke a key for good, after showing when it was last used and what it spent."""
    invocation = invocation_of(context)
    found = actions.find_key_to_revoke(invocation.machine, profile, key)
    invocation.output.say(actions.describe_before_revoking(found))
    agree(invocation, "revoke it for good?", yes=yes)
    finish(context, lambda machine: actions.revoke_key(machine, profile, found))
