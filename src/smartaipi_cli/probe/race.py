"""A benchmark while it runs: contenders asked in turn over kept connections, and whatever is over by now.

Answers are taken apart after the run, so that this takes no time away from measuring; earlier only where the spending
limit depends on it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from smartaipi_cli.domain.catalogue import Price
from smartaipi_cli.domain.money import Money
from smartaipi_cli.probe.capture import Capture
from smartaipi_cli.probe.evidence import gather
from smartaipi_cli.probe.load import Load
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.pacing import Pause, ask_by_the_clock, ask_in_turn, watch_lag
from smartaipi_cli.probe.protocols.protocol import Protocol
from smartaipi_cli.probe.recording import Recording
from smartaipi_cli.probe.spending import Spending
from smartaipi_cli.probe.trials import Trial, trial_of
from smartaipi_cli.probe.verdict import Verdict
from smartaipi_cli.probe.wire import Line, captured
from smartaipi_cli.probe.wish import Wish

HOPELESS: Final = frozenset(
    {
        "name-unresolved",
        "gateway-unreachable",
        "proxy-refused",
        "gateway-tls",
        "gateway-redirected",
        "wrong-base-path",
        "wrong-credential",
        "credential-refused",
        "permission-denied",
        "group-mismatch",
        "balance-exhausted",
        "budget-exceeded",
        "model-unknown",
        "websocket-refused",
    }
)
"""Verdicts on a warm-up after which no other request would fare better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One way to be measured. `dearest` is what a request costs at most, None where that is not known."""

    label: str
    protocol: Protocol
    wish: Wish
    network: Network
    price: Price | None = None
    dearest: Money | None = None


@dataclass(frozen=True, slots=True)
class _Over:
    contender: int
    number: int
    due_ns: int
    left: Capture | Recording


@dataclass(slots=True, kw_only=True)
class Race:
    """What is run, and where it stands: may be read after an interruption just as after the end.

    `cpu_s` gives the seconds of processor time that this process has used. Prompts differ by `nonce` and a number.
    """

    contenders: tuple[Contender, ...]
    load: Load
    spending: Spending
    nonce: str
    clock: Callable[[], int]
    cpu_s: Callable[[], float]
    pause: Pause
    duration_s: float | None = None
    on_progress: Callable[[int, int | None], None] = lambda _done, _total: None
    begun_ns: int = 0
    ended_ns: int = 0
    used_cpu_s: float = 0.0
    running: int = 0
    dropped: list[int] = field(default_factory=list)
    lags_ns: list[int] = field(default_factory=list)
    trials: list[list[Trial]] = field(default_factory=list)
    warm_ups: list[Trial] = field(default_factory=list)
    _over: list[_Over] = field(default_factory=list)
    _idle: dict[int, list[Line]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.trials = [[] for _ in self.contenders]

    @property
    def total(self) -> int:
        """How many requests are to be measured."""
        return self.load.requests * len(self.contenders)

    @property
    def elapsed_s(self) -> float:
        """How long the measuring took."""
        return max(0, self.ended_ns - self.begun_ns) / 1e9

    async def warm_up(self, times: int) -> Verdict | None:
        """Ask each contender so often, one after the other; the verdict that makes going on pointless, if any."""
        self.begun_ns = self.clock()
        for index in range(len(self.contenders)):
            for turn in range(times):
                if not self.spending.allows(0, lambda: 0):
                    return None
                number = -1 - turn * len(self.contenders) - index
                trial = self._trial(await self._ask(number, self.clock(), index))
                self.warm_ups.append(trial)
                self.spending.take(trial)
                if trial.verdict.code in HOPELESS:
                    return trial.verdict
        self.close()  # so that the first connections are measured too
        return None

    async def run(self) -> None:
        """Measure. Errors: as `wire.exchange`."""
        self.begun_ns, cpu_s = self.clock(), self.cpu_s()
        load = replace(self.load, requests=self.total)
        watching = asyncio.create_task(watch_lag(self.lags_ns, clock=self.clock, pause=self.pause))
        try:
            if load.rate_per_s is None:
                await ask_in_turn(load, self._measure, clock=self.clock, may_start=self._may_start)
            else:
                await ask_by_the_clock(
                    load,
                    load.rate_per_s,
                    self._measure,
                    clock=self.clock,
                    pause=self.pause,
                    may_start=self._may_start,
                    on_drop=self._drop,
                )
        finally:
            self.ended_ns, self.used_cpu_s = self.clock(), self.cpu_s() - cpu_s
            watching.cancel()

    def settle(self) -> int:
        """Take apart what is over; how many requests are still running."""
        over, self._over = self._over, []
        for one in over:
            trial = self._trial(one)
            self.trials[one.contender].append(trial)
            self.spending.take(trial)
        return self.running

    def _may_start(self) -> bool:
        if self.duration_s is not None and self.clock() - self.begun_ns >= self.duration_s * 1e9:
            return False
        return self.spending.allows(self.running + len(self._over), self.settle)

    def _drop(self, number: int) -> None:
        self.dropped.append(number)

    async def _measure(self, number: int, due_ns: int) -> None:
        self.running += 1
        try:
            self._over.append(await self._ask(number, due_ns, number % len(self.contenders)))
        finally:
            self.running -= 1
        self.on_progress(sum(map(len, self.trials)) + len(self._over), self.total)

    async def _ask(self, number: int, due_ns: int, index: int) -> _Over:
        contender = self.contenders[index]
        wish = replace(contender.wish, prompt=f"[{self.nonce} {number}] {contender.wish.prompt}")
        request = contender.protocol.encode(wish)
        if contender.protocol.converse is not None:
            from smartaipi_cli.probe.sockets import (
                converse,  # websockets takes as long to load as all the rest
            )

            dialogue = contender.protocol.converse(wish)
            return _Over(index, number, due_ns, await converse(contender.network, request, dialogue))
        idle = self._idle.setdefault(index, [])
        line = idle.pop() if idle else Line()
        try:
            capture = await captured(contender.network, request, line=line)
        except BaseException:
            line.close()  # interrupted inside an answer, it would be kept open and lost
            raise
        idle.append(line)
        return _Over(index, number, due_ns, capture)

    def _trial(self, over: _Over) -> Trial:
        contender = self.contenders[over.contender]
        recording = over.left
        if isinstance(recording, Capture):
            recording = recording.recording()
            contender.network.told(recording)
        return trial_of(
            over.number,
            gather(recording, contender.protocol, contender.wish.model),
            due_ns=over.due_ns,
            begun_ns=self.begun_ns,
            price=contender.price,
        )

    def close(self) -> None:
        """Close the connections that are kept."""
        for lines in self._idle.values():
            for line in lines:
                line.close()
        self._idle.clear()
