"""What `run` is asked for."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWish:
    """A command and the bounds of its key. `lifetime` None means the usual one; `models` empty means every model.

    `clients` are the clients whose own variables are set; empty means the command itself, when it is one, else
    the variables of the usual libraries. `model` is what they shall ask for. `fail_on_budget` makes a spent budget
    the outcome of a command that ended well.
    """

    command: tuple[str, ...]
    profile: str | None = None
    budgets: tuple[Budget, ...] = ()
    lifetime: timedelta | None = None
    models: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    model: str = ""
    is_masked: bool = False
    is_strict: bool = False
    fail_on_budget: bool = False
    receipt: Path | None = None


def check_wish(wish: RunWish) -> None:
    """Errors: `usage` for a run without a command, or a spent budget that nobody set."""
    if not wish.command or not wish.command[0]:
        raise UserError(
            "usage",
            "there is no command to run",
            hint="smartaipi run --budget 0.50 -- claude -p 'say hi'",
        )
    if wish.fail_on_budget and not wish.budgets:
        raise UserError(
            "usage",
            "--fail-on-budget needs a budget",
            reason="without one nothing can be spent up",
            hint="add --budget 0.50",
        )
