"""One exchange over HTTP/1.1 as the socket gave it; the framing is taken off when nobody waits any more."""

from dataclasses import dataclass, field

import h11

from smartaipi_cli._version import __version__
from smartaipi_cli.probe.connecting import Marks
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.recording import Arrival, Ending, Headers, Recording, Stages, starred
from smartaipi_cli.probe.routes import Route


@dataclass(slots=True, kw_only=True)
class Capture:
    """What one exchange left behind; `reads` are those bytes of the body that still have their framing."""

    request: OutgoingRequest
    route: Route
    marks: Marks
    is_reused: bool = False
    request_bytes: int = 0
    received_bytes: int = 0
    ending: Ending = Ending.COMPLETE
    reason: str = ""
    head: h11.Response | None = None
    wire: h11.Connection | None = None
    reads: list[Arrival] = field(default_factory=list, repr=False)
    arrivals: list[Arrival] = field(default_factory=list, repr=False)

    def recording(self) -> Recording:
        """The recording, without a credential in it."""
        self.unwrap()
        if self.arrivals:
            self.marks["last_byte"] = self.arrivals[-1].at_ns
        plain = Recording(
            method=self.request.method,
            url=self.request.url,
            stages=Stages(is_reused=self.is_reused, **self.marks),
            ending=self.ending,
            reason=self.reason,
            request_headers=self.request.masked_headers(),
            request_bytes=self.request_bytes,
            proxy=self.route.proxy.name if self.route.proxy else "",
            status=self.head.status_code if self.head else None,
            headers=_decoded(self.head) if self.head else (),
            arrivals=tuple(self.arrivals),
            received_bytes=self.received_bytes,
        )
        return starred(plain, self.request.secrets())

    def unwrap(self) -> list[Arrival]:
        """Take the framing off what was read since the last time; what came out of it."""
        reads, self.reads = self.reads, []
        if self.wire is None or self.head is None:
            return []
        before = len(self.arrivals)
        try:
            for at_ns, data in reads:
                self.wire.receive_data(data)
                if content := _content(self.wire):
                    self.arrivals.append(Arrival(at_ns, content))
        except h11.RemoteProtocolError as problem:
            self.wire = None
            self.ending = Ending.CUT if self.ending is Ending.CUT else Ending.NOT_HTTP
            self.reason = self.reason or str(problem)
        return self.arrivals[before:]


def encoded(wire: h11.Connection, request: OutgoingRequest, route: Route, *, is_kept: bool) -> bytes:
    """The request as it goes over the wire. An uncompressed answer is asked for: compressing delays tokens."""
    given = request.revealed_headers()
    names = {name for name, _ in given}
    own = {
        "host": route.authority,
        "user-agent": f"smartaipi/{__version__}",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "keep-alive" if is_kept else "close",
    }
    if request.body or request.method in {"POST", "PUT", "PATCH"}:
        own["content-length"] = str(len(request.body))
    is_handed_on = route.proxy is not None and not route.is_tunnelled
    if is_handed_on and route.proxy and route.proxy.authorization:
        own["proxy-authorization"] = route.proxy.authorization.reveal()
    headers = [*((name, value) for name, value in own.items() if name not in names), *given]
    target = f"{route.scheme}://{route.authority}{route.target}" if is_handed_on else route.target
    head = wire.send(h11.Request(method=request.method, target=target, headers=headers)) or b""
    body = (wire.send(h11.Data(data=request.body)) or b"") if request.body else b""
    return head + body + (wire.send(h11.EndOfMessage()) or b"")


def _content(wire: h11.Connection) -> bytes:
    pieces = []
    while True:
        event = wire.next_event()
        if isinstance(event, h11.Data):
            pieces.append(event.data)
        else:
            return b"".join(pieces)


def _decoded(head: h11.Response) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers)
