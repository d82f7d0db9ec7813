"""The request tester's view of the machine."""

import asyncio

from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.probe.attempts import Ports
from smartaipi_cli.probe.network import Limits, Network, system_trust
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
    )


def ports_of(machine: Machine) -> Ports:
    """Waiting, chance and the time of day."""
    return Ports(pause=asyncio.sleep, draw=machine.draw, now=machine.clock.now)


def variable(machine: Machine, name: str) -> str:
    """A proxy variable; the small spelling comes first, as in curl."""
    return machine.environment.get(name.lower()) or machine.environment.get(name) or ""
