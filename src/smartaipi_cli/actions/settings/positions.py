"""Where in the text of the settings the value stands that they cannot be used with."""

import tomllib
from collections.abc import Iterator, Mapping

from smartaipi_cli.actions.settings.catalogue import list_settings
from smartaipi_cli.actions.settings.values import read_value
from smartaipi_cli.documents.refusal import position_of
from smartaipi_cli.documents.toml_edit import find_entry
from smartaipi_cli.documents.toml_scan import Names, scan
from smartaipi_cli.errors import UserError


def find_faulty_value(text: str) -> tuple[int, int]:
    """(line, column) of the first value that its setting cannot have, from 1; zeros when there is none.

    Of a text that is no TOML the end: other places a parser tells itself.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return position_of(text, len(text))
    profiles = data.get("profiles")
    names = tuple(profiles) if isinstance(profiles, dict) else ()
    settings = {one.path: one for one in list_settings(names)}
    for path, value in values_of(data):
        setting = settings.get(path)
        try:
            if setting is not None:
                if not isinstance(value, int if setting.kind == "count" else str):
                    return place_of_value(text, path)
                read_value(setting, str(value), names)
        except UserError:
            return place_of_value(text, path)
    return 0, 0


def values_of(table: Mapping[str, object], before: Names = ()) -> Iterator[tuple[Names, object]]:
    """Every value that is no table, with the way to it."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from values_of(value, (*before, name))
        else:
            yield (*before, name), value


def place_of_value(text: str, path: Names) -> tuple[int, int]:
    """Where a value begins."""
    entry = find_entry(text, scan(text), path)
    return position_of(text, entry.value) if entry else (0, 0)
