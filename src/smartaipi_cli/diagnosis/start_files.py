"""Which variables the start files of shells export, as far as reading alone can tell.

A start file is a program: what depends on a condition may or may not take effect, and what is computed has no value
here. Both are said, nothing is guessed; what stands in a function is not looked at. Read for bash, zsh, dash, fish.
"""

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smartaipi_cli.diagnosis.evidence import Export
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Place, ReadFile
from smartaipi_cli.tools.shell_scan import read_commands

ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
NAME: Final = re.compile(r"[A-Za-z_]\w*")
COMPUTED: Final = re.compile(r"[$`]")
SUBSTITUTION: Final = re.compile(r"\$\([^()\n]*\)")
"""A command whose output is put in; what it does is none of the file's own commands."""

EXPORTING: Final = frozenset({"export", "declare", "typeset"})


def start_files(place: Place) -> tuple[Path, ...]:
    """Every file from which an interactive or a login shell may get variables."""
    home = place.home
    zsh = Path(place.environment.get("ZDOTDIR") or home)
    config = Path(place.environment.get("XDG_CONFIG_HOME") or home / ".config")
    bash = (".bashrc", ".bash_profile", ".bash_login", ".bash_aliases", ".profile")
    return (
        *(home / name for name in bash),
        *(zsh / name for name in (".zshenv", ".zprofile", ".zshrc", ".zlogin")),
        config / "fish" / "config.fish",
    )


def read_exports(file: ReadFile) -> tuple[Export, ...]:
    """The variables that a start file exports, in its order; a plain `NAME=value` counts if the name is exported."""
    try:
        text = (bytes_of(file.state) or b"").decode()
    except UnicodeDecodeError:
        return ()
    found = list(walk(text, str(file.path)))
    exported = {one.name for one, is_exported, _ in found if is_exported}
    return tuple(one for one, _, has_value in found if has_value and one.name in exported)


def walk(text: str, source: str) -> Iterator[tuple[Export, bool, bool]]:
    """(variable, whether this exports it, whether this gives it a value)."""
    commands = [
        (command.line, command.words, command.condition)
        for command in read_commands(SUBSTITUTION.sub("$_", text))
    ]
    per_line = Counter(line for line, _, _ in commands)
    lines = text.split("\n")
    for line, words, condition in commands:
        is_whole = (
            per_line[line] == 1 and not lines[line - 1].rstrip().endswith("\\") and "\n" not in "".join(words)
        )
        found = list(variables_of(words))
        for name, raw, is_exported in found:
            yield (
                Export(
                    name=name,
                    value=None if raw is None else value_of(raw),
                    source=source,
                    line=line,
                    is_certain=not condition,
                    stands_alone=is_whole and len(found) == 1,
                ),
                is_exported,
                raw is not None,
            )


def variables_of(words: tuple[str, ...]) -> Iterator[tuple[str, str | None, bool]]:
    """(name, value as it is written, whether it is exported) of each variable that a command is about."""
    first, *rest = words
    options = "".join(word for word in rest if word.startswith("-") and not word.startswith("--"))
    if first == "set":
        names = [word for word in rest if not word.startswith("-")]
        if names and ("x" in options or "--export" in rest) and "e" not in options:
            yield names[0], " ".join(names[1:]), True
        return
    is_exporting = first == "export" or (first in EXPORTING and "x" in options)
    if first in EXPORTING and not is_exporting:
        return
    if not is_exporting and not all(map(ASSIGNMENT.fullmatch, words)):
        return  # a command follows, and the variables are its alone
    for word in rest if is_exporting else words:
        if found := ASSIGNMENT.fullmatch(word):
            yield found[1], found[2], is_exporting
        elif NAME.fullmatch(word):
            yield word, None, True


def value_of(raw: str) -> str | None:
    """The value of a word as it is written, None when the shell computes it."""
    if not raw.startswith("'") and COMPUTED.search(raw):
        return None
    try:
        return " ".join(shlex.split(raw))
    except ValueError:
        return None
