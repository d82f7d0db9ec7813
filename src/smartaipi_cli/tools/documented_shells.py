"""Shells, as the documented recipe needs them: which dotfile gets our one line, and the env file that it reads.

The start files were observed with bash 5.2, zsh 5.9, fish 3.6 and dash 0.5.12 (November 2026): an interactive bash
reads `.bashrc`, a login one the first of `.bash_profile`, `.bash_login`, `.profile`; `ZDOTDIR` moves all of zsh's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from smartaipi_cli.documents.quoting import quote_fish, quote_posix
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.base import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellFiles:
    """What a shell needs: the dotfiles that get the block (none where a folder of snippets is read), the env file."""

    name: str
    dotfiles: tuple[Path, ...]
    env_file: Path


def find_shell(place: Place, folder: Path, existing: frozenset[Path]) -> ShellFiles:
    """The files of the user's shell. `existing` are the dotfiles that are there; `folder` is our config folder.

    bash's login file is never created: a new `.bash_profile` would hide `.profile`.
    """
    name = Path(place.environment.get("SHELL") or "/bin/sh").name
    home = place.home
    if name == "fish":
        config = Path(place.environment.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "conf.d"
        return ShellFiles(name=name, dotfiles=(), env_file=config / "smartaipi.fish")
    env_file = folder / "env.sh"
    if name == "zsh":
        return ShellFiles(
            name=name,
            dotfiles=(Path(place.environment.get("ZDOTDIR") or home) / ".zshrc",),
            env_file=env_file,
        )
    if name == "bash":
        login = [
            home / file for file in (".bash_profile", ".bash_login", ".profile") if home / file in existing
        ]
        return ShellFiles(name=name, dotfiles=(home / ".bashrc", *login[:1]), env_file=env_file)
    return ShellFiles(name=name, dotfiles=(home / ".profile",), env_file=env_file)


def dotfile_candidates(place: Place) -> tuple[Path, ...]:
    """Every dotfile that a block of ours may stand in."""
    home = place.home
    zsh = Path(place.environment.get("ZDOTDIR") or home)
    return (
        home / ".bashrc",
        home / ".bash_profile",
        home / ".bash_login",
        home / ".profile",
        zsh / ".zshrc",
    )


def env_text(shell: ShellFiles, variables: Mapping[str, str | Secret]) -> tuple[str | Secret, ...]:
    """The env file, as pieces of which the secret ones stay secret.

    A literal secret is quoted as a whole: its characters are checked before (no quotes, no white space).
    """
    pieces: list[str | Secret] = ["# Written by smartaipi; `smartaipi history list` shows each change.\n"]
    for name, value in variables.items():
        prefix = f"set -gx {name} " if shell.name == "fish" else f"export {name}="
        if isinstance(value, Secret):
            pieces += [f"{prefix}'", value, "'\n"]
        else:
            pieces.append(f"{prefix}{(quote_fish if shell.name == 'fish' else quote_posix)(value)}\n")
    return tuple(pieces)


def block_lines(shell: ShellFiles) -> tuple[str, ...]:
    """Our line in a dotfile: holds no secret, works under `set -eu`, does nothing when the env file is gone."""
    file = quote_posix(str(shell.env_file))
    return (f"if [ -r {file} ]; then . {file}; fi",)
