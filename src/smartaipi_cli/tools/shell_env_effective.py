"""Why new shells would not have the variables as they were set: what their start files do before and after our line."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.documents.shell_block import BEGIN
from smartaipi_cli.tools.base import Finding, Place
from smartaipi_cli.tools.shell_env import UNIVERSAL_VARIABLES
from smartaipi_cli.tools.shell_scan import Command, read_commands

ENDS: Final = frozenset({"return", "exit", "logout"})
SETTERS: Final = frozenset({"export", "declare", "typeset", "readonly", "set", "setenv", "unset"})
INTERACTIVE: Final = re.compile(r"\$-|\$\{-\}|PS1|-t [012]|interactive")
"""A test for an interactive shell: what it keeps out are scripts, which do not need our line."""

REDIRECTION: Final = re.compile(r"\d*[<>]")
ASSIGNMENT: Final = re.compile(r"[A-Za-z_]\w*=")
POWERSHELL_VARIABLE: Final = re.compile(r"^\s*\$env:(\w+)\s*=", re.IGNORECASE | re.MULTILINE)
MARKS: Final = re.compile(
    r"chezmoi|home-manager|yadm|dotbot|rcm\b|(?:managed|generated) (?:by|with)|do not edit", re.IGNORECASE
)
MARKED_LINES: Final = 15
"""A program that owns a file says so at its head."""

MANAGERS: Final = (
    ("/nix/store/", "home-manager or nix-darwin"),
    ("/chezmoi/", "chezmoi"),
    ("/yadm/", "yadm"),
    ("dotfiles", "a folder of dotfiles (stow or a script)"),
)


class StartText(NamedTuple):
    """A start file as it will be. `real` is where its links end, `manager` who is known to have it in its care."""

    shell_name: str
    path: Path
    text: str
    real: Path | None = None
    manager: str = ""
    is_later: bool = False


def find_problems(file: StartText, names: Sequence[str], dropped: Sequence[str]) -> Iterator[Finding]:
    """What in this file gets in the way of the variables `names`, or brings those back that were `dropped`."""
    yield from find_manager(file)
    own = 0 if file.is_later else line_of_block(file.text)
    if file.shell_name == "powershell":
        settings = powershell_settings(file.text)
    else:
        commands = tuple(read_commands(file.text))
        yield from (
            finding
            for command in commands
            if command.line < own and (finding := problem_of_end(file, command))
        )
        settings = ((command.line, name) for command in commands for name in names_set(command))
    for line, name in settings:
        is_hidden = file.path.name == UNIVERSAL_VARIABLES and name not in dropped
        if name in {*names, *dropped} and not is_hidden:
            yield problem_of_setting(file, line, name, own, is_dropped=name in dropped)


def powershell_settings(text: str) -> Iterator[tuple[int, str]]:
    """(line, name) of every variable that a profile sets at the beginning of a line."""
    for found in POWERSHELL_VARIABLE.finditer(text):
        yield text.count("\n", 0, found.start(1)) + 1, found[1].upper()


def line_of_block(text: str) -> int:
    """The line of our block; behind the last one when there is none."""
    lines = text.splitlines()
    return 1 + (lines.index(BEGIN) if BEGIN in lines else len(lines))


def problem_of_end(file: StartText, command: Command) -> Finding | None:
    """The finding about a command that keeps the shell from reading our line, or from being this shell."""
    first, *rest = command.words
    if first == "<<":
        reason = f"a here-document begins that `{rest[0]}` does not end: our line is a part of it"
    elif first == "exec" and any(not REDIRECTION.match(word) and word != "-a" for word in rest[:1]):
        reason = f"`exec {rest[0]}` takes the shell's place before our line is read"
    elif first in ENDS and not INTERACTIVE.search(command.condition):
        reason = f"`{first}` ends the file before our line is read"
    else:
        return None
    may = " where its condition holds" if command.condition else ""
    return Finding(
        code="shell-ends-early",
        message=f"`{file.path}`, line {command.line}: {reason}{may}",
        hint=f"move smartaipi's block above line {command.line}",
    )


def names_set(command: Command) -> Iterator[str]:
    """The variables that a command sets or unsets."""
    first, *rest = command.words
    if first in SETTERS:
        yield from (word.partition("=")[0] for word in rest)
    elif first == "SETUVAR":
        yield from (word.partition(":")[0] for word in rest)
    elif all(ASSIGNMENT.match(word) for word in command.words):
        # Assignments before a command are for that command alone.
        yield from (word.partition("=")[0] for word in command.words)


def problem_of_setting(file: StartText, line: int, name: str, own: int, *, is_dropped: bool) -> Finding:
    """The finding about a line of the user's that sets one of our variables; its value is never shown."""
    wins = line > own
    what = f"`{file.path}`, line {line}: {name} is set " + ("after our line" if wins else "there")
    if is_dropped:
        leak = "Anthropic's libraries {} send it to the gateway"
        message = leak.format("will") if wins else f"new shells will not have it, {leak.format('would')}"
    else:
        message = "that value wins" if wins else "our line comes later and replaces it in new shells"
    return Finding(
        code="shell-overridden" if wins else "shell-replaces",
        message=f"{what}: {message}",
        hint=f"remove line {line}" if wins else "--only openai or --only anthropic sets fewer variables",
    )


def find_manager(file: StartText) -> Iterator[Finding]:
    """The finding about a file that another program writes, or that is a link into a folder of dotfiles."""
    head = next((line for line in file.text.splitlines()[:MARKED_LINES] if MARKS.search(line)), "")
    if file.is_later or not (file.real or file.manager or head):
        return
    manager = file.manager or next(
        (name for part, name in MANAGERS if file.real and part in str(file.real)), ""
    )
    if file.real:
        message = f"`{file.path}` is a link: the line is written to `{file.real}`"
        message += f", which belongs to {manager}" if manager else ""
    elif manager:
        message = f"`{file.path}` is in the care of {manager}, which may write it again without our line"
    else:
        message = f"`{file.path}` says at its head that a program writes it, and may lose our line again"
    yield Finding(
        code="dotfile-managed",
        message=message,
        hint="put the line that --dry-run shows into the source of that file as well",
    )


def find_moved(place: Place, first: Path, text: str) -> Iterator[Finding]:
    """The finding about zsh files that may be elsewhere: `first` is its first file, which may set `ZDOTDIR`."""
    if not place.environment.get("ZDOTDIR") and any(
        "ZDOTDIR" in names_set(command) for command in read_commands(text)
    ):
        yield Finding(
            code="shell-files-elsewhere",
            message=f"`{first}` sets ZDOTDIR, which is not set here: zsh may read its other files elsewhere",
            hint="run it as: zsh -c 'export ZDOTDIR; smartaipi shell'",
        )
