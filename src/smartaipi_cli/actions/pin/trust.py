"""Which pin files their user trusts: each by its path and a fingerprint of every byte in it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.own_files import write_own_file

FILE_NAME: Final = "trusted-pins.json"


def is_trusted(machine: Machine, path: Path, data: bytes) -> bool:
    """Whether exactly this file was trusted as it is now."""
    return read_trusted(machine).get(str(path)) == fingerprint_of(data)


def trust(machine: Machine, path: Path, data: bytes) -> None:
    """Note that the file is trusted with these bytes. Errors: `own-file-failed`."""
    write_trusted(machine, {**read_trusted(machine), str(path): fingerprint_of(data)})


def forget(machine: Machine, path: Path) -> bool:
    """Forget that a file is trusted; whether it was. Errors: `own-file-failed`."""
    trusted = dict(read_trusted(machine))
    if trusted.pop(str(path), None) is None:
        return False
    write_trusted(machine, trusted)
    return True


def fingerprint_of(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    from hashlib import sha256

    return sha256(data).hexdigest()


def read_trusted(machine: Machine) -> Mapping[str, str]:
    """Path to fingerprint; a note that is damaged trusts nothing."""
    path = machine.paths.state / FILE_NAME
    try:
        noted = json.loads(machine.files.read(path)) if machine.files.look(path).kind is Kind.FILE else {}
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def write_trusted(machine: Machine, trusted: Mapping[str, str]) -> None:
    """Replace the note. Errors: `own-file-failed`."""
    data = json.dumps(trusted, indent=2, sort_keys=True, ensure_ascii=True)
    write_own_file(machine.files, machine.paths.state / FILE_NAME, f"{data}\n".encode())
