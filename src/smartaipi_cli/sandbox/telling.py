"""The telling of an answer, event by event, until its end, its fault, or the leaving of the one who listens."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from smartaipi_cli.sandbox.encoders.framing import Encoder
from smartaipi_cli.sandbox.events import Finish
from smartaipi_cli.sandbox.faults import Break
from smartaipi_cli.sandbox.problems import Json
from smartaipi_cli.sandbox.run import Run


class Ending(Enum):
    """How a telling ended."""

    WHOLE = "whole"
    BROKEN = "broken"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Frames that belong together; a spoiled piece is to arrive as broken JSON."""

    frames: list[Json]
    is_spoiled: bool = False
    is_last: bool = False


class Telling:
    """Iterates over the pieces of an answer; `ending` says how it went, once the iteration is over.

    The bill is settled before the last piece comes out. A piece counts as delivered when the next one is asked for.
    """

    def __init__(self, run: Run, encoder: Encoder, gone: asyncio.Future[None]) -> None:
        self.ending = Ending.GONE
        self._run = run
        self._encoder = encoder
        self._gone = gone

    async def pieces(self) -> AsyncGenerator[Piece, None]:
        """The opening, then one piece for each event."""
        run, fault = self._run, self._run.fault
        spoiled_at = min(1, len(run.prepared.events) - 1) if fault.is_malformed else None
        yield Piece(frames=self._encoder.opening())
        for position, event in enumerate(run.prepared.events):
            if await is_gone_after(run.wait_before(position), self._gone):
                return
            if position == run.break_at:
                await run.break_off()
                self.ending = Ending.BROKEN
                if fault.break_by is Break.ERROR:
                    yield Piece(frames=self._encoder.failure(fault.problem()), is_last=True)
                return
            is_last = isinstance(event, Finish)
            if is_last:
                await run.finish()
                self.ending = Ending.WHOLE
            frames = self._encoder.frames(event)
            yield Piece(frames=frames, is_spoiled=position == spoiled_at, is_last=is_last)
            run.deliver()


async def is_gone_after(seconds: float, gone: asyncio.Future[None]) -> bool:
    """Waits, if only for a turn of the loop so that others go on, and tells whether the client has left."""
    if seconds > _WORTH_BREAKING_OFF_S:
        await asyncio.wait({gone}, timeout=seconds)
    else:  # a plain sleep costs a third, and streams sleep before each of their events
        await asyncio.sleep(seconds)
    return gone.done()


_WORTH_BREAKING_OFF_S: Final = 0.25
