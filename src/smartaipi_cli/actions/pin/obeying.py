"""What the pin file of the working folder brings about: nothing, unless it is trusted as it is now."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from smartaipi_cli.actions.pin.contents import Pin, PinError, parse_pin
from smartaipi_cli.actions.pin.pin_file import find_pin, read_pin_file, refused
from smartaipi_cli.actions.pin.trust import is_trusted
from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result, Warn


class Pinned(NamedTuple):
    """The pin in effect, empty where there is none, and what to tell of one that is ignored."""

    pin: Pin = Pin()
    path: Path | None = None
    warnings: tuple[Warn, ...] = ()

    def for_profile(self, name: str) -> Pin:
        """What holds for a profile: models are those of a gateway, so another profile has nothing of the pin."""
        return self.pin if self.pin.profile in {"", name} else Pin()


def pinned_defaults(machine: Machine) -> tuple[Mapping[str, object], tuple[Warn, ...]]:
    """(name of an option to the value that a trusted pin file gives it, what to tell of one that is ignored).

    Errors: `config-invalid`.
    """
    pinned = read_pinned(machine, read_configuration(machine).profiles)
    return pinned.pin.options, pinned.warnings


def read_pinned(machine: Machine, profiles: Collection[str]) -> Pinned:
    """The pin of the working folder. What cannot be obeyed is ignored with one warning, and never stops a command."""
    path = find_pin(machine)
    if path is None:
        return Pinned()
    try:
        data = read_pin_file(machine, path)
        # What is not trusted is not even parsed.
        if not is_trusted(machine, path, data):
            return Pinned(warnings=(untrusted(path),))
        return Pinned(pin=check_pin(path, data, profiles), path=path)
    except UserError as problem:
        return Pinned(
            warnings=(
                Warn(code=problem.code, message=f"{problem.message}: {problem.reason}", hint=problem.hint),
            )
        )


def with_pin(machine: Machine, result: Result) -> Result:
    """The result of a command that looks at everything, with a line about the pin in effect or the one ignored."""
    try:
        pinned = read_pinned(machine, read_configuration(machine).profiles)
    except UserError:  # settings that cannot be read: what looks at them says so
        return result
    asked = ", ".join(f"{name} {value}" for name, value in pinned.pin.settings.items())
    line = Line(text=f"this folder asks for {asked} (by the pin file {pinned.path})", aside=True)
    return replace(
        result,
        blocks=(*result.blocks, *((line,) if asked else ())),
        warnings=(*result.warnings, *pinned.warnings),
    )


def check_pin(path: Path, data: bytes, profiles: Collection[str]) -> Pin:
    """The pin in a file's bytes. Errors: `pin-refused`, also for a profile that is not on this machine."""
    try:
        pin = parse_pin(data)
    except PinError as problem:
        raise refused(path, str(problem)) from problem
    if pin.profile and pin.profile not in profiles:
        raise refused(
            path,
            f"there is no profile `{pin.profile}` on this machine",
            hint=f"smartaipi profiles add {pin.profile}",
        )
    return pin


def untrusted(path: Path) -> Warn:
    """The warning about a pin file that was never trusted, or changed since."""
    from shlex import quote

    return Warn(
        code="pin-untrusted",
        message=f"the pin file `{path}` is ignored: it is not trusted, or was changed since",
        hint=f"smartaipi config trust {quote(str(path))}",
    )
