"""The scripts that shells read, as they were written from the command table (`scripts/completion_scripts`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smartaipi_cli.results import Line, Result

FOLDER: Final = Path(__file__).parents[2] / "completions"
SCRIPTS: Final[Mapping[str, str]] = {
    "bash": "smartaipi.bash",
    "zsh": "_smartaipi",
    "fish": "smartaipi.fish",
    "powershell": "smartaipi.ps1",
}
"""Shell to the file of its script."""

MARK: Final = "smartaipi: generated completion"
"""Stands in the first lines of every script: a file with it is ours."""


def read_script(shell: str) -> str:
    """The script of a shell."""
    return (FOLDER / SCRIPTS[shell]).read_text(encoding="utf-8")


def print_script(shell: str) -> Result:
    """The script of a shell, to be read by it or put into a file."""
    script = read_script(shell)
    return Result(
        data={"shell": shell, "script": script},
        blocks=tuple(Line(text=line) for line in script.splitlines()),
    )
