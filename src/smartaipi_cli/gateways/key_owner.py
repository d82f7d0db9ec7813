"""Whose key is this? A key that belongs to another gateway must not be sent to this one."""

from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.presets import all_presets

SHARED = {"sk-proj-": "OpenAI or Smart AIPI"}
"""Prefixes of keys that do not belong to any preset alone."""


def check_owner(secret: Secret, profile: Profile) -> None:
    """Return when the key may be this gateway's. Errors: `wrong-credential`.

    A prefix that another gateway alone uses (`sk-or-v1-`, `cai-`, `sk-sandbox-`, `sk-ant-`) decides; the plain
    `sk-` is used by everybody. The sandbox takes its own keys and no others, so that no real key lands there.
    """
    owner = owner_of(secret)
    if profile.gateway == "sandbox" and owner != "Sandbox":
        raise foreign("a real gateway", profile)
    if owner and owner not in {profile.label, *SHARED.values()} and profile.gateway != "custom":
        raise foreign(owner, profile)
    if owner == "Sandbox" and profile.gateway not in {"sandbox", "custom"}:
        raise foreign(owner, profile)


def owner_of(secret: Secret) -> str:
    """The label of the gateway whose prefix the key has alone, else an empty text."""
    value = secret.reveal()
    labels = {
        prefix: preset.label
        for preset in all_presets().values()
        for prefix in preset.key_prefixes
        if prefix != "sk-"
    }
    matching = [prefix for prefix in {**labels, **SHARED} if value.startswith(prefix)]
    return {**labels, **SHARED}[max(matching, key=len)] if matching else ""


def foreign(owner: str, profile: Profile) -> UserError:
    """The error for a key that belongs elsewhere."""
    return UserError(
        "wrong-credential",
        f"this looks like a key of {owner}, and profile `{profile.name}` is on {profile.label}",
        reason="sending it there would hand it to somebody else",
        hint="give the right key, or add --force when you know that it belongs there",
    )
