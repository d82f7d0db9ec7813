"""The key of a set-up, and the way by which the client gets it."""

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.profiles.selection import KEY_VARIABLE, Credential, find_key, find_stored, need_key
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.credentials import KEY
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Warn
from smartaipi_cli.tools.base import (
    Helper,
    Inline,
    KeyFile,
    KeyWay,
    Tool,
    Variable,
    Version,
    WireProtocol,
    show_version,
)
from smartaipi_cli.tools.own_helper import helper_command


def choose_key(  # noqa: PLR0913, PLR0917 - where, for whom, what is asked for and what is there
    machine: Machine,
    tool: Tool,
    request: Connect,
    profile: Profile,
    protocol: WireProtocol,
    version: Version | None,
) -> tuple[Credential, KeyWay, list[Warn]]:
    """The key and how the client gets it: in the best of the tool's ways that lasts and that the client obeys.

    Errors: `key-missing`, `client-too-old`, `usage` for a way that the client does not have.
    """
    spec = tool.SPEC
    if request.secret and request.secret not in spec.ways:
        raise UserError(
            "usage",
            f"{spec.label} cannot get its key by `{request.secret}`",
            reason=f"it can by {', '.join(spec.ways)}",
        )
    if version and version < spec.inline_since:
        raise too_old(tool, version, spec.inline_since)
    way = request.secret or spec.ways[0]
    if way == "file":
        return filed_key(machine, profile, request.key_name)
    if way == "env":
        return variable_key(machine, tool, profile, protocol, request.key_name)
    reasons = against_helper(machine, tool, version, wanted=bool(request.secret)) if way == "helper" else []
    if way == "inline" or reasons:
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


def against_helper(machine: Machine, tool: Tool, version: Version | None, *, wanted: bool) -> list[str]:
    """Why a key helper would not do. Errors: `client-too-old` when one is wanted all the same."""
    spec = tool.SPEC
    reasons = []
    if version and version < spec.helper_since:
        reasons.append(f"{spec.label} {show_version(version)} does not obey a key helper")
    if machine.installation_will_vanish and not wanted:
        reasons.append(
            f"this smartaipi runs from {machine.installation_will_vanish} and may not be there later"
        )
    if wanted and reasons:
        raise too_old(tool, version or spec.helper_since, spec.helper_since)
    return reasons


def filed_key(machine: Machine, profile: Profile, name: str | None) -> tuple[Credential, KeyWay, list[Warn]]:
    """The key in a file of ours that the client reads; a key of the keychain gets one, which is said."""
    kind = f"{KEY}.{name}" if name else KEY
    files = machine.credential_files
    way = KeyFile(path=files.path_of(profile.name, kind))
    credential = stored_key(machine, profile, name)
    if files.read(profile.name, kind) is not None:
        return credential, way, []
    files.write(profile.name, kind, credential.secret)
    return (
        credential,
        way,
        [
            Warn(
                code="key-in-file",
                message=f"the key was copied from the {credential.source} to `{way.path}`, which only you can read",
                hint="the client reads it there; `smartaipi logout` removes it",
            )
        ],
    )


def variable_key(
    machine: Machine, tool: Tool, profile: Profile, protocol: WireProtocol, name: str | None
) -> tuple[Credential, KeyWay, list[Warn]]:
    """The key in a variable that the client's environment must have."""
    credential = need_key(machine, profile, name)
    fixed = tool.SPEC.key_variables.get(protocol, "")
    variable = fixed or profile.key_variable or KEY_VARIABLE
    if machine.environment.get(variable) == credential.secret.reveal():
        return credential, Variable(name=variable), []
    return (
        credential,
        Variable(name=variable),
        [
            Warn(
                code="variable-not-set",
                message=f"{tool.SPEC.label} will look for the key in {variable}, which is not set here",
                hint=f"smartaipi shell --profile {profile.name}{'' if fixed else ' --own-variable'}"
                " sets it in new shells",
            )
        ],
    )


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
