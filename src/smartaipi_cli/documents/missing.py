"""What stands at a path of parsed data, where absence is a value."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, Final, Literal, TypeAlias

from smartaipi_cli.documents.refusal import DocumentRefused

KeyPath: TypeAlias = Sequence[str | int]
"""The way to a value: names of members, and indexes from 0 of array items."""


class Missing(Enum):
    """The type of `MISSING`."""

    MISSING = "MISSING"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final[Literal[Missing.MISSING]] = Missing.MISSING
"""Nothing stands at the path; unlike `None`, no document can hold it."""


def find(data: Any, path: KeyPath) -> Any:
    """The value at `path`, or `MISSING`; the empty path is the data itself."""
    node = data
    for part in path:
        if not holds(node, part):
            return MISSING
        node = node[part]
    return node


def holds(node: Any, part: str | int) -> bool:
    """Whether a dict has this name, or a list this index (from 0 alone, `True` is no index)."""
    if isinstance(node, dict):
        return type(part) is str and part in node
    return isinstance(node, list) and type(part) is int and 0 <= part < len(node)


def check_path(path: KeyPath) -> None:
    """Refuse a path that can name no place to edit.

    Raises:
        DocumentRefused: the path is empty, or a part is neither a name nor an index from 0.
    """
    if not path or isinstance(path, str):
        raise DocumentRefused("the path to edit names no member")
    for part in path:
        if type(part) is str and _is_encodable(part):
            continue
        if type(part) is not int or part < 0:
            raise DocumentRefused("a part of the path is neither a plain name nor an index from 0")


def show_path(path: KeyPath) -> str:
    """The path for messages: `env.NAME`, `items[0].name`."""
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown.removeprefix(".")


def _is_encodable(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)
