"""The lines that a shell evaluates to get the variables, or to lose them."""

import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools.shell_env import name_of_shell
from smartaipi_cli.tools.shell_env_text import FISH, POSIX, POWERSHELL, Language


class Evaluation(NamedTuple):
    """The language of a shell, and how its user evaluates what a command prints; None for one that reads JSON."""

    language: Language | None
    command: str


EVALUATIONS: Final[Mapping[str, Evaluation]] = {
    "bash": Evaluation(POSIX, 'eval "$({command})"'),
    "zsh": Evaluation(POSIX, 'eval "$({command})"'),
    "sh": Evaluation(POSIX, 'eval "$({command})"'),
    "fish": Evaluation(FISH, "{command} | source"),
    "powershell": Evaluation(POWERSHELL, "{command} | Out-String | Invoke-Expression"),
    "nushell": Evaluation(None, "{command} | from json | load-env"),
}
"""Every shell that `--shell` takes; `sh` is dash and all that speak as it does."""


def choose_shell(machine: Machine, wanted: str) -> str:
    """The shell that was asked for, else the user's own. Errors: `usage`."""
    name = wanted or name_of_shell(place_of(machine))
    if name in EVALUATIONS:
        return name
    raise UserError(
        "usage",
        f"`{name}` is no shell that smartaipi can print for"
        if name
        else "it is not known which shell you use",
        reason=f"it can print for {', '.join(EVALUATIONS)}",
        hint="smartaipi env --shell bash",
    )


def evaluation_of(shell: str) -> str:
    """What a person types to get the variables."""
    return EVALUATIONS[shell].command.format(command=f"smartaipi env --shell {shell}")


def export_lines(shell: str, variables: Mapping[str, str], dropped: Sequence[str] = ()) -> tuple[str, ...]:
    """What rivals go by, then what sets each variable, in order. Errors: `document-refused` for NUL and line breaks."""
    language = EVALUATIONS[shell].language
    if language is None:
        return (json.dumps(dict(variables), ensure_ascii=False),)
    return (
        *drop_lines(shell, dropped),
        *(
            language.export.format(name=name, value=language.quote(value))
            for name, value in variables.items()
        ),
    )


def drop_lines(shell: str, names: Sequence[str]) -> tuple[str, ...]:
    """What takes variables away, in this order."""
    language = EVALUATIONS[shell].language
    if language is None:
        return (f"hide-env --ignore-errors {' '.join(names)}",) if names else ()
    return tuple(language.drop.format(name=name) for name in names)
