"""When the requests of a benchmark start: as earlier ones end, or by the clock; and how late our own loop runs.

What a request is, and what is kept of it, is the caller's affair, so that sockets can be measured too, and that what
is over is known while the rest still runs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

from smartaipi_cli.probe.load import LAG_SAMPLE_S, Load

Clock = Callable[[], int]
"""Monotonic nanoseconds."""

Pause = Callable[[float], Awaitable[object]]
Ask = Callable[[int, int], Coroutine[object, object, None]]
"""Makes the request of a number that was due at a moment of the clock."""


async def ask_in_turn(load: Load, ask: Ask, *, clock: Clock, may_start: Callable[[], bool]) -> None:
    """A closed loop: `concurrency` workers, each of which asks again when it was answered."""
    numbers = iter(range(load.requests))

    async def work() -> None:
        while may_start() and (number := next(numbers, None)) is not None:
            await ask(number, clock())

    await finish_together([asyncio.create_task(work()) for _ in range(min(load.concurrency, load.requests))])


async def ask_by_the_clock(  # noqa: PLR0913 - the ports of a loop
    load: Load,
    rate_per_s: float,
    ask: Ask,
    *,
    clock: Clock,
    pause: Pause,
    may_start: Callable[[], bool],
    on_drop: Callable[[int], None],
) -> None:
    """An open loop: each request at its own time; one for which there is no place then is dropped."""
    begun, tasks = clock(), list[asyncio.Task[None]]()
    try:
        for number in range(load.requests):
            due_ns = begun + round(number * 1e9 / rate_per_s)
            await pause(max(0.0, (due_ns - clock()) / 1e9))
            if not may_start():
                break
            if sum(not task.done() for task in tasks) >= load.concurrency:
                on_drop(number)
            else:
                tasks.append(asyncio.create_task(ask(number, due_ns)))
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        raise
    await finish_together(tasks)


async def finish_together(tasks: list[asyncio.Task[None]]) -> None:
    """Wait for all; when one fails, end the others and fail as it did."""
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def watch_lag(lags_ns: list[int], *, clock: Clock, pause: Pause) -> None:
    """Note every 20 ms by how much our own loop is late, until cancelled."""
    while True:
        before = clock()
        await pause(LAG_SAMPLE_S)
        lags_ns.append(max(0, clock() - before - round(LAG_SAMPLE_S * 1e9)))
