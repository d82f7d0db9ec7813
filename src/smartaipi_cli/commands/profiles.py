"""`smartaipi profiles`."""

from typing import Annotated

import typer

from smartaipi_cli.actions.profiles import changes as profile_changes
from smartaipi_cli.actions.profiles import listing as profiles
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.invocation import examples, finish, invocation_of, new_app
from smartaipi_cli.gateways.presets import DEFAULT_PRESET

app = new_app("Manage gateway accounts on this machine.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The profile.")]


@app.command(
    "add",
    epilog=examples(
        "profiles add work --gateway smartaipi",
        "profiles add own --gateway litellm --url http://127.0.0.1:4000",
    ),
)
def add_profile(
    context: typer.Context,
    name: Name,
    gateway: Annotated[
        str,
        typer.Option(
            "--gateway", "-g", help="A preset (smartaipi gateways list) or custom.", metavar="PRESET"
        ),
    ] = DEFAULT_PRESET,
    url: Annotated[
        str,
        typer.Option(
            "--url", help="The gateway's address, with or without /v1.", metavar="URL", show_default=False
        ),
    ] = "",
    openai_url: Annotated[
        str,
        typer.Option(
            "--openai-url",
            help="The address for OpenAI's protocol, ending in /v1.",
            metavar="URL",
            show_default=False,
        ),
    ] = "",
    anthropic_url: Annotated[
        str,
        typer.Option(
            "--anthropic-url",
            help="The address for Anthropic's protocol, without /v1.",
            metavar="URL",
            show_default=False,
        ),
    ] = "",
    management_url: Annotated[
        str,
        typer.Option(
            "--management-url", help="The address of the account API.", metavar="URL", show_default=False
        ),
    ] = "",
    account_user: Annotated[
        str,
        typer.Option(
            "--account-user",
            help="For new-api: the number beside your user name.",
            metavar="ID",
            show_default=False,
        ),
    ] = "",
    account_header: Annotated[
        str,
        typer.Option(
            "--account-header",
            help="For forks of new-api that renamed New-Api-User.",
            metavar="NAME",
            show_default=False,
        ),
    ] = "",
    quota_per_unit: Annotated[
        int,
        typer.Option(
            "--quota-per-unit",
            help="For new-api: units of quota in a dollar, when its status page is wrong.",
            metavar="N",
            min=0,
            show_default=False,
        ),
    ] = 0,
) -> None:
    """Add a profile: one gateway, as one account there. The first one becomes the default."""
    wish = profile_changes.NewProfile(
        name=name,
        gateway=gateway,
        url=url,
        openai_url=openai_url,
        anthropic_url=anthropic_url,
        management_url=management_url,
        account_user=account_user,
        account_header=account_header,
        quota_per_unit=quota_per_unit,
    )
    finish(context, lambda machine: profile_changes.add_profile(machine, wish))


@app.command("list", epilog=examples("profiles list --json"))
def list_profiles(context: typer.Context) -> None:
    """List all profiles."""
    finish(context, profiles.list_profiles)


@app.command("show", epilog=examples("profiles show work"))
def show_profile(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="The profile; the one in use by default.")
    ] = "",
) -> None:
    """Show one profile in full."""
    finish(context, lambda machine: profiles.show_profile(machine, name or None))


@app.command("use", epilog=examples("profiles use work"))
def use_profile(context: typer.Context, name: Name) -> None:
    """Make a profile the default."""
    finish(context, lambda machine: profile_changes.use_profile(machine, name))


@app.command("remove", epilog=examples("profiles remove work --yes"))
def remove_profile(
    context: typer.Context,
    name: Name,
    yes: options.Yes = False,
) -> None:
    """Remove a profile and its stored credentials; tools that use it stay as they are."""
    invocation = invocation_of(context)
    profiles.show_profile(invocation.machine, name)
    agree(invocation, f"remove profile {name} and its stored credentials?", yes=yes)
    finish(context, lambda machine: profile_changes.remove_profile(machine, name))
