"""What a file is at one moment: its bytes and mode, or the fact that there is none."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

ABSENT_DIGEST: Final = "absent"
"""Stands where the digest of a file would, when there is no file."""


@dataclass(frozen=True, slots=True)
class Absent:
    """There is no file."""

    @property
    def digest(self) -> str:
        """`ABSENT_DIGEST`, so that states compare by one text."""
        return ABSENT_DIGEST


@dataclass(frozen=True, slots=True)
class Content:
    """A regular file: its bytes and permission bits.

    `owner` (user and group id) and `attributes` (extended attributes) are known only of recorded states; they
    come back with a file that was removed. They take no part in comparisons.
    """

    data: bytes
    mode: int
    owner: tuple[int, int] | None = field(default=None, compare=False)
    attributes: tuple[tuple[str, bytes], ...] = field(default=(), compare=False)

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def __repr__(self) -> str:
        """Names the size alone: the bytes may hold a key."""
        return f"Content({len(self.data)} bytes, mode {self.mode:04o})"


FileState = Absent | Content


def bytes_of(state: FileState) -> bytes | None:
    """The bytes of a state, `None` when there is no file."""
    return state.data if isinstance(state, Content) else None
