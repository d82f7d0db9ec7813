"""The values of a TOML document; loads nothing that edits."""

import codecs
from typing import Any

from smartaipi_cli.documents.missing import KeyPath, find
from smartaipi_cli.documents.refusal import refuse_nul
from smartaipi_cli.documents.toml_read import read


def parse(source: bytes) -> dict[str, Any]:
    """The data of a document, as `tomllib` gives it.

    Raises:
        DocumentRefused: the source is not TOML 1.0, at the offending character.
    """
    return read(decode(source)[1])


def get_value(source: bytes, path: KeyPath) -> Any:
    """The parsed value at a path, or `MISSING`.

    Raises:
        DocumentRefused: as `parse`.
    """
    return find(parse(source), path)


def decode(source: bytes) -> tuple[bytes, str]:
    """(byte order mark or nothing, text) of a document; bytes that are not UTF-8 travel as surrogates.

    Raises:
        DocumentRefused: a NUL character.
    """
    mark = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
    text = source[len(mark) :].decode("utf-8", "surrogateescape")
    refuse_nul(text)
    return mark, text
