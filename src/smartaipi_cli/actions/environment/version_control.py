"""Whether Git would take a file into a commit: asked of Git itself, with nothing of the repository's run."""

from enum import Enum, auto
from pathlib import Path

from smartaipi_cli.machine.machine import Machine

LIMIT_S = 10.0
OFF = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
"""A repository's own settings name programs that Git would run."""


class Care(Enum):
    """What Git does with a file."""

    NONE = auto()
    """No repository, no Git, or a file that it ignores."""

    TRACKED = auto()
    UNKNOWN_TO_GIT = auto()
    """Neither tracked nor ignored: `git add` would take it."""


def look_at_care(machine: Machine, path: Path) -> Care:
    """What Git says about a file that may not be there yet."""
    git = machine.processes.find("git")
    if git is None:
        return Care.NONE

    def ask(*words: str) -> int:
        command = (str(git), "-C", str(path.parent), *OFF, *words, "--", path.name)
        return machine.processes.run(command, timeout_s=LIMIT_S).exit_code

    if ask("ls-files", "--error-unmatch") == 0:
        return Care.TRACKED
    return Care.UNKNOWN_TO_GIT if ask("check-ignore", "--quiet") == 1 else Care.NONE
