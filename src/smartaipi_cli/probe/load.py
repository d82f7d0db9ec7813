"""Many requests beside each other, for a benchmark: a closed loop of so many at a time, or an open one by the clock.

A closed loop (as of hey or oha) starts a request when another one is over, so a gateway that stalls is asked less. An
open loop (as of wrk2 or k6) starts them at their own times, and what came late counts from the time it was due.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from smartaipi_cli.probe.capture import Capture
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.timing import percentile
from smartaipi_cli.probe.wire import Line, captured

LAG_SAMPLE_S: Final = 0.020
LONGEST_LAG_NS: Final = 5_000_000
BUSIEST_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is asked: at most `concurrency` at a time, `rate_per_s` None for a closed loop.

    `is_kept` says whether connections are used again.
    """

    requests: int
    concurrency: int = 1
    rate_per_s: float | None = None
    is_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One request: its number from 0, when it was due (monotonic, in ns), and what it left behind."""

    number: int
    due_ns: int
    capture: Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRun:
    """What a load came to: samples in the order of their ends, the numbers that were dropped, our own lags."""

    samples: tuple[Sample, ...]
    dropped: tuple[int, ...]
    lags_ns: tuple[int, ...]


async def run_load(
    network: Network,
    load: Load,
    request_of: Callable[[int], OutgoingRequest],
    *,
    pause: Callable[[float], Awaitable[object]],
    may_start: Callable[[], bool] = lambda: True,
) -> LoadRun:
    """Make the requests until all were made or `may_start` forbids the next; captures are not taken apart yet.

    Errors: as `wire.exchange`.
    """
    running = _Running(network, load, request_of)
    lags: list[int] = []
    watching = asyncio.create_task(_watch(network, pause, lags))
    try:
        if load.rate_per_s is None:
            await asyncio.gather(*(running.work(may_start) for _ in range(load.concurrency)))
        else:
            await running.start_by_the_clock(load.rate_per_s, pause, may_start)
    finally:
        watching.cancel()
        for line in running.idle:
            line.close()
    return LoadRun(samples=tuple(running.samples), dropped=tuple(running.dropped), lags_ns=tuple(lags))


def is_client_limited(lags_ns: Sequence[int], token_gap_ns: float, cpu_share: float) -> bool:
    """Whether it was us who were too slow, so that the result says little about the gateway."""
    lag_ns = percentile(lags_ns, 0.99) if lags_ns else 0.0
    return cpu_share > BUSIEST_SHARE or lag_ns > min(LONGEST_LAG_NS, token_gap_ns / 10)


class _Running:
    def __init__(self, network: Network, load: Load, request_of: Callable[[int], OutgoingRequest]) -> None:
        self.samples: list[Sample] = []
        self.dropped: list[int] = []
        self.idle: list[Line] = []
        self._network = network
        self._load = load
        self._request_of = request_of
        self._numbers = iter(range(load.requests))

    async def work(self, may_start: Callable[[], bool]) -> None:
        """One of the workers of a closed loop."""
        while may_start() and (number := next(self._numbers, None)) is not None:
            await self._one(number, self._network.clock())

    async def start_by_the_clock(
        self,
        rate_per_s: float,
        pause: Callable[[float], Awaitable[object]],
        may_start: Callable[[], bool],
    ) -> None:
        """Start each request at its own time; one for which there is no place then is dropped."""
        begun, tasks, open_now = self._network.clock(), list[asyncio.Task[None]](), set[asyncio.Task[None]]()
        for number in self._numbers:
            due_ns = begun + round(number * 1e9 / rate_per_s)
            await pause(max(0.0, (due_ns - self._network.clock()) / 1e9))
            if not may_start():
                break
            if len(open_now) >= self._load.concurrency:
                self.dropped.append(number)
                continue
            task = asyncio.create_task(self._one(number, due_ns))
            task.add_done_callback(open_now.discard)
            open_now.add(task)
            tasks.append(task)
        await asyncio.gather(*tasks)

    async def _one(self, number: int, due_ns: int) -> None:
        line = (self.idle.pop() if self.idle else Line()) if self._load.is_kept else None
        capture = await captured(self._network, self._request_of(number), line=line)
        if line is not None:
            self.idle.append(line)
        self.samples.append(Sample(number=number, due_ns=due_ns, capture=capture))


async def _watch(network: Network, pause: Callable[[float], Awaitable[object]], lags: list[int]) -> None:
    while True:
        before = network.clock()
        await pause(LAG_SAMPLE_S)
        lags.append(max(0, network.clock() - before - round(LAG_SAMPLE_S * 1e9)))
