"""The stored JSON Schemas (draft 2020-12) of what every command prints with `--json`, and the members they declare.

Each command has a file of its own in `schemas/`, which extends `envelope.json`; what several share stands in
`definitions.json`. The files are written by hand: they are what scripts may rely on (docs/json.md).
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias, cast

FOLDER: Final = Path(__file__).with_name("schemas")
SHARED: Final = ("envelope", "definitions")
"""The files that are no command's."""

ITEMS: Final = "[]"
VALUES: Final = "*"
"""Stand in a path for the items of a list, and for the values of a map whose names are data."""

Schema: TypeAlias = Mapping[str, Any]


class Member(NamedTuple):
    """One declared member: the way to it, its schema, and whether it is there whenever what it stands in is."""

    path: tuple[str, ...]
    schema: Schema
    is_required: bool


def schema_of(command: str) -> Schema | None:
    """The schema of a command's whole document, by its words (`keys list`); None for what is no command."""
    return read_schema(command) if command in commands_with_schema() else None


def commands_with_schema() -> tuple[str, ...]:
    """The words of every command that has one, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json") if path.stem not in SHARED))


def field_paths(schema: Schema | None) -> tuple[str, ...]:
    """All members of `data` with dots (`keys.budgets.limit_usd`), whether they stand in lists or not.

    What lies inside a map is left out: its names are data. Empty without a schema, and for a command that never
    gives data.
    """
    found = ([name for name in member.path if name != ITEMS] for member in data_members(schema or {}))
    return tuple(dict.fromkeys(".".join(path) for path in found if VALUES not in path))


def data_members(schema: Schema) -> Iterator[Member]:
    """Every member of `data`, outer ones before inner ones; one that several alternatives have comes several times."""
    yield from members_of(schema.get("properties", {}).get("data", {}))


def members_of(schema: Schema, path: tuple[str, ...] = (), *, follows: bool = True) -> Iterator[Member]:
    """Every member that a schema declares, below `path`; `follows` adds those of what it refers to."""
    whole = resolved(schema) if follows else schema
    for alternative in whole.get("anyOf", ()):
        yield from members_of(alternative, path, follows=follows)
    for name, inner in whole.get("properties", {}).items():
        is_required = name in whole.get("required", ())
        yield Member((*path, name), resolved(inner) if follows else inner, is_required)
        yield from members_of(inner, (*path, name), follows=follows)
    for keyword, mark in (("items", ITEMS), ("additionalProperties", VALUES)):
        if keyword in whole:
            yield from members_of(whole[keyword], (*path, mark), follows=follows)


def resolved(schema: Schema) -> Schema:
    """The schema with its reference followed: what stands beside the reference is added, or counts instead."""
    if "$ref" not in schema:
        return schema
    base = resolved(referenced(schema["$ref"]))
    beside = {name: value for name, value in schema.items() if name != "$ref"}
    return {
        **base,
        **beside,
        "properties": {**base.get("properties", {}), **beside.get("properties", {})},
        "required": [*base.get("required", ()), *beside.get("required", ())],
    }


def referenced(reference: str) -> Schema:
    """What a reference leads to: a definition, or a whole file."""
    file, _, pointer = reference.partition("#")
    if not pointer:
        return read_schema(file.removesuffix(".json"))
    definition = read_schema("definitions")["$defs"][pointer.removeprefix("/$defs/")]
    return cast("Schema", definition)


@cache
def read_schema(name: str) -> Schema:
    """The file of this name. Not changed by anybody: it is read once."""
    return cast("Schema", json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
