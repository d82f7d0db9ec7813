"""A transport that waits for no gateway as long as others do: a command stands before its start or after its end."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Final

from smartaipi_cli.domain.transport import Request, Response, Stream, Transport

LIMIT_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HastyTransport:
    """Sends each request with at most `LIMIT_S` seconds to its answer."""

    inner: Transport

    def send(self, request: Request) -> Response:
        """See `domain.transport.Transport`."""
        return self.inner.send(hurried(request))

    def stream(self, request: Request) -> AbstractContextManager[Stream]:
        """See `domain.transport.Transport`."""
        return self.inner.stream(hurried(request))

    def close(self) -> None:
        """See `domain.transport.Transport`."""
        self.inner.close()


def hurried(request: Request) -> Request:
    """The request with its limit."""
    return replace(request, timeout_s=min(request.timeout_s, LIMIT_S))
