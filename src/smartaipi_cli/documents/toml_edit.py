"""Which statement, table or inline table of a TOML document an edit has to touch."""

from collections.abc import Iterable
from typing import Any

from smartaipi_cli.documents import toml_inline, toml_lines
from smartaipi_cli.documents.missing import MISSING, find, show_path
from smartaipi_cli.documents.refusal import refuse_at
from smartaipi_cli.documents.toml_read import read
from smartaipi_cli.documents.toml_scan import Entry, Names, Section, is_inline_table, scan, scan_inline
from smartaipi_cli.documents.toml_write import write_header, write_key, write_tables, write_value


def set_in(text: str, data: dict[str, Any], path: Names, value: Any) -> str:
    """The text with a value at a path; a table is turned into another one key by key.

    Raises:
        DocumentRefused: something else than a table stands on the way, or would have to be replaced.
    """
    sections = scan(text)
    _refuse_wrong_parent(text, sections, data, path)
    entry = find_entry(text, sections, path)
    if entry and entry.path == path:
        return text[: entry.value] + write_value(value) + text[entry.end :]
    current = find(data, path)
    if isinstance(current, dict) and isinstance(value, dict):
        return _turn_table(text, current, path, value)
    if current is not MISSING:
        offset = next((section.start for section in sections if _starts(section.path, path)), 0)
        raise refuse_at(text, offset, f"`{show_path(path)}` is {describe(current)} of its own lines")
    if entry:
        return _add_inline(text, entry, path, value)
    return _add(text, sections, data, path, value)


def delete_in(text: str, path: Names) -> str:
    """The text without the value or table at a path, wherever its parts stand."""
    sections = scan(text)
    if len(path) > 1 and (table := find_entry(text, sections, path[:-1])):
        return _delete_inline(text, table, path)
    if entry := find_entry(text, sections, path):
        return toml_lines.cut_statement(text, entry)
    # From the end to the beginning, so that the offsets of what is left stay true.
    for section in reversed(sections):
        if section.path and _starts(section.path, path):
            text = toml_lines.cut_section(text, section)
        else:
            for statement in reversed(section.entries):
                if _starts(statement.path, path):
                    text = toml_lines.cut_statement(text, statement)
    return text


def find_entry(text: str, sections: Iterable[Section], path: Names) -> Entry | None:
    """The entry that holds the path: its own, or else the innermost inline table around it."""
    entry = _holder((entry for section in sections for entry in section.entries), path)
    while entry and entry.path != path and is_inline_table(text, entry):
        inner = _holder(scan_inline(text, entry), path)
        if not inner:
            return entry
        entry = inner
    return entry


def describe(data: Any) -> str:
    """What a value is, for messages."""
    if isinstance(data, dict):
        return "a table"
    if isinstance(data, list):
        return "an array"
    return "a string" if isinstance(data, str) else "a single value"


def _add(text: str, sections: list[Section], data: dict[str, Any], path: Names, value: Any) -> str:
    """The text with a value that has no place yet, below the innermost table that exists."""
    depth = next(depth for depth in range(len(path) - 1, -1, -1) if find(data, path[:depth]) is not MISSING)
    table, rest = path[:depth], path[depth:]
    section = next((section for section in sections if section.path == table and not section.is_array), None)
    if section is None and (sibling := _last_dotted(sections, table)):
        count = depth - (len(sibling.path) - len(sibling.parts))
        return toml_lines.insert_after(text, sibling, _extend(text, sibling, count, rest), write_value(value))
    if isinstance(value, dict):
        return toml_lines.append_tables(text, write_tables(path, value))
    key = write_key(path[-1])
    if section and len(rest) == 1:
        return toml_lines.insert_key(text, section, sections, key, write_value(value))
    return toml_lines.append_tables(text, [[write_header(path[:-1]), f"{key} = {write_value(value)}"]])


def _add_inline(text: str, table: Entry, path: Names, value: Any) -> str:
    entries = scan_inline(text, table)
    base = len(table.path)
    for entry in reversed(entries):
        count = _common(entry.path, path) - base
        if count > 0:
            key = _extend(text, entry, count, path[base + count :])
            return toml_inline.insert(text, table, entries, f"{key} = {write_value(value)}")
    for name in reversed(path[base + 1 :]):
        value = {name: value}
    return toml_inline.insert(text, table, entries, f"{write_key(path[base])} = {write_value(value)}")


def _delete_inline(text: str, table: Entry, path: Names) -> str:
    while True:
        entries = scan_inline(text, table)
        places = [place for place, entry in enumerate(entries) if _starts(entry.path, path)]
        if not places:
            return text
        shorter = toml_inline.delete(text, table, entries, places[-1])
        end = table.end - (len(text) - len(shorter))
        table = Entry(path=table.path, parts=table.parts, value=table.value, end=end, line_end=end)
        text = shorter


def _turn_table(text: str, current: dict[str, Any], path: Names, value: dict[str, Any]) -> str:
    for name in current:
        if name not in value:
            text = delete_in(text, (*path, name))
    for name, item in value.items():
        text = set_in(text, read(text), (*path, name), item)
    return text


def _refuse_wrong_parent(text: str, sections: list[Section], data: Any, path: Names) -> None:
    for depth in range(1, len(path)):
        parent = find(data, path[:depth])
        if parent is MISSING:
            return
        if not isinstance(parent, dict):
            entry = find_entry(text, sections, path[:depth])
            headers = (section.start for section in sections if section.path == path[:depth])
            offset = entry.value if entry else next(headers, 0)
            raise refuse_at(text, offset, f"`{show_path(path[:depth])}` is {describe(parent)}, not a table")


def _holder(entries: Iterable[Entry], path: Names) -> Entry | None:
    return next((entry for entry in entries if _starts(path, entry.path)), None)


def _last_dotted(sections: Iterable[Section], table: Names) -> Entry | None:
    """The last statement whose dotted key makes the table."""
    found = [
        entry
        for section in sections
        for entry in section.entries
        if len(section.path) < len(table) < len(entry.path) and _starts(entry.path, table)
    ]
    return found[-1] if found else None


def _extend(text: str, entry: Entry, count: int, rest: Names) -> str:
    """A dotted key that begins as the first `count` names of an entry do, in their spelling."""
    prefix = text[entry.start : entry.parts[count - 1].end]
    return ".".join([prefix, *(write_key(name) for name in rest)])


def _common(one: Names, other: Names) -> int:
    """How many names both begin with, the last one of the first aside: a value has nothing below it."""
    count = 0
    for left, right in zip(one[:-1], other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _starts(path: Names, prefix: Names) -> bool:
    return path[: len(prefix)] == prefix
