"""The request tester's view of the machine."""

import asyncio

from smartaipi_cli.domain.exchange import Exchange
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.attempts import Ports
from smartaipi_cli.probe.network import Limits, Network, system_trust
from smartaipi_cli.probe.recording import Ending, Recording
from smartaipi_cli.probe.routes import Proxies


def network_of(machine: Machine, url: str, limits: Limits | None = None) -> Network:
    """The network as the machine has it; the certificates are loaded once, and only for addresses over TLS."""
    return Network(
        clock=machine.clock.monotonic_ns,
        trust=system_trust() if url.startswith(("https:", "wss:")) else None,
        proxies=Proxies(
            http=variable(machine, "HTTP_PROXY"),
            https=variable(machine, "HTTPS_PROXY"),
            excepted=variable(machine, "NO_PROXY"),
        ),
        limits=limits or Limits(),
        told=lambda recording: machine.tell(exchange_of(recording)),
    )


def exchange_of(recording: Recording) -> Exchange:
    """A recording as it is told to a person."""
    stages = recording.stages
    return Exchange(
        method=recording.method,
        url=recording.url,
        sent_headers=dict(recording.request_headers),
        sent_bytes=recording.request_bytes,
        status=recording.status,
        headers=dict(recording.headers),
        received_bytes=recording.received_bytes,
        elapsed_s=((stages.end or stages.started) - stages.started) / 1e9,
        problem="" if recording.ending is Ending.COMPLETE else recording.reason or recording.ending.value,
    )


def ports_of(machine: Machine) -> Ports:
    """Waiting, chance and the time of day."""
    return Ports(pause=asyncio.sleep, draw=machine.draw, now=machine.clock.now)


def variable(machine: Machine, name: str) -> str:
    """A proxy variable; the small spelling comes first, as in curl."""
    return machine.environment.get(name.lower()) or machine.environment.get(name) or ""
