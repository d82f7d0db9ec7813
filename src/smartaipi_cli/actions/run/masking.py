"""Covering a key in a stream of bytes, however it is cut into pieces."""

from typing import Final

from smartaipi_cli.domain.secret import MASK, Secret

SHOWN: Final = 4
"""So many of a key's first characters may be seen: `sk-t`. Waiting for more of them would hold every `s` back."""


class KeyMask:
    """Covers a key in one stream; at any moment everything is out that cannot be the hidden part of a key.

    A key becomes its first characters and the mask. What only looks like the beginning of one is kept back until
    it goes on in another way, or the stream ends.
    """

    def __init__(self, key: Secret) -> None:
        self._key = key.reveal().encode()
        self._shown = self._key[:SHOWN]
        self._cover = self._shown + MASK.encode()
        self._waiting = b""
        self._sent = 0

    def feed(self, data: bytes) -> bytes:
        """What may be shown now."""
        pieces = (self._waiting + data).split(self._key)
        return self._release(self._cover.join(pieces), kept=longest_beginning(self._key, pieces[-1]))

    def finish(self) -> bytes:
        """What was kept back; half a key is no key."""
        return self._release(self._waiting, kept=0)

    def _release(self, stream: bytes, kept: int) -> bytes:
        """The stream less its last `kept` bytes, of which the first are no secret, less what is out already."""
        settled = stream[: len(stream) - kept]
        self._waiting = stream[len(stream) - kept :]
        seen = settled + self._waiting[:SHOWN]
        released = seen[self._sent :]
        self._sent = max(self._sent, len(seen)) - len(settled)
        return released


def longest_beginning(key: bytes, stream: bytes) -> int:
    """How many bytes at the end of the stream may be the beginning of a key, which is not all there yet."""
    for length in range(min(len(key) - 1, len(stream)), 0, -1):
        if stream.endswith(key[:length]):
            return length
    return 0
