"""Holds every document that a command prints against its schema, in closed form: nothing undeclared may stand in it.

For consumers the schemas are open, because members are added; our own outputs have to say what they add.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from smartaipi_cli.stored_schemas import SHARED, read_schema, schema_of

UNKNOWN = {"$ref": "envelope.json", "properties": {"data": {"type": "null"}}}
"""The schema for what is no command: there can be no data."""


@lru_cache(maxsize=4)
def check_text(text: str) -> None:
    """As `check_document`, once for a text that is looked at again and again."""
    check_document(json.loads(text))


def check_document(document: Mapping[str, Any]) -> None:
    """Fails with the place and the reason when a document is not as its command's schema says, to the last member."""
    command = document.get("command", "")
    worst = best_match(validator_of(command).iter_errors(document))
    assert worst is None, f"schemas/{command}.json: {worst.json_path}: {worst.message}"


@cache
def validator_of(command: str) -> Draft202012Validator:
    """The closed schema of a command, ready to be used many times."""
    return Draft202012Validator(closed(schema_of(command) or UNKNOWN), registry=shared_schemas())


@cache
def shared_schemas() -> Registry[Any]:
    """The files that the commands' schemas refer to, closed inside but open to what extends them."""
    schemas = {name: closed_inside(read_schema(name)) for name in SHARED}
    return Registry().with_resources(
        (f"{name}.json", DRAFT202012.create_resource(schema)) for name, schema in schemas.items()
    )


def closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema in which an object with declared members can have no others."""
    inside = closed_inside(schema)
    return {**inside, "unevaluatedProperties": False} if {"properties", "$ref"} & schema.keys() else inside


def closed_inside(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with everything in it closed but itself."""
    return {**schema, **dict(closed_parts(schema))}


def closed_parts(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The parts of a schema that are schemas, closed; definitions stay open to what extends them."""
    for name in {"items", "additionalProperties"} & schema.keys():
        yield name, closed(schema[name])
    if "anyOf" in schema:
        yield "anyOf", [closed(part) for part in schema["anyOf"]]
    if "properties" in schema:
        yield "properties", {name: closed(part) for name, part in schema["properties"].items()}
    if "$defs" in schema:
        yield "$defs", {name: closed_inside(part) for name, part in schema["$defs"].items()}
