"""Pictures for prompts: real PNG files of coloured stripes, the same for the same prompt."""

import hashlib
import struct
import zlib
from typing import Final

_STRIPES: Final = 8
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PALETTE_COLOURS: Final = 3
"""The colour type of a picture whose bytes are numbers of a palette."""


def draw(subject: str, *, width: int, height: int) -> bytes:
    """A PNG of that size in pixels; its eight colours come from the SHA-256 of the subject."""
    digest = hashlib.sha256(subject.encode("utf-8", "surrogatepass")).digest()
    palette = digest[: 3 * _STRIPES]
    row = b"\0" + bytes(column * _STRIPES // width for column in range(width))
    header = struct.pack(">IIBBBBB", width, height, 8, _PALETTE_COLOURS, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(row * height, 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
