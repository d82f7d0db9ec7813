"""Adding and cutting the lines of block mappings and lists."""

import re
from collections.abc import Sequence
from typing import Any, Final

from smartaipi_cli.documents.lines import before_break, line_start, newline_at, newline_of
from smartaipi_cli.documents.refusal import refuse_at
from smartaipi_cli.documents.yaml_read import Kind, Node
from smartaipi_cli.documents.yaml_walk import column_of, count_of, span_at
from smartaipi_cli.documents.yaml_write import Style, write_items, write_members

_REST: Final = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT_LINE: Final = re.compile(r"(?:\r\n|\n|\r)([ ]+)#[^\r\n]*(?=[\r\n]|\Z)")
_LEAD: Final = re.compile(r"[ ]*")
_BEFORE_DASH: Final = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*-")
_COLON: Final = re.compile(r"[ \t]*:")


def add(text: str, node: Node, style: Style, addition: Any) -> str:
    """The text with the members of a dict, or the items of a list, after the last of the node's own.

    Raises:
        DocumentRefused: something stands in the line behind the last one.
    """
    column = column_of(text, node.start)
    own = _own_style(text, node, style)
    lines = (
        write_members(addition, column, own)
        if isinstance(addition, dict)
        else write_items(addition, column, own)
    )
    return insert_lines(text, _after_comments(text, node.end, column), lines)


def insert_item(text: str, node: Node, style: Style, place: int, value: Any) -> str:
    """The text with an item before another one, and before the comments right above that.

    Raises:
        DocumentRefused: the other item does not begin its line.
    """
    dash = dash_of(text, node, place)
    start = _line_of(text, dash)
    if start is None:
        raise refuse_at(text, dash, "the item does not begin its line")
    indent = text[start:dash]
    while above := _comment_above(text, start, indent):
        start = above
    newline = newline_of(text, start)
    lines = write_items([value], len(indent), _own_style(text, node, style))
    return text[:start] + "".join(line + newline for line in lines) + text[start:]


def insert_lines(text: str, offset: int, lines: Sequence[str]) -> str:
    """The text with lines after the one that ends at an offset, its comment aside.

    Raises:
        DocumentRefused: something else stands in the rest of the line.
    """
    rest = _REST.match(text, offset)
    if rest is None:
        raise refuse_at(text, offset, "something stands in the line behind this place")
    newline = newline_at(text, rest.end()) or newline_of(text, rest.end())
    return text[: rest.end()] + "".join(newline + line for line in lines) + text[rest.end() :]


def cut(text: str, parents: Sequence[tuple[Node, int]]) -> str:
    """The text without a member or item; `parents` are the nodes around it, each with the place in it.

    The comments above stay. A collection that would be left empty becomes `{}` or `[]`.

    Raises:
        DocumentRefused: a comment would go that belongs to something else.
    """
    node, place = parents[-1]
    start, end = span_at(node, place)
    first = dash_of(text, node, place) if node.kind is Kind.SEQUENCE else start
    begin = _line_of(text, first)
    is_only = count_of(node) == 1
    brackets = "{}" if node.kind is Kind.MAPPING else "[]"
    if begin is None:
        if is_only:
            return text[:first] + brackets + text[end:]
        if place == 0 and node.kind is Kind.MAPPING:
            return _pull_up(text, start, end, span_at(node, 1)[0])
        raise refuse_at(text, first, "it does not begin its line")
    rest = _REST.match(text, end)
    if rest is None:
        raise refuse_at(text, end, "something stands in the line behind this place")
    stop = rest.end() + len(newline_at(text, rest.end()))
    if not is_only:
        return text[: _cut_from(text, begin, rest.end(), stop)] + text[stop:]
    if len(parents) == 1:
        return text[:begin] + brackets + text[rest.end() :]
    anchor = indicator_end(text, *parents[-2])
    return f"{text[:anchor]} {brackets}{text[anchor : _cut_from(text, begin, rest.end(), stop)]}{text[stop:]}"


def indicator_end(text: str, node: Node, place: int) -> int:
    """After the colon of a member, or the dash of an item."""
    if node.kind is Kind.SEQUENCE:
        return dash_of(text, node, place) + 1
    key = node.pairs[place][0]
    colon = _COLON.match(text, key.end)
    if colon is None:
        raise refuse_at(text, key.end, "the colon of the key stands elsewhere")
    return colon.end()


def dash_of(text: str, node: Node, place: int) -> int:
    """The dash of an item of a block list."""
    if place == 0:
        return node.start
    found = _BEFORE_DASH.match(text, node.children[place - 1].end)
    if found is None:
        raise refuse_at(text, node.children[place].start, "the dash of the item stands elsewhere")
    return found.end() - 1


def _cut_from(text: str, begin: int, rest: int, stop: int) -> int:
    """Where lines are cut: a last line without an end takes the end before it along."""
    return before_break(text, begin) if stop == rest == len(text) else begin


def _pull_up(text: str, start: int, end: int, following: int) -> str:
    """The text with the second member in the place of the first, behind the dash of an item."""
    if "#" in text[end:following]:
        raise refuse_at(text, end, "a comment stands between this member and the next")
    return text[:start] + text[following:]


def _line_of(text: str, offset: int) -> int | None:
    """The beginning of the line, when nothing but blanks precede the offset."""
    start = line_start(text, offset)
    lead = _LEAD.match(text, start)
    return start if lead and lead.end() == offset else None


def _comment_above(text: str, start: int, indent: str) -> int | None:
    """The beginning of the line above, when it is a comment with the same indentation."""
    above = line_start(text, before_break(text, start)) if start else start
    return above if start and text.startswith(f"{indent}#", above) else None


def _after_comments(text: str, end: int, column: int) -> int:
    """After the comment lines that are indented deeper than a collection: they belong to its last part."""
    rest = _REST.match(text, end)
    offset = rest.end() if rest else end
    moved = False
    while (line := _COMMENT_LINE.match(text, offset)) and len(line[1]) > column:
        offset, moved = line.end(), True
    return offset if moved else end


def _own_style(text: str, node: Node, style: Style) -> Style:
    """The style of a document, with the way this very list sets the text behind its dashes."""
    if node.kind is not Kind.SEQUENCE:
        return style
    last = count_of(node) - 1
    dash = dash_of(text, node, last)
    item = node.children[last]
    if line_start(text, dash) != line_start(text, item.start) or item.start == dash + 1:
        return style
    return style._replace(gap=item.start - dash)
