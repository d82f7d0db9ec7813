"""The words that the description's schemas are made of. Pure data: every function gives a JSON schema."""

from typing import Final

from smartaipi_cli.sandbox.problems import Json

LARGEST_INTEGER: Final = 2**53 - 1
LATEST_SECOND: Final = 10**11
"""Beyond this a time is in milliseconds by mistake."""


def text(description: str = "", **more: object) -> Json:
    """A text."""
    return _described({"type": "string", **more}, description)


def growing(description: str, values: tuple[str, ...]) -> Json:
    """A word of a set that may grow: a client shows what it does not know."""
    return text(f"{description}; others may come", examples=list(values))


def whole(description: str = "", *, low: int = 0, high: int = LARGEST_INTEGER) -> Json:
    """A whole number from 0."""
    return _described({"type": "integer", "minimum": low, "maximum": high}, description)


def signed(description: str) -> Json:
    """A whole number that may be negative."""
    return _described({"type": "integer"}, description)


def moment(description: str) -> Json:
    """A time in Unix seconds."""
    return whole(description, high=LATEST_SECOND)


def flag(description: str) -> Json:
    """True or false."""
    return {"type": "boolean", "description": description}


def optional(schema: Json) -> Json:
    """Null, or what the schema says."""
    return (
        {**schema, "type": [schema["type"], "null"]} if "type" in schema else one_of(schema, {"type": "null"})
    )


def one_of(*schemas: Json) -> Json:
    """Any of some schemas."""
    return {"anyOf": list(schemas)}


def listed(items: Json, **more: object) -> Json:
    """A list."""
    return {"type": "array", "items": items, **more}


def told(kind: str, **members: Json) -> Json:
    """An object of an answer: every member is there, and others may be added."""
    named = {"object": {"const": kind}} if kind else {}
    properties = {**named, **members}
    return {"type": "object", "required": list(properties), "properties": properties}


def asked(needed: tuple[str, ...] = (), /, **members: Json) -> Json:
    """An object of a request: no other member is accepted, so that a misspelt one is not lost."""
    required = {"required": list(needed)} if needed else {}
    return {"type": "object", **required, "properties": members, "additionalProperties": False}


def named(name: str) -> Json:
    """A schema of the description, by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _described(schema: Json, description: str) -> Json:
    return {**schema, "description": description} if description else schema
