"""How a JSON document is laid out, and new values written in that manner."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from smartaipi_cli.documents.json_gap import skip_gap
from smartaipi_cli.documents.json_scan import Container
from smartaipi_cli.documents.lines import first_break, line_indent, newline_of, own_indent
from smartaipi_cli.documents.refusal import DocumentRefused

_FIRST_INDENT: Final = re.compile(r'[\r\n]([ \t]+)["\[{]')
_DEFAULT_COLON: Final = ": "
_DEFAULT_UNIT: Final = "  "
_NEAREST: Final = 100  # members looked at for a habit: enough for any hand, cheap in a huge file


@dataclass(frozen=True, slots=True)
class RawJson:
    """A value given as JSON text, written as it stands."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What to put between the parts of a value."""

    newline: str
    unit: str
    colon: str

    @property
    def after_comma(self) -> str:
        """Between items on one line: a space where colons have one."""
        return " " if self.colon.endswith(" ") else ""

    def write_name(self, name: str) -> str:
        """A member name with its colon."""
        if not isinstance(name, str):
            raise DocumentRefused("a member name of the new value is not a text")
        return _write_scalar(name) + self.colon

    def write(self, value: Any, indent: str, *, over_lines: bool) -> str:
        """The text of a value whose first line stands at `indent`.

        Raises:
            DocumentRefused: JSON has no form for it (NaN, other types, lone surrogates), or it is too deep.
        """
        try:
            return self._write(value, indent, over_lines=over_lines)
        except RecursionError:
            raise DocumentRefused("the new value is nested too deep") from None

    def _write(self, value: Any, indent: str, *, over_lines: bool) -> str:
        if isinstance(value, RawJson):
            return value.text
        inner = indent + self.unit
        if isinstance(value, dict):
            brackets = "{}"
            parts = [
                self.write_name(name) + self._write(item, inner, over_lines=over_lines)
                for name, item in value.items()
            ]
        elif isinstance(value, list | tuple):
            brackets = "[]"
            parts = [self._write(item, inner, over_lines=over_lines) for item in value]
        else:
            return _write_scalar(value)
        if not parts:
            return brackets
        if over_lines:
            body = ("," + self.newline + inner).join(parts)
            return brackets[0] + self.newline + inner + body + self.newline + indent + brackets[1]
        return brackets[0] + ("," + self.after_comma).join(parts) + brackets[1]


def style_of(text: str, containers: Sequence[Container]) -> Style:
    """The style around the innermost of the containers; the outer ones speak where it says nothing."""
    return Style(newline=newline_of(text), unit=_unit(text, containers), colon=_colon(text, containers))


def prefers_lines(text: str, container: Container, opening: str) -> bool:
    """Whether a new value with this opening bracket would go over several lines beside these members.

    The nearest filled value of the same kind decides, else of the other kind, else the container itself.
    """
    found: bool | None = None
    for place in range(len(container) - 1, max(-1, len(container) - 1 - _NEAREST), -1):
        member = container.member(place)
        character = text[member.value]
        if character not in "{[" or skip_gap(text, member.value + 1) >= member.end - 1:
            continue
        has_lines = _has_break(text, member.value, member.end)
        if character == opening:
            return has_lines
        found = has_lines if found is None else found
    return _has_break(text, container.open, container.close) if found is None else found


def _has_break(text: str, start: int, end: int) -> bool:
    return text.find("\n", start, end) >= 0 or text.find("\r", start, end) >= 0


def _unit(text: str, containers: Sequence[Container]) -> str:
    for container in reversed(containers):
        if container.starts:
            inner = own_indent(text, container.starts[0])
            outer = line_indent(text, container.open)
            if inner is not None and inner.startswith(outer):
                return inner.removeprefix(outer)
    first = first_break(text)
    match = _FIRST_INDENT.search(text, first) if first is not None else None
    return match[1] if match else _DEFAULT_UNIT


def _colon(text: str, containers: Sequence[Container]) -> str:
    for container in reversed(containers):
        if container.is_object and container.starts:
            last = container.member(-1)
            between = text[last.name_end : last.value]
            if not between.strip(" \t:"):
                return between
    return _DEFAULT_COLON


def _write_scalar(value: Any) -> str:
    if value is None or isinstance(value, str | bool | int | float):
        try:
            written = json.dumps(value, ensure_ascii=False, allow_nan=False)
            written.encode()
        except UnicodeEncodeError:
            raise DocumentRefused("the new text holds half a surrogate pair") from None
        except ValueError:
            raise DocumentRefused("the new number has no JSON form") from None
        return written
    raise DocumentRefused(f"a value of type `{type(value).__name__}` has no JSON form")
