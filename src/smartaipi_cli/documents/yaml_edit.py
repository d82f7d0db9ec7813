"""Which text of a YAML document an edit has to touch."""

from typing import Any

from smartaipi_cli.documents import yaml_block, yaml_flow
from smartaipi_cli.documents.equality import is_same
from smartaipi_cli.documents.lines import newline_of
from smartaipi_cli.documents.missing import KeyPath, find, show_path
from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at
from smartaipi_cli.documents.yaml_read import Kind, Node, read
from smartaipi_cli.documents.yaml_values import data_of, is_null
from smartaipi_cli.documents.yaml_walk import (
    cannot_hold,
    column_of,
    count_of,
    find_child,
    style_of,
    walk,
)
from smartaipi_cli.documents.yaml_write import (
    RawYaml,
    Style,
    has_lines,
    write_flow,
    write_items,
    write_members,
    write_scalar,
)


def set_in(text: str, path: KeyPath, value: Any) -> str:
    """The text with a value at a path; a mapping or list is turned into another one part by part.

    Raises:
        DocumentRefused: something else than a mapping or list stands on the way, or the present value
            stands over several lines and would have to go.
    """
    root = read(text)
    if root is None or (is_null(root) and not root.text):
        return _begin(text, root, _wrap(path, value))
    nodes = walk(text, root, path)
    if len(nodes) > len(path):
        return _replace(text, nodes, path, value)
    depth = len(nodes) - 1
    parent = nodes[-1]
    if is_null(parent) or (parent.is_flow and not parent.children):
        addition = _wrap(path[depth:], value)
        if not is_null(parent) and (parent.kind is Kind.MAPPING) is not isinstance(addition, dict):
            raise cannot_hold(text, parent, path[:depth])
        return _fill(text, nodes, path, addition)
    if not _takes(parent, path[depth]):
        raise cannot_hold(text, parent, path[:depth])
    member = path[depth]
    inner = _wrap(path[depth + 1 :], value)
    addition = {member: inner} if isinstance(member, str) else [inner]
    if parent.is_flow:
        return yaml_flow.add(text, parent, addition)
    return yaml_block.add(text, parent, style_of(text, root), addition)


def delete_in(text: str, path: KeyPath) -> str:
    """The text without the member or item at a path, which is there.

    Raises:
        DocumentRefused: a comment would go that belongs to something else.
    """
    root = read(text)
    nodes = walk(text, root, path) if root else []
    if len(nodes) <= len(path):
        raise DocumentRefused(f"`{show_path(path)}` stands where it cannot be deleted")
    places = [find_child(text, node, part) for node, part in zip(nodes, path, strict=False)]
    parents = [(node, place) for node, place in zip(nodes, places, strict=False) if place is not None]
    if parents[-1][0].is_flow:
        return yaml_flow.cut(text, *parents[-1])
    return yaml_block.cut(text, parents)


def find_node(text: str, path: KeyPath) -> Node | None:
    """The node at a path.

    Raises:
        DocumentRefused: as `walk`.
    """
    root = read(text)
    nodes = walk(text, root, path) if root else []
    return nodes[-1] if len(nodes) > len(path) else None


def _begin(text: str, root: Node | None, value: Any) -> str:
    """A document that had no value yet."""
    if root is None and text.rstrip().endswith("..."):
        raise refuse_at(text, len(text.rstrip()), "the document is ended")
    if not isinstance(value, dict):
        raise DocumentRefused("the document has no list at the top level")
    newline = newline_of(text)
    lead = newline if text and not text.endswith(("\n", "\r")) else ""
    return text + lead + "".join(line + newline for line in write_members(value, 0, Style()))


def _replace(text: str, nodes: list[Node], path: KeyPath, value: Any) -> str:
    node = nodes[-1]
    if isinstance(value, RawYaml):
        return _splice(text, nodes, value.text)
    if isinstance(value, dict) and node.kind is Kind.MAPPING and node.children:
        return _turn_mapping(text, path, value)
    if isinstance(value, list) and node.kind is Kind.SEQUENCE and node.children:
        return _turn_list(text, path, value)
    if has_lines(value) and (is_null(node) or (node.is_flow and not node.children)):
        return _fill(text, nodes, path, value)
    in_flow = any(outer.is_flow for outer in nodes[:-1])
    is_scalar = not isinstance(value, dict | list)
    return _splice(text, nodes, write_scalar(value, in_flow=in_flow) if is_scalar else write_flow(value))


def _splice(text: str, nodes: list[Node], spelled: str) -> str:
    """The text with another spelling in the place of a value on one line."""
    node = nodes[-1]
    old = text[node.start : node.end]
    if node.style in ("|", ">") or (node.children and not node.is_flow) or "\n" in old or "\r" in old:
        raise refuse_at(text, node.start, "the present value stands over several lines")
    # A value that is not spelled out stands right behind its colon or dash.
    lead = "" if old or text[node.start - 1 : node.start] in ("", " ", "\n") else " "
    return text[: node.start] + lead + spelled + text[node.end :]


def _fill(text: str, nodes: list[Node], path: KeyPath, value: Any) -> str:
    """An empty value becomes a collection: in lines where those are possible, else in brackets."""
    node = nodes[-1]
    root = nodes[0]
    yaml_flow.refuse_comment(text, node.start, node.end)
    if len(nodes) == 1:
        if column_of(text, node.start) or not isinstance(value, dict) or text[node.end :].strip():
            return (
                yaml_flow.add(text, node, value) if node.is_flow else _splice(text, nodes, write_flow(value))
            )
        lines = write_members(value, 0, Style())
        return text[: node.start] + newline_of(text).join(lines) + text[node.end :]
    parent = nodes[-2]
    place = find_child(text, parent, path[len(nodes) - 2])
    in_lines = not any(outer.is_flow for outer in nodes[:-1]) and parent.kind is Kind.MAPPING
    if place is None or not in_lines or isinstance(value, RawYaml):
        return _splice(text, nodes, write_flow(value))
    start = yaml_block.indicator_end(text, parent, place)
    if text[start : node.start].strip(" "):
        raise refuse_at(text, node.start, "the value stands in another line than its key")
    style = style_of(text, root)
    column = column_of(text, parent.start)
    lines = (
        write_members(value, column + style.step, style)
        if isinstance(value, dict)
        else write_items(value, column + style.list_offset, style)
    )
    return yaml_block.insert_lines(text[:start] + text[node.end :], start, lines)


def _turn_mapping(text: str, path: KeyPath, value: dict[str, Any]) -> str:
    current = find(data_of(text), path)
    for name, item in value.items():
        if name not in current or not is_same(current[name], item):
            text = set_in(text, [*path, name], item)
    # New members first: a mapping is never empty in between, and keeps its form.
    for name in current:
        if name not in value:
            text = delete_in(text, [*path, name])
    return text


def _turn_list(text: str, path: KeyPath, value: list[Any]) -> str:
    """The text with another list: what both begin and end with stays as it is."""
    current = find(data_of(text), path)
    shortest = min(len(current), len(value))
    head = next((n for n in range(shortest) if not is_same(current[n], value[n])), shortest)
    rest = shortest - head
    tail = next((n for n in range(rest) if not is_same(current[-1 - n], value[-1 - n])), rest)
    for place in range(head, shortest - tail):
        text = set_in(text, [*path, place], value[place])
    for item in reversed(value[shortest - tail : len(value) - tail]):
        text = _insert_item(text, path, shortest - tail, item)
    for place in reversed(range(shortest - tail, len(current) - tail)):
        text = delete_in(text, [*path, place])
    return text


def _insert_item(text: str, path: KeyPath, place: int, item: Any) -> str:
    root = read(text)
    node = walk(text, root, path)[-1] if root else None
    if root is None or node is None or place >= count_of(node):
        return set_in(text, [*path, place], item)
    if node.is_flow:
        return yaml_flow.insert_item(text, node, place, item)
    return yaml_block.insert_item(text, node, style_of(text, root), place, item)


def _wrap(path: KeyPath, value: Any) -> Any:
    """The value inside the containers that the path names."""
    for part in reversed(path):
        if isinstance(part, str):
            value = {part: value}
        elif part == 0:
            value = [value]
        else:
            raise DocumentRefused("the list has fewer items")
    return value


def _takes(node: Node, part: str | int) -> bool:
    """Whether a new part can be added to a node: a name to a mapping, the next index to a list."""
    if isinstance(part, str):
        return node.kind is Kind.MAPPING
    return node.kind is Kind.SEQUENCE and part == count_of(node)
