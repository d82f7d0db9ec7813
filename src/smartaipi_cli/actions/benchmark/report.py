"""What a benchmark came to, as its blocks and its data tell it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from smartaipi_cli.actions.benchmark.plan import Plan
from smartaipi_cli.domain.money import Money
from smartaipi_cli.probe.conditions import Outcome
from smartaipi_cli.probe.protocols.protocol import Form
from smartaipi_cli.probe.race import Contender
from smartaipi_cli.probe.statistics import Summary
from smartaipi_cli.probe.trials import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One contender with everything that was found out about it."""

    contender: Contender
    trials: tuple[Trial, ...]
    summary: Summary
    outcomes: tuple[Outcome, ...]

    @property
    def host(self) -> str:
        """Who was asked."""
        return urlsplit(self.contender.wish.base_url).netloc

    @property
    def transport(self) -> str:
        """How answers came: `sse` or `websocket`."""
        return "websocket" if self.contender.protocol.form is Form.FRAMES else "sse"

    @property
    def protocol(self) -> str:
        """What was spoken."""
        return "responses" if self.transport == "websocket" else self.contender.protocol.name

    @property
    def answered_by(self) -> str:
        """The models that answered in place of the one that was asked for; empty when it was that one."""
        names = {trial.model for trial in self.trials if trial.is_answered and trial.model}
        return ", ".join(sorted(names - {self.contender.wish.model}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How our own side fared: the lag of its loop in seconds with the most that may be, its share of a core."""

    lag_p99_s: float | None
    allowed_lag_s: float
    cpu_share: float
    is_limited: bool

    @property
    def said(self) -> str:
        """The same in words."""
        lag = "" if self.lag_p99_s is None else f"loop late by {self.lag_p99_s * 1000:.2f} ms (p99), "
        return f"{lag}{self.cpu_share:.0%} of a core in use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run: `done` of the requests that were `asked` for.

    `stopped` says why not all of them were made: `interrupted`, `max-cost` or `duration`. `spent` includes warm-ups
    and is None without prices.
    """

    plan: Plan
    measured: tuple[Measured, ...]
    client: Client
    spent: Money | None
    asked: int
    done: int
    elapsed_s: float
    stopped: str

    def naming(self, measured: Measured) -> str:
        """The contender's name before something that is said of it, where there are several."""
        return f"{measured.contender.label}: " if len(self.measured) > 1 else ""
