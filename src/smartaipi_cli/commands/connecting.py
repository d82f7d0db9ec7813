"""The conversation that `claude` and `codex` share: show the plan, ask, apply, prove."""

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import NoReturn

import typer

from smartaipi_cli.actions.connection.connecting import connect, dry_run, prepare
from smartaipi_cli.actions.connection.disconnection import prepare_removal, remove
from smartaipi_cli.actions.connection.documented import prepare_documented
from smartaipi_cli.actions.connection.manual import manual_instructions, refuse_with_instructions
from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.history.changes import plan_blocks
from smartaipi_cli.commands.asking import ask_about
from smartaipi_cli.commands.invocation import end, invocation_of
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Result
from smartaipi_cli.tools.base import Scope

SCOPES: tuple[Scope, ...] = ("user", "project")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a set-up is gone about, apart from what it sets up."""

    dry_run: bool
    yes: bool
    print_only: bool
    verify: bool
    keep: bool
    remove: bool


def run_connection(context: typer.Context, request: Connect, manner: Manner) -> NoReturn:
    """Connect or disconnect a tool, as the options say."""
    if manner.remove:
        run_removal(context, request, manner)
    invocation = invocation_of(context)
    machine = invocation.machine
    work_out = prepare_documented if request.recipe == "documented" else prepare
    try:
        prepared = work_out(machine, request)
    except UserError as problem:
        if problem.code != "client-login-found":
            raise
        wanted = replace(request, force=True, by_hand=True)
        end(invocation, refuse_with_instructions(problem, work_out(machine, wanted)))
    if manner.print_only:
        end(invocation, manual_instructions(prepared))
    if manner.dry_run:
        end(invocation, dry_run(prepared))
    ask_about(invocation, prepared.plan, yes=manner.yes)
    end(invocation, connect(machine, prepared, check=manner.verify, keep=manner.keep))


def run_removal(context: typer.Context, request: Connect, manner: Manner) -> NoReturn:
    """Take a tool off its gateway."""
    invocation = invocation_of(context)
    removal = prepare_removal(invocation.machine, request.tool, request.scope)
    if manner.dry_run:
        end(invocation, plan_result(removal.plan))
    ask_about(invocation, removal.plan, yes=manner.yes)
    end(invocation, remove(invocation.machine, removal))


def plan_result(plan: Plan) -> Result:
    """A plan that is only shown."""
    from smartaipi_cli.actions.history.changes import plan_data

    return Result(data={"plan": plan_data(plan), "applied": False}, blocks=plan_blocks(plan))


def read_scope(text: str) -> Scope | None:
    """The scope that was asked for. Errors: `usage`."""
    if not text:
        return None
    found = next((scope for scope in SCOPES if scope == text), None)
    if found is None:
        raise UserError("usage", f"`{text}` is no scope", reason="the scopes are user and project")
    return found


def read_choice(text: str, choices: tuple[str, ...], option: str) -> str:
    """The choice itself. Errors: `usage`."""
    if text not in choices:
        close = get_close_matches(text, filter(None, choices), n=1)
        raise UserError(
            "usage",
            f"`{text}` is nothing that {option} takes",
            reason=f"it takes {', '.join(filter(None, choices))}"
            + (f"; meant `{close[0]}`?" if close else ""),
        )
    return text
