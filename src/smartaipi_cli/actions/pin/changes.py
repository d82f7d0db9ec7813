"""Pin files made, trusted and distrusted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_data
from smartaipi_cli.actions.pin.contents import Pin, find_secret
from smartaipi_cli.actions.pin.obeying import check_pin, untrusted
from smartaipi_cli.actions.pin.pin_file import FILE_NAME, exists, find_pin, read_pin_file, refused
from smartaipi_cli.actions.pin.trust import forget, is_trusted, trust
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.results import Block, Fields, Line, Result

SHARED_MODE: Final = 0o644
"""A pin file holds no secret, and a repository may share it."""


class Candidate(NamedTuple):
    """A pin file that could be trusted: its bytes and what they ask for."""

    path: Path
    data: bytes
    pin: Pin
    is_trusted: bool

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What a person should see before the answer."""
        return (
            Line(text=f"{self.path} asks for:", style="strong"),
            Fields(pairs=tuple(self.pin.settings.items()) or (("nothing", ""),)),
        )


def read_candidate(machine: Machine, wanted: str) -> Candidate:
    """The pin file at a path or in a folder, else the one of the working folder. Errors: `pin-refused`, `usage`."""
    path = locate(machine, wanted)
    data = read_pin_file(machine, path)
    return Candidate(path, data, check_whole(machine, path, data), is_trusted(machine, path, data))


def trust_candidate(machine: Machine, candidate: Candidate) -> Result:
    """Obey the file from now on, as long as no byte of it changes. Errors: `own-file-failed`."""
    if not candidate.is_trusted:
        trust(machine, candidate.path, candidate.data)
    return Result(
        data={"path": candidate.path, "settings": candidate.pin.settings, "trusted": True},
        blocks=(
            Line(
                text=f"{candidate.path} is trusted{' already' if candidate.is_trusted else ''}", style="good"
            ),
        ),
    )


def distrust(machine: Machine, wanted: str) -> Result:
    """Obey the file no more, whether it is still there or not. Errors: `own-file-failed`, `usage`."""
    path = locate(machine, wanted)
    was_trusted = forget(machine, path)
    text = f"{path} is not trusted any more" if was_trusted else f"{path} was not trusted"
    return Result(
        data={"path": path, "trusted": False, "was_trusted": was_trusted},
        blocks=(Line(text=text, style="good"),),
    )


def write_pin(machine: Machine, settings: Mapping[str, str]) -> Result:
    """Set members of the working folder's pin file, made if need be, and trust what is in it then.

    Errors: `usage` for nothing to set; `pin-refused` for a value that no pin file may have, and for a file that is
    there and not trusted: its other members would be trusted unseen. Those of the engine.
    """
    if not settings:
        raise UserError("usage", "nothing to pin", hint="smartaipi config pin --profile NAME")
    path, engine = machine.working_folder / FILE_NAME, open_engine(machine)
    if exists(machine, path) and not is_trusted(machine, path, read_pin_file(machine, path)):
        raise refused(path, "it is there already and not trusted", hint=untrusted(path).hint)
    change = change_file(
        path,
        Format.TOML,
        tuple(SetValue(tuple(name.split(".")), value) for name, value in settings.items()),
        engine.read_state(path),
        "what this folder asks for",
        new_file_mode=SHARED_MODE,
    )
    data = bytes_of(change.after) or b""
    pin = check_whole(machine, path, data)
    plan = Plan(title=f"pin {path.parent.name}", command="config pin", tool="smartaipi", changes=(change,))
    applied = engine.apply(plan)
    trust(machine, path, data)
    return Result(
        data={"path": path, "settings": pin.settings, "plan": plan_data(plan), "change": applied.id},
        blocks=(
            Line(text=f"{path} asks for, and is trusted:", style="good"),
            Fields(pairs=tuple(pin.settings.items())),
        ),
        warnings=tuple(applied_warnings(applied)),
    )


def locate(machine: Machine, wanted: str) -> Path:
    """The pin file that is meant, its folder without links, as a later walk finds it. Errors: `usage`."""
    if not wanted:
        if found := find_pin(machine):
            return found
        raise UserError(
            "usage",
            "there is no pin file for this folder",
            reason=f"a pin file is called `{FILE_NAME}` and stands here or above",
            hint="smartaipi config pin --profile NAME",
        )
    path = machine.working_folder / wanted
    if path.name == FILE_NAME:
        path = path.parent
    try:
        return path.resolve() / FILE_NAME
    except (OSError, RuntimeError) as problem:
        raise refused(path, str(problem)) from problem


def check_whole(machine: Machine, path: Path, data: bytes) -> Pin:
    """The pin, once nothing in the file looks like a secret. Errors: `pin-refused`."""
    if line := find_secret(data.decode(errors="replace")):
        raise refused(
            path,
            f"line {line} looks like a secret, and a pin file holds none",
            hint="smartaipi login (keeps keys apart from files that are shared)",
        )
    return check_pin(path, data, read_configuration(machine).profiles)
