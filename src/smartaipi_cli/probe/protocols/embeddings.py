"""`POST /embeddings`, packed as base64, as OpenAI's libraries ask for it."""

import base64
import json
from collections.abc import Iterator

from smartaipi_cli.probe.events import Event
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.chat import told_usage
from smartaipi_cli.probe.protocols.protocol import member, members, text
from smartaipi_cli.probe.story import Delivered, Finished, ModelTold, Piece, Unreadable
from smartaipi_cli.probe.wish import Wish

BYTES_OF_NUMBER = 4
"""Of a little-endian 32-bit float, which base64 packs."""


def encode(wish: Wish) -> OutgoingRequest:
    """The request."""
    body = {"model": wish.model, "input": wish.prompt, "encoding_format": "base64"}
    return OutgoingRequest(
        method="POST",
        url=wish.address("/embeddings"),
        headers=(("content-type", "application/json"), *wish.credential_headers(), *wish.extra_headers),
        body=json.dumps({**body, **wish.extra_body}).encode(),
    )


def tell(event: Event) -> Iterator[Piece]:
    """What the answer means; a plain list of numbers is as good as a packed one."""
    data, at_ns = event.data, event.at_ns
    sizes = [size_of(item.get("embedding")) for item in members(data, "data")]
    if not sizes or not all(sizes):
        yield Unreadable(at_ns, "`data[0].embedding` is missing, or is no vector")
        return
    yield from (Delivered(at_ns, "numbers of a vector", size) for size in sizes)
    yield ModelTold(at_ns, text(data, "model"))
    if usage := member(data, "usage"):
        yield told_usage(at_ns, usage)
    yield Finished(at_ns)


def size_of(vector: object) -> int:
    """How many numbers a vector has; 0 for what is none."""
    if isinstance(vector, list):
        return len(vector)
    if not isinstance(vector, str):
        return 0
    try:
        packed = base64.b64decode(vector, validate=True)
    except ValueError:
        return 0
    return 0 if len(packed) % BYTES_OF_NUMBER else len(packed) // BYTES_OF_NUMBER
