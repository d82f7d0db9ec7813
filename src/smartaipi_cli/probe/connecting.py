"""A connection, stage by stage: name, address, tunnel, TLS."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any, Final

import h11

from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.recording import Arrival, Ending
from smartaipi_cli.probe.routes import Route
from smartaipi_cli.probe.tap import Tap

HEAD_START_S: Final = 0.25
"""How long an address is tried before the next one is tried beside it. *Source:* RFC 8305, 5."""

Address = tuple[socket.AddressFamily, Any]
Marks = dict[str, int]
"""The stages that are over, and when."""


class NotConnectedError(Exception):
    """There is no connection; carries how it ended and the system's word for why."""

    def __init__(self, ending: Ending, reason: str, answer: h11.Response | None = None) -> None:
        super().__init__(reason)
        self.ending = ending
        self.reason = reason
        self.answer = answer


async def connect(route: Route, network: Network, marks: Marks) -> Tap:
    """Connect, and note in `marks` when each stage was over. Errors: `NotConnectedError`."""
    tap = Tap(network.clock)
    try:
        async with asyncio.timeout(network.limits.connect_s):
            await _connect(tap, route, network, marks)
    except TimeoutError:
        tap.close()
        stage = "the TLS handshake" if "tcp" in marks else "a connection" if "dns" in marks else "the name"
        reason = f"{stage} took longer than {network.limits.connect_s:g} s"
        raise NotConnectedError(Ending.TIMED_OUT, reason) from None
    except BaseException:
        tap.close()
        raise
    return tap


async def _connect(tap: Tap, route: Route, network: Network, marks: Marks) -> None:
    loop = asyncio.get_running_loop()
    host, port = (route.proxy.host, route.proxy.port) if route.proxy else (route.host, route.port)
    addresses = literal(host, port)
    if not addresses:
        addresses = await resolve(host, port)
        marks["dns"] = network.clock()
    connected = await first_connected(addresses)
    marks["tcp"] = network.clock()
    transport, _ = await loop.create_connection(lambda: tap, sock=connected)
    if route.is_tunnelled:
        await ask_for_tunnel(tap, route)
        marks["proxy"] = network.clock()
    if route.is_tls:
        assert network.trust is not None  # noqa: S101 - `trusting` saw to it before the clock was started
        tap.transport = await wrapped(transport, tap, route.host, network.trust)
        marks["tls"] = network.clock()


def literal(host: str, port: int) -> list[Address]:
    """The address when the host is one already: no thread is started for it."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return [(family, (host, port))]
    return []


async def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a name, the families taking turns. Errors: `NotConnectedError`."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise NotConnectedError(Ending.UNRESOLVED, getattr(problem, "strerror", "") or str(problem)) from None
    addresses = list(dict.fromkeys((family, address) for family, _, _, _, address in found))
    first = [address for address in addresses if address[0] is addresses[0][0]]
    other = [address for address in addresses if address[0] is not addresses[0][0]]
    return [address for address in chain.from_iterable(zip_longest(first, other)) if address]


async def first_connected(addresses: Sequence[Address]) -> socket.socket:
    """A socket connected to whichever address answers first, each getting a head start before the next.

    Errors: `NotConnectedError`.
    """
    if len(addresses) == 1:
        return await _connected(addresses[0])
    running: set[asyncio.Task[socket.socket]] = set()
    problems: list[NotConnectedError] = []
    waiting = list(addresses)
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.create_task(_connected(waiting.pop(0))))
            done, running = await asyncio.wait(
                running,
                timeout=HEAD_START_S if waiting else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                problem = task.exception()
                if problem is None:
                    return task.result()
                if not isinstance(problem, NotConnectedError):
                    raise problem
                problems.append(problem)
    finally:
        for task in running:
            task.cancel()
    raise problems[0]


async def _connected(address: Address) -> socket.socket:
    family, where = address
    attempt = socket.socket(family, socket.SOCK_STREAM)
    attempt.settimeout(0)
    try:
        await asyncio.get_running_loop().sock_connect(attempt, where)
    except OSError as problem:
        attempt.close()
        reason = problem.strerror or str(problem)
        raise NotConnectedError(Ending.UNREACHABLE, f"{where[0]}:{where[1]}: {reason}") from None
    except BaseException:
        attempt.close()
        raise
    return attempt


async def wrapped(
    transport: asyncio.Transport, tap: Tap, host: str, trust: ssl.SSLContext
) -> asyncio.Transport:
    """The transport with TLS around it. Errors: `NotConnectedError` with what is wrong with the certificate."""
    try:
        secured = await asyncio.get_running_loop().start_tls(transport, tap, trust, server_hostname=host)
    except ssl.SSLCertVerificationError as problem:
        raise NotConnectedError(Ending.TLS_FAILED, problem.verify_message) from None
    except ssl.SSLError as problem:
        raise NotConnectedError(Ending.TLS_FAILED, problem.reason or str(problem)) from None
    except OSError as problem:
        raise NotConnectedError(
            Ending.TLS_FAILED, f"the connection was closed in the handshake ({type(problem).__name__})"
        ) from None
    if secured is None:
        raise NotConnectedError(Ending.TLS_FAILED, "the connection was closed in the handshake")
    return secured


async def ask_for_tunnel(tap: Tap, route: Route) -> None:
    """Ask the proxy to connect us. Errors: `NotConnectedError` with the answer that was no success."""
    assert route.proxy is not None  # noqa: S101 - asked by the caller
    wire = h11.Connection(h11.CLIENT)
    headers = [("host", route.tunnel)]
    if route.proxy.authorization:
        headers.append(("proxy-authorization", route.proxy.authorization.reveal()))
    head = wire.send(h11.Request(method="CONNECT", target=route.tunnel, headers=headers))
    answered: asyncio.Future[h11.Response] = asyncio.get_running_loop().create_future()

    def lost(problem: Exception | None) -> None:
        if not answered.done():
            word = type(problem).__name__ if problem else "closed"
            answered.set_exception(NotConnectedError(Ending.PROXY_REFUSED, f"no answer to CONNECT ({word})"))

    def read(arrival: Arrival) -> None:
        try:
            wire.receive_data(arrival.data)
            event = wire.next_event()
        except h11.RemoteProtocolError as problem:
            event = None
            if not answered.done():
                answered.set_exception(NotConnectedError(Ending.PROXY_REFUSED, f"no HTTP: {problem}"))
        if isinstance(event, h11.Response) and not answered.done():
            answered.set_result(event)

    tap.attach(read, lost)
    tap.write((head or b"") + (wire.send(h11.EndOfMessage()) or b""))
    response = await answered
    tap.detach()
    if response.status_code >= 300:
        reason = f"it answered {response.status_code} {bytes(response.reason).decode(errors='replace')}"
        raise NotConnectedError(Ending.PROXY_REFUSED, reason.strip(), response)
