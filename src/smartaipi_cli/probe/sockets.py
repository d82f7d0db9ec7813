"""One conversation over a WebSocket, recorded like an answer over HTTP."""

from smartaipi_cli.probe.connecting import NotConnectedError, connect
from smartaipi_cli.probe.conversation import Conversation
from smartaipi_cli.probe.dialogue import Dialogue
from smartaipi_cli.probe.network import Network, trusting
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.reception import OnArrival
from smartaipi_cli.probe.recording import Recording
from smartaipi_cli.probe.routes import route_to


async def converse(
    network: Network, request: OutgoingRequest, dialogue: Dialogue, *, on_arrival: OnArrival | None = None
) -> Recording:
    """Upgrade, say and hear what the dialogue wants, and record it; whatever goes wrong stands in the recording.

    Compression is not offered: it would hide when a token came. Errors: as `wire.exchange`.
    """
    recording = await recorded(network, request, dialogue, on_arrival)
    network.told(recording)
    return recording


async def recorded(
    network: Network, request: OutgoingRequest, dialogue: Dialogue, on_arrival: OnArrival | None
) -> Recording:
    """The conversation itself."""
    request.check_headers()
    route = route_to(request.url, network.proxies)
    network = trusting(network, route)
    conversation = Conversation(network, request, route, on_arrival)
    try:
        tap = await connect(route, network, conversation.marks)
    except NotConnectedError as problem:
        conversation.end(problem.ending, problem.reason)
        return conversation.recording()
    try:
        await conversation.upgrade(tap)
        await conversation.follow(dialogue)
    finally:
        tap.close()
    return conversation.recording()
