"""Every script with the place where it is kept."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from completion_scripts.bash import bash_script
from completion_scripts.fish import fish_script
from completion_scripts.powershell import powershell_script
from completion_scripts.table import Command, read_table
from completion_scripts.zsh import zsh_script
from smartaipi_cli.actions.completion.scripts import FOLDER, SCRIPTS

WRITERS: Final[Mapping[str, Callable[[Command], str]]] = {
    "bash": bash_script,
    "zsh": zsh_script,
    "fish": fish_script,
    "powershell": powershell_script,
}


def completion_pages() -> Iterator[tuple[Path, str]]:
    """The file of each shell's script, with its text."""
    table = read_table()
    for shell, write in WRITERS.items():
        yield FOLDER / SCRIPTS[shell], write(table)
