"""Edit TOML and leave every byte alone that was not asked for.

A scanner finds offsets, the text is spliced, and `tomllib` then reads the whole result: it must mean the old
document with the asked change, to the last type, else the edit is refused. A table is found by its header,
by dotted keys or inside an inline table; arrays of tables are never taken for a table.

Setting something new and deleting it gives back the original bytes. Tables made on the way stay, and are
deleted by their own path.
"""

from typing import Any

from smartaipi_cli.documents.equality import is_same
from smartaipi_cli.documents.missing import MISSING, KeyPath, Missing, check_path, find, show_path
from smartaipi_cli.documents.refusal import DocumentRefused
from smartaipi_cli.documents.toml_edit import delete_in, describe, find_entry, set_in
from smartaipi_cli.documents.toml_read import read
from smartaipi_cli.documents.toml_scan import Names, scan, value_end
from smartaipi_cli.documents.toml_values import decode, get_value, parse
from smartaipi_cli.documents.toml_write import RawToml, write_header, write_key, write_value

__all__ = ["DocumentRefused", "delete_value", "get_value", "parse", "raw_value", "set_raw", "set_value"]


def set_value(source: bytes, path: KeyPath, value: Any) -> bytes:
    """The document with `value` at `path`; the same bytes when it is there already.

    Takes str, int, float, bool, and lists and dicts of them. A dict with no place yet becomes a table at the
    end of the document; a table that exists is turned into another dict key by key. Tables on the way are
    made when absent.

    Raises:
        DocumentRefused: the source is not TOML, something else than a table stands on the way, a table or an
            array of tables would have to give way to a single value, or the value has no TOML form.
    """
    return _set(source, path, value)


def set_raw(source: bytes, path: KeyPath, raw: bytes) -> bytes:
    """The document with a value given as TOML text, spelled exactly so.

    Raises:
        DocumentRefused: as `set_value`, or `raw` is not one TOML value without anything around it.
    """
    text = raw.decode("utf-8", "surrogateescape")
    if text.strip() != text or value_end(text, 0) != len(text):
        raise DocumentRefused("the new value has something before or after it")
    return _set(source, path, RawToml(text))


def raw_value(source: bytes, path: KeyPath) -> bytes | Missing:
    """The text of the value at a path in its own spelling, or `MISSING`.

    Raises:
        DocumentRefused: as `parse`; or a table stands there that has headers or dotted keys of its own, and
            so no single text.
    """
    text = decode(source)[1]
    found: object = find(read(text), path)
    if found is MISSING:
        return MISSING
    names = _names(path)
    entry = find_entry(text, scan(text), names)
    if entry is None or entry.path != names:
        raise DocumentRefused(f"`{show_path(path)}` is {describe(found)} of its own lines, not a single text")
    return text[entry.value : entry.end].encode("utf-8", "surrogateescape")


def delete_value(source: bytes, path: KeyPath) -> bytes:
    """The document without the value or table at `path`, its sub-tables included.

    The same bytes when nothing stands there. Comments above the next key or table stay. A header stays when
    its last key goes, unless the table itself is asked for.

    Raises:
        DocumentRefused: the source is not TOML, or the path is empty or leads into an array.
    """
    check_path(path)
    mark, text = decode(source)
    try:
        data = read(text)
        if find(data, path) is MISSING:
            return source
        names = _names(path)
        edited = delete_in(text, names)
        _refuse_unless_deleted(read(edited), data, names)
    except DocumentRefused as refused:
        raise refused.with_manual((f"remove `{show_path(path)}`",)) from None
    return mark + edited.encode("utf-8", "surrogateescape")


def _set(source: bytes, path: KeyPath, value: Any) -> bytes:
    check_path(path)
    mark, text = decode(source)
    try:
        data = read(text)
        wanted = _data_of(value)
        names = _names(path)
        if _is_there(text, data, names, value, wanted):
            return source
        edited = set_in(text, data, names, value)
        _put(data, names, wanted)
        if not is_same(read(edited), data):
            raise _misunderstood()
    except DocumentRefused as refused:
        raise refused.with_manual(_manual(path, value)) from None
    return mark + edited.encode("utf-8", "surrogateescape")


def _is_there(text: str, data: dict[str, Any], names: Names, value: Any, wanted: Any) -> bool:
    if not isinstance(value, RawToml):
        return is_same(find(data, names), wanted)
    entry = find_entry(text, scan(text), names)
    return entry is not None and entry.path == names and text[entry.value : entry.end] == value.text


def _names(path: KeyPath) -> Names:
    names = tuple(part for part in path if isinstance(part, str))
    if len(names) < len(path):
        raise DocumentRefused("items of a TOML array are not edited one by one")
    return names


def _data_of(value: Any) -> Any:
    return read(f"value = {write_value(value)}")["value"]


def _put(data: dict[str, Any], names: Names, value: Any) -> None:
    for name in names[:-1]:
        data = data.setdefault(name, {})
    data[names[-1]] = value


def _refuse_unless_deleted(found: dict[str, Any], data: dict[str, Any], names: Names) -> None:
    """Compare with the old data less the path; tables that existed only by what was deleted may be gone."""
    for depth in range(len(names) - 1, -1, -1):
        parent = find(data, names[:depth])
        del parent[names[depth]]
        if is_same(found, data):
            return
        if parent:
            break
    raise _misunderstood()


def _misunderstood() -> DocumentRefused:
    return DocumentRefused("the edited text would not mean what was asked")


def _manual(path: KeyPath, value: Any) -> tuple[str, ...]:
    names = tuple(part for part in path if isinstance(part, str))
    where = f"under `{write_header(names[:-1])}`, add" if len(names) > 1 else "above the first table, add"
    try:
        return (where, f"{write_key(names[-1])} = {write_value(value)}")
    except DocumentRefused:
        return ()
