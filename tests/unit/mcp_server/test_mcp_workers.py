"""A few calls at once, none lost, none that hangs the next."""

import asyncio
from threading import Barrier, BrokenBarrierError, Event, current_thread

import pytest

from smartaipi_cli.mcp_server.workers import AT_ONCE, Workers

PATIENCE_S = 10


def test_every_piece_of_work_gives_its_own_outcome():
    async def main() -> list[int]:
        workers: Workers[int] = Workers()
        return await asyncio.gather(*(workers.run(lambda number=number: number * 2) for number in range(50)))

    assert asyncio.run(main()) == [number * 2 for number in range(50)]


def test_no_more_than_a_few_run_at_once():
    """As many meet at a barrier; with one more nobody would wait there for ever."""
    together, one_more = Barrier(AT_ONCE), Barrier(AT_ONCE + 1)

    def meet(barrier: Barrier, timeout: float) -> bool:
        try:
            barrier.wait(timeout)
        except BrokenBarrierError:
            return False
        return True

    async def main(barrier: Barrier, count: int, patience_s: float) -> list[bool]:
        workers: Workers[bool] = Workers()
        return await asyncio.gather(*(workers.run(lambda: meet(barrier, patience_s)) for _ in range(count)))

    assert asyncio.run(main(together, AT_ONCE, PATIENCE_S)) == [True] * AT_ONCE
    assert not any(asyncio.run(main(one_more, AT_ONCE + 1, 0.05)))


def test_a_failure_comes_to_whoever_waits_and_the_thread_goes_on():
    def fail() -> str:
        raise LookupError("it failed")

    async def main() -> str:
        workers: Workers[str] = Workers()
        for _ in range(AT_ONCE + 1):
            with pytest.raises(LookupError, match="it failed"):
                await workers.run(fail)
        return await workers.run(lambda: "served")

    assert asyncio.run(main()) == "served"


def test_work_that_hangs_keeps_no_process_alive():
    async def main() -> bool:
        workers: Workers[bool] = Workers()
        return await workers.run(lambda: current_thread().daemon)

    assert asyncio.run(main())


def test_who_waits_no_more_disturbs_nobody():
    released = Event()

    async def main() -> bool:
        workers: Workers[bool] = Workers()
        given_up = asyncio.ensure_future(workers.run(lambda: released.wait(PATIENCE_S)))
        await asyncio.sleep(0)
        given_up.cancel()
        released.set()
        return await workers.run(lambda: True)

    assert asyncio.run(main())
