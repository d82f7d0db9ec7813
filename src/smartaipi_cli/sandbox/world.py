"""What the sandbox reads of the outside world: the time, and random bytes for new keys."""

import hashlib
import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Gives the time in Unix seconds."""

Entropy = Callable[[int], bytes]
"""Gives that many unpredictable bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The clock and the source of randomness; a test hands in its own."""

    clock: Clock
    entropy: Entropy

    def now_s(self) -> int:
        """The time in whole Unix seconds, as rows and answers carry it."""
        return int(self.clock())

    def token(self, size: int) -> str:
        """Random text of `size` bytes in hexadecimal, for ids and keys."""
        return self.entropy(size).hex()


def real_world() -> World:
    """The machine's clock and its cryptographic randomness."""
    return World(clock=time.time, entropy=secrets.token_bytes)


def seeded_world(seed: str, *, now: float | None = None) -> World:
    """A world in which everything that is drawn comes from the seed; with `now` its time stands still there.

    Two sandboxes that begin in such a world, both without books, give the same bytes to the same requests.
    """
    drawn = itertools.count()

    def entropy(size: int) -> bytes:
        head = f"{seed}\0{next(drawn)}\0".encode()
        blocks = (hashlib.sha256(head + index.to_bytes(4, "big")).digest() for index in itertools.count())
        return b"".join(itertools.islice(blocks, -(-size // 32)))[:size]

    return World(clock=time.time if now is None else lambda: now, entropy=entropy)
