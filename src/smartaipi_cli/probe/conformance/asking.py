"""Ways to ask: one request that is varied a little, or several at once."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.probe.conformance.requirement import Ask, Asking, Send
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.protocol import Protocol
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.wish import Wish

UNKNOWN_KEY: Final = Secret("sk-no-such-key-0000000000000000")
"""Of nobody."""


def once(name: str, **fields: object) -> Ask:
    """Ask once, in the protocol of that name, with these members in the body."""
    return asked_as(PROTOCOLS[name], lambda wish: with_body(wish, **fields))


def asked_as(
    protocol: Protocol,
    vary: Callable[[Wish], Wish],
    edit: Callable[[Wish, OutgoingRequest], OutgoingRequest] = lambda _, request: request,
) -> Ask:
    """Ask once, with a wish that is varied and a request that is edited."""

    def ask(wish: Wish) -> Asking:
        varied = vary(wish)
        yield Send(protocol, (edit(varied, protocol.encode(varied)),))

    return ask


def at_once(name: str, count: int) -> Ask:
    """Ask so many times at once."""

    def ask(wish: Wish) -> Asking:
        yield Send(PROTOCOLS[name], (PROTOCOLS[name].encode(wish),) * count)

    return ask


def with_body(wish: Wish, **fields: object) -> Wish:
    """The wish with more members in its body."""
    return replace(wish, extra_body={**wish.extra_body, **fields})


def with_unknown_key(wish: Wish) -> Wish:
    """The wish with a key that nobody has."""
    return replace(wish, key=UNKNOWN_KEY)


def without(request: OutgoingRequest, *names: str) -> OutgoingRequest:
    """The request without these members of its body."""
    body = json.loads(request.body)
    return replace(request, body=json.dumps({n: body[n] for n in body if n not in names}).encode())
