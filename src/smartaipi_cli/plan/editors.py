"""Which editor changes which format, and how values read by an editor compare."""

from collections.abc import Sequence
from typing import Protocol

from smartaipi_cli.documents import MISSING

__all__ = ["MISSING", "Editor", "editor_of", "is_same_value"]


class Editor(Protocol):
    """The functions that `documents.jsonc` and `documents.toml` share."""

    def get_value(self, source: bytes, path: Sequence[str | int]) -> object:
        """The value at `path`, or `MISSING`."""

    def raw_value(self, source: bytes, path: Sequence[str | int]) -> object:
        """The text of the value at `path` as bytes, or `MISSING`."""

    def set_value(self, source: bytes, path: Sequence[str | int], value: object) -> bytes:
        """The bytes with the value set."""

    def set_raw(self, source: bytes, path: Sequence[str | int], raw: bytes) -> bytes:
        """The bytes with the value set to a text of the same language."""

    def delete_value(self, source: bytes, path: Sequence[str | int]) -> bytes:
        """The bytes without the value."""


def editor_of(format_: str) -> Editor:
    """The editor of a format that has keys."""
    # Loaded when needed: a command that edits no TOML file must not pay for its parser.
    if format_ == "json":
        from smartaipi_cli.documents import jsonc

        return jsonc
    from smartaipi_cli.documents import toml

    return toml


def is_same_value(one: object, other: object) -> bool:
    """Whether two values mean the same: `1` is `1.0` (clients respell numbers), but never `True`."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same_value(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same_value, one, other))
    return one == other
