"""The independent JSON parser: judges what the splice editor wrote, and finds the place of a fault.

It shares no logic with `json_scan`, so that a fault in one of them becomes a refusal, not a damaged file.
Accepted beyond strict JSON: comments, a trailing comma, `NaN`, `Infinity`, raw control characters in strings.
What the standard parser does not take goes to `json_lenient`, which is loaded only then.
"""

import json
from typing import Any


def read(text: str) -> Any:
    """The data of a document; the last of duplicate members wins, integers are exact at any length.

    Raises:
        DocumentRefused: anything that is not one JSON document, at the offending character.
    """
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        from smartaipi_cli.documents.json_lenient import read_leniently

        return read_leniently(text)


def find_extensions(text: str) -> list[tuple[int, str]]:
    """Offset and kind of each comment, trailing comma and duplicate key, in the order of the text.

    Raises:
        DocumentRefused: as `read`.
    """
    try:
        json.loads(text, strict=False, object_pairs_hook=_refuse_duplicates)
    except (ValueError, RecursionError):
        from smartaipi_cli.documents.json_lenient import list_extensions

        return list_extensions(text)
    return []


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError
    return members
