"""Which variables a program must have to use a gateway, and which it must not have beside them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final, NamedTuple

from smartaipi_cli.actions.profiles.selection import KEY_VARIABLE, need_key, select_profile
from smartaipi_cli.actions.shell.request import refuse_empty
from smartaipi_cli.domain.key_text import check_key
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools.registry import TOOLS
from smartaipi_cli.tools.shell_wish import ShellWish

LIBRARIES: Final = ("openai", "anthropic")
"""What `--client` may name besides tools: the vendors' libraries."""


class EnvironmentRequest(NamedTuple):
    """What is asked for: whose gateway, which of its keys, and for which client; empty means the libraries of both."""

    profile: str | None = None
    key_name: str | None = None
    client: str = ""


class Exports(NamedTuple):
    """Variables to set, each key before the address that it is for, and those to take away first."""

    profile: Profile
    variables: Mapping[str, str | Secret]
    dropped: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, str]:
        """The variables with the key as itself, for the one place where it goes."""
        return {
            name: value.reveal() if isinstance(value, Secret) else value
            for name, value in self.variables.items()
        }

    @property
    def secrets(self) -> frozenset[Secret]:
        """The keys among the values."""
        return frozenset(value for value in self.variables.values() if isinstance(value, Secret))

    @property
    def credentials(self) -> tuple[str, ...]:
        """The variables that hold a key."""
        return tuple(name for name, value in self.variables.items() if isinstance(value, Secret))


def read_exports(machine: Machine, request: EnvironmentRequest) -> Exports:
    """The variables with the profile's key.

    Errors: `key-missing`, `key-malformed`, `wrong-credential`, `not-offered`, `usage`, those of the selection.
    """
    profile, _ = select_profile(machine, request.profile)
    key = check_key(need_key(machine, profile, request.key_name).secret)
    check_owner(key, profile)
    return exports_for(profile, key, request.client)


def name_exports(machine: Machine, request: EnvironmentRequest) -> Exports:
    """The same variables without any key: for those who want their names. Errors: as `read_exports`."""
    profile, _ = select_profile(machine, request.profile)
    return exports_for(profile, Secret(""), request.client)


def exports_for(profile: Profile, key: Secret, client: str) -> Exports:
    """What a client obeys. Errors: `not-offered`, `usage`."""
    if client == "claude":
        return claude_exports(profile, key)
    if client and client not in LIBRARIES:
        return key_export(profile, key, client)
    wish = ShellWish(profile=profile, key=key, only=client)
    refuse_empty(wish)
    return Exports(profile, wish.variables, wish.dropped)


def claude_exports(profile: Profile, key: Secret) -> Exports:
    """Claude Code obeys the variables of Anthropic's libraries, and those that pin its names for models.

    Observed with 2.1.329 (November 2026): what its settings say in `env` still comes before them.
    """
    from smartaipi_cli.tools.claude_code import FLAGS, PINS, RIVALS

    wish = ShellWish(profile=profile, key=key, only="anthropic")
    refuse_empty(wish)
    models = asdict(profile.models)
    pins = {variable: models[role] for role, variable in PINS.items() if models[role]}
    flag = "CLAUDE_CODE_DISABLE_1M_CONTEXT"
    return Exports(profile, {**wish.variables, **pins, flag: FLAGS[flag]}, (*wish.dropped, *RIVALS))


def key_export(profile: Profile, key: Secret, client: str) -> Exports:
    """The one variable in which a tool looks for its key once it was set up with `--secret env`."""
    # The set-ups know how a tool and a gateway agree on a protocol; nobody else here needs them.
    from smartaipi_cli.actions.connection.connecting import choose_protocol

    tool = TOOLS.get(client)
    if tool is None:
        raise UserError(
            "usage",
            f"`{client}` is no client",
            reason=f"it is one of {', '.join((*LIBRARIES, *TOOLS))}",
        )
    if "env" not in tool.SPEC.ways:
        raise UserError(
            "not-offered",
            f"{tool.SPEC.label} obeys no variables",
            reason="it takes address and key from its own files",
            hint=f"smartaipi {client}",
        )
    fixed = tool.SPEC.key_variables.get(choose_protocol(tool, profile, ""), "")
    return Exports(profile, {fixed or profile.key_variable or KEY_VARIABLE: key})
