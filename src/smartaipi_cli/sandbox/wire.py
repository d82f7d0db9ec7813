"""Reading of JSON that anybody may have sent: every function gives a plain value or raises a problem."""

import json
from collections.abc import Sequence
from typing import Any

from smartaipi_cli.sandbox.problems import Json, ProblemError, invalid_request


def parse_object(body: bytes) -> Json:
    """The JSON object in a request body.

    Errors: `ProblemError` 400 when it is no JSON (`NaN` and half a surrogate pair are none), or no object.
    """
    try:
        value = json.loads(body, parse_constant=_refuse)
        if b"\\ud" in body or b"\\uD" in body:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ProblemError(invalid_request("The body is not valid JSON", code="invalid_json")) from error
    if not isinstance(value, dict):
        raise ProblemError(invalid_request("The body must be a JSON object", code="invalid_json"))
    return value


def required_text(body: Json, name: str) -> str:
    """A member that must be a non-empty string."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ProblemError(invalid_request(f"`{name}` must be a non-empty string", param=name))
    return value


def required_list(body: Json, name: str) -> list[Any]:
    """A member that must be a list."""
    value = body.get(name)
    if not isinstance(value, list):
        raise ProblemError(invalid_request(f"`{name}` must be a list", param=name))
    return value


def optional_count(body: Json, *names: str) -> int | None:
    """The first of the members that is present, a whole number above zero; None when none is."""
    for name in names:
        value = body.get(name)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ProblemError(invalid_request(f"`{name}` must be a whole number above 0", param=name))
        return value
    return None


def optional_choice(body: Json, name: str, choices: Sequence[str]) -> str | None:
    """A member that is one of a few words; None when it is absent."""
    value = body.get(name)
    if value is not None and value not in choices:
        raise ProblemError(invalid_request(f"`{name}` must be one of {', '.join(choices)}", param=name))
    return value


def objects(value: object) -> list[Json]:
    """The objects in a list; anything else is passed over, as unknown extras are."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_of(content: object) -> str:
    """The text in a message's content: a string, or parts of which some carry `text`."""
    if isinstance(content, str):
        return content
    parts = (part.get("text") for part in objects(content))
    return "\n".join(part for part in parts if isinstance(part, str))


def size_of(value: object) -> int:
    """How many characters a value takes as compact JSON; nothing takes none."""
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False)) if value else 0


def property_names(schema: object) -> frozenset[str]:
    """The names of the parameters in a JSON schema of an object."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return frozenset(properties) if isinstance(properties, dict) else frozenset()


def _refuse(constant: str) -> None:
    raise ValueError(constant)
