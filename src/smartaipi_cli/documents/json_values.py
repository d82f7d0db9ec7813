"""The values of a JSON document, with or without comments; loads nothing that edits."""

from typing import Any

from smartaipi_cli.documents import json_read
from smartaipi_cli.documents.json_gap import skip_gap
from smartaipi_cli.documents.json_text import decode
from smartaipi_cli.documents.missing import KeyPath, find


def parse(source: bytes) -> Any:
    """The data of a document; an empty one, or one of comments alone, is an empty object.

    The last of duplicate members wins, integers are exact, comments and trailing commas are skipped.

    Raises:
        DocumentRefused: the source is not such JSON, at the offending character.
    """
    text = decode(source).text
    return {} if is_blank(text) else json_read.read(text)


def get_value(source: bytes, path: KeyPath) -> Any:
    """The parsed value at a path, or `MISSING`.

    Raises:
        DocumentRefused: as `parse`.
    """
    return find(parse(source), path)


def is_blank(text: str) -> bool:
    """Whether a text has no value in it."""
    return skip_gap(text, 0) == len(text)
