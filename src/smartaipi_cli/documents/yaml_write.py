"""New YAML text: values that every reader, of YAML 1.1 or 1.2, takes for what they are."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from smartaipi_cli.documents.refusal import DocumentRefused

# Starts with a letter and holds nothing that could be an indicator, in a flow collection either.
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*")
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9._~/+-]+(?::[0-9]+)?[A-Za-z0-9._~/+-]*")
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Style(NamedTuple):
    """How a document indents: mappings in mappings, lists in mappings, and the text after a dash."""

    step: int = 2
    list_offset: int = 2
    gap: int = 2


class RawYaml(NamedTuple):
    """A value in its own spelling."""

    text: str


def write_scalar(value: Any, *, in_flow: bool = False) -> str:
    """One value without parts.

    Raises:
        DocumentRefused: the value has no YAML form.
    """
    if isinstance(value, RawYaml):
        return value.text
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _write_float(value)
    if isinstance(value, str):
        return _write_string(value, in_flow=in_flow)
    raise DocumentRefused("the new value has no YAML form")


def write_flow(value: Any) -> str:
    """A value on one line, with brackets where it has parts.

    Raises:
        DocumentRefused: as `write_scalar`.
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{write_key(name)}: {write_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple) and not isinstance(value, RawYaml):
        return "[" + ", ".join(map(write_flow, value)) + "]"
    return write_scalar(value, in_flow=True)


def write_key(name: Any) -> str:
    """The name of a member.

    Raises:
        DocumentRefused: it is no string.
    """
    if not isinstance(name, str):
        raise DocumentRefused("the new value has a name that is no string")
    return _write_string(name, in_flow=True)


def write_members(value: dict[str, Any], column: int, style: Style) -> list[str]:
    """The lines of a mapping whose keys stand at a column."""
    lines: list[str] = []
    for name, item in value.items():
        head = " " * column + write_key(name) + ":"
        if not has_lines(item):
            lines.append(
                f"{head} {write_flow(item) if isinstance(item, dict | list) else write_scalar(item)}"
            )
        elif isinstance(item, dict):
            lines += [head, *write_members(item, column + style.step, style)]
        else:
            lines += [head, *write_items(item, column + style.list_offset, style)]
    return lines


def write_items(value: Sequence[Any], column: int, style: Style) -> list[str]:
    """The lines of a list whose dashes stand at a column."""
    lines: list[str] = []
    inner = column + style.gap
    for item in value:
        head = " " * column + "-".ljust(style.gap)
        if not has_lines(item):
            lines.append(head + (write_flow(item) if isinstance(item, dict | list) else write_scalar(item)))
            continue
        first, *others = (
            write_members(item, inner, style) if isinstance(item, dict) else write_items(item, inner, style)
        )
        lines += [head + first[inner:], *others]
    return lines


def has_lines(value: Any) -> bool:
    """Whether a value is written in lines of its own: a mapping or list with something in it."""
    return isinstance(value, dict | list) and bool(value)


def _write_float(value: float) -> str:
    if value != value:  # noqa: PLR0124 - the one value that differs from itself
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    mantissa, exponent, power = text.partition("e")
    # YAML 1.1 takes `1e+300` for a string: the point makes it a number everywhere.
    return text if not exponent or "." in mantissa else f"{mantissa}.0e{power}"


def _write_string(value: str, *, in_flow: bool) -> str:
    if _SURROGATE.search(value):
        raise DocumentRefused("the new value holds half a surrogate pair")
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    if not in_flow and _ADDRESS.fullmatch(value):
        return value
    if not _UNPRINTABLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
