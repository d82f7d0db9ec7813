"""Our transport over httpx.

Imported only by commands that talk to a gateway. httpx loads rich, click and pygments for a command line of
its own that we never run; hiding that one module halves the import (measured with httpx 0.28.1).
"""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Self

sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # None makes the import fail, as httpx expects

import httpx  # noqa: E402 - after the line above

from smartaipi_cli._version import __version__  # noqa: E402
from smartaipi_cli.domain.transport import Request, Response, Stream  # noqa: E402
from smartaipi_cli.http.problems import translated  # noqa: E402

MAXIMUM_ANSWER_BYTES = 64 * 1024 * 1024


class HttpTransport:
    """Sends requests over HTTP/1.1; verifies TLS; honours proxy and CA variables of the environment.

    Never follows a redirect, so that a credential cannot travel to a host that was not asked for.
    """

    def __init__(self, client: httpx.Client | None = None) -> None:
        self._client = client or httpx.Client(
            follow_redirects=False,
            headers={"user-agent": f"smartaipi/{__version__}"},
        )

    def send(self, request: Request) -> Response:
        """See `domain.transport.Transport`."""
        started = time.perf_counter()
        with self.stream(request) as stream:
            body = b"".join(bounded(stream.chunks))
        return Response(
            status=stream.status,
            headers=stream.headers,
            body=body,
            elapsed_s=time.perf_counter() - started,
        )

    @contextmanager
    def stream(self, request: Request) -> Iterator[Stream]:
        """See `domain.transport.Transport`."""
        with (
            translated(request.url),
            self._client.stream(
                request.method,
                request.url,
                headers=dict(request.headers),
                content=request.body or None,
                timeout=httpx.Timeout(request.timeout_s, connect=min(10.0, request.timeout_s)),
            ) as answer,
        ):
            yield Stream(
                status=answer.status_code, headers=lower_case(answer.headers), chunks=answer.iter_bytes()
            )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def lower_case(headers: Mapping[str, str]) -> dict[str, str]:
    """Header names in lower case; repeated headers are joined as HTTP says."""
    return {name.lower(): value for name, value in headers.items()}


def bounded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, until an answer is larger than anything that a gateway's API sends."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAXIMUM_ANSWER_BYTES:
            raise httpx.RemoteProtocolError("the answer is larger than 64 MiB")
        yield chunk
