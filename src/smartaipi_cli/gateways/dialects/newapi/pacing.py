"""Staying below a gateway's limit on requests, which it enforces without saying when to come back.

new-api allows 180 requests in 180 seconds for an address and answers the next with an empty 429 (source read:
v0.6.3 and files of 2026; one-api: 480).
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from smartaipi_cli.domain.transport import Request, Response, Stream, Transport

BURST = 30
INTERVAL_S = 1.25
"""After the burst: at most 30 + 180 / 1.25 = 174 requests in any 180 seconds."""


@dataclass(slots=True, kw_only=True)
class PacedTransport:
    """Sends the first `BURST` requests at once and waits before each further one."""

    inner: Transport
    pause: Callable[[float], None]
    sent: int = 0

    def send(self, request: Request) -> Response:
        """See `domain.transport.Transport`."""
        self.wait()
        return self.inner.send(request)

    def stream(self, request: Request) -> AbstractContextManager[Stream]:
        """See `domain.transport.Transport`."""
        self.wait()
        return self.inner.stream(request)

    def close(self) -> None:
        """See `domain.transport.Transport`."""
        self.inner.close()

    def wait(self) -> None:
        """Count a request, and let time pass before it when there were many."""
        if self.sent >= BURST:
            self.pause(INTERVAL_S)
        self.sent += 1
