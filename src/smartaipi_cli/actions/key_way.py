"""The key of a set-up, and the way by which the client gets it."""

from smartaipi_cli.actions.request import Connect
from smartaipi_cli.actions.selection import Credential, find_key, find_stored, need_key
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import KEY
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn
from smartaipi_cli.tools.base import Helper, Inline, Tool, Version, show_version
from smartaipi_cli.tools.own_helper import helper_command


def choose_key(
    machine: Machine, tool: Tool, request: Connect, profile: Profile, version: Version | None
) -> tuple[Credential, Helper | Inline, list[Warn]]:
    """The key and how the client gets it: by a helper wherever that lasts and the client obeys it.

    Errors: `key-missing`, `client-too-old`.
    """
    spec = tool.SPEC
    if version and version < spec.inline_since:
        raise too_old(tool, version, spec.inline_since)
    reasons = []
    if version and version < spec.helper_since:
        reasons.append(f"{spec.label} {show_version(version)} does not obey a key helper")
    if machine.installation_will_vanish and request.secret != "helper":  # noqa: S105 - a way, not a secret
        reasons.append(
            f"this smartaipi runs from {machine.installation_will_vanish} and may not be there later"
        )
    if request.secret == "helper" and reasons:  # noqa: S105 - a way, not a secret
        raise too_old(tool, version or spec.helper_since, spec.helper_since)
    if request.secret == "inline" or reasons:  # noqa: S105 - a way, not a secret
        credential = need_key(machine, profile, request.key_name)
        warnings = [
            Warn(
                code="key-in-client-file",
                message=f"the key itself will stand in {spec.label}'s file: {reason}",
                hint="install smartaipi for good (uv tool install, pipx install) and run the command again",
            )
            for reason in reasons
        ]
        return credential, Inline(secret=credential.secret), warnings
    credential = stored_key(machine, profile, request.key_name)
    command = helper_command(machine.program, profile.name, request.key_name or "", machine.paths.credentials)
    return credential, Helper(command=command), []


def stored_key(machine: Machine, profile: Profile, name: str | None) -> Credential:
    """The key that a helper will print later. Errors: `key-missing`."""
    if found := find_stored(machine, profile, f"{KEY}.{name}" if name else KEY):
        return found
    ambient = None if name else find_key(machine, profile)
    if ambient is None:
        return need_key(machine, profile, name)
    raise UserError(
        "key-missing",
        f"the key of profile `{profile.name}` is known in this shell alone",
        reason=f"it comes from the {ambient.source}, which a client's key helper may not see",
        hint=f"smartaipi login --profile {profile.name} (keeps it)\nor add --secret inline",
    )


def too_old(tool: Tool, version: Version, needed: Version) -> UserError:
    """The error for a client that would silently send its requests without a key."""
    return UserError(
        "client-too-old",
        f"{tool.SPEC.label} {show_version(version)} is too old for this set-up",
        reason=f"it would send its requests without a key; {show_version(needed)} is the first that does not",
        hint=f"update {tool.SPEC.label}, or: smartaipi {tool.SPEC.name} --recipe documented",
    )
