"""The body of an answer that came compressed although it was asked for as it is."""

import zlib
from collections.abc import Iterable

from smartaipi_cli.probe.recording import Arrival

_WINDOWS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
PLAIN = frozenset({"", "identity"})


def unpacked(arrivals: Iterable[Arrival], encoding: str) -> tuple[Arrival, ...] | None:
    """The arrivals as they were before packing, each with what its own bytes gave; None when that cannot be told."""
    name = encoding.strip().lower()
    if name in PLAIN:
        return tuple(arrivals)
    if name not in _WINDOWS:
        return None
    packer = zlib.decompressobj(_WINDOWS[name])
    unpacked = []
    try:
        for at_ns, data in arrivals:
            if content := packer.decompress(data):
                unpacked.append(Arrival(at_ns, content))
    except zlib.error:
        return None
    return tuple(unpacked)
