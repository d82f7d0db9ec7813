"""Adding and cutting the parts of mappings and lists in brackets."""

from typing import Any

from smartaipi_cli.documents.refusal import refuse_at
from smartaipi_cli.documents.yaml_read import Node
from smartaipi_cli.documents.yaml_walk import count_of, span_at
from smartaipi_cli.documents.yaml_write import write_flow


def add(text: str, node: Node, addition: Any) -> str:
    """The text with the members of a dict, or the items of a list, after the last of the node's own."""
    inner = write_flow(addition)[1:-1]
    if not count_of(node):
        refuse_comment(text, node.start, node.end)
        return text[: node.start + 1] + inner + text[node.end - 1 :]
    end = span_at(node, count_of(node) - 1)[1]
    return f"{text[:end]}, {inner}{text[end:]}"


def insert_item(text: str, node: Node, place: int, value: Any) -> str:
    """The text with an item before another one."""
    start = node.children[place].start
    return f"{text[:start]}{write_flow(value)}, {text[start:]}"


def cut(text: str, node: Node, place: int) -> str:
    """The text without one member or item and one comma beside it.

    Raises:
        DocumentRefused: a comment would go with it.
    """
    start, end = span_at(node, place)
    last = count_of(node) - 1
    if last == 0:
        refuse_comment(text, node.start, start)
        refuse_comment(text, end, node.end)
        return text[: node.start + 1] + text[node.end - 1 :]
    if place < last:
        following = span_at(node, place + 1)[0]
        refuse_comment(text, end, following)
        return text[:start] + text[following:]
    before = span_at(node, place - 1)[1]
    refuse_comment(text, before, start)
    return text[:before] + text[end:]


def refuse_comment(text: str, start: int, end: int) -> None:
    """Lets a part of a text go.

    Raises:
        DocumentRefused: a comment stands in it.
    """
    offset = text.find("#", start, end)
    if offset >= 0:
        raise refuse_at(text, offset, "the comment here would lose its place")
