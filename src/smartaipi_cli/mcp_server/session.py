"""One run of the server: whose account, which tools, what may be spent, and what waits for a confirmation."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from smartaipi_cli.actions.keys.users import stored_names, stored_secret
from smartaipi_cli.actions.profiles.selection import find_key, find_token, select_profile
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.mcp_server.confirmation import Confirmations
from smartaipi_cli.mcp_server.registry import tools_for
from smartaipi_cli.mcp_server.spending import SpendCap
from smartaipi_cli.mcp_server.tool import Caller, Tool


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What lives as long as the server."""

    caller: Caller
    tools: Mapping[str, Tool]
    confirmations: Confirmations

    @property
    def machine(self) -> Machine:
        """The machine."""
        return self.caller.machine

    def secrets(self) -> tuple[Secret, ...]:
        """The credentials of the session's profile; empty where they cannot be read, then none can be told."""
        try:
            return tuple(self._walk_secrets())
        except UserError:
            return ()

    def _walk_secrets(self) -> Iterator[Secret]:
        profile, _ = select_profile(self.machine, self.caller.profile)
        for found in (find_key(self.machine, profile), find_token(self.machine, profile)):
            if found:
                yield found.secret
        for name in stored_names(self.machine, profile):
            if secret := stored_secret(self.machine, profile, name):
                yield secret


def open_session(machine: Machine, profile: str | None, cap: Money, *, allow_write: bool) -> Session:
    """A session on one profile, which stays the same although the default changes meanwhile.

    A profile that cannot be used yet is no failure: a client shows the answer of a tool to its user, but not why a
    server did not start.
    """
    with suppress(UserError):
        profile = select_profile(machine, profile)[0].name
    return Session(
        caller=Caller(machine, profile, SpendCap(cap)),
        tools={tool.name: tool for tool in tools_for(allow_write=allow_write)},
        confirmations=Confirmations(machine.clock, machine.make_identifier),
    )
