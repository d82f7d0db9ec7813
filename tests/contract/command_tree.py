"""The real command tree, for tests that hold texts against it."""

from functools import cache
from typing import Any

from smartaipi_cli.app import COMMANDS, Deferred


@cache
def root() -> dict[str, Any]:
    """Every command by its name, hidden ones too."""
    return {entry.name: Deferred(entry).load() for entry in COMMANDS}


def below(command: Any) -> dict[str, Any]:
    """The commands of a group, nothing for a command."""
    return getattr(command, "commands", {})


def options_of(command: Any) -> set[str]:
    """The options that a command takes, `--no-…` and short forms among them."""
    named = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return {name for name in named if name.startswith("-")} | {"-h", "--help"}


def paths() -> dict[tuple[str, ...], Any]:
    """Every command and group by its words."""
    found = {}
    for name, command in root().items():
        found[name,] = command
        found |= {(name, part): inner for part, inner in below(command).items()}
    return found
