"""Registering our MCP server with a client: from what is wanted to a plan, and from the plan to an entry."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.history.changes import (
    MOST_ATTEMPTS,
    applied_warnings,
    open_engine,
    plan_blocks,
    plan_data,
)
from smartaipi_cli.actions.mcp_entries.places import client_named, is_missing_here, read_files
from smartaipi_cli.actions.mcp_entries.server import own_server, warnings_about
from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.engine.engine import Applied
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Content
from smartaipi_cli.results import Block, Line, Result, Warn
from smartaipi_cli.tools.base import ReadFile, Scope
from smartaipi_cli.tools.mcp_entries import EntryClient
from smartaipi_cli.tools.mcp_entry_plan import plan_install

T = TypeVar("T")
NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
"""What Claude Code takes (observed with 2.1.329); clients put it before the name of each tool, of 64 in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What is wanted. `by_hand`: only the text to write, so that a file that cannot be edited counts as empty."""

    client: str
    name: str
    profile: str | None = None
    scope: Scope = "user"
    allow_write: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A plan that waits for a yes."""

    request: Registration
    client: EntryClient
    plan: Plan
    warnings: tuple[Warn, ...]


def prepare(machine: Machine, request: Registration) -> Prepared:
    """Work out the plan, checked by the engine; nothing is written.

    Errors: `usage`, `unknown-profile`, `profile-needed`, `system-unsupported`, `mcp-name-taken`,
    `document-refused`, what the engine refuses.
    """
    return insist(lambda: work_out(machine, request))


def work_out(machine: Machine, request: Registration) -> Prepared:
    """The plan from the files as they are now. Errors: as `prepare`, and `changed-meanwhile`."""
    client = client_named(request.client)
    check(machine, client, request)
    profile, _ = select_profile(machine, request.profile)
    server = own_server(machine, request.name, profile.name, allow_write=request.allow_write)
    snapshot = read_files(machine, client, request.scope)
    if request.by_hand:
        snapshot = snapshot._replace(files={role: emptied(file) for role, file in snapshot.files.items()})
    plan = plan_install(client, request.scope, snapshot, server)
    if not request.by_hand:
        open_engine(machine).check(plan)
    return Prepared(
        request=request,
        client=client,
        plan=replace(plan, labels={**plan.labels, "profile": profile.name}),
        warnings=tuple(warnings_about(machine, client, request.scope)),
    )


def emptied(file: ReadFile) -> ReadFile:
    """The file as if nothing stood in it."""
    return file._replace(state=Content(b"", file.state.mode)) if isinstance(file.state, Content) else file


def check(machine: Machine, client: EntryClient, request: Registration) -> None:
    """Errors: `usage` for a name or a scope that the client does not take, `system-unsupported`."""
    if not NAME.fullmatch(request.name):
        raise UserError(
            "usage",
            "a server's name has 1 to 32 letters, digits, `-` and `_`",
            reason="the clients take no others",
        )
    if request.scope not in client.scopes:
        raise UserError("usage", f"{client.label} has no servers of a single project", hint="--scope user")
    place = place_of(machine)
    if is_missing_here(machine, client, place) and not request.by_hand:
        folder = client.locate(place, "user")["target"].parent
        raise UserError(
            "system-unsupported",
            f"{client.label} does not exist for this system; nothing was written",
            reason=f"it is made for {' and '.join(client.official_systems.values())}, "
            f"and no other build of it has made `{folder}`",
            hint=f"smartaipi mcp install {client.name} --print (the entry, for another machine)",
        )


def show_plan(plan: Plan, warnings: tuple[Warn, ...] = ()) -> Result:
    """The plan alone."""
    return Result(
        data={"plan": plan_data(plan), "applied": False}, blocks=plan_blocks(plan), warnings=warnings
    )


def register(machine: Machine, prepared: Prepared) -> Result:
    """Apply the plan. Errors: those of the engine, and those of `prepare` when the file moved on."""
    warnings = prepared.warnings
    prepared, applied = apply(machine, prepared)
    request = prepared.request
    text = f"the MCP server `{request.name}` is registered in {prepared.client.label}"
    return Result(
        data={"plan": plan_data(prepared.plan), "applied": bool(applied.id), "change": applied.id},
        blocks=(
            Line(text=text + (f" (change {applied.id})" if applied.id else " already"), style="good"),
            *next_steps(prepared, applied),
        ),
        warnings=(*warnings, *applied_warnings(applied)),
    )


def apply(machine: Machine, prepared: Prepared) -> tuple[Prepared, Applied]:
    """Apply the plan; where another entry has taken its place in a list, one for the next place."""

    def work() -> tuple[Prepared, Applied]:
        current = work_out(machine, prepared.request)
        return current, open_engine(machine).apply(current.plan)

    try:
        return prepared, open_engine(machine).apply(prepared.plan)
    except UserError as problem:
        if problem.code != "changed-meanwhile":
            raise
    return insist(work)


def insist(work: Callable[[], T]) -> T:
    """The outcome of the work, done again while other processes of ours change the same file."""
    for _ in range(MOST_ATTEMPTS - 1):
        try:
            return work()
        except UserError as problem:
            if problem.code != "changed-meanwhile":
                raise
    return work()


def next_steps(prepared: Prepared, applied: Applied) -> Iterator[Block]:
    """What the user does now."""
    client, is_project = prepared.client, prepared.request.scope == "project"
    yield Line(text=f"next: {(is_project and client.then_in_project) or client.then}", aside=True)
    if applied.id:
        yield Line(text=f"undo: smartaipi undo {applied.id.rpartition('-')[2]}", aside=True)
