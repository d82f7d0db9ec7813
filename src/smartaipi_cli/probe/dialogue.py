"""What is said over a WebSocket and what is waited for, as a generator that knows nothing of sockets."""

from collections.abc import Generator
from typing import NamedTuple


class Say(NamedTuple):
    """Send a text frame."""

    text: str


class Hear(NamedTuple):
    """Wait for the next frame: its text is sent into the generator, None when none came in time.

    `within_s` is None where the engine's own patience counts; then only the end of the socket gives None.
    """

    within_s: float | None = None


Dialogue = Generator[Say | Hear, str | None, None]
"""Yields what to do next; when it returns, the socket is closed."""
