"""The text of a UTF-8 file, whatever bytes it holds, and its byte order mark."""

import codecs

from smartaipi_cli.documents.refusal import refuse_nul


def decode(source: bytes) -> tuple[bytes, str]:
    """(byte order mark or nothing, text) of a file; bytes that are not UTF-8 travel as surrogates.

    Raises:
        DocumentRefused: a NUL character.
    """
    mark = codecs.BOM_UTF8 if source.startswith(codecs.BOM_UTF8) else b""
    text = source[len(mark) :].decode("utf-8", "surrogateescape")
    refuse_nul(text)
    return mark, text


def encode(text: str) -> bytes:
    """The bytes of a text that `decode` gave, or a part of it."""
    return text.encode("utf-8", "surrogateescape")
