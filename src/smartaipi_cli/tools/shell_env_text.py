"""The text of the file of variables, the line that reads it, and the same settings for writing by hand."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smartaipi_cli.documents.quoting import quote_fish, quote_posix, quote_powershell
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.shell_env import MARK

HEADING: Final = "# Written by `smartaipi shell`, which rewrites and removes it. Holds a key.\n"

Quote = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How a shell sets, exports and drops a variable, and how it reads a file that may be gone."""

    quote: Quote
    export: str
    drop: str
    read: str
    run: str


POSIX: Final = Language(
    quote=quote_posix,
    export="export {name}={value}",
    drop="unset {name}",
    read="if [ -r {file} ]; then . {file}; fi",
    run='"$({command})"',
)
FISH: Final = Language(
    quote=quote_fish,
    export="set -gx {name} {value}",
    # The status of erasing nothing would stay behind: setting a variable does not change it.
    drop="set -eg {name}; or true",
    read="if test -r {file}; source {file}; end",
    run="({command})",
)
POWERSHELL: Final = Language(
    quote=quote_powershell,
    export="$env:{name} = {value}",
    drop="Remove-Item -LiteralPath Env:{name} -ErrorAction SilentlyContinue",
    read="if (Test-Path -LiteralPath {file}) {{ . {file} }}",
    run="(& {command})",
)
LANGUAGES: Final[Mapping[str, Language]] = {
    "zsh": POSIX,
    "bash": POSIX,
    "fish": FISH,
    "powershell": POWERSHELL,
}

OWN_LINES: Final = tuple(
    re.compile(
        re.escape(language.read.format(file="\0"))
        .replace("\0", "(?P<file>'.*')", 1)
        .replace("\0", "(?P=file)")
        + f"(?: {re.escape(MARK)})?"
    )
    for language in (POSIX, FISH, POWERSHELL)
)


def env_text(
    shell: str, variables: Mapping[str, str | Secret], dropped: Sequence[str]
) -> tuple[str | Secret, ...]:
    """The file of variables in pieces, of which the secret ones stay secret. Errors: `document-refused`.

    Nushell reads data, so its file is JSON.
    """
    if shell == "nushell":
        return json_text(variables)
    language = LANGUAGES[shell]
    pieces: list[str | Secret] = [HEADING]
    pieces += [f"{language.drop.format(name=name)}\n" for name in dropped]
    for name, value in variables.items():
        before, after = language.export.format(name=name, value="\0").split("\0")
        pieces += [before, *quoted(value, language.quote), f"{after}\n"]
    return tuple(pieces)


def json_text(variables: Mapping[str, str | Secret]) -> tuple[str | Secret, ...]:
    """The variables as one JSON object."""
    pieces: list[str | Secret] = ["{\n"]
    for number, (name, value) in enumerate(variables.items(), 1):
        end = "\n" if number == len(variables) else ",\n"
        pieces += [f"  {json.dumps(name)}: ", *quoted(value, json.dumps), end]
    return (*pieces, "}\n")


def quoted(value: str | Secret, quote: Quote) -> tuple[str | Secret, ...]:
    """A value as a word of the language; a secret that needs no escapes stays findable as itself."""
    if not isinstance(value, Secret):
        return (quote(value),)
    plain = value.reveal()
    word = quote(plain)
    if plain and word == f"{word[0]}{plain}{word[-1]}":
        return word[0], value, word[-1]
    return (Secret(word),)


def block_line(shell: str, env_file: Path) -> str:
    """Our line in a start file: no secret, nothing to fail on under `set -eu`, nothing to do without the env file."""
    language = LANGUAGES[shell]
    return f"{language.read.format(file=language.quote(str(env_file)))} {MARK}"


def is_own_line(line: str) -> bool:
    """Whether a line has the form of ours, whatever file it reads; the mark at its end may be missing."""
    return any(form.fullmatch(line) for form in OWN_LINES)


def lines_by_hand(
    shell: str, addresses: Mapping[str, str], keys: Sequence[str], command: Sequence[str]
) -> tuple[str, ...]:
    """The lines for people who write them themselves: the key comes from the command, so that no file has it."""
    if shell == "nushell":
        called = " ".join(["^" + json.dumps(command[0]), *map(json.dumps, command[1:])])
        return (
            *(f"$env.{name} = {json.dumps(value)}" for name, value in addresses.items()),
            *(f"$env.{name} = ({called} | str trim)" for name in keys),
        )
    language = LANGUAGES[shell]
    called = language.run.format(command=" ".join(map(language.quote, command)))
    return (
        *(
            language.export.format(name=name, value=language.quote(value))
            for name, value in addresses.items()
        ),
        *(language.export.format(name=name, value=called) for name in keys),
    )
