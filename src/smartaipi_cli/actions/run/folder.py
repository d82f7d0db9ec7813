"""The throw-away folder of a run, in which its clients keep their files."""

from pathlib import Path
from typing import Final

from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_folders import remove_own_folder

SERVER_MARKS: Final = frozenset({"CLINE_RUN_AS_HUB_DAEMON=1"})
"""What clients set for servers that outlive them, where their program does not lie in the folder."""


def throw_away(machine: Machine, folder: Path) -> None:
    """Remove the folder of a run, and end what a client has left running there."""
    machine.children().end_servers_of(folder, SERVER_MARKS)
    remove_own_folder(machine.files, folder)
