"""`smartaipi doctor`."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from smartaipi_cli.actions.doctor.doctor import plan_repair, repair, show_examination
from smartaipi_cli.actions.doctor.examination import Examined, examine
from smartaipi_cli.actions.doctor.secret_search import search_secrets
from smartaipi_cli.actions.doctor.support_report import write_report
from smartaipi_cli.actions.history.changes import plan_blocks
from smartaipi_cli.actions.pin.obeying import with_pin
from smartaipi_cli.commands import options
from smartaipi_cli.commands.asking import agree
from smartaipi_cli.commands.connecting import plan_result
from smartaipi_cli.commands.invocation import end, examples, finish_watched, invocation_of, new_app
from smartaipi_cli.errors import UserError
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.results import Line

SECRETS = "secrets"
app = new_app("Find what keeps tools from working, and why.")


@app.command(epilog=examples("doctor", "doctor claude --explain", "doctor --fix --dry-run", "doctor secrets"))
def doctor(
    context: typer.Context,
    tool: Annotated[
        str,
        typer.Argument(
            metavar="[TOOL|secrets]", help="One tool; or `secrets`: find every copy of your keys."
        ),
    ] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every value that competes, and why it wins or loses.")
    ] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Repair what is ours to repair.")] = False,
    report: Annotated[
        str,
        typer.Option("--report", help="Write a redacted report for a support request.", metavar="FILE"),
    ] = "",
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Find what keeps tools from working: which value wins, where keys go, what is stale. Code 9 if anything is."""
    if tool == SECRETS:
        refuse_together(explain=explain, fix=fix, report=bool(report), dry_run=dry_run)
        finish_watched(context, search_secrets, "files")
    invocation = invocation_of(context)
    examined = look(invocation, tool, ask_all=bool(report))
    if report:
        write_report(invocation.machine, examined, Path(report))
        invocation.output.say(f"the report is in `{report}`: look through it before you send it")
    if fix:
        fix_found(context, examined, tool, dry_run=dry_run, yes=yes)
    end(invocation, with_pin(invocation.machine, show_examination(examined, explained=explain)))


def look(invocation: Invocation, tool: str, *, ask_all: bool = False) -> Examined:
    """Examine, with a bar for the clients that take long to tell their versions."""
    progress = invocation.output.progress("clients")
    try:
        return examine(invocation.machine, progress, tool, ask_all=ask_all)
    finally:
        progress.close()


def fix_found(context: typer.Context, examined: Examined, tool: str, *, dry_run: bool, yes: bool) -> NoReturn:
    """Show the one plan of all repairs, ask, apply, and look again."""
    invocation = invocation_of(context)
    plan = plan_repair(invocation.machine, examined)
    if dry_run:
        end(invocation, plan_result(plan))
    if not plan.is_noop:
        if not invocation.json:
            invocation.output.blocks((*plan_blocks(plan), Line(text="", aside=True)))
        agree(invocation, "apply this change?", yes=yes)
    end(invocation, repair(invocation.machine, plan, lambda: look(invocation, tool)))


def refuse_together(**given: bool) -> None:
    """Errors: `usage` for options that mean nothing to the search."""
    for name, is_given in given.items():
        if is_given:
            raise UserError(
                "usage",
                f"--{name.replace('_', '-')} and `{SECRETS}` do not go together",
                hint=f"smartaipi doctor {SECRETS}",
            )
