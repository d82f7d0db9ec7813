"""Edit JSON, with or without comments, and leave every byte alone that was not asked for.

A scanner finds offsets, the text is spliced, and an independent parser then reads the whole result: it must
mean the old document with the asked change, to the last type, else the edit is refused.

Setting a new member and deleting it gives back the original bytes, with three exceptions: a document without
any value becomes `{}`; brackets that were empty over two lines become `{}`; containers made on the way stay,
and are deleted by their own path.
"""

from typing import Any

from smartaipi_cli.documents import json_read
from smartaipi_cli.documents.equality import is_same
from smartaipi_cli.documents.json_gap import skip_gap
from smartaipi_cli.documents.json_plan import PLAIN, Edit, plan_delete, plan_new, plan_set
from smartaipi_cli.documents.json_scan import scan
from smartaipi_cli.documents.json_style import RawJson
from smartaipi_cli.documents.json_text import JsonText, decode
from smartaipi_cli.documents.json_values import get_value, is_blank, parse
from smartaipi_cli.documents.missing import MISSING, KeyPath, Missing, check_path, find, show_path
from smartaipi_cli.documents.refusal import DocumentRefused, position_of

__all__ = [
    "DocumentRefused",
    "delete_value",
    "find_extensions",
    "get_value",
    "parse",
    "raw_value",
    "set_raw",
    "set_value",
]


def set_value(source: bytes, path: KeyPath, value: Any) -> bytes:
    """The document with `value` at `path`; the same bytes when it is there already.

    Takes str, int, float, bool, None, and lists and dicts of them. Objects on the way are made when absent.
    An index replaces an item; the length of an array appends to it.

    Raises:
        DocumentRefused: the source is not JSON, something else than a container stands on the way, or the
            value has no JSON form.
    """
    return _set(source, path, value)


def set_raw(source: bytes, path: KeyPath, raw: bytes) -> bytes:
    """The document with a value given as UTF-8 JSON text, spelled exactly so.

    Raises:
        DocumentRefused: as `set_value`, or `raw` is not one JSON value without anything around it.
    """
    text = raw.decode("utf-8", "surrogateescape")
    json_read.read(text)
    if skip_gap(text, 0) or scan(text, ()).end != len(text):
        raise DocumentRefused("the new value has something before or after it")
    return _set(source, path, RawJson(text))


def raw_value(source: bytes, path: KeyPath) -> bytes | Missing:
    """The text of the value at a path as UTF-8, in its own spelling, or `MISSING`.

    Raises:
        DocumentRefused: as `parse`.
    """
    text = decode(source).text
    if is_blank(text):
        return MISSING
    json_read.read(text)
    found = scan(text, path)
    if not path:
        return _encode_raw(text[found.start : found.end])
    container = found.containers[-1] if len(found.containers) == len(path) else None
    if container is None or container.asked is None:
        return MISSING
    member = container.member(container.asked)
    return _encode_raw(text[member.value : member.end])


def delete_value(source: bytes, path: KeyPath) -> bytes:
    """The document without the member or item at `path`, all duplicates of it included.

    The same bytes when nothing stands there.

    Raises:
        DocumentRefused: the source is not JSON, or the path is empty.
    """
    check_path(path)
    document = decode(source)
    text = document.text
    if is_blank(text):
        return source
    try:
        return _finish(source, document, path, plan_delete(text, path))
    except DocumentRefused as refused:
        manual = (f"remove `{show_path(path)}`",)
        raise _place(text, refused).with_manual(manual) from None


def find_extensions(source: bytes) -> list[tuple[int, int, str]]:
    """Line, column and kind of everything that a strict JSON reader may not take.

    Kinds: `bom`, `comment`, `trailing-comma`, `duplicate-key`.

    Raises:
        DocumentRefused: as `parse`.
    """
    document = decode(source)
    text = document.text
    mark = [(1, 1, "bom")] if document.mark else []
    # White space and comments alone are read like an object that follows them.
    found = json_read.find_extensions(text + "\n{}" if is_blank(text) else text)
    return mark + [(*position_of(text, offset), kind) for offset, kind in found]


def _set(source: bytes, path: KeyPath, value: Any) -> bytes:
    check_path(path)
    document = decode(source)
    text = document.text
    try:
        edit = plan_new(text, path, value) if is_blank(text) else plan_set(text, path, value)
        return _finish(source, document, path, edit)
    except DocumentRefused as refused:
        raise _place(text, refused).with_manual(_manual(path, value)) from None


def _finish(source: bytes, document: JsonText, path: KeyPath, edit: Edit | None) -> bytes:
    """The bytes of an edit, once the independent parser has found the asked change in it and no other."""
    if edit is None:
        json_read.read(document.text)
        return source
    try:
        data = json_read.read(edit.text)
    except DocumentRefused:
        raise DocumentRefused("the edited text would not be JSON") from None
    if not (is_same(find(data, path), edit.value) and edit.expected.equals(data)):
        raise DocumentRefused("the edited text would not mean what was asked")
    return document.encode(edit.text)


def _place(text: str, refused: DocumentRefused) -> DocumentRefused:
    """The refusal for the document's own fault, when it has one; that explains all else."""
    try:
        if not is_blank(text):
            json_read.read(text)
    except DocumentRefused as fault:
        return fault
    return refused


def _manual(path: KeyPath, value: Any) -> tuple[str, ...]:
    where = f"in `{show_path(path[:-1])}`, add" if len(path) > 1 else "at the top level, add"
    name = PLAIN.write_name(path[-1]) if isinstance(path[-1], str) else ""
    try:
        return (where, name + PLAIN.write(value, "", over_lines=False))
    except DocumentRefused:
        return ()


def _encode_raw(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise DocumentRefused("the value holds half a surrogate pair") from None
