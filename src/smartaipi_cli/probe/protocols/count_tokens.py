"""`POST /v1/messages/count_tokens`, as Claude Code asks for the size of its context."""

import json
from collections.abc import Iterator

from smartaipi_cli.probe.events import Event
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.messages import VERSION
from smartaipi_cli.probe.protocols.protocol import count
from smartaipi_cli.probe.story import Delivered, Finished, Piece, Unreadable, UsageTold
from smartaipi_cli.probe.wish import Wish


def encode(wish: Wish) -> OutgoingRequest:
    """The request."""
    body = {"model": wish.model, "messages": [{"role": "user", "content": wish.prompt}]}
    return OutgoingRequest(
        method="POST",
        url=wish.address("/v1/messages/count_tokens?beta=true"),
        headers=(
            ("content-type", "application/json"),
            VERSION,
            *wish.credential_headers(),
            *wish.extra_headers,
        ),
        body=json.dumps({**body, **wish.extra_body}).encode(),
    )


def tell(event: Event) -> Iterator[Piece]:
    """What the answer means."""
    tokens = count(event.data, "input_tokens")
    if tokens is None:
        yield Unreadable(event.at_ns, "`input_tokens` is missing")
    else:
        yield Delivered(event.at_ns, "input tokens", tokens)
        yield UsageTold(event.at_ns, input_tokens=tokens)
        yield Finished(event.at_ns)
