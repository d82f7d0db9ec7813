"""What a JSON edit writes, and what the result must mean: planned here, judged in `jsonc`."""

from dataclasses import dataclass
from typing import Any, Final

from smartaipi_cli.documents import json_delete, json_insert
from smartaipi_cli.documents.equality import Snapshot, is_same, snapshot
from smartaipi_cli.documents.json_read import read
from smartaipi_cli.documents.json_scan import Container, Scan, scan
from smartaipi_cli.documents.json_style import RawJson, Style
from smartaipi_cli.documents.lines import newline_of
from smartaipi_cli.documents.missing import MISSING, KeyPath, find, show_path
from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at

PLAIN: Final = Style(newline="\n", unit="  ", colon=": ")
"""The style where no document says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A text that was spliced, and what it must mean."""

    text: str
    expected: Snapshot
    value: Any


def plan_set(text: str, path: KeyPath, value: Any) -> Edit | None:
    """The edit that puts a value at a path; nothing when it is there already.

    Raises:
        DocumentRefused: something else than a container stands on the way, or the value has no JSON form.
    """
    found = scan(text, path)
    container, part = _locate(text, found, path)
    depth = len(found.containers)
    parent = find(found.data, path[: depth - 1])
    data = _data_of(value)
    if container.asked is None:
        nested = _nest(path[depth:], value)
        edited = json_insert.insert(text, found.containers, part, nested)
        _put(parent, part, _data_of(nested))
        return Edit(text=edited, expected=snapshot(found.data), value=data)
    member = container.member(container.asked)
    if isinstance(value, RawJson):
        unchanged = text[member.value : member.end] == value.text
    else:
        unchanged = is_same(parent[part], data)
    if unchanged:
        return None
    edited = json_insert.replace(text, found.containers, member, value)
    _put(parent, part, data)
    return Edit(text=edited, expected=snapshot(found.data), value=data)


def plan_delete(text: str, path: KeyPath) -> Edit | None:
    """The edit that takes away what stands at a path; nothing when nothing does."""
    found = scan(text, path)
    if find(found.data, path) is MISSING:
        return None
    del find(found.data, path[:-1])[path[-1]]
    expected = snapshot(found.data)
    value = find(found.data, path)  # in an array the next item has moved up
    while True:
        container = found.containers[-1]
        text = json_delete.delete(text, container, container.asked or 0)
        if not container.is_object:
            break
        # Offsets have moved: look again for duplicates.
        found = scan(text, path)
        if find(found.data, path) is MISSING:
            break
    return Edit(text=text, expected=expected, value=value)


def plan_new(text: str, path: KeyPath, value: Any) -> Edit:
    """A new document behind the comments of one that has no value yet; mere white space goes."""
    style = Style(newline=newline_of(text), unit=PLAIN.unit, colon=PLAIN.colon)
    comments = text if text.strip() else ""
    if comments and not comments.endswith(("\n", "\r")):
        comments += style.newline
    nested = _nest(path, value)
    created = comments + style.write(nested, "", over_lines=True) + style.newline
    return Edit(text=created, expected=snapshot(_data_of(nested)), value=_data_of(value))


def _locate(text: str, found: Scan, path: KeyPath) -> tuple[Container, str | int]:
    """The innermost container on the path, and the part that names a member of it."""
    if not found.containers:
        raise refuse_at(text, found.start, f"the document is {_describe(found.data)}, not an object")
    depth = len(found.containers)
    container, part = found.containers[-1], path[depth - 1]
    if container.is_object != isinstance(part, str):
        here = f"`{show_path(path[: depth - 1])}`" if depth > 1 else "the document"
        kinds = ("an object", "an array") if container.is_object else ("an array", "an object")
        raise refuse_at(text, container.open, f"{here} is {kinds[0]}, not {kinds[1]}")
    if container.asked is None:
        if isinstance(part, int) and part > len(container):
            raise refuse_at(
                text, container.close, f"the array has no item before `{show_path(path[:depth])}`"
            )
    elif depth < len(path):
        value = container.member(container.asked).value
        wanted = "an object" if isinstance(path[depth], str) else "an array"
        kind = _describe(find(found.data, path[:depth]))
        raise refuse_at(text, value, f"`{show_path(path[:depth])}` is {kind}, not {wanted}")
    return container, part


def _nest(parts: KeyPath, value: Any) -> Any:
    """The value inside new containers for these parts of its path."""
    for part in reversed(parts):
        if isinstance(part, int) and part:
            raise DocumentRefused(f"an absent array has no item before index {part}")
        value = {part: value} if isinstance(part, str) else [value]
    return value


def _put(parent: Any, part: Any, data: Any) -> None:
    if isinstance(parent, list) and part == len(parent):
        parent.append(data)
    else:
        parent[part] = data


def _data_of(value: Any) -> Any:
    return read(PLAIN.write(value, "", over_lines=False))


def _describe(data: Any) -> str:
    if isinstance(data, bool):
        return "a boolean"
    if isinstance(data, int | float):
        return "a number"
    if data is None:
        return "null"
    if isinstance(data, str):
        return "a string"
    return "an object" if isinstance(data, dict) else "an array"
