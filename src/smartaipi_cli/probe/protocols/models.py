"""`GET /models`: OpenAI's list, or Anthropic's when its version header is sent."""

from collections.abc import Iterator

from smartaipi_cli.probe.events import Event
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.protocol import members, text
from smartaipi_cli.probe.story import Delivered, Finished, Piece, Unreadable
from smartaipi_cli.probe.wish import Wish


def encode(wish: Wish) -> OutgoingRequest:
    """The request."""
    return OutgoingRequest(
        method="GET",
        url=wish.address("/models"),
        headers=(*wish.credential_headers(), *wish.extra_headers),
    )


def tell(event: Event) -> Iterator[Piece]:
    """What the answer means. Anthropic's library asks for pages for ever when `has_more` is missing."""
    data, at_ns = event.data, event.at_ns
    if not isinstance(data.get("data"), list):
        yield Unreadable(at_ns, "`data` is missing")
        return
    if "last_id" in data and "has_more" not in data:
        yield Unreadable(at_ns, "`has_more` is missing beside `last_id`: clients ask for pages for ever")
    yield Delivered(at_ns, "models", sum(1 for model in members(data, "data") if text(model, "id")))
    yield Finished(at_ns)
