"""Which editor changes which format."""

from collections.abc import Sequence
from typing import Protocol

from smartaipi_cli.plan.readers import Reader


class Editor(Reader, Protocol):
    """The functions that `documents.jsonc`, `toml` and the others share."""

    def raw_value(self, source: bytes, path: Sequence[str | int]) -> object:
        """The text of the value at `path` as bytes, or `MISSING`."""

    def set_value(self, source: bytes, path: Sequence[str | int], value: object) -> bytes:
        """The bytes with the value set."""

    def set_raw(self, source: bytes, path: Sequence[str | int], raw: bytes) -> bytes:
        """The bytes with the value set to a text of the same language."""

    def delete_value(self, source: bytes, path: Sequence[str | int]) -> bytes:
        """The bytes without the value."""


def editor_of(format_: str) -> Editor:
    """The editor of a format that has keys."""
    # Loaded when needed: a command that edits no TOML file must not pay for its parser.
    if format_ == "json":
        from smartaipi_cli.documents import jsonc

        return jsonc
    if format_ == "yaml":
        from smartaipi_cli.documents import yaml

        return yaml
    if format_ == "dotenv":
        from smartaipi_cli.documents import dotenv

        return dotenv
    from smartaipi_cli.documents import toml

    return toml
