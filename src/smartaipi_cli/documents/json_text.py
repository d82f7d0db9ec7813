"""JSON bytes as text and back, without losing a byte: marks, UTF-16 and invalid UTF-8 survive."""

import codecs
from typing import Final, NamedTuple

from smartaipi_cli.documents.refusal import DocumentRefused, refuse_nul

# The first mark that fits wins. Undecodable UTF-8 bytes and lone UTF-16 surrogates travel as surrogates.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", "surrogateescape"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "surrogatepass"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "surrogatepass"),
    (b"", "utf-8", "surrogateescape"),
)


class JsonText(NamedTuple):
    """A decoded document, with what is needed to encode it again."""

    text: str
    mark: bytes
    encoding: str
    on_error: str

    def encode(self, text: str) -> bytes:
        """The bytes of an edited text, in the encoding and with the mark of this document."""
        return self.mark + text.encode(self.encoding, self.on_error)


def decode(source: bytes) -> JsonText:
    """The text of a JSON document in UTF-8, or in UTF-16 with its mark.

    Raises:
        DocumentRefused: a NUL character, or half a UTF-16 unit at the end.
    """
    mark, encoding, on_error = next(entry for entry in _MARKS if source.startswith(entry[0]))
    try:
        text = source[len(mark) :].decode(encoding, on_error)
    except UnicodeDecodeError:
        raise DocumentRefused("the UTF-16 text ends in the middle of a character") from None
    refuse_nul(text)
    return JsonText(text=text, mark=mark, encoding=encoding, on_error=on_error)
