"""Where the script of each shell belongs, and the line by which a start file reads it.

Observed with bash 5.2, zsh 5.9 and fish 3.6 (November 2026). PowerShell was not run.

- fish looks into its `completions` folder by itself.
- bash reads the folder of bash-completion when TAB is pressed, but only where that package is loaded, which sets
  `BASH_COMPLETION_VERSINFO`; elsewhere the line in `.bashrc` reads the script at the start.
- zsh looks through `fpath` when `compinit` runs: a line before it is enough; behind it the function is registered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smartaipi_cli.actions.completion.scripts import MARK, SCRIPTS
from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.shell.reading import read_file
from smartaipi_cli.documents.quoting import quote_posix, quote_powershell
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Place, ReadFile
from smartaipi_cli.tools.shell_env import name_of_shell, powershell_folder, settings_folder, zsh_folder
from smartaipi_cli.tools.shell_wish import ShellSetup

COMMENT: Final = "# smartaipi completion"
"""At the end of our line, where the carriage return of a file with CRLF ends does no harm."""

BASH_LINE: Final = 'if [ -z "${{BASH_COMPLETION_VERSINFO-}}" ] && [ -r {file} ]; then . {file}; fi'
ZSH_LINE: Final = (
    "if [ -r {file} ]; then fpath+=({folder}); autoload -Uz _smartaipi; "
    "if whence compdef >/dev/null; then compdef _smartaipi smartaipi; fi; fi"
)
POWERSHELL_LINE: Final = "if (Test-Path -LiteralPath {file}) {{ . {file} }}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionFiles:
    """One shell's files as they are now: the script, and the start file that has to read it, if any."""

    shell: str
    script: ReadFile
    start: ReadFile | None = None

    @property
    def has_script(self) -> bool:
        """Whether a script of ours is there, this version's or another's."""
        return MARK.encode() in (bytes_of(self.script.state) or b"")[:1000]

    @property
    def all_files(self) -> ShellSetup:
        """The same files, as those who look after shells take them."""
        return ShellSetup(
            shell_name=self.shell, env_file=self.script, dotfiles=(self.start,) if self.start else ()
        )


def choose_shell(machine: Machine, wanted: str) -> str:
    """The shell that was asked for, else the user's own. Errors: `usage`."""
    name = wanted or name_of_shell(place_of(machine))
    if name in SCRIPTS:
        return name
    raise UserError(
        "usage",
        f"smartaipi completes nothing in `{name}`" if name else "it is not known which shell you use",
        reason=f"it can in {', '.join(SCRIPTS)}",
        hint="smartaipi completion install --shell bash",
    )


def read_files(machine: Machine, shell: str) -> CompletionFiles:
    """The files of a shell. Errors: `target-refused`."""
    place = place_of(machine)
    start = start_file(place, shell)
    return CompletionFiles(
        shell=shell,
        script=read_file(machine, script_file(place, shell, machine.paths.data / "completions")),
        start=read_file(machine, start) if start else None,
    )


def script_file(place: Place, shell: str, own_folder: Path) -> Path:
    """Where a shell's script belongs; in a folder of ours where the shell has no place for it."""
    match shell:
        case "bash":
            return data_folder(place) / "bash-completion" / "completions" / "smartaipi"
        case "fish":
            return settings_folder(place) / "fish" / "completions" / SCRIPTS[shell]
        case _:
            return own_folder / SCRIPTS[shell]


def start_file(place: Place, shell: str) -> Path | None:
    """The start file that gets our line; None where the shell finds the script by itself."""
    places: Mapping[str, Path] = {
        "bash": place.home / ".bashrc",
        "zsh": zsh_folder(place) / ".zshrc",
        "powershell": powershell_folder(place) / "profile.ps1",
    }
    return places.get(shell)


def data_folder(place: Place) -> Path:
    """Where programs keep their data, as the XDG base directories have it."""
    chosen = Path(place.environment.get("XDG_DATA_HOME", ""))
    return chosen if chosen.is_absolute() else place.home / ".local" / "share"


def start_line(shell: str, script: Path) -> str:
    """Our line: no program is started, and nothing happens when the script is gone."""
    quote = quote_powershell if shell == "powershell" else quote_posix
    line = {"bash": BASH_LINE, "zsh": ZSH_LINE, "powershell": POWERSHELL_LINE}[shell]
    return f"{line.format(file=quote(str(script)), folder=quote(str(script.parent)))} {COMMENT}"
