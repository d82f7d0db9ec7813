"""Vectors for texts: the same for the same text, of length 1, and without any meaning."""

import hashlib
import math
import struct
from typing import Final

_BLOCK_NUMBERS: Final = 16
_HALF: Final = 32_768


def vector_of(text: str, *, model: str, dimensions: int) -> bytes:
    """The vector of a text as little-endian 32-bit floats, drawn from SHA-256."""
    head = f"{model}\0{dimensions}\0{text}".encode("utf-8", "surrogatepass")
    blocks = -(-dimensions // _BLOCK_NUMBERS)
    drawn = b"".join(hashlib.sha256(index.to_bytes(4, "big") + head).digest() for index in range(blocks))
    numbers = [number - _HALF for number in struct.unpack_from(f">{dimensions}H", drawn)]
    length = math.sqrt(sum(number * number for number in numbers)) or 1.0
    return struct.pack(f"<{dimensions}f", *(number / length for number in numbers))


def floats_of(vector: bytes) -> list[float]:
    """The numbers of a vector."""
    return list(struct.unpack(f"<{len(vector) // 4}f", vector))
