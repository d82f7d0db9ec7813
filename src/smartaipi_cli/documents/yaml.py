"""Edit YAML and leave every byte alone that was not asked for.

The offsets of the parser's events say where the parts stand, the text is spliced, and the whole result is then
read again: it must mean the old document with the asked change, to the last type, else the edit is refused.
New parts take the indentation of the document, its line ends, and the form (lines or brackets) of their
surroundings; an index replaces an item, and the length of a list appends to it.

Setting something new and deleting it gives back the original bytes, with two exceptions: a document without any
value becomes `{}`, and brackets that were filled come back behind a single blank. Mappings and lists made on the
way stay, and are deleted by their own path.
"""

import copy
from typing import Any

from smartaipi_cli.documents.equality import is_same
from smartaipi_cli.documents.missing import MISSING, KeyPath, Missing, check_path, find, show_path
from smartaipi_cli.documents.refusal import DocumentRefused
from smartaipi_cli.documents.utf8 import decode, encode
from smartaipi_cli.documents.yaml_edit import delete_in, find_node, set_in
from smartaipi_cli.documents.yaml_read import read
from smartaipi_cli.documents.yaml_values import data_of, get_value, parse
from smartaipi_cli.documents.yaml_write import RawYaml, Style, write_items, write_members

__all__ = ["DocumentRefused", "delete_value", "get_value", "parse", "raw_value", "set_raw", "set_value"]


def set_value(source: bytes, path: KeyPath, value: Any) -> bytes:
    """The document with `value` at `path`; the same bytes when it is there already.

    Takes str, int, float, bool, None, and lists and dicts of them. A mapping or list that exists is turned
    into another one part by part, so that what stays keeps its comments. Those on the way are made when
    absent; `null` counts as absent there.

    Raises:
        DocumentRefused: the source is not YAML that can be edited, an anchor, alias or merge key stands on
            the way, the present value stands over several lines, or the value has no YAML form.
    """
    return _set(source, path, value, value)


def set_raw(source: bytes, path: KeyPath, raw: bytes) -> bytes:
    """The document with a value given as YAML text on one line, spelled exactly so.

    Raises:
        DocumentRefused: as `set_value`, or `raw` is not one value without anything around it.
    """
    text = raw.decode("utf-8", "surrogateescape")
    root = read(text)
    if root is None or (root.start, root.end) != (0, len(text)) or "\n" in text or "\r" in text:
        raise DocumentRefused("the new value has something before or after it")
    return _set(source, path, RawYaml(text), data_of(f"value: {text}")["value"])


def raw_value(source: bytes, path: KeyPath) -> bytes | Missing:
    """The text of the value at a path in its own spelling, or `MISSING`.

    Raises:
        DocumentRefused: as `parse`; or the value is not spelled out, or stands over several lines, and so has
            no single text.
    """
    text = decode(source)[1]
    found: object = find(data_of(text), path)
    if found is MISSING:
        return MISSING
    node = find_node(text, path)
    raw = text[node.start : node.end] if node else ""
    if not raw or node is None or (node.children and not node.is_flow) or len(raw.splitlines()) > 1:
        raise DocumentRefused(f"`{show_path(path)}` is no single text")
    return encode(raw)


def delete_value(source: bytes, path: KeyPath) -> bytes:
    """The document without the member or item at `path`; the same bytes when nothing stands there.

    Comments above it stay. What would be left empty becomes `{}` or `[]`.

    Raises:
        DocumentRefused: the source is not YAML that can be edited, an anchor, alias or merge key stands on
            the way, or the path is empty.
    """
    check_path(path)
    mark, text = decode(source)
    try:
        data = data_of(text)
        if find(data, path) is MISSING:
            return source
        edited = delete_in(text, path)
        del find(data, path[:-1])[path[-1]]
        return _finish(mark, edited, data)
    except DocumentRefused as refused:
        raise refused.with_manual((f"remove `{show_path(path)}`",)) from None


def _set(source: bytes, path: KeyPath, value: Any, wanted: Any) -> bytes:
    check_path(path)
    mark, text = decode(source)
    try:
        data = data_of(text)
        if is_same(find(data, path), wanted) and not isinstance(value, RawYaml):
            return source
        if isinstance(value, RawYaml) and _is_spelled(source, path, value):
            return source
        edited = set_in(text, path, value)
        return _finish(mark, edited, _with_value(data, path, wanted))
    except DocumentRefused as refused:
        raise refused.with_manual(_manual(path, value)) from None


def _is_spelled(source: bytes, path: KeyPath, value: RawYaml) -> bool:
    try:
        return raw_value(source, path) == encode(value.text)
    except DocumentRefused:
        return False


def _with_value(data: Any, path: KeyPath, value: Any) -> Any:
    """The data with a value; `None` on the way becomes a container."""
    if not path:
        return copy.deepcopy(value)
    part = path[0]
    if data is None:
        data = {} if isinstance(part, str) else []
    if isinstance(data, list) and part == len(data):
        data.append(None)
    inner = data.get(part) if isinstance(data, dict) else data[part]
    data[part] = _with_value(inner, path[1:], value)
    return data


def _finish(mark: bytes, edited: str, expected: Any) -> bytes:
    """The bytes of an edit, once they are read again and have the expected meaning."""
    try:
        data = data_of(edited)
    except DocumentRefused:
        raise DocumentRefused("the edited text would not be YAML") from None
    if not is_same(data, expected):
        raise DocumentRefused("the edited text would not mean what was asked")
    return mark + encode(edited)


def _manual(path: KeyPath, value: Any) -> tuple[str, ...]:
    where = f"in `{show_path(path[:-1])}`, add" if len(path) > 1 else "at the top level, add"
    try:
        if isinstance(path[-1], str):
            return (where, *write_members({path[-1]: value}, 0, Style()))
        return (where, *write_items([value], 0, Style()))
    except DocumentRefused:
        return ()
