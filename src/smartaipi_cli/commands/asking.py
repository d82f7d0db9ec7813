"""Questions to the person, and what happens when there is none."""

from smartaipi_cli.errors import UserError
from smartaipi_cli.outcome import Invocation


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
