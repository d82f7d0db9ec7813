"""The configuration of OpenCode or its fork as it reads it: layers, each over the ones before it, with references."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.documents import MISSING, DocumentRefused, json_values
from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.tools.base import Origin, Place, Snapshot
from smartaipi_cli.tools.opencode_sources import Fork, Owner, list_sources

REFERENCE: Final = re.compile(r"\{(env|file):([^}]+)\}")
"""What the clients put a variable's value or a file's content in the place of, before they parse."""


class Layer(NamedTuple):
    """One configuration as the client reads it; relative references in it start at `folder`."""

    source: str
    owner: Owner
    folder: Path
    text: str
    data: object


class Broken(NamedTuple):
    """A configuration that the client cannot read."""

    source: str
    reason: DocumentRefused


def read_layers(fork: Fork, snapshot: Snapshot) -> tuple[tuple[Layer, ...], tuple[Broken, ...]]:
    """(what the client reads, the lowest precedence first; what it cannot read)."""
    layers: list[Layer] = []
    broken: list[Broken] = []
    for source, owner, folder, content in _read_sources(fork, snapshot):
        try:
            data = json_values.parse(content)
        except DocumentRefused as refused:
            broken.append(Broken(source, refused))
            continue
        layer = Layer(source, owner, folder, content.decode("utf-8", "replace"), data)
        if fork.trusts_projects or not _is_refused(layer, snapshot.place):
            layers.append(layer)
    return tuple(layers), tuple(broken)


def find_references(layer: Layer, home: Path) -> Iterator[tuple[str, Path]]:
    """(text, path) of each `{file:…}` in a layer; one in a line of comment counts for nothing."""
    for found in REFERENCE.finditer(layer.text):
        line = layer.text[layer.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if found[1] == "file" and not line.lstrip().startswith("//"):
            yield found[0], path_of_reference(found[2], layer.folder, home)


def path_of_reference(name: str, folder: Path, home: Path) -> Path:
    """The file that `{file:NAME}` means."""
    return home / name[2:] if name.startswith("~/") else folder / name


def first(layers: tuple[Layer, ...], *path: str) -> Layer | None:
    """The uppermost layer that has something at `path`."""
    return next((layer for layer in reversed(layers) if find(layer.data, path) is not MISSING), None)


def first_text(layers: tuple[Layer, ...], snapshot: Snapshot, *path: str) -> Origin | None:
    """The text at `path` in the uppermost layer that has one, its references resolved."""
    layer = first(layers, *path)
    value = find(layer.data, path) if layer else MISSING
    if layer is None or not isinstance(value, str):
        return None
    return Origin(value=resolve_text(value, layer, snapshot) or "", source=layer.source)


def resolve_text(text: str, layer: Layer, snapshot: Snapshot) -> str | None:
    """The text with variables and files put in; None when it refers to a file that is absent or was not read."""
    is_whole = True

    def put_in(found: re.Match[str]) -> str:
        nonlocal is_whole
        if found[1] == "env":
            return snapshot.place.environment.get(found[2], "")
        path = path_of_reference(found[2], layer.folder, snapshot.place.home)
        file = snapshot.files.get(role_of_reference(path))
        content = bytes_of(file.state) if file else None
        is_whole = is_whole and content is not None
        return (content or b"").decode("utf-8", "replace").strip()

    resolved = REFERENCE.sub(put_in, text)
    return resolved if is_whole else None


def role_of_reference(path: Path) -> str:
    """The role of a file that a configuration refers to."""
    return f"reference {path}"


def _read_sources(fork: Fork, snapshot: Snapshot) -> Iterator[tuple[str, Owner, Path, bytes]]:
    place = snapshot.place
    content = fork.variable("CONFIG_CONTENT", place)
    for _role, path, owner in list_sources(fork, place):
        if owner == "administrator" and content:
            yield _content_layer(fork, place, content)
            content = ""
        file = snapshot.files.get(f"source {path}")
        if file is not None and not isinstance(file.state, Absent):
            yield str(path), owner, path.parent, bytes_of(file.state) or b""


def _content_layer(fork: Fork, place: Place, content: str) -> tuple[str, Owner, Path, bytes]:
    name = f"environment variable {fork.name.upper()}_CONFIG_CONTENT"
    return name, "user", place.working_folder, content.encode()


def _is_refused(layer: Layer, place: Place) -> bool:
    """Whether a client that does not trust projects leaves this layer out for what it refers to."""
    if layer.owner != "project":
        return False
    root = place.repository or place.working_folder
    outside = (path for _, path in find_references(layer, place.home) if not path.is_relative_to(root))
    return "{env:" in layer.text or any(True for _ in outside)
