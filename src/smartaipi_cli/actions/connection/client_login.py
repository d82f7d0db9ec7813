"""A vendor's account in the way of a set-up: Codex steps aside into a profile file, Claude Code asks first."""

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.connection.snapshots import read_snapshot
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools import codex
from smartaipi_cli.tools.base import Scope, Snapshot, Tool, Version


def choose_scope(
    machine: Machine, tool: Tool, request: Connect, profile: Profile, version: Version | None
) -> tuple[Scope, Snapshot]:
    """Where to write. A vendor's login moves a tool that can step aside, and stops the others.

    Errors: `client-login-found`.
    """
    provider = codex.provider_of(profile)
    scope: Scope = request.scope or "user"
    snapshot = read_snapshot(machine, tool, scope, provider, version)
    login = tool.find_login(snapshot)
    if not login or request.force or scope == "project":
        return scope, snapshot
    if tool.SPEC.steps_aside and request.scope is None:
        return "project", read_snapshot(machine, tool, "project", provider, version)
    raise login_found(tool, login)


def refuse_login(tool: Tool, snapshot: Snapshot) -> None:
    """Errors: `client-login-found` when a vendor's account is connected."""
    if login := tool.find_login(snapshot):
        raise login_found(tool, login)


def login_found(tool: Tool, login: str) -> UserError:
    """The error for a vendor login that a set-up would take the place of."""
    return UserError(
        "client-login-found",
        f"{tool.SPEC.label}: {login}; nothing was written",
        reason="a gateway in the user's settings would take the place of that account everywhere",
        hint=tool.SPEC.login_hint,
    )
