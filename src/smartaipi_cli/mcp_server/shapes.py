"""The JSON Schemas of answers: those of the commands whose data they are, whole in themselves."""

from collections.abc import Mapping
from typing import Any

from smartaipi_cli.stored_schemas import read_schema, resolved

Schema = Mapping[str, Any]

STEPS: Schema = {
    "done": {"type": "boolean", "description": "Whether anything was changed."},
    "would": {"type": "object", "description": "What would be done; in the first answer."},
    "confirmation": {"type": "string", "description": "The token that confirms it, once."},
    "expires_at": {"type": "string", "description": "Until when the token is good, in ISO 8601, UTC."},
    "next": {"type": "string", "description": "What to do now."},
}


def data_shape(command: str) -> dict[str, Any]:
    """The schema of a command's data, by its words (`keys list`), with the warnings that may stand beside it.

    A tool's answer is an object, and a client looks nowhere else for parts of its schema.
    """
    data: Schema = read_schema(command)["properties"]["data"]
    return warned({**inlined(data), "type": "object"})


def warned(schema: Schema) -> dict[str, Any]:
    """The schema of an object that may have warnings."""
    warnings: Schema = read_schema("envelope")["properties"]["warnings"]
    return {**schema, "properties": {**schema.get("properties", {}), "warnings": inlined(warnings)}}


def inlined(schema: Schema) -> dict[str, Any]:
    """The schema with every reference followed."""
    whole = dict(resolved(schema))
    for keyword in ("items", "additionalProperties"):
        if isinstance(whole.get(keyword), Mapping):
            whole[keyword] = inlined(whole[keyword])
    for keyword in ("anyOf", "allOf", "oneOf"):
        if keyword in whole:
            whole[keyword] = [inlined(part) for part in whole[keyword]]
    if "properties" in whole:
        whole["properties"] = {name: inlined(part) for name, part in whole["properties"].items()}
    return {name: value for name, value in whole.items() if value != []}


def two_steps(result: Schema) -> dict[str, Any]:
    """The schema of both answers of a tool that changes something: `would` and a token, then `result`."""
    return warned({"type": "object", "properties": {**STEPS, "result": result}, "required": ["done"]})
