"""Questions to the person, and what happens when there is none."""

from collections.abc import Callable, Iterable

from smartaipi_cli.errors import UserError
from smartaipi_cli.outcome import Invocation
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Block, Warn

Show = Callable[[Plan], Iterable[Block]]


def ask_about(
    invocation: Invocation,
    plan: Plan,
    warnings: tuple[Warn, ...] = (),
    *,
    yes: bool,
    show: Show | None = None,
) -> None:
    """Show what will be written, and what to know about it, and get a yes; nothing to write needs none.

    `show` makes the blocks where the whole diff would be too much. Errors: those of `agree`.
    """
    if plan.is_noop:
        return
    if not invocation.json:
        # A command that asks seldom or never needs not load what draws plans.
        from smartaipi_cli.actions.history.changes import plan_blocks

        invocation.output.blocks((show or plan_blocks)(plan))
    for warning in warnings:
        invocation.output.warning(warning)
    agree(invocation, "apply this change?", yes=yes)


def agree(invocation: Invocation, question: str, *, yes: bool) -> None:
    """Return when the person agrees, or has agreed by `--yes`.

    Errors: `confirmation-needed` without a terminal, `cancelled` when the answer is no.
    """
    if yes:
        return
    terminal = invocation.machine.terminal
    if not terminal.can_ask or invocation.json:
        raise UserError(
            "confirmation-needed",
            "this needs a yes, and nobody can be asked",
            reason="there is no terminal" if not terminal.can_ask else "--json does not ask",
            hint=f"smartaipi {invocation.command} … --yes{rehearsal(invocation)}",
        )
    if not terminal.confirm(question):
        raise UserError("cancelled", "nothing was changed", reason="the answer was no")


def rehearsal(invocation: Invocation) -> str:
    """Names the way to look first, for commands that have it."""
    return " (--dry-run shows what it would do)" if invocation.has_dry_run else ""
