"""Real shells that have read our scripts: what they offer behind a line, and what stands in the line after TAB.

`smartaipi` and every Python on their PATH are traps: they note that they were started, and with what.
"""

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pseudo_terminal import PATIENCE_S, Conversation, in_terminal

from smartaipi_cli.actions.completion.scripts import FOLDER, SCRIPTS

TRAP = """#!/bin/sh
printf '%s\\0' {name} "$@" >>{file}
printf x >>{file}.count
echo "STARTED $(wc -c <{file}.count)."
"""
TRAPPED = ("smartaipi", "python", "python3", "python3.11")
PROMPT = "READY>"
NEXT_LINE = "\x18n"

OFFERED_BY_BASH = r"""
source {script}
COMP_LINE=$1 COMP_POINT=${{#1}}
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_smartaipi
printf '%s\0' "${{COMPREPLY[@]}}"
"""
"""The line, then its words as readline cuts them."""

NOTE_OFFERS = r"""
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits
  builtin compadd -A hits "$@"
  (( $#hits )) && print -rNC1 -- $hits >>$OFFERS
  builtin compadd "$@"
}
next-line() {
  print -n '\n' >>$OFFERS
  BUFFER=
  zle -M "DONE $((++done))."
}
integer done=0
zle -N next-line
bindkey '^Xn' next-line
"""
"""Zsh tells nobody what it offers, but for the builtin by which all of it goes."""


@dataclass(slots=True)
class Desk:
    """A throw-away home with the traps, and with names in our cache."""

    folder: Path
    scripts: Path = FOLDER

    def __post_init__(self) -> None:
        for path in (self.home, self.traps, self.own / "cache/names", self.own / "state/h"):
            path.mkdir(parents=True)
        for name in TRAPPED:
            trap = self.traps / name
            trap.write_text(TRAP.format(name=name, file=self.started_file))
            trap.chmod(0o755)

    @property
    def home(self) -> Path:
        """The user's home, in which the shell starts."""
        return self.folder / "home"

    @property
    def own(self) -> Path:
        """Our folders."""
        return self.folder / "own"

    @property
    def traps(self) -> Path:
        """Where the traps are."""
        return self.folder / "traps"

    @property
    def started_file(self) -> Path:
        """Where the traps note that they were started."""
        return self.folder / "started"

    @property
    def started(self) -> list[str]:
        """What was started, with its arguments."""
        return self.started_file.read_text().split("\0")[:-1] if self.started_file.exists() else []

    @property
    def environment(self) -> Mapping[str, str]:
        """What a shell of this home has in its environment."""
        return {
            "HOME": str(self.home),
            "SMARTAIPI_HOME": str(self.own),
            "PATH": f"{self.traps}:/usr/bin:/bin",
            "TERM": "dumb",
            "LC_ALL": "C.UTF-8",
        }

    def script_of(self, shell: str) -> str:
        """The script that a shell of this home reads; by default the one that is shipped."""
        return str(self.scripts / SCRIPTS[shell])

    def keep(self, kind: str, *names: str) -> None:
        """Put names into the cache."""
        (self.own / "cache/names" / kind).write_text("".join(f"{name}\n" for name in names))

    def keep_change(self, name: str) -> None:
        """Put a change into the history."""
        (self.own / "state/h" / name).mkdir()

    def run(self, command: Sequence[str], **more: str) -> str:
        """Run a shell without a terminal; what it printed."""
        done = subprocess.run(
            command,
            cwd=self.home,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            check=True,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE_S,
        )
        assert done.stderr == ""
        return done.stdout

    def offers(self, shell: str, line: str, **variables: str) -> list[str]:
        """What a shell offers when TAB is pressed behind this line, without descriptions, sorted."""
        return self.all_offers(shell, [line], **variables)[0]

    def all_offers(self, shell: str, lines: Sequence[str], **variables: str) -> list[list[str]]:
        """The same for many lines."""
        match shell:
            case "bash":
                found = [self.offers_of_bash(line, **variables) for line in lines]
            case "fish":
                found = [self.offers_of_fish(line, **variables) for line in lines]
            case _:
                found = self.offers_of_zsh(lines, **variables)
        return [sorted(set(offered) - {""}) for offered in found]

    def offers_of_bash(self, line: str, **variables: str) -> list[str]:
        """As the function answers when readline calls it."""
        words = cut_as_readline(line)
        script = OFFERED_BY_BASH.format(script=shlex.quote(self.script_of("bash")))
        return self.run(["bash", "--norc", "-c", script, "bash", line, *words], **variables).split("\0")

    def offers_of_fish(self, line: str, **variables: str) -> list[str]:
        """As fish itself says."""
        ask = f"source {shlex.quote(self.script_of('fish'))}; complete -C {shlex.quote(line)}"
        lines = self.run(["fish", "-c", ask], **variables).splitlines()
        return [one.partition("\t")[0] for one in lines]

    def offers_of_zsh(self, lines: Sequence[str], **variables: str) -> list[list[str]]:
        """As it goes by in one session."""
        noted = self.folder / "offers"
        noted.write_text("")
        with self.session("zsh", NOTE_OFFERS, OFFERS=str(noted), **variables) as typing:
            for number, line in enumerate(lines, 1):
                typing.type(f"{line}\t{NEXT_LINE}")
                typing.wait_for(f"DONE {number}.")
        return [offered.split("\0") for offered in noted.read_text().split("\n")[:-1]]

    @contextmanager
    def session(self, shell: str, more: str = "", **variables: str) -> Iterator[Conversation]:
        """An interactive shell at a terminal that has read our script, and what else it should read."""
        command = start_of(shell, self, more)
        with at_shell(self.home, {**self.environment, **variables}, command) as conversation:
            conversation.wait_for(PROMPT)
            yield conversation


def enter(typing: Conversation, line: str, number: int = 1) -> None:
    """Type a line that starts our program for the so-many-th time, and wait for the prompt behind it."""
    typing.type(f"{line}\n")
    ended = f"STARTED {number}."
    typing.wait_for(ended)
    while PROMPT not in typing.text.rpartition(ended)[2]:
        assert typing.read(), typing.text


def start_of(shell: str, desk: Desk, more: str) -> list[str]:
    """The command for an interactive shell, with its start file written."""
    script = shlex.quote(desk.script_of(shell))
    match shell:
        case "bash":
            (desk.home / ".bashrc").write_text(f"PS1='{PROMPT} '\nsource {script}\n{more}\n")
            return ["bash", "-i"]
        case "zsh":
            (desk.home / ".zshrc").write_text(
                f"PS1='{PROMPT} '\nautoload -Uz compinit\ncompinit -D -u\nsource {script}\n{more}\n"
            )
            return ["zsh", "-d", "-i"]
        case _:
            folder = desk.home / ".config/fish"
            folder.mkdir(parents=True, exist_ok=True)
            # Without this folder the first fish of a user starts Python to read all manual pages.
            (desk.home / ".local/share/fish/generated_completions").mkdir(parents=True, exist_ok=True)
            (folder / "config.fish").write_text(
                f"function fish_prompt; echo '{PROMPT} '; end\nset -g fish_greeting\nsource {script}\n{more}\n"
            )
            return ["fish", "-i"]


@contextmanager
def at_shell(folder: Path, environment: Mapping[str, str], command: Sequence[str]) -> Iterator[Conversation]:
    """Start a shell in a folder whose three streams and controlling terminal are a new pseudo-terminal."""
    program = [f"/usr/bin/{command[0]}", *command[1:]]
    with in_terminal(program, folder, environment, size=(50, 200)) as conversation:
        yield conversation


def cut_as_readline(line: str) -> list[str]:
    """The words of a line without quotes, cut at `=` and `:` as bash cuts them."""
    words: list[str] = []
    for part in line.split(" "):
        words += [piece for piece in re.split("([=:]+)", part) if piece] or [""]
    return words
