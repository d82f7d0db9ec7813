"""What a test asks for, in words that every protocol understands."""

import base64
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.probe.outgoing import Credential

PROMPT: Final = "Answer with the word ok."


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolOffer:
    """A tool that the model may call; `parameters` is a JSON Schema."""

    name: str
    description: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One request to be made; 0, None and empty texts leave a choice to the protocol or the gateway.

    `base_url` is the one that this protocol's clients are given. `styles` are the headers that carry the key:
    `bearer`, `x-api-key`, or both. `extra_body` goes over whatever stands in the body. `frame` is the form of
    WebSocket frames: `flat`, `wrapped` or `auto`. `image` is a picture to be looked at or edited, `images` how often
    it is sent, `mask` a PNG file.
    """

    base_url: str
    model: str
    key: Secret
    styles: tuple[str, ...] = ("bearer",)
    prompt: str = PROMPT
    system: str = ""
    is_streamed: bool = True
    temperature: float | None = None
    tools: tuple[ToolOffer, ...] = ()
    maximum_tokens: int = 0
    effort: str = ""
    tier: str = ""
    frame: str = "auto"
    size: str = "1024x1024"
    images: int = 1
    image: bytes = field(default=b"", repr=False)
    mask: bytes = field(default=b"", repr=False)
    extra_headers: tuple[tuple[str, str], ...] = ()
    extra_body: Mapping[str, object] = field(default_factory=dict)

    def credential_headers(self) -> tuple[tuple[str, Credential], ...]:
        """The key in the headers that the client uses."""
        both = {
            "bearer": ("authorization", Credential("Bearer ", self.key)),
            "x-api-key": ("x-api-key", Credential("", self.key)),
        }
        return tuple(both[style] for style in self.styles)

    def address(self, path: str) -> str:
        """The address of a path below the base URL."""
        return f"{self.base_url.rstrip('/')}{path}"


def media_type(image: bytes) -> str:
    """What kind of picture it is, by its first bytes."""
    signatures = {
        b"\x89PNG": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF8": "image/gif",
        b"RIFF": "image/webp",
    }
    return next(
        (kind for sign, kind in signatures.items() if image.startswith(sign)), "application/octet-stream"
    )


def data_url(image: bytes) -> str:
    """The picture as an address that holds it. *Source:* RFC 2397."""
    return f"data:{media_type(image)};base64,{base64.b64encode(image).decode()}"


def small_png(width: int = 64, height: int = 64) -> bytes:
    """A grey square, for an image to be edited. *Source:* the PNG specification, section 5."""
    rows = (b"\x00" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
