"""A test of one protocol: attempts until it is answered, or until nothing more would help."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from smartaipi_cli.probe.events import EventReader
from smartaipi_cli.probe.evidence import Evidence, gather
from smartaipi_cli.probe.judgement import findings
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.protocols.protocol import Form, Protocol
from smartaipi_cli.probe.reading import told, whole
from smartaipi_cli.probe.recording import Arrival, Recording
from smartaipi_cli.probe.retries import Again, Decision, Policy, Stop, Tried, WithFallback, decide
from smartaipi_cli.probe.story import Piece
from smartaipi_cli.probe.verdict import Grade, Verdict
from smartaipi_cli.probe.wire import exchange
from smartaipi_cli.probe.wish import Wish

OnPiece = Callable[[Piece], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request of a test, what it came to, and what followed from that. `number` counts from 1."""

    number: int
    model: str
    evidence: Evidence
    verdicts: tuple[Verdict, ...]
    decision: Decision

    @property
    def verdict(self) -> Verdict:
        """The gravest."""
        return self.verdicts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What a test needs besides the network: a way to wait, chance in [0, 1), and the time of day."""

    pause: Callable[[float], Awaitable[object]]
    draw: Callable[[], float]
    now: Callable[[], datetime]


async def attempt(  # noqa: PLR0913 - the options of a test
    network: Network,
    ports: Ports,
    protocol: Protocol,
    wish: Wish,
    *,
    policy: Policy,
    fallback_model: str = "",
    on_attempt: Callable[[Attempt], None] | None = None,
    on_piece: OnPiece | None = None,
) -> tuple[Attempt, ...]:
    """All attempts of one test, each told to `on_attempt` when it is over and before what follows from it.

    The fallback model gets attempts of its own. Errors: as `wire.exchange`.
    """
    begun, number, attempts = network.clock(), 1, list[Attempt]()
    while True:
        evidence = gather(await ask(network, protocol, wish, on_piece), protocol, wish.model)
        verdicts = findings(evidence)
        decision: Decision = Stop("it was answered")
        if verdicts[0].grade is Grade.FAILED:
            decision = decide(
                policy,
                tried(evidence, verdicts[0]),
                number=number,
                elapsed_s=(network.clock() - begun) / 1e9,
                draw=ports.draw(),
                has_fallback=bool(fallback_model),
                now=ports.now(),
            )
        done = Attempt(
            number=len(attempts) + 1,
            model=wish.model,
            evidence=evidence,
            verdicts=verdicts,
            decision=decision,
        )
        attempts.append(done)
        if on_attempt:
            on_attempt(done)
        match decision:
            case Stop():
                return tuple(attempts)
            case Again(wait_s):
                await ports.pause(wait_s)
                number += 1
            case WithFallback():
                wish, fallback_model, number = replace(wish, model=fallback_model), "", 1


async def ask(network: Network, protocol: Protocol, wish: Wish, on_piece: OnPiece | None = None) -> Recording:
    """One request in a protocol. Errors: as `wire.exchange`."""
    request = protocol.encode(wish)
    live = teller(protocol, on_piece) if on_piece else None
    if protocol.converse is None:
        return await exchange(network, request, on_arrival=live)
    from smartaipi_cli.probe.sockets import converse  # websockets takes as long to load as all the rest

    return await converse(network, request, protocol.converse(wish), on_arrival=live)


def teller(protocol: Protocol, on_piece: OnPiece) -> Callable[[Arrival], None]:
    """What to do with each arrival so that its pieces are told at once."""
    reader = EventReader()

    def tell(arrival: Arrival) -> None:
        if protocol.form is Form.WHOLE:
            return
        is_stream = protocol.form is Form.EVENTS
        events = reader.feed(arrival.data, arrival.at_ns) if is_stream else [whole((arrival,))]
        for piece in told(events, protocol.tell):
            on_piece(piece)

    return tell


def tried(evidence: Evidence, verdict: Verdict) -> Tried:
    """What the policy looks at."""
    recording, failure = evidence.recording, evidence.story.failure
    return Tried(
        status=(failure.status if failure else 0) or recording.status,
        headers={**evidence.response.headers, **(failure.headers if failure else {})},
        ending=recording.ending,
        code=verdict.code,
        has_tokens=any(True for _ in evidence.story.tokens()),
    )
