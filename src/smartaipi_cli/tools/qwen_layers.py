"""Qwen Code's settings and variables as the client puts them together from their files."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from smartaipi_cli.documents import MISSING, DocumentRefused, dotenv_values
from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.base import Origin, ReadFile, Snapshot

LAYERS: Final = ("system defaults", "user", "project", "system")
"""The owners of settings, the lowest precedence first."""

COMMENT: Final = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
REFERENCE: Final = re.compile(r"\$(?:\{([^}]+)\}|(\w+))")


class Setting(NamedTuple):
    """A value of the merged settings, and the owner and path of the file that it comes from."""

    value: object
    owner: str
    source: str


def parse(file: ReadFile) -> object:
    """The data of a file of settings, an empty object for none.

    Errors: `document-refused` for what the client cannot read: beyond comments it is strict.
    """
    source = bytes_of(file.state) or b""
    try:
        text = source.decode("utf-8-sig")
        if not text.strip():
            return {}
        data = json.loads(COMMENT.sub(_blank, text), parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        raise _refused(file, problem.msg, problem.lineno, problem.colno) from None
    except (ValueError, RecursionError) as problem:
        raise _refused(file, str(problem), 1, 1) from None
    if not isinstance(data, dict):
        raise _refused(file, "it is no object", 1, 1)
    return data


def read(file: ReadFile) -> object:
    """The data of a file of settings, an empty object where the client cannot read it."""
    try:
        return parse(file)
    except DocumentRefused:
        return {}


def owners(snapshot: Snapshot) -> tuple[str, ...]:
    """Whose settings count, the strongest first: in the home there are none of a project."""
    at_home = snapshot.place.working_folder == snapshot.place.home
    return tuple(owner for owner in reversed(LAYERS) if not (at_home and owner == "project"))


def lookup(snapshot: Snapshot, *path: str) -> Setting | None:
    """The setting of the strongest layer that has one."""
    for owner in owners(snapshot):
        file = snapshot.files[owner]
        value = find(read(file), path)
        if value is not MISSING:
            return Setting(value, owner, str(file.path))
    return None


def lookup_text(snapshot: Snapshot, *path: str) -> Origin | None:
    """A setting that is a text with something in it, references in it filled in."""
    found = lookup(snapshot, *path)
    if found is None or not isinstance(found.value, str) or not found.value.strip():
        return None
    return Origin(value=expand(snapshot, found.value), source=found.source)


def expand(snapshot: Snapshot, text: str) -> str:
    """A text of the settings with its `$NAME` and `${NAME}`; one that is not set stays as it is."""
    known = {**dotenv(snapshot, "home dotenv"), **dotenv(snapshot, "secrets"), **snapshot.place.environment}
    return REFERENCE.sub(lambda found: known.get(found[1] or found[2], found[0]), text)


def variable(snapshot: Snapshot, name: str) -> Origin | None:
    """A variable as the client's environment will have it, and where it comes from."""
    if value := snapshot.place.environment.get(name):
        return Origin(value=value, source=f"environment variable {name}")
    for role in dotenv_roles(snapshot):
        if value := dotenv(snapshot, role).get(name):
            return Origin(value=value, source=str(snapshot.files[role].path))
    return lookup_text(snapshot, "env", name)


def dotenv_roles(snapshot: Snapshot) -> Iterator[str]:
    """The dotenv files that are read: the first of the project's that is there, then the user's."""
    projects = (role for role in snapshot.files if role.startswith("dotenv "))
    first = next((role for role in projects if bytes_of(snapshot.files[role].state) is not None), None)
    if first:
        yield first
    yield from ("secrets", "home dotenv")


def dotenv(snapshot: Snapshot, role: str) -> Mapping[str, str]:
    """The variables of a dotenv file, none where it cannot be read."""
    try:
        return dotenv_values.parse(bytes_of(snapshot.files[role].state) or b"")
    except DocumentRefused:
        return {}


def _blank(found: re.Match[str]) -> str:
    """Blanks in the place of a comment, so that lines and columns stay."""
    return found[1] or re.sub(r"[^\n]", " ", found[0])


def _refuse_constant(name: str) -> None:
    raise ValueError(f"`{name}` is no JSON value")


def _refused(file: ReadFile, problem: str, line: int, column: int) -> DocumentRefused:
    return DocumentRefused(
        f"it is no JSON as Qwen Code reads it: {problem}", line=line, column=column, name=str(file.path)
    )
