"""Edit a dotenv file and leave every byte alone that was not asked for.

A line scanner finds offsets, the text is spliced, and the reader then reads the whole result: it must give the
old names and values with exactly the asked change, else the edit is refused. A new value stands in single
quotes and holds only what every dotenv reader takes literally there. Of a name that stands twice the last one
is set, since it is the one that readers use; deleting takes all of them.

Setting a new name and deleting it gives back the original bytes.
"""

import re
from typing import Any, Final

from smartaipi_cli.documents.dotenv_scan import Entry, scan
from smartaipi_cli.documents.dotenv_values import assignments, get_value, parse
from smartaipi_cli.documents.lines import before_break, newline_of
from smartaipi_cli.documents.missing import MISSING, KeyPath, Missing, check_path
from smartaipi_cli.documents.refusal import DocumentRefused, refuse_at
from smartaipi_cli.documents.utf8 import decode, encode

__all__ = ["DocumentRefused", "delete_value", "get_value", "parse", "raw_value", "set_raw", "set_value"]

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Readers expand `$`, close at a quote and differ about a backslash, whatever the quotes around them.
_VALUE: Final = re.compile(r"[^'\\$\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*")


def set_value(source: bytes, path: KeyPath, value: Any) -> bytes:
    """The file with a string at a path of one name; the same bytes when it is there already.

    A new name comes last. The comment after a replaced value stays.

    Raises:
        DocumentRefused: the file can be read in two ways, or the name or value has no spelling that all
            readers take for the same.
    """
    name = _name_of(path)
    spelled = _quote(value)
    if get_value(source, path) == value:
        return source
    return _set(source, name, spelled, value)


def set_raw(source: bytes, path: KeyPath, raw: bytes) -> bytes:
    """The file with a value given in dotenv's own spelling, quotes included.

    Raises:
        DocumentRefused: as `set_value`, or `raw` is not one value without anything around it.
    """
    name = _name_of(path)
    spelled = raw.decode("utf-8", "surrogateescape")
    statement = f"{name}={spelled}"
    entries = scan(statement)
    if len(entries) != 1 or entries[0].value != len(name) + 1 or entries[0].end != len(statement):
        raise DocumentRefused("the new value has something before or after it")
    if raw_value(source, path) == raw:
        return source
    return _set(source, name, spelled, get_value(encode(statement), path))


def raw_value(source: bytes, path: KeyPath) -> bytes | Missing:
    """The text of the value that counts, in its own spelling, or `MISSING`.

    Raises:
        DocumentRefused: the file can be read in two ways.
    """
    text = decode(source)[1]
    entry = _last(_entries(text), _name_of(path))
    return MISSING if entry is None else encode(text[entry.value : entry.end])


def delete_value(source: bytes, path: KeyPath) -> bytes:
    """The file without every line that sets the name; the same bytes when there is none.

    Raises:
        DocumentRefused: the file can be read in two ways.
    """
    name = _name_of(path)
    mark, text = decode(source)
    try:
        before = parse(source)
        if name not in before:
            return source
        edited = text
        # From the end to the beginning, so that the offsets of what is left stay true.
        for entry in reversed(_entries(text)):
            if entry.name == name:
                edited = _cut(edited, entry)
        del before[name]
        return _finish(mark, edited, before)
    except DocumentRefused as refused:
        raise refused.with_manual((f"remove the lines that set `{name}`",)) from None


def _set(source: bytes, name: str, spelled: str, value: Any) -> bytes:
    mark, text = decode(source)
    try:
        entry = _last(_entries(text), name)
        edited = _append(text, f"{name}={spelled}") if entry is None else _replace(text, entry, spelled)
        return _finish(mark, edited, parse(source) | {name: value})
    except DocumentRefused as refused:
        raise refused.with_manual(("at the end of the file, add", f"{name}={spelled}")) from None


def _append(text: str, line: str) -> str:
    newline = newline_of(text)
    if not text or text.endswith(("\n", "\r")):
        return text + line + newline
    return text + newline + line


def _replace(text: str, entry: Entry, spelled: str) -> str:
    is_quoted = text[entry.value : entry.end].startswith(("'", '"', "`"))
    follower = text[entry.end : entry.end + 1]
    sign = text[entry.start : entry.value].rstrip()[-1]
    if sign == ":":
        raise refuse_at(text, entry.start, "only some programs take this line with a colon for an assignment")
    if follower == "#" and not is_quoted:
        raise refuse_at(text, entry.end, "some programs take this `#` for a comment and others for the value")
    return text[: entry.value] + spelled + text[entry.end :]


def _cut(text: str, entry: Entry) -> str:
    """Without the lines of an entry; the last line without an end takes the one before it along."""
    has_end = text[entry.line_end - 1 : entry.line_end] in ("\n", "\r")
    is_last = entry.line_end == len(text)
    start = before_break(text, entry.start) if is_last and not has_end else entry.start
    return text[:start] + text[entry.line_end :]


def _finish(mark: bytes, edited: str, expected: dict[str, str]) -> bytes:
    source = mark + encode(edited)
    if parse(source) != expected:
        raise DocumentRefused("the edited text would not mean what was asked")
    return source


def _entries(text: str) -> list[Entry]:
    """The assignments of a text. Raises: `DocumentRefused`, also where the reader finds others than the scanner."""
    entries = scan(text)
    if [entry.name for entry in entries] != [name for name, _ in assignments(text)]:
        raise DocumentRefused("programs disagree about which lines of the file set a value")
    return entries


def _last(entries: list[Entry], name: str) -> Entry | None:
    return next((entry for entry in reversed(entries) if entry.name == name), None)


def _name_of(path: KeyPath) -> str:
    check_path(path)
    name = path[0]
    if len(path) > 1 or not isinstance(name, str) or not _NAME.fullmatch(name):
        raise DocumentRefused("a dotenv file holds single names of letters, digits and `_`")
    return name


def _quote(value: Any) -> str:
    if not isinstance(value, str) or not _VALUE.fullmatch(value):
        raise DocumentRefused("the value has no spelling that all dotenv readers take for the same")
    return f"'{value}'"
