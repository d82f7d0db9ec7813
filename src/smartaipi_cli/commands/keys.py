"""`smartaipi keys`."""

from dataclasses import replace
from typing import Annotated

import typer

from smartaipi_cli.actions.keys import changes as key_changes
from smartaipi_cli.actions.keys import listing as keys
from smartaipi_cli.actions.keys import revocation
from smartaipi_cli.actions.keys.options import read_addresses, read_budgets, read_metadata
from smartaipi_cli.commands import key_options, key_rotating, key_secrets, options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import end, examples, finish, invocation_of, new_app
from smartaipi_cli.domain.key_wish import KEEP, KeyChange
from smartaipi_cli.domain.spans import parse_lifetime
from smartaipi_cli.errors import UserError
from smartaipi_cli.results import Result

app = new_app("Create, change, rotate and revoke API keys.")


@app.command("list", epilog=examples("keys list", "keys list --all --json"))
def list_keys(
    context: typer.Context,
    include_revoked: Annotated[bool, typer.Option("--all", help="Revoked keys as well.")] = False,
    profile: options.Profile = None,
) -> None:
    """List the account's keys, newest first."""
    finish(context, lambda machine: keys.list_keys(machine, profile, include_revoked=include_revoked))


app.command(
    "create",
    epilog=examples(
        "keys create --name laptop --store",
        "keys create --name ci --budget 5/day --for ci --json",
        "keys create --name bot --models 'gpt-5*' --limit 20 --output bot.key",
    ),
)(key_secrets.create)


@app.command("show", epilog=examples("keys show laptop"))
def show_key(
    context: typer.Context,
    key: key_options.KeyArgument,
    profile: options.Profile = None,
) -> None:
    """Show everything about one key but its secret."""
    finish(context, lambda machine: keys.show_key(machine, profile, key))


@app.command(
    "update",
    epilog=examples(
        "keys update laptop --budget 10/day", "keys update laptop --no-budgets --never-expires --yes"
    ),
)
def update_key(
    context: typer.Context,
    key: key_options.KeyArgument,
    name: Annotated[
        str, typer.Option("--name", "-n", help="A new name.", metavar="NAME", show_default=False)
    ] = "",
    budget: key_options.Budgets = None,
    limit: key_options.Limit = "",
    no_budgets: Annotated[bool, typer.Option("--no-budgets", help="Take all other limits away.")] = False,
    models: key_options.Models = None,
    all_models: Annotated[bool, typer.Option("--all-models", help="Every model again.")] = False,
    group: Annotated[
        str | None, typer.Option("--group", help="Another group; '' for none.", metavar="NAME")
    ] = None,
    expires: key_options.Expires = "",
    never_expires: Annotated[bool, typer.Option("--never-expires", help="Take the end away.")] = False,
    ip: key_options.Addresses = None,
    any_ip: Annotated[bool, typer.Option("--any-ip", help="From everywhere again.")] = False,
    metadata: key_options.Metadata = None,
    no_metadata: Annotated[bool, typer.Option("--no-metadata", help="Take all notes away.")] = False,
    profile: options.Profile = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Change a key, after showing what changes. A budget replaces that of its window; the others stay."""
    refuse_both(
        ("--models", models, "--all-models", all_models),
        ("--expires", expires, "--never-expires", never_expires),
        ("--ip", ip, "--any-ip", any_ip),
        ("--metadata", metadata, "--no-metadata", no_metadata),
    )
    edit = key_changes.KeyEdit(
        change=KeyChange(
            name=name or KEEP,
            models=None if all_models else tuple(models) if models else KEEP,
            group=KEEP if group is None else group,
            expires_at=None if never_expires else KEEP,
            ip_allowlist=() if any_ip else read_addresses(ip) if ip else KEEP,
            metadata={} if no_metadata else read_metadata(metadata) if metadata else KEEP,
        ),
        budgets=read_budgets(budget or (), limit),
        replaces_budgets=no_budgets,
        lifetime=parse_lifetime(expires) if expires else None,
    )
    invocation = invocation_of(context)
    planned = key_changes.plan_change(invocation.machine, profile, key, edit)
    if dry_run:
        end(invocation, key_changes.dry_run(planned))
    if planned.differences:
        if not invocation.json:
            invocation.output.blocks(key_changes.difference_lines(planned))
        agree(invocation, "change it so?", yes=yes)
    end(invocation, key_changes.apply_change(invocation.machine, profile, planned))


@app.command("disable", epilog=examples("keys disable laptop"))
def disable_key(
    context: typer.Context,
    key: key_options.KeyArgument,
    profile: options.Profile = None,
) -> None:
    """Have a key refused until it is enabled again."""
    finish(context, lambda machine: keys.switch_key(machine, profile, key, enabled=False))


@app.command("enable", epilog=examples("keys enable laptop"))
def enable_key(
    context: typer.Context,
    key: key_options.KeyArgument,
    profile: options.Profile = None,
) -> None:
    """Let a disabled key work again."""
    finish(context, lambda machine: keys.switch_key(machine, profile, key, enabled=True))


app.command(
    "rotate",
    epilog=examples("keys rotate laptop --store", "keys rotate ci --grace 1h --raw", "keys rotate --resume"),
)(key_rotating.rotate)


@app.command("revoke", epilog=examples("keys revoke laptop", "keys revoke key_5f2 --yes"))
def revoke_key(
    context: typer.Context,
    key: key_options.KeyArgument,
    profile: options.Profile = None,
    yes: options.Yes = False,
) -> None:
    """Revoke a key for good, after showing when it was last used, what it spent, and who uses it here."""
    invocation = invocation_of(context)
    doomed = revocation.look_before_revoking(invocation.machine, profile, key)
    warnings = revocation.warnings_before(doomed)
    invocation.output.blocks((revocation.last_words(doomed),))
    for warning in warnings if not invocation.json else ():
        invocation.output.warning(warning)
    if not doomed.is_gone:
        agree(invocation, "revoke it for good?", yes=yes)
    result: Result = revocation.revoke_key(invocation.machine, profile, doomed)
    end(invocation, replace(result, warnings=warnings if invocation.json else ()))


app.command(
    "import", epilog=examples("keys import --with-key < key.txt", "keys import ci --with-key < key.txt")
)(key_secrets.import_)
app.command("reveal", epilog=examples("keys reveal laptop", "keys reveal laptop --store"))(key_secrets.reveal)


def refuse_both(*pairs: tuple[str, object, str, object]) -> None:
    """Errors: `usage` for a value and its absence at once."""
    for one, value, other, is_none in pairs:
        if value and is_none:
            raise UserError("usage", f"{one} and {other} exclude each other")
