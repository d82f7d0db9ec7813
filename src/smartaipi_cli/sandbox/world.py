"""What the sandbox reads of the outside world: the time, and random bytes for new keys."""

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
