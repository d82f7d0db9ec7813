"""One request over HTTP/1.1, each on a connection of its own or on one that is kept."""

from dataclasses import dataclass

from smartaipi_cli.probe.capture import Capture
from smartaipi_cli.probe.connecting import NotConnectedError, connect
from smartaipi_cli.probe.network import Network, trusting
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.reception import OnArrival, Reception
from smartaipi_cli.probe.recording import Ending, Recording
from smartaipi_cli.probe.routes import route_to
from smartaipi_cli.probe.tap import Tap


@dataclass(slots=True)
class Line:
    """A place for a connection that is kept open from one request to the next."""

    tap: Tap | None = None

    def close(self) -> None:
        """Close what is still open."""
        if self.tap is not None:
            self.tap.close()
            self.tap = None


async def exchange(
    network: Network,
    request: OutgoingRequest,
    *,
    line: Line | None = None,
    on_arrival: OnArrival | None = None,
) -> Recording:
    """Send a request and record what comes of it; whatever goes wrong stands in the recording.

    With a `line` its connection is used again where it can be. Errors: `usage` for an address or a header that
    cannot be one.
    """
    recording = (await captured(network, request, line=line, on_arrival=on_arrival)).recording()
    network.told(recording)
    return recording


async def captured(
    network: Network,
    request: OutgoingRequest,
    *,
    line: Line | None = None,
    on_arrival: OnArrival | None = None,
) -> Capture:
    """As `exchange`, but leave the taking apart to the caller: for many requests beside each other."""
    request.check_headers()
    route = route_to(request.url, network.proxies)
    network = trusting(network, route)
    taken = Capture(request=request, route=route, marks={"started": network.clock()})
    try:
        tap = await _open(network, taken, line)
    except NotConnectedError as problem:
        taken.ending, taken.reason, taken.head = problem.ending, problem.reason, problem.answer
        taken.marks["end"] = network.clock()
        return taken
    is_over = False
    try:
        reception = Reception(taken, network, on_arrival)
        await reception.ask(tap, is_kept=line is not None)
        await reception.finished()
        is_over = True
    finally:
        tap.detach()
        # Cancelled in the middle of an answer, the rest of it would be taken for the next one.
        if line is not None and is_over and taken.ending is Ending.COMPLETE and _is_kept_open(taken):
            line.tap = tap
        else:
            tap.close()
    return taken


async def _open(network: Network, taken: Capture, line: Line | None) -> Tap:
    kept, taken.is_reused = line.tap if line else None, False
    if line is not None:
        line.tap = None
    if kept is not None and kept.is_open:
        taken.is_reused = True
        return kept
    return await connect(taken.route, network, taken.marks)


def _is_kept_open(taken: Capture) -> bool:
    if taken.head is None or taken.head.http_version < b"1.1":
        return False
    headers = dict(taken.head.headers)
    has_end = b"content-length" in headers or b"transfer-encoding" in headers
    return has_end and headers.get(b"connection", b"").lower() != b"close"
