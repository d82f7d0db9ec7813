"""The nodes that a path leads through in a YAML document, and whether an edit may touch them."""

from collections.abc import Iterator

from smartaipi_cli.documents.lines import line_start
from smartaipi_cli.documents.missing import KeyPath, show_path
from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at
from smartaipi_cli.documents.yaml_read import Kind, Node
from smartaipi_cli.documents.yaml_write import Style


def walk(text: str, root: Node, path: KeyPath) -> list[Node]:
    """The root and the values along the path, as far as it leads; all of them may be edited.

    Raises:
        DocumentRefused: an anchor, an alias or a merge key stands on the way: an edit there would change
            something elsewhere, or nothing.
    """
    nodes = [root]
    _refuse_shared(text, root)
    for part in path:
        place = find_child(text, nodes[-1], part)
        if place is None:
            break
        node = value_at(nodes[-1], place)
        _refuse_shared(text, node)
        nodes.append(node)
    return nodes


def find_child(text: str, node: Node, part: str | int) -> int | None:
    """The number of the member or item that a part of a path names, or `None`.

    Raises:
        DocumentRefused: a merge key or an anchored key is in the mapping.
    """
    if node.kind is Kind.SEQUENCE:
        return part if isinstance(part, int) and part < len(node.children) else None
    if node.kind is not Kind.MAPPING or not isinstance(part, str):
        return None
    found = None
    for place, (key, _) in enumerate(node.pairs):
        if key.text == "<<" and not key.style:
            raise refuse_at(text, key.start, "a merge key stands in the mapping")
        if key.text == part:
            if key.anchor:
                raise refuse_at(text, key.start, "the key has an anchor")
            found = place
    return found


def value_at(node: Node, place: int) -> Node:
    """The item of a list, or the value of a member."""
    return node.pairs[place][1] if node.kind is Kind.MAPPING else node.children[place]


def span_at(node: Node, place: int) -> tuple[int, int]:
    """Where an item stands, or a member with its name."""
    if node.kind is Kind.MAPPING:
        key, value = node.pairs[place]
        return key.start, value.end
    return node.children[place].start, node.children[place].end


def count_of(node: Node) -> int:
    """How many items or members there are."""
    return len(node.children) // 2 if node.kind is Kind.MAPPING else len(node.children)


def column_of(text: str, offset: int) -> int:
    """How many characters stand before an offset in its line."""
    return offset - line_start(text, offset)


def style_of(text: str, root: Node) -> Style:
    """The indentation that a document uses, each part from the first place that shows it."""
    step = list_offset = gap = None
    for node in _block_collections(root):
        column = column_of(text, node.start)
        if node.kind is Kind.SEQUENCE:
            distance = column_of(text, node.children[0].start) - column
            is_behind_dash = line_start(text, node.children[0].start) == line_start(text, node.start)
            gap = gap or (distance if is_behind_dash and distance > 1 else None)
            continue
        for value in node.children[1::2]:
            if not _is_block(value):
                continue
            offset = column_of(text, value.start) - column
            if value.kind is Kind.MAPPING:
                step = step or offset
            else:
                list_offset = offset if list_offset is None else list_offset
    step = step or list_offset or Style().step
    return Style(step, Style().list_offset if list_offset is None else list_offset, gap or Style().gap)


def cannot_hold(text: str, node: Node, path: KeyPath) -> DocumentRefused:
    """The refusal to go on from a value that has no such parts."""
    name = show_path(path)
    return refuse_at(
        text, node.start, f"`{name}` has no place for it" if name else "the top level has no keys"
    )


def _refuse_shared(text: str, node: Node) -> None:
    if node.kind is Kind.ALIAS:
        raise refuse_at(text, node.start, "an alias stands on the way")
    if node.anchor:
        raise refuse_at(text, node.start, "an anchor stands on the way")


def _block_collections(root: Node) -> Iterator[Node]:
    pending = [root]
    while pending:
        node = pending.pop(0)
        pending.extend(node.children)
        if _is_block(node) and node.children:
            yield node


def _is_block(node: Node) -> bool:
    return node.kind in (Kind.MAPPING, Kind.SEQUENCE) and not node.is_flow and not node.anchor
