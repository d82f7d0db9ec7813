"""Put a member into a JSON object, or an item into an array, in the manner of its siblings.

What `json_delete` takes away again is exactly what is added here; one change is not reversible: `{}` and an
empty pair of brackets over two lines give the same text.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from smartaipi_cli.documents.json_scan import NOWHERE, Container, Member
from smartaipi_cli.documents.json_style import Style, prefers_lines, style_of
from smartaipi_cli.documents.lines import line_indent, newline_at, newline_of, own_indent

SAME_LINE_COMMENTS: Final = re.compile(r"(?:[ \t]*/\*.*?\*/)*(?:[ \t]*//[^\r\n]*)?", re.DOTALL)
"""The comments that follow on the line of what they speak about."""

_SPACES: Final = re.compile(r"[ \t]*")
_OPENING: Final[dict[type, str]] = {dict: "{", list: "[", tuple: "["}


def insert(text: str, containers: Sequence[Container], key: str | int, value: Any) -> str:
    """The text with a new last member in the innermost container.

    Raises:
        DocumentRefused: the value has no JSON form.
    """
    container = containers[-1]
    style = style_of(text, containers)
    name = style.write_name(key) if isinstance(key, str) else ""
    if not len(container):
        return _insert_first(text, containers, style, name, value)
    last = container.member(-1)
    tail = _tail_end(text, last)
    indent = _line_indent_of(text, container)
    if indent is None and "//" not in text[last.end : tail]:
        member = name + style.write(value, "", over_lines=False)
        gap = _gap_on_line(text, container, style)
        added = f"{gap}{member}," if last.comma != NOWHERE else f",{gap}{member}"
        return text[:tail] + added + text[tail:]
    if indent is None:
        indent = line_indent(text, container.open) + style.unit
    over_lines = prefers_lines(text, container, _OPENING.get(type(value), ""))
    member = name + style.write(value, indent, over_lines=over_lines)
    return _insert_line(text, container, indent, member, tail)


def replace(text: str, containers: Sequence[Container], member: Member, value: Any) -> str:
    """The text with another value in a member; its layout follows the old value, else the siblings.

    Raises:
        DocumentRefused: the value has no JSON form.
    """
    old = text[member.value : member.end]
    if old[0] in "{[" and old[1:-1].strip():
        over_lines = "\n" in old or "\r" in old
    else:
        over_lines = own_indent(text, member.start) is not None and prefers_lines(
            text, containers[-1], _OPENING.get(type(value), "")
        )
    indent = line_indent(text, member.start)
    new = style_of(text, containers).write(value, indent, over_lines=over_lines)
    return text[: member.value] + new + text[member.end :]


def _insert_line(text: str, container: Container, indent: str, member: str, tail: int) -> str:
    """A line of its own after the line of the last member, its comma before that line's comments."""
    last = container.member(-1)
    place = _skip_spaces(text, tail)
    newline = newline_at(text, place)
    if not newline:
        place = tail
        newline = newline_of(text, last.start)
    if last.comma != NOWHERE:
        return f"{text[:place]}{newline}{indent}{member},{text[place:]}"
    if _leads_with_commas(text, container):
        previous = container.member(-2)
        gap = text[previous.comma + 1 : last.start]
        return f"{text[:place]}{newline}{indent},{gap}{member}{text[place:]}"
    return f"{text[: last.end]},{text[last.end : place]}{newline}{indent}{member}{text[place:]}"


def _insert_first(text: str, containers: Sequence[Container], style: Style, name: str, value: Any) -> str:
    container = containers[-1]
    inside = text[container.open + 1 : container.close]
    outer = line_indent(text, container.open)
    # The only container is the document itself, which goes over lines unless its writer padded it.
    siblings = containers[-2] if len(containers) > 1 else container
    over_lines = len(containers) == 1 or prefers_lines(text, siblings, text[container.open])
    if "\n" in inside or "\r" in inside or (over_lines and not inside):
        indent = outer + style.unit
        member = name + style.write(value, indent, over_lines=True)
        if not inside:
            added = style.newline + indent + member + style.newline + outer
            return text[: container.open + 1] + added + text[container.close :]
        if not inside.strip():
            place = container.open + 1 + _skip_spaces(inside, 0)
            newline = newline_at(text, place)
            place += len(newline)
            return text[:place] + indent + member + newline + text[place:]
        place = _skip_spaces(text, container.open + 1 + len(inside.rstrip()))
        newline = newline_at(text, place) or newline_of(text, container.close)
        return text[:place] + newline + indent + member + text[place:]
    member = name + style.write(value, outer, over_lines=False)
    if inside.strip():
        place = container.open + 1 + len(inside.rstrip())
        return f"{text[:place]} {member}{text[place:]}"
    padding = " " if inside == " " else ""
    return text[: container.close] + member + padding + text[container.close :]


def _tail_end(text: str, last: Member) -> int:
    """The end of the last member with its comma and the comments on its line."""
    end = last.end if last.comma == NOWHERE else last.comma + 1
    match = SAME_LINE_COMMENTS.match(text, end)
    return match.end() if match else end


def _line_indent_of(text: str, container: Container) -> str | None:
    """The indentation of the last member's line, `None` when it shares a line."""
    last = container.member(-1)
    if _leads_with_commas(text, container):
        return own_indent(text, container.member(-2).comma)
    return own_indent(text, last.start)


def _leads_with_commas(text: str, container: Container) -> bool:
    """Whether the last member's line begins with the comma before it."""
    if len(container) < 2:
        return False
    comma, start = container.member(-2).comma, container.starts[-1]
    return not text[comma + 1 : start].strip(" \t") and own_indent(text, comma) is not None


def _gap_on_line(text: str, container: Container, style: Style) -> str:
    """The white space after a comma in this container."""
    if len(container) > 1:
        gap = text[container.member(-2).comma + 1 : container.starts[-1]]
        if not gap.strip(" \t"):
            return gap
    return style.after_comma


def _skip_spaces(text: str, offset: int) -> int:
    match = _SPACES.match(text, offset)
    return match.end() if match else offset
