"""When each tool was last verified: a note of ours, for `status`."""

import json
from collections.abc import Mapping

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_files import write_own_file

FILE_NAME = "verifications.json"


def remember(machine: Machine, tool: str, note: Mapping[str, str]) -> None:
    """Note that a tool was verified just now; a note that cannot be written is no failure."""
    notes = dict(last_verifications(machine))
    notes[tool] = {"time": f"{machine.clock.now():%Y-%m-%dT%H:%M:%SZ}", **note}
    try:
        write_own_file(machine.files, machine.paths.state / FILE_NAME, json.dumps(notes, indent=2).encode())
    except UserError:
        return


def last_verifications(machine: Machine) -> Mapping[str, Mapping[str, str]]:
    """Tool to what was noted when it was last verified."""
    path = machine.paths.state / FILE_NAME
    try:
        if machine.files.look(path).kind is not Kind.FILE:
            return {}
        notes = json.loads(machine.files.read(path))
    except (OSError, ValueError):
        return {}
    return (
        {name: note for name, note in notes.items() if isinstance(note, dict)}
        if isinstance(notes, dict)
        else {}
    )
