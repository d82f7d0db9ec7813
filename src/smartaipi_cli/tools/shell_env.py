"""Shells: which start files they read, the owner-only file of variables, and the one line that reads it.

Observed with bash 5.2, zsh 5.9, fish 3.6, dash 0.5.12 and nushell 0.115 (November 2026) on Linux. PowerShell was not
run: its files are those of https://learn.microsoft.com/powershell (about_Profiles).

What decides the recipe:
- An interactive bash reads `.bashrc`, a login one the first of `.bash_profile`, `.bash_login`, `.profile`: a new
  `.bash_profile` would hide a `.profile`, a new `.profile` hides nothing.
- `ZDOTDIR` moves all of zsh's files. `.zshenv` would reach every script; programs started from a terminal get the
  variables of `.zshrc` all the same.
- The key stands in a file of ours, never in a dotfile: those are shared, linked and committed.
- A line that ends in a comment also works in a file with CRLF ends, where the shell sees the CR.
- Anthropic's libraries (2.11.0 for Python, 1.11.0 for JavaScript) take `ANTHROPIC_API_KEY` before
  `ANTHROPIC_AUTH_TOKEN`: the vendor's key would reach the gateway instead of ours, so new shells do not have it. A
  universal variable of fish shows through all the same.
- fish makes folders in its user's home at every start, also when it is only to check a file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.tools.base import Place

NAME: Final = "shell"
MARK: Final = "# smartaipi shell"
LOGIN_FILES: Final = (".bash_profile", ".bash_login", ".profile")
"""A login bash reads the first of these that exists, and no other."""

UNIVERSAL_VARIABLES: Final = "fish_variables"
"""fish's own file of variables that all shells have; they count where no other of the name is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The facts about one shell.

    `check` are the arguments before a file whose syntax is to be checked, `read` those before the file of variables
    that it should read and then list its environment, NUL between them; empty where that was not tried.
    """

    name: str
    label: str
    binary: str
    env_name: str
    check: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    edits: bool = True


SHELLS: Final[Mapping[str, Shell]] = {
    shell.name: shell
    for shell in (
        Shell(
            name="zsh",
            label="zsh",
            binary="zsh",
            env_name="env.sh",
            check=("-f", "-n"),
            read=("-f", "-c", '. "$0" && env -0'),
        ),
        Shell(
            name="bash",
            label="bash",
            binary="bash",
            env_name="env.sh",
            check=("--norc", "-n"),
            read=("--norc", "--noprofile", "-c", '. "$0" && env -0'),
        ),
        Shell(
            name="fish",
            label="fish",
            binary="fish",
            env_name="env.fish",
            check=("--no-config", "--no-execute"),
            read=("--no-config", "-c", "source $argv[1]; and env -0"),
        ),
        Shell(name="powershell", label="PowerShell", binary="pwsh", env_name="env.ps1"),
        Shell(name="nushell", label="Nushell", binary="nu", env_name="env.json", edits=False),
    )
}
"""Every shell that can be set up, by the name that `--shell` takes."""


class StartFile(NamedTuple):
    """A start file that gets our line; `is_own` when it is ours from the first byte to the last."""

    path: Path
    is_own: bool = False


def name_of_shell(place: Place) -> str:
    """The user's own shell, by its name here or, where it is none of ours, by its own."""
    if place.platform == "win32":
        return "powershell"
    binary = Path(place.environment.get("SHELL", "")).name
    return next((shell.name for shell in SHELLS.values() if shell.binary == binary), binary)


def start_files(place: Place, shell: str, existing: frozenset[Path]) -> tuple[StartFile, ...]:
    """Where our line belongs; `existing` are those of the `candidates` that are there."""
    if shell == "bash":
        logins = [place.home / name for name in LOGIN_FILES]
        login = next((path for path in logins if path in existing), logins[-1])
        return StartFile(place.home / ".bashrc"), StartFile(login)
    return candidates(place, shell)


def candidates(place: Place, shell: str) -> tuple[StartFile, ...]:
    """Every start file of a shell that a line of ours may stand in."""
    match shell:
        case "zsh":
            return (StartFile(zsh_folder(place) / ".zshrc"),)
        case "bash":
            return tuple(StartFile(place.home / name) for name in (".bashrc", *LOGIN_FILES))
        case "fish":
            return (StartFile(settings_folder(place) / "fish" / "conf.d" / "smartaipi.fish", is_own=True),)
        case "powershell":
            return (StartFile(powershell_folder(place) / "profile.ps1"),)
        case _:
            return ()


def later_files(place: Place, shell: str) -> tuple[Path, ...]:
    """Start files that are read after our line, and may set the variables again."""
    match shell:
        case "zsh":
            return (zsh_folder(place) / ".zlogin",)
        case "fish":
            folder = settings_folder(place) / "fish"
            return folder / "config.fish", folder / UNIVERSAL_VARIABLES
        case "powershell":
            return (powershell_folder(place) / "Microsoft.PowerShell_profile.ps1",)
        case _:
            return ()


def zsh_folder(place: Place) -> Path:
    """Where zsh's files are."""
    return place.working_folder / (place.environment.get("ZDOTDIR") or place.home)


def settings_folder(place: Place) -> Path:
    """Where programs keep their settings, as the XDG base directories have it."""
    chosen = Path(place.environment.get("XDG_CONFIG_HOME", ""))
    return chosen if chosen.is_absolute() else place.home / ".config"


def powershell_folder(place: Place) -> Path:
    """Where the profiles of PowerShell 7 are."""
    if place.platform == "win32":
        return place.home / "Documents" / "PowerShell"
    return settings_folder(place) / "powershell"


def printed_line(env_file: Path) -> str:
    """The line for Nushell's `config.nu`, which its user adds: the file is a program, and has no place for ours."""
    file = json.dumps(str(env_file), ensure_ascii=False)
    return (
        f"if ({file} | path exists) {{ open {file} | load-env; hide-env --ignore-errors ANTHROPIC_API_KEY }}"
    )
