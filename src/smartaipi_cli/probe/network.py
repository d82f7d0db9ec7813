"""What the engine is given of the outside world: a clock, the trusted certificates, proxies and patience."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from smartaipi_cli.probe.recording import Recording
from smartaipi_cli.probe.routes import Proxies, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long is waited, in seconds: for a connection, for the next byte, and for everything."""

    connect_s: float = 10.0
    silence_s: float = 120.0
    total_s: float = 600.0


def ignore(_: Recording) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """`clock` gives monotonic nanoseconds; with `trust` None the system's is loaded for each request.

    `told` is handed each recording, for a person who wants to see every request.
    """

    clock: Callable[[], int]
    trust: ssl.SSLContext | None = None
    proxies: Proxies = field(default_factory=Proxies)
    limits: Limits = field(default_factory=Limits)
    told: Callable[[Recording], None] = ignore


def trusting(network: Network, route: Route) -> Network:
    """The network with what the route needs to trust; to be made before the clock of a request starts."""
    return replace(network, trust=system_trust()) if route.is_tls and network.trust is None else network


def system_trust() -> ssl.SSLContext:
    """The certificates that the system trusts, or those of `SSL_CERT_FILE`; takes some 20 ms, so once."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
