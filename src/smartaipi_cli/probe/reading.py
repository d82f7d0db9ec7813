"""From a recording to its story, by the protocol that was spoken."""

from collections.abc import Iterable, Iterator

from smartaipi_cli.gateways.answers import parse_json
from smartaipi_cli.probe.encodings import unpacked
from smartaipi_cli.probe.events import BrokenEvent, Event, EventReader
from smartaipi_cli.probe.protocols.protocol import Form, Protocol
from smartaipi_cli.probe.recording import Arrival, Recording
from smartaipi_cli.probe.story import Piece, Story, Tell, Unreadable


def read_story(recording: Recording, protocol: Protocol) -> Story:
    """What the answer told; of a WebSocket what came after the last frame that was sent."""
    arrivals = unpacked(recording.arrivals, recording.header("content-encoding"))
    if arrivals is None:
        at_ns = recording.arrivals[0].at_ns if recording.arrivals else recording.stages.started
        return Story(pieces=(Unreadable(at_ns, "a packed body that was not asked for"),))
    rest = ""
    events: list[Event | BrokenEvent]
    if protocol.form is Form.EVENTS:
        reader = EventReader()
        events = [event for at_ns, data in arrivals for event in reader.feed(data, at_ns)]
        rest = reader.rest.decode(errors="replace")
    elif protocol.form is Form.WHOLE:
        events = [whole(arrivals)] if arrivals else []
    else:
        sent_ns = recording.sent_frames[-1].at_ns if recording.sent_frames else 0
        events = [whole((arrival,)) for arrival in arrivals if arrival.at_ns >= sent_ns]
    last_event = next((event.name for event in reversed(events) if isinstance(event, Event)), "")
    return Story(pieces=tuple(told(events, protocol.tell)), last_event=last_event, rest=rest)


def told(events: Iterable[Event | BrokenEvent], tell: Tell) -> Iterator[Piece]:
    """The pieces that events tell."""
    for event in events:
        if isinstance(event, BrokenEvent):
            yield Unreadable(event.at_ns, event.text)
        else:
            yield from tell(event)


def whole(arrivals: tuple[Arrival, ...]) -> Event | BrokenEvent:
    """One event that is the whole of these bytes."""
    body = b"".join(arrival.data for arrival in arrivals)
    at_ns = arrivals[-1].at_ns
    parsed = parse_json(body)
    if isinstance(parsed, dict):
        return Event(name=str(parsed.get("type", "")), data=parsed, at_ns=at_ns)
    return BrokenEvent(text=body.decode(errors="replace"), at_ns=at_ns)
