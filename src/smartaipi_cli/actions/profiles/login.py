"""Credentials in and out: `login`, `logout`, `whoami`."""

from dataclasses import dataclass

from smartaipi_cli.actions.profiles.selection import (
    Credential,
    credential_store,
    find_key,
    find_token,
    select_profile,
)
from smartaipi_cli.domain.key_text import check_key, fingerprint, redact
from smartaipi_cli.domain.profile import NAME_PATTERN, Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.machine.credentials import KEY, TOKEN, CredentialStore, FileCredentials
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Fields, Line, Result, Warn


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """The credentials to keep for a profile; either may be missing. `force` stores a foreign-looking key."""

    profile: str | None
    key: Secret | None = None
    token: Secret | None = None
    name: str | None = None
    store: str = "auto"
    force: bool = False


def login(machine: Machine, request: Login) -> Result:
    """Keep credentials. Errors: `key-malformed`, `wrong-credential`, `unknown-profile`, those of the store."""
    profile, _ = select_profile(machine, request.profile)
    if request.name and not NAME_PATTERN.fullmatch(request.name):
        raise UserError(
            "usage",
            f"`{request.name}` cannot be a key's name",
            reason="names have up to 32 of a-z, 0-9, - and _, and begin with a letter or digit",
        )
    given = {
        **({f"{KEY}.{request.name}" if request.name else KEY: request.key} if request.key else {}),
        **({TOKEN: request.token} if request.token else {}),
    }
    for name, secret in given.items():
        check_key(secret, "account token" if name == TOKEN else "API key")
        if name != TOKEN and not request.force:
            check_owner(secret, profile)
    if not given:
        raise UserError(
            "key-missing",
            "nothing was given to keep",
            hint=f"smartaipi login --profile {profile.name} --with-key < key.txt",
        )
    store = chosen_store(machine, request.store)
    for name, secret in given.items():
        store.write(profile.name, name, secret)
    return Result(
        data={"profile": profile.name, "kept": sorted(given), "store": store.description},
        blocks=(
            Line(text=f"kept {' and '.join(map(in_words, given))} for {profile.name}", style="good"),
            Line(text=f"next: smartaipi claude --profile {profile.name}", aside=True),
        ),
        warnings=file_warning(store),
    )


def chosen_store(machine: Machine, wanted: str) -> CredentialStore:
    """The store that was asked for. Errors: `keychain-failed`."""
    if wanted == "file":
        return machine.credential_files
    store = credential_store(machine)
    if wanted == "keychain" and isinstance(store, FileCredentials):
        raise UserError(
            "keychain-failed",
            "this system has no usable keychain",
            hint="smartaipi login --store file",
        )
    return store


def file_warning(store: CredentialStore) -> tuple[Warn, ...]:
    """Said aloud each time a credential goes to a file because there is no keychain."""
    if not isinstance(store, FileCredentials):
        return ()
    return (
        Warn(
            code="credential-in-file",
            message=f"kept in a file that only you can read, below `{store.folder}`: "
            "no keychain of the system was used",
        ),
    )


def logout(machine: Machine, name: str | None) -> Result:
    """Forget the stored credentials of a profile; the profile and the tools' files stay."""
    profile, _ = select_profile(machine, name)
    keychain = machine.keychain()
    stores: list[CredentialStore] = [machine.credential_files, *([keychain] if keychain else [])]
    forgotten = [
        name for store in stores for name in store.names(profile.name) if store.delete(profile.name, name)
    ]
    return Result(
        data={"profile": profile.name, "forgotten": forgotten},
        blocks=(
            Line(text=f"forgot {len(forgotten)} credentials of {profile.name}", style="good"),
            Line(
                text="a client that runs may hold the key for 5 more minutes: to end it at once, "
                "revoke the key (smartaipi keys revoke)",
                aside=True,
            ),
        ),
    )


def whoami(machine: Machine, name: str | None) -> Result:
    """Which profile is in use and why, and which source each credential comes from; never the credential."""
    profile, reason = select_profile(machine, name)
    key, token = find_key(machine, profile), find_token(machine, profile)
    return Result(
        data={
            "profile": profile.name,
            "profile_source": reason,
            "gateway": profile.gateway,
            "key": describe(key),
            "token": describe(token),
        },
        blocks=(
            Fields(
                pairs=(
                    ("profile", f"{profile.name} (by {reason})"),
                    ("gateway", f"{profile.label}"),
                    ("API key", in_short(key, profile, "--with-key")),
                    ("account token", in_short(token, profile, "--with-token")),
                )
            ),
        ),
    )


def describe(credential: Credential | None) -> dict[str, object] | None:
    """A credential for the JSON envelope."""
    if credential is None:
        return None
    return {
        "shown": redact(credential.secret),
        "fingerprint": fingerprint(credential.secret),
        "source": credential.source,
    }


def in_short(credential: Credential | None, profile: Profile, option: str) -> str:
    """A credential for a person."""
    if credential is None:
        return f"none (smartaipi login {option} --profile {profile.name})"
    return f"{redact(credential.secret)} from {credential.source}"


def in_words(name: str) -> str:
    """What a credential's name means."""
    if name == TOKEN:
        return "the account token"
    return "the API key" if name == KEY else f"the API key `{name.removeprefix(f'{KEY}.')}`"
