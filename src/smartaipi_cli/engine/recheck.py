"""Looking again at files that a running program rewrites from its memory, and writing once more.

No care on our side keeps a program from overwriting a file that it read before us. Only a second look helps.
"""

from collections.abc import Callable, Sequence
from typing import Final

from smartaipi_cli.engine.targets import read_target, resolve_target
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Files
from smartaipi_cli.plan.change import FileChange
from smartaipi_cli.plan.rebase import is_in_effect

_PAUSES_S: Final = (0.05, 0.2, 0.75)
"""Between the looks at 50, 250 and 1,000 ms."""

_MOST_REPAIRS: Final = 5


def keep_in_effect(
    files: Files,
    changes: Sequence[FileChange],
    pause: Callable[[float], None],
    repair: Callable[[Sequence[FileChange]], None],
) -> int:
    """Watches contested files for a second, repairs what was undone, and tells how often that was needed.

    *Errors:* `rewritten-by-program` when it is still undone after five repairs, or cannot be repaired.
    """
    contested = [change for change in changes if change.contested]
    repairs = 0
    for pause_s in _PAUSES_S if contested else ():
        pause(pause_s)
        while lost := [change for change in contested if not _holds(files, change)]:
            if repairs == _MOST_REPAIRS:
                raise _report(lost[0], f"it undid the change {_MOST_REPAIRS + 1} times")
            try:
                repair(lost)
            except UserError as error:
                raise _report(lost[0], f"{error.message}: {error.reason}") from error
            repairs += 1
    return repairs


def _holds(files: Files, change: FileChange) -> bool:
    """Whether the change is in effect, or cannot be judged: a program may be writing just now."""
    try:
        return is_in_effect(change, read_target(files, resolve_target(files, change.path)))
    except (OSError, UserError):
        return True


def _report(change: FileChange, reason: str) -> UserError:
    return UserError(
        "rewritten-by-program",
        f"a running program keeps rewriting `{change.path}`",
        reason=reason,
        hint="close that program, then: smartaipi repair",
    )
