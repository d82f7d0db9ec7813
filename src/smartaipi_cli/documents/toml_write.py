"""New keys, values and tables as TOML text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartaipi_cli.documents.refusal import DocumentRefused

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED: Final = re.compile(r'[\x00-\x1f"\\\x7f]')
_SHORT_ESCAPES: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_SMALLEST: Final = -(2**63)
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class RawToml:
    """A value given as TOML text, written as it stands."""

    text: str


def write_value(value: Any) -> str:
    """A value on one line; dicts become inline tables.

    Raises:
        DocumentRefused: TOML has no form for it (null, other types, lone surrogates, more than 64 bits).
    """
    try:
        return _write(value)
    except RecursionError:
        raise DocumentRefused("the new value is nested too deep") from None


def write_key(name: object) -> str:
    """A name as it stands in a key: bare where TOML allows, else in double quotes.

    Raises:
        DocumentRefused: it is no text.
    """
    if not isinstance(name, str):
        raise DocumentRefused("a key of the new value is not a text")
    return name if _BARE_KEY.fullmatch(name) else _write_string(name)


def write_header(path: tuple[str, ...]) -> str:
    """The line that begins a table, without its line end."""
    return "[" + ".".join(write_key(name) for name in path) + "]"


def write_tables(path: tuple[str, ...], table: Mapping[str, Any]) -> list[list[str]]:
    """The lines of a table and of each table in it; plain values stand before the tables."""
    tables = [(name, value) for name, value in table.items() if isinstance(value, dict)]
    lines = [
        f"{write_key(name)} = {write_value(value)}"
        for name, value in table.items()
        if not isinstance(value, dict)
    ]
    # A table of tables alone needs no header of its own.
    blocks = [[write_header(path), *lines]] if lines or not tables else []
    for name, value in tables:
        write_key(name)
        blocks += write_tables((*path, name), value)
    return blocks


def _write(value: Any) -> str:
    if isinstance(value, RawToml):
        return value.text
    if isinstance(value, str):
        return _write_string(value)
    if isinstance(value, int | float):
        return _write_number(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_write(item) for item in value) + "]"
    if isinstance(value, dict):
        items = ", ".join(f"{write_key(name)} = {_write(item)}" for name, item in value.items())
        return f"{{ {items} }}" if items else "{}"
    raise DocumentRefused(f"a value of type `{type(value).__name__}` has no TOML form")


def _write_number(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float.__repr__(value)
    if not _SMALLEST <= value <= _LARGEST:
        raise DocumentRefused("the new integer has more than the 64 bits of TOML")
    return int.__repr__(value)


def _write_string(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise DocumentRefused("the new text holds half a surrogate pair") from None
    return '"' + _ESCAPED.sub(lambda match: _escape(match[0]), value) + '"'


def _escape(character: str) -> str:
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"
