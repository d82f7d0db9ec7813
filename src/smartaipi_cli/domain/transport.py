"""The narrow waist between our knowledge of gateways and the network: one request in, one answer out."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

DEFAULT_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request. `headers` may hold a credential: never log or print them.

    `is_repeatable` tells that sending it twice does no more than sending it once.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    timeout_s: float = DEFAULT_TIMEOUT_S
    is_repeatable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole answer; header names are lower case, `elapsed_s` runs until the last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """An answer whose body still arrives; `chunks` may raise the same errors as the request."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


class Transport(Protocol):
    """Sends requests. Redirects are never followed: a credential must not travel to another host.

    Errors: `gateway-unreachable`, `gateway-timeout`, `gateway-tls`, `gateway-protocol`, `usage` for a URL
    that cannot be one.
    """

    def send(self, request: Request) -> Response:
        """Send `request` and read the whole answer, whatever its status."""
        ...

    def stream(self, request: Request) -> AbstractContextManager[Stream]:
        """Send `request` and hand out the body as it arrives; leaving the context closes the connection."""
        ...

    def close(self) -> None:
        """Close what is still open."""
        ...
