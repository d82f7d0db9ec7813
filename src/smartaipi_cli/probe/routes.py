"""Which way a request takes: straight, or through a proxy. Pure; the variables come in as values.

*Source:* curl's manual on `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (checked November 2026).
"""

import base64
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import unquote, urlsplit

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError

PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """What the proxy variables say; empty where they are not set. `excepted` is `NO_PROXY`."""

    http: str = ""
    https: str = ""
    excepted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy, and the value of `Proxy-Authorization` when its address has a user."""

    host: str
    port: int
    authorization: Secret | None = None

    @property
    def name(self) -> str:
        """How it is shown."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where to connect to. Through a proxy plain HTTP is handed on, everything else tunnelled."""

    scheme: str
    host: str
    port: int
    target: str
    proxy: Proxy | None = None

    @property
    def is_tls(self) -> bool:
        """Whether the gateway is spoken to over TLS."""
        return self.scheme in {"https", "wss"}

    @property
    def is_tunnelled(self) -> bool:
        """Whether the proxy is asked for a tunnel."""
        return self.proxy is not None and self.scheme != "http"

    @property
    def authority(self) -> str:
        """The `Host` header: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def tunnel(self) -> str:
        """Host and port as CONNECT names them."""
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def route_to(url: str, proxies: Proxies) -> Route:
    """The way to an address. Errors: `usage` for an address, or a proxy's, that cannot be one."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError as problem:
        raise UserError("usage", f"`{url}` is not a usable address", reason=str(problem)) from problem
    if scheme not in PORTS or not host or not url.isascii() or any(character <= " " for character in url):
        raise UserError("usage", f"`{url}` is not a usable address", reason="it must begin with https://")
    path = parts.path or "/"
    return Route(
        scheme=scheme,
        host=host,
        port=port or PORTS[scheme],
        target=f"{path}?{parts.query}" if parts.query else path,
        proxy=proxy_for(scheme, host, port or PORTS[scheme], proxies),
    )


def proxy_for(scheme: str, host: str, port: int, proxies: Proxies) -> Proxy | None:
    """The proxy that the variables name for this host, if any. Errors: `usage`."""
    address = proxies.https if scheme in {"https", "wss"} else proxies.http
    if not address or is_excepted(host, port, proxies.excepted):
        return None
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if parts.scheme != "http" or not parts.hostname:
        raise UserError(
            "usage",
            f"the proxy `{parts.scheme}://{parts.hostname or ''}` cannot be used",
            reason="only HTTP proxies are spoken to",
            hint="set HTTPS_PROXY to an address that begins with http://",
        )
    user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}".encode()
    return Proxy(
        host=parts.hostname,
        port=parts.port or 80,
        authorization=Secret(f"Basic {base64.b64encode(user).decode()}") if parts.username else None,
    )


def is_excepted(host: str, port: int, exceptions: str) -> bool:
    """Whether `NO_PROXY` names the host: itself, a domain above it, a network that it is in, or `*`."""
    return any(
        _is_named(host.lower(), port, entry.strip().lower())
        for entry in exceptions.split(",")
        if entry.strip()
    )


def _is_named(host: str, port: int, entry: str) -> bool:
    if entry == "*":
        return True
    try:
        return ip_address(host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        pass  # one of them is a name
    name, _, number = entry.rpartition(":")
    if name and number.isdigit():
        if int(number) != port:
            return False
        entry = name
    entry = entry.lstrip("*").lstrip(".")
    return host == entry or host.endswith(f".{entry}")
