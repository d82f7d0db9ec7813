"""A checker for the JSON schemas of the contract: the words that it uses, and no more."""

import re
from typing import Any

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
CHECKED = {
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "enum",
    "items",
    "maxProperties",
    "maximum",
    "minimum",
    "pattern",
    "properties",
    "required",
    "type",
}
NOTES = {"description", "examples", "format"}


def faults(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "") -> list[str]:
    """Where a value of an answer is not as its schema says."""
    assert set(schema) <= CHECKED | NOTES, f"{at}: the checker does not know {set(schema) - CHECKED - NOTES}"
    if "$ref" in schema:
        return faults(
            value, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document, at
        )
    if "type" in schema and not has_type(value, schema["type"]):
        return [f"{at}: {value!r} is no {schema['type']}"]
    inside = [
        fault
        for name, item, inner in parts(value, schema)
        for fault in faults(item, inner, document, f"{at}.{name}")
    ]
    return (
        [f"{at}: {fault}" for fault in own_faults(value, schema)]
        + inside
        + choices(value, schema, document, at)
    )


def has_type(value: Any, names: str | list[str]) -> bool:
    """Whether a value is of one of the types; true and false are no numbers."""
    allowed = [names] if isinstance(names, str) else names
    if isinstance(value, bool):
        return "boolean" in allowed
    return any(isinstance(value, TYPES[name]) for name in allowed)


def own_faults(value: Any, schema: dict[str, Any]) -> list[str]:
    """What is wrong with the value itself."""
    found = []
    if value != schema.get("const", value) or value not in schema.get("enum", [value]):
        found.append(f"{value!r} is none of the values")
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{value} is out of bounds")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{value!r} does not match")
    if isinstance(value, dict):
        found += [f"`{name}` is missing" for name in schema.get("required", []) if name not in value]
    return found


def parts(value: Any, schema: dict[str, Any]) -> list[tuple[str, Any, dict[str, Any]]]:
    """The items or members of a value with their schemas."""
    if isinstance(value, list):
        return [(str(number), item, schema.get("items", {})) for number, item in enumerate(value)]
    if isinstance(value, dict):
        known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        return [(name, item, known.get(name, others)) for name, item in value.items()]
    return []


def choices(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str) -> list[str]:
    """What all of some schemas, and any of some, have to say."""
    every = [fault for inner in schema.get("allOf", []) for fault in faults(value, inner, document, at)]
    any_of = [faults(value, inner, document, at) for inner in schema.get("anyOf", [])]
    return every + (any_of[0] if any_of and all(any_of) else [])
