"""Which profile and which credential a command uses, and where each comes from."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from smartaipi_cli.actions.pin.pin_file import find_pin
from smartaipi_cli.actions.profiles.configuration import Configuration, read_configuration
from smartaipi_cli.domain.key_text import check_key
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import KEY, TOKEN, CredentialStore
from smartaipi_cli.machine.machine import Machine

if TYPE_CHECKING:
    from smartaipi_cli.actions.pin.obeying import Pinned

PROFILE_VARIABLE = "SMARTAIPI_PROFILE"
KEY_VARIABLE = "SMARTAIPI_API_KEY"
TOKEN_VARIABLE = "SMART_AIPI_TOKEN"  # noqa: S105 - the name of a variable
STORE_VARIABLE = "SMARTAIPI_CREDENTIAL_STORE"


class Credential(NamedTuple):
    """A credential and its source, in words (`environment variable X`, `keychain`, `file in …`)."""

    secret: Secret
    source: str


def select_profile(machine: Machine, wanted: str | None) -> tuple[Profile, str]:
    """(profile, why it): the one named, else the environment's, the pin's, the default, else the only one.

    Errors: `unknown-profile`, `profile-needed`, `config-invalid`.
    """
    configuration = read_configuration(machine)
    pinned = pin_of(machine, configuration)
    name, reason = name_of_profile(machine.environment, configuration, wanted, pinned)
    if name not in configuration.profiles:
        raise UserError(
            "unknown-profile",
            f"there is no profile `{name}`",
            reason=f"it was asked for by {reason}",
            hint="smartaipi profiles list",
        )
    profile = configuration.profiles[name]
    if pinned:
        models = pinned.for_profile(name).models.filled_from(profile.models)
        profile = replace(profile, models=models)
    return profile, reason


def pin_of(machine: Machine, configuration: Configuration) -> "Pinned | None":
    """The pin of the working folder; what reads one is loaded where there is one."""
    if find_pin(machine) is None:
        return None
    from smartaipi_cli.actions.pin.obeying import read_pinned

    return read_pinned(machine, configuration.profiles)


def name_of_profile(
    environment: Mapping[str, str], configuration: Configuration, wanted: str | None, pinned: "Pinned | None"
) -> tuple[str, str]:
    """(name, why it). Errors: `profile-needed`."""
    if wanted:
        return wanted, "--profile"
    if name := environment.get(PROFILE_VARIABLE):
        return name, f"environment variable {PROFILE_VARIABLE}"
    if pinned and pinned.pin.profile:
        return pinned.pin.profile, f"the pin file {pinned.path}"
    if configuration.default_profile:
        return configuration.default_profile, "the default in config.toml"
    if len(configuration.profiles) == 1:
        return next(iter(configuration.profiles)), "being the only one"
    if configuration.profiles:
        raise UserError(
            "profile-needed",
            "several profiles, and none of them is the default",
            reason=f"there are {', '.join(configuration.profiles)}",
            hint="add --profile NAME, or: smartaipi profiles use NAME",
        )
    raise UserError(
        "profile-needed",
        "there is no profile yet",
        hint="smartaipi profiles add work --gateway smartaipi\n"
        "      or, with no account anywhere: smartaipi sandbox demo",
    )


def credential_store(machine: Machine) -> CredentialStore:
    """Where new credentials go: the keychain when there is a usable one and nobody asked for files."""
    wanted = machine.environment.get(STORE_VARIABLE) or read_configuration(machine).credential_store
    keychain = machine.keychain() if wanted != "file" else None
    if wanted == "keychain" and keychain is None:
        raise UserError(
            "keychain-failed",
            "this system has no usable keychain",
            reason="`keychain` was asked for as the credential store",
            hint=f'unset {STORE_VARIABLE}, or set `credential_store = "file"` in config.toml',
        )
    return keychain or machine.credential_files


def find_key(machine: Machine, profile: Profile, name: str | None = None) -> Credential | None:
    """The API key of a profile: the environment's, else the stored one; `name` asks for a stored one by name."""
    if name:
        return find_stored(machine, profile, f"{KEY}.{name}")
    variables = [KEY_VARIABLE, *([profile.key_variable] if profile.key_variable else [])]
    for variable in dict.fromkeys(variables):
        if value := machine.environment.get(variable):
            return Credential(
                secret=checked(value, f"API key in {variable}"),
                source=f"environment variable {variable}",
            )
    return find_stored(machine, profile, KEY)


def find_token(machine: Machine, profile: Profile) -> Credential | None:
    """The account token of a profile: the environment's, else the stored one."""
    if value := machine.environment.get(TOKEN_VARIABLE):
        return Credential(
            secret=checked(value, f"account token in {TOKEN_VARIABLE}"),
            source=f"environment variable {TOKEN_VARIABLE}",
        )
    return find_stored(machine, profile, TOKEN)


def checked(value: str, what: str) -> Secret:
    """The secret in a variable. Errors: `key-malformed`."""
    # Keys come with budgets and amounts; a command that finds its credential in a file needs none of them.
    return check_key(Secret(value), what)


def find_stored(machine: Machine, profile: Profile, name: str) -> Credential | None:
    """A credential from the file store, which answers at once, else from the keychain."""
    files = machine.credential_files
    if secret := files.read(profile.name, name):
        return Credential(secret=secret, source=files.description)
    if machine.environment.get(STORE_VARIABLE) == "file":
        return None
    keychain = machine.keychain()
    secret = keychain.read(profile.name, name) if keychain else None
    return Credential(secret=secret, source=keychain.description) if keychain and secret else None


def need_key(machine: Machine, profile: Profile, name: str | None = None) -> Credential:
    """As `find_key`. Errors: `key-missing`."""
    if found := find_key(machine, profile, name):
        return found
    raise UserError(
        "key-missing",
        f"profile `{profile.name}` has no API key" + (f" named `{name}`" if name else ""),
        reason="neither the environment nor the keychain nor a file of ours holds one",
        hint=f"smartaipi login --profile {profile.name}",
    )


def need_token(machine: Machine, profile: Profile) -> Credential:
    """As `find_token`. Errors: `token-missing`."""
    if found := find_token(machine, profile):
        return found
    raise UserError(
        "token-missing",
        f"profile `{profile.name}` has no account token",
        reason="keys, usage and balance are read with the account's token, not with an API key",
        hint=f"smartaipi login --with-token --profile {profile.name} < token.txt",
    )
