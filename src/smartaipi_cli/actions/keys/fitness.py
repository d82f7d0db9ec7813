"""Can this key serve that client? Asked before anything is written, of the account where it has an API."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from itertools import islice

from smartaipi_cli.actions.account.access import open_account
from smartaipi_cli.actions.profiles.selection import Credential, find_token
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_mask import may_be
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.presets import find_preset
from smartaipi_cli.machine.machine import Machine

MOST_KEYS = 300
"""Of an account with more keys not all are looked at: this is a comfort, and must not take long."""


def check_fitness(  # noqa: PLR0913, PLR0917 - whose key, for what
    machine: Machine,
    transport: Transport,
    profile: Profile,
    credential: Credential,
    models: Iterable[str],
    tool: str,
) -> str:
    """The key's name in the account when nothing speaks against it; an account that cannot be asked says nothing.

    Errors: `key-unfit` for a key that is disabled, used up, or bound to other models or to another group.
    """
    key = find_in_account(machine, transport, profile, credential)
    if key is None:
        return ""
    wanted = tuple(dict.fromkeys(model for model in models if model))
    if key.status not in {"active", "unknown"}:
        raise unfit(key, f"the key is {key.status}", f"smartaipi keys show {key.id}")
    if refused := [model for model in wanted if not allows(key, model)]:
        raise unfit(
            key,
            f"it is bound to other models than {refused[0]}: {', '.join(key.models or ()) or 'none'}",
            f"smartaipi keys update {key.id} --models '{refused[0]}'\n"
            f"or a key of its own: {new_key(tool, '')}",
        )
    groups = find_preset(profile.gateway).groups
    for model in wanted:
        right = next((group for group, begin in groups.items() if model.startswith(begin)), "")
        if key.group and right and key.group != right:
            raise unfit(
                key,
                f"it belongs to the group `{key.group}`, and {model} is served to keys of `{right}`",
                new_key(tool, right),
            )
    return key.name


def find_in_account(
    machine: Machine, transport: Transport, profile: Profile, credential: Credential
) -> Key | None:
    """The one key of the account that this can be; None when nobody can tell."""
    try:
        if not profile.dialect or not profile.management_url or find_token(machine, profile) is None:
            return None
        account = open_account(machine, profile, transport)
        if not account.capabilities["keys.list"].is_offered:
            return None
        listed = islice(account.list_keys(), MOST_KEYS)
        fitting = [key for key in listed if key.status != "revoked" and may_be(credential.secret, key)]
    except UserError:
        return None
    return fitting[0] if len(fitting) == 1 else None


def allows(key: Key, model: str) -> bool:
    """Whether the key's models have this one; `*` at the end of a pattern stands for any text."""
    return key.models is None or any(fnmatchcase(model, pattern) for pattern in key.models)


def new_key(tool: str, group: str) -> str:
    """The command that makes the right key, and the one that uses it."""
    option = f" --group {group}" if group else ""
    return (
        f"smartaipi keys create --name {tool}{option} --store-as {tool}, then: smartaipi {tool} --key {tool}"
    )


def unfit(key: Key, reason: str, hint: str) -> UserError:
    """The error for a key that cannot serve the client."""
    return UserError(
        "key-unfit",
        f"key `{key.name or key.id}` cannot serve this client; nothing was written",
        reason=reason,
        hint=hint,
        details={"key": key.id},
    )
