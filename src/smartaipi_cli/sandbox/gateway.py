"""What every handler works with: the store, the log of what came in, the rate, the faults, and the account's seed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from starlette.requests import HTTPConnection

from smartaipi_cli.sandbox.fault_desk import FaultDesk
from smartaipi_cli.sandbox.identity import identify
from smartaipi_cli.sandbox.problems import Dialect
from smartaipi_cli.sandbox.rates import RateWindow
from smartaipi_cli.sandbox.request_log import Received, RequestLog
from smartaipi_cli.sandbox.store import Store
from smartaipi_cli.sandbox.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The running sandbox behind its routes."""

    store: Store
    seed: str
    log: RequestLog = field(default_factory=RequestLog)
    rate: RateWindow = field(default_factory=RateWindow)
    faults: FaultDesk = field(default_factory=FaultDesk)
    idempotency_keys: set[str] = field(default_factory=set)
    """Those of the writes that run right now."""

    @property
    def world(self) -> World:
        """The clock and the randomness."""
        return self.store.world

    def name_received(self, received: Received) -> str:
        """A request id for what is answered before a key is known."""
        body = received.body_sha256.encode()
        return identify(seed=self.seed, caller="nobody", sequence=received.index, body=body).request_id


def gateway_of(connection: HTTPConnection) -> Gateway:
    """The gateway that the application was built with."""
    return cast("Gateway", connection.app.state.gateway)


def dialect_of(path: str, headers: Mapping[str, str]) -> Dialect:
    """The dialect in which a caller of this path expects its errors."""
    if path.startswith(("/api/", "/sandbox/")):
        return Dialect.NATIVE
    if path.startswith("/v1/messages") or "anthropic-version" in headers:
        return Dialect.ANTHROPIC
    return Dialect.OPENAI
