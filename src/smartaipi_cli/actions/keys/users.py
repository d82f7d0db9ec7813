"""Who on this machine uses a key of the account: stored credentials, the environment, connected tools."""

from collections.abc import Iterator
from typing import NamedTuple

from smartaipi_cli.actions.history.reading import list_changes
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.actions.profiles.selection import find_key, find_stored
from smartaipi_cli.actions.shell.users import shell_keys
from smartaipi_cli.actions.status.status import helper_credential, profile_of, relevant_snapshot
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_mask import may_be
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import KEY
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn
from smartaipi_cli.tools.base import Tool
from smartaipi_cli.tools.registry import TOOLS


class KeyUser(NamedTuple):
    """One place that uses a key, in words; `slot` is the stored credential behind it, (profile, name)."""

    text: str
    slot: tuple[str, str] | None = None


def users_of(machine: Machine, profile: Profile, key: Key) -> tuple[KeyUser, ...]:
    """Every place known here; what cannot be read (a locked keychain, a broken file) counts as none."""
    return (
        *stored_users(machine, profile, key),
        *environment_users(machine, profile, key),
        *tool_users(machine, key),
        *shell_users(machine, key),
    )


def use_warnings(users: tuple[KeyUser, ...], consequence: str) -> tuple[Warn, ...]:
    """A warning for each place, with what will happen to it."""
    return tuple(Warn(code="key-in-use", message=f"{user.text}: {consequence}") for user in users)


def stored_users(machine: Machine, profile: Profile, key: Key) -> Iterator[KeyUser]:
    """Profiles on the same gateway that store the key; the keychain may be slow, so no others are looked at."""
    for one in read_configuration(machine).profiles.values():
        if not addresses_of(one) & addresses_of(profile):
            continue
        for name in stored_names(machine, one):
            if is_it(stored_secret(machine, one, name), key):
                shown = "its key" if name == KEY else f"it as `{name.removeprefix(f'{KEY}.')}`"
                yield KeyUser(text=f"profile {one.name} stores {shown}", slot=(one.name, name))


def shell_users(machine: Machine, key: Key) -> Iterator[KeyUser]:
    """The files that new shells read it from."""
    for path, secret in shell_keys(machine):
        if may_be(secret, key):
            yield KeyUser(text=f"new shells have it, by {path}")


def environment_users(machine: Machine, profile: Profile, key: Key) -> Iterator[KeyUser]:
    """The variable of this shell that holds the key."""
    try:
        found = find_key(machine, profile)
    except UserError:
        return
    if found and found.source.startswith("environment") and is_it(found.secret, key):
        yield KeyUser(text=f"the {found.source} holds it")


def tool_users(machine: Machine, key: Key) -> Iterator[KeyUser]:
    """Tools that send the key, by themselves or through our helper."""
    records = list_changes(machine)
    for tool in TOOLS.values():
        try:
            scope, snapshot = relevant_snapshot(machine, tool, records)
            effective = tool.resolve(snapshot)
            if effective.base_url is None:
                continue
            if effective.secret is not None:
                if may_be(effective.secret, key):
                    yield KeyUser(text=f"{label(tool)} has it in its {scope} settings")
                continue
            profile = profile_of(machine, tool, effective)
            name = helper_credential(effective)
            if profile and is_it(stored_secret(machine, profile, name), key):
                yield KeyUser(text=f"{label(tool)} is connected with it", slot=(profile.name, name))
        except UserError:
            continue


def addresses_of(profile: Profile) -> set[str]:
    """Where a profile's gateway is."""
    return {profile.management_url, profile.openai_url, profile.anthropic_url} - {""}


def stored_names(machine: Machine, profile: Profile) -> tuple[str, ...]:
    """The main key, and those that the file store has besides; a keychain cannot be listed."""
    folder = machine.paths.credentials / profile.name
    if machine.files.look(folder).kind is not Kind.DIRECTORY:
        return (KEY,)
    named = (name for name in machine.files.list_directory(folder) if name.startswith(f"{KEY}."))
    return (KEY, *named)


def stored_secret(machine: Machine, profile: Profile, name: str) -> Secret | None:
    """A stored credential, None also when its store does not answer."""
    try:
        found = find_stored(machine, profile, name)
    except UserError:
        return None
    return found.secret if found else None


def is_it(secret: Secret | None, key: Key) -> bool:
    """Whether there is a secret, and it is the key's."""
    return secret is not None and may_be(secret, key)


def label(tool: Tool) -> str:
    """The tool as people call it."""
    return tool.SPEC.label
