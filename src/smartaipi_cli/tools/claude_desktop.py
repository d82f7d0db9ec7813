"""Claude Desktop: where it keeps a gateway ("third-party inference"), and the program that prints the key for it.

Documented at https://claude.com/docs/third-party/claude-desktop/configuration, .../gateway and .../credential-helper;
not run: the app exists for macOS and Windows alone.

What decides the recipe:
- The app writes its own configurations, `<id>.json` beside `_meta.json`. The documented names are those of managed
  preferences; in which shape a local file has the address and the helper is documented nowhere, so a person enters
  them in the app's own window and nothing is written there.
- The credential helper is run without arguments: it must be a program of its own.
- Managed preferences win over everything that a person enters.
- The address must be https.
"""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import RemoveFile, WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Place, ReadFile

NAME: Final = "claude-desktop"
LABEL: Final = "Claude Desktop"
SYSTEMS: Final[Mapping[str, str]] = {"darwin": "macOS", "win32": "Windows"}
PREFERENCES: Final = "com.anthropic.claudefordesktop"
HELPER_MODE: Final = 0o700
FAMILIES: Final = ("claude-opus-", "claude-sonnet-", "claude-haiku-", "claude-fable-")
"""How the app wants models to be named; reported, not documented: one other name, and it drops the whole list."""


def configuration_folder(place: Place) -> Path | None:
    """Where the app keeps the configurations that a person makes; None on systems without the app."""
    match place.platform:
        case "darwin":
            return place.home / "Library" / "Application Support" / "Claude-3p" / "configLibrary"
        case "win32":
            local = place.environment.get("LOCALAPPDATA") or place.home / "AppData" / "Local"
            return Path(local) / "Claude-3p" / "configLibrary"
        case _:
            return None


def managed_file(place: Place) -> Path | None:
    """The preferences by which an administrator decides; on Windows they are in the registry instead."""
    if place.platform != "darwin":
        return None
    return Path("/Library/Managed Preferences") / place.home.name / f"{PREFERENCES}.plist"


def helper_path(data_folder: Path, profile: str) -> Path:
    """Our program that prints a profile's key."""
    return data_folder / "helpers" / f"{NAME}-{profile}"


def plan_helper(file: ReadFile, command: Sequence[str], label: str) -> Plan:
    """The plan that makes the program. No key stands in it."""
    change = change_file(
        file.path,
        Format.WHOLE,
        (WriteWhole(f"#!/bin/sh\nexec {shlex.join(command)}\n".encode()),),
        file.state,
        f"print the key of {label} when {LABEL} asks for it",
        new_file_mode=HELPER_MODE,
    )
    return Plan(
        title=f"make a key helper for {LABEL}",
        command=NAME,
        tool=NAME,
        changes=(change,),
        labels={"action": "helper"},
    )


def plan_helper_removal(file: ReadFile) -> Plan:
    """The plan that removes the program."""
    why = f"{LABEL} gets no key any more"
    changes = (
        ()
        if isinstance(file.state, Absent)
        else (change_file(file.path, Format.WHOLE, (RemoveFile(),), file.state, why),)
    )
    return Plan(
        title=f"remove the key helper of {LABEL}",
        command=f"{NAME} --remove",
        tool=NAME,
        changes=changes,
        notes=(f"in {LABEL} choose another provider in Developer, Configure Third-Party Inference",),
        labels={"action": "remove"},
    )


def odd_names(models: Sequence[str]) -> tuple[str, ...]:
    """The models whose names the app would not take."""
    return tuple(model for model in models if not model.startswith(FAMILIES))
