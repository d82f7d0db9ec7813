"""A few threads in which actions run: they wait for networks and disks, and must not keep the process alive."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Final, Generic, TypeVar

AT_ONCE: Final = 4

T = TypeVar("T")


class Workers(Generic[T]):
    """Runs work in at most `AT_ONCE` threads, in the order in which it came."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[Callable[[], T], asyncio.Future[T]]] = SimpleQueue()
        self._count = 0

    async def run(self, work: Callable[[], T]) -> T:
        """What the work gives; it goes on when nobody waits for it any more. Errors: those of the work."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put((work, future))
        if self._count < AT_ONCE:
            self._count += 1
            Thread(target=self._serve, args=(loop,), daemon=True).start()
        return await future

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            work, future = self._waiting.get()
            if future.cancelled():
                continue
            settle: Callable[[], None]
            try:
                settle = partial(future.set_result, work())
            except BaseException as problem:  # noqa: BLE001 - raised where the work is waited for
                settle = partial(future.set_exception, problem)
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(when_open, future, settle)


def when_open(future: asyncio.Future[T], settle: Callable[[], None]) -> None:
    """Hand the outcome over, when somebody still waits for it."""
    if not future.done():
        settle()
