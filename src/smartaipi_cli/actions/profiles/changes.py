"""Profiles made, chosen and removed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from smartaipi_cli.actions.history.changes import save_configuration
from smartaipi_cli.actions.profiles.configuration import profile_of_preset, read_configuration
from smartaipi_cli.actions.profiles.listing import describe
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.domain.profile import Profile, check_profile_name, check_url, derive_urls
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import TOKEN
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result
from smartaipi_cli.sandbox.address import read_last_run

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

URL_OPTIONS = {
    "openai_url": "--openai-url",
    "anthropic_url": "--anthropic-url",
    "management_url": "--management-url",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProfile:
    """What `profiles add` is asked for. `url` serves for gateways with both protocols below one address.

    `account_user`, `account_header` and `quota_per_unit` (0: ask) are for gateways of the new-api family.
    """

    name: str
    gateway: str
    url: str = ""
    openai_url: str = ""
    anthropic_url: str = ""
    management_url: str = ""
    account_user: str = ""
    account_header: str = ""
    quota_per_unit: int = 0
    models: Mapping[str, str] = field(default_factory=dict)


def add_profile(machine: Machine, wish: NewProfile) -> Result:
    """Add a profile; the first one becomes the default.

    Errors: `profile-exists`, `usage`, `unknown-gateway`, those of the engine.
    """
    check_profile_name(wish.name)
    configuration = read_configuration(machine)
    if wish.name in configuration.profiles:
        raise UserError(
            "profile-exists",
            f"there is a profile `{wish.name}` already",
            hint=f"smartaipi profiles show {wish.name}\nsmartaipi profiles remove {wish.name}",
        )
    wish, token = complete_from_sandbox(machine, wish)
    table = profile_table(wish)
    is_first = not configuration.profiles

    def edit(document: "TOMLDocument") -> None:
        import tomlkit

        if is_first:
            document.setdefault("default_profile", wish.name)
        profiles = document.setdefault("profiles", tomlkit.table(is_super_table=True))
        profiles[wish.name] = table

    save_configuration(machine, edit, title=f"add profile {wish.name}", command="profiles add")
    profile = read_configuration(machine).profiles[wish.name]
    if token is not None:
        machine.credential_files.write(profile.name, TOKEN, token)
    step = f"keys create --name {profile.name} --store" if token else "login"
    return Result(
        data={"profile": describe(profile), "default": is_first},
        blocks=(
            Line(text=f"added profile {profile.name} ({profile.label})", style="good"),
            Line(text=f"next: smartaipi {step} --profile {profile.name}", aside=True),
        ),
    )


def complete_from_sandbox(machine: Machine, wish: NewProfile) -> tuple[NewProfile, Secret | None]:
    """For the sandbox: its addresses and account token, as it wrote them down. Errors: `usage`."""
    if wish.gateway != "sandbox" or wish.url or wish.openai_url:
        return wish, None
    last = read_last_run(machine.paths.sandbox)
    if last is None:
        raise UserError(
            "usage",
            "no sandbox was ever started here",
            reason="its profile needs the address that it listens on",
            hint="smartaipi sandbox serve",
        )
    address = last.address
    found = replace(
        wish,
        openai_url=address.openai_url,
        anthropic_url=address.anthropic_url,
        management_url=address.management_url,
    )
    return found, address.account_token


def profile_table(wish: NewProfile) -> dict[str, object]:
    """The table of the new profile: only what its preset does not say. Errors: `usage`, `unknown-gateway`."""
    profile = profile_of_preset(wish.name, wish.gateway)
    given = {option: getattr(wish, option) for option in URL_OPTIONS if getattr(wish, option)}
    if wish.url:
        openai_url, anthropic_url = derive_urls(check_url(wish.url, "--url"))
        given = {"openai_url": openai_url, "anthropic_url": anthropic_url, **given}
        if profile.dialect in {"litellm", "newapi", "oneapi"}:
            given.setdefault("management_url", anthropic_url)
    urls = {option: check_url(url, URL_OPTIONS[option]) for option, url in given.items()}
    if not any(
        (urls.get("openai_url"), urls.get("anthropic_url"), profile.openai_url, profile.anthropic_url)
    ):
        needed = "--openai-url URL --anthropic-url URL" if wish.gateway == "custom" else "--url URL"
        raise UserError(
            "usage",
            f"a profile of `{wish.gateway}` needs the gateway's address",
            hint=f"smartaipi profiles add {wish.name} --gateway {wish.gateway} {needed}",
        )
    if urls.get("management_url") and not profile.dialect:
        urls["dialect"] = "native"
    check_paths(urls)
    return {
        "gateway": wish.gateway,
        **urls,
        **({"account_user": wish.account_user} if wish.account_user else {}),
        **({"account_header": wish.account_header} if wish.account_header else {}),
        **({"quota_per_unit": wish.quota_per_unit} if wish.quota_per_unit else {}),
        **({"models": dict(wish.models)} if wish.models else {}),
    }


def check_paths(urls: Mapping[str, str]) -> None:
    """Errors: `usage` for the two mix-ups that every client punishes with a misleading message."""
    if urls.get("anthropic_url", "").endswith("/v1"):
        raise UserError(
            "usage",
            "the Anthropic address must not end in `/v1`",
            reason="clients append `/v1/messages` to it themselves",
            hint=f"--anthropic-url {urls['anthropic_url'].removesuffix('/v1')}",
        )
    if "openai_url" in urls and not urls["openai_url"].rpartition("/")[2].startswith("v"):
        raise UserError(
            "usage",
            "the OpenAI address must end in its version, as `/v1`",
            reason="clients append `/responses` or `/chat/completions` to it",
            hint=f"--openai-url {urls['openai_url']}/v1",
        )


def use_profile(machine: Machine, name: str) -> Result:
    """Make a profile the default. Errors: `unknown-profile`."""
    profile, _ = select_profile(machine, name)

    def edit(document: "TOMLDocument") -> None:
        document["default_profile"] = profile.name

    save_configuration(machine, edit, title=f"use profile {name}", command="profiles use")
    return Result(
        data={"default": name}, blocks=(Line(text=f"profile {name} is the default now", style="good"),)
    )


def remove_profile(machine: Machine, name: str) -> Result:
    """Remove a profile and its stored credentials. Errors: `unknown-profile`."""
    profile, _ = select_profile(machine, name)

    def edit(document: "TOMLDocument") -> None:
        del document["profiles"][profile.name]
        if document.get("default_profile") == profile.name:
            del document["default_profile"]

    save_configuration(machine, edit, title=f"remove profile {name}", command="profiles remove")
    forgotten = forget_credentials(machine, profile)
    return Result(
        data={"removed": name, "credentials_removed": forgotten},
        blocks=(Line(text=f"removed profile {name} and {forgotten} stored credentials", style="good"),),
    )


def forget_credentials(machine: Machine, profile: Profile) -> int:
    """Delete what is stored of a profile, wherever it is; how many there were."""
    keychain = machine.keychain()
    stores = [machine.credential_files, *([keychain] if keychain else [])]
    return sum(store.delete(profile.name, name) for store in stores for name in store.names(profile.name))
