"""What a set-up does where nobody said otherwise: the folder's trusted pin, else the table `defaults` of ours."""

from dataclasses import replace

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.pin.obeying import read_pinned
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools.base import ToolSpec


def fill_defaults(machine: Machine, spec: ToolSpec, profile: Profile, request: Connect) -> Connect:
    """The request with the defaults that the tool can obey, in place of what was not asked for.

    A scope of `user` fills nothing: it is what a set-up does anyway, unless a tool with a login steps aside.
    """
    configuration = read_configuration(machine)
    pin = read_pinned(machine, configuration.profiles).for_profile(profile.name)
    found = {**configuration.defaults, **pin.options}
    wants_project = found.get("scope") == "project" and "project" in spec.scopes
    secret = found.get("secret", "")
    return replace(
        request,
        model=request.model or found.get("model", ""),
        secret=request.secret or (secret if secret in spec.ways else ""),
        scope=request.scope or ("project" if wants_project else None),
    )
