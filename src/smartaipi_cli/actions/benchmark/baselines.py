"""The figures of a benchmark in a file, to be compared with later ones."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.new_files import create_private_file

SCHEMA = "smartaipi-baseline/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Figures (by the names that conditions give them) of an earlier run, and how that was made."""

    name: str
    settings: Mapping[str, object]
    figures: Mapping[str, float]


def check_new(machine: Machine, path: Path) -> None:
    """Errors: `file-exists`; a run that cost money must not end in one."""
    if machine.files.look(machine.working_folder / path).kind is not Kind.ABSENT:
        raise UserError("file-exists", f"`{path}` is there already", hint="name a new file for --save")


def save_baseline(
    machine: Machine, path: Path, settings: Mapping[str, object], figures: Mapping[str, float]
) -> None:
    """Write a new file. Errors: `target-refused`, `own-file-failed`."""
    document = {"schema": SCHEMA, "settings": settings, "figures": figures}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    create_private_file(machine.files, machine.working_folder / path, text.encode())


def read_baseline(machine: Machine, path: Path) -> Baseline:
    """What `save_baseline` wrote. Errors: `usage`."""
    try:
        document = json.loads(machine.files.read(machine.working_folder / path))
        is_ours = document["schema"] == SCHEMA
        figures = {str(name): float(value) for name, value in document["figures"].items()}
        settings = dict(document["settings"])
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise UserError("usage", f"cannot read `{path}`", reason=reason) from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise unusable(path) from problem
    if not is_ours:
        raise unusable(path)
    return Baseline(name=path.name, settings=settings, figures=figures)


def unusable(path: Path) -> UserError:
    """The error for a file that is something else."""
    return UserError(
        "usage",
        f"`{path}` is no baseline",
        reason=f"it is not of the form {SCHEMA}",
        hint=f"smartaipi bench … --save {path.stem}-new.json writes one",
    )
