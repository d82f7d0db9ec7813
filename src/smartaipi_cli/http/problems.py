"""What went wrong on the way to a gateway, from the library's exceptions to ours, by one table."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from smartaipi_cli.errors import UserError


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Raise `UserError` instead of the library's exceptions; the texts name the host, never a header."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as problem:
        raise translate(problem, url) from problem


def translate(problem: Exception, url: str) -> UserError:
    """The error that a user sees for `problem`, the most specific one first."""
    host = host_of(url)
    reason = str(problem) or type(problem).__name__
    if isinstance(problem, httpx.TimeoutException):
        return UserError(
            "gateway-timeout",
            f"`{host}` did not answer in time",
            reason=f"{type(problem).__name__}: no {stage_of(problem)} within the limit",
            hint="try again, or check the address with `smartaipi profiles show`",
        )
    if has_cause(problem, ssl.SSLError):
        return UserError(
            "gateway-tls",
            f"no trusted TLS connection to `{host}`",
            reason=reason,
            hint="behind a company proxy set SSL_CERT_FILE to its certificate; check that the URL says http "
            "or https as the server does",
        )
    if isinstance(problem, httpx.ConnectError | httpx.ProxyError):
        return UserError(
            "gateway-unreachable",
            f"cannot reach `{host}`",
            reason=reason,
            hint="check the network and the address: `smartaipi profiles show`",
        )
    if isinstance(problem, httpx.UnsupportedProtocol | httpx.InvalidURL | UnicodeError):
        return UserError("usage", f"`{url}` is not a usable address", reason=reason)
    return UserError(
        "gateway-protocol",
        f"`{host}` did not answer as an HTTP server does",
        reason=reason,
        hint="check the address, and what stands between you and the gateway",
    )


def stage_of(problem: httpx.TimeoutException) -> str:
    """What was waited for."""
    if isinstance(problem, httpx.ConnectTimeout):
        return "connection"
    return "answer" if isinstance(problem, httpx.ReadTimeout) else "progress"


def has_cause(problem: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether an exception of this kind stands anywhere in the chain of causes."""
    while problem is not None:
        if isinstance(problem, kind):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def host_of(url: str) -> str:
    """Host and port of `url`, without credentials that somebody may have put into it."""
    try:
        parts = urlsplit(url)
        return parts.netloc.rpartition("@")[2] or url.partition("?")[0]
    except ValueError:
        return "the gateway"
