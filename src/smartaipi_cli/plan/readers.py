"""Which module reads which format, and how the values that it reads compare; loads nothing that edits."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.plan.formats import KeyPath

__all__ = ["MISSING", "Reader", "is_same_value", "is_still", "reader_of"]


class Reader(Protocol):
    """The functions that `documents.json_values`, `toml_values` and the others share."""

    def parse(self, source: bytes) -> object:
        """The data of a document."""

    def get_value(self, source: bytes, path: Sequence[str | int]) -> object:
        """The value at `path`, or `MISSING`."""


def reader_of(format_: str) -> Reader:
    """The reader of a format that has keys."""
    # Loaded when needed, as the editors are.
    if format_ == "json":
        from smartaipi_cli.documents import json_values

        return json_values
    if format_ == "yaml":
        from smartaipi_cli.documents import yaml_values

        return yaml_values
    if format_ == "dotenv":
        from smartaipi_cli.documents import dotenv_values

        return dotenv_values
    from smartaipi_cli.documents import toml_values

    return toml_values


def is_still(wanted: object, current: object, path: KeyPath, witnesses: Iterable[KeyPath] = ()) -> bool:
    """Whether a value of a document is what was written, judged by the witnesses inside it where there are any."""
    inside = [one for one in witnesses if one[: len(path)] == path]
    return all(is_same_value(find(wanted, one), find(current, one)) for one in inside or [path])


def is_same_value(one: object, other: object) -> bool:
    """Whether two values mean the same: `1` is `1.0` (clients respell numbers), but never `True`."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same_value(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same_value, one, other))
    return one == other
