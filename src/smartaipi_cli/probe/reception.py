"""An answer over HTTP/1.1 while it comes in: its head is read at once, its body only followed to its end."""

import asyncio
import re
from collections.abc import Callable
from typing import Final

import h11

from smartaipi_cli.probe.capture import Capture, encoded
from smartaipi_cli.probe.framing import BodyEnd, body_end
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.recording import Arrival, Ending
from smartaipi_cli.probe.tap import Tap

MAXIMUM_HEAD_BYTES: Final = 256 * 1024
_HEAD_END: Final = re.compile(rb"\n\r?\n")
_ENDED: Final = frozenset({h11.DONE, h11.CLOSED, h11.MUST_CLOSE})

OnArrival = Callable[[Arrival], None]
"""Told of each piece of the body as it comes, for those who show it live; costs what the engine saves."""


class Reception:
    """An answer that is coming in."""

    def __init__(self, taken: Capture, network: Network, on_arrival: OnArrival | None) -> None:
        self._taken = taken
        self._network = network
        self._on_arrival = on_arrival
        self._head = b""
        self._end: BodyEnd | None = None
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last_ns = 0

    async def ask(self, tap: Tap, *, is_kept: bool) -> None:
        """Send the request; what comes is taken from then on."""
        taken = self._taken
        taken.wire = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAXIMUM_HEAD_BYTES)
        data = encoded(taken.wire, taken.request, taken.route, is_kept=is_kept)
        taken.request_bytes = len(data)
        tap.attach(self.read, self.lost)
        self._last_ns = self._network.clock()
        if drained := tap.write(data):
            # Some refuse a large body before they have read it, and some never read it.
            await asyncio.wait(
                {drained, self._over},
                timeout=self._network.limits.silence_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
        if drained is None or drained.done():
            taken.marks["sent"] = self._network.clock()

    def read(self, arrival: Arrival) -> None:
        """Take what the socket gave."""
        taken = self._taken
        taken.received_bytes += len(arrival.data)
        self._last_ns = arrival.at_ns
        if self._over.done():
            return
        body = arrival if self._end else self._read_head(arrival)
        if body is None or self._end is None:
            return
        if body.data:
            taken.reads.append(body)
        is_over = self._end.is_reached_by(body.data)
        if self._on_arrival:
            for piece in taken.unwrap():
                self._on_arrival(piece)
        if is_over:
            self._finish(Ending.COMPLETE, "")

    def lost(self, problem: Exception | None) -> None:
        """Take the end of the connection: for some answers that is how they end."""
        taken = self._taken
        if problem is not None:
            self._finish(Ending.RESET, str(problem) or type(problem).__name__)
        elif taken.head is None:
            self._finish(Ending.CUT, "the connection was closed without an answer")
        elif not self._over.done():
            self._finish(Ending.CUT, "the connection was closed before the end of the body")
            taken.reads.append(Arrival(self._last_ns, b""))
            taken.unwrap()  # the library says whether this was an end
            if taken.wire is not None and taken.wire.their_state in _ENDED:
                taken.ending, taken.reason = Ending.COMPLETE, ""

    async def finished(self) -> None:
        """Wait for the end, or until patience is over."""
        limits, begun = self._network.limits, self._taken.marks["started"]
        while not self._over.done():
            now = self._network.clock()
            silent_s = limits.silence_s - (now - self._last_ns) / 1e9
            left_s = limits.total_s - (now - begun) / 1e9
            if min(silent_s, left_s) <= 0:
                limit_s = limits.silence_s if silent_s <= left_s else limits.total_s
                word = "nothing came for" if silent_s <= left_s else "it was not over after"
                return self._finish(Ending.TIMED_OUT, f"{word} {limit_s:g} s")
            await asyncio.wait({self._over}, timeout=min(silent_s, left_s))
        return None

    def _read_head(self, arrival: Arrival) -> Arrival | None:
        """Read the head, and those of informational answers before it; what of the body came with it."""
        taken = self._taken
        self._head += arrival.data
        while end := _HEAD_END.search(self._head):
            head, self._head = self._head[: end.end()], self._head[end.end() :]
            answer = self._parsed(head)
            if isinstance(answer, h11.Response):
                taken.head = answer
                taken.marks["first_byte"] = taken.marks.get("first_byte", arrival.at_ns)
                self._end = body_end(taken.request.method, answer.status_code, answer.headers)
                return Arrival(arrival.at_ns, self._head)
            if answer is None:
                return None
            taken.marks.pop("first_byte", None)
        if self._head:
            taken.marks.setdefault("first_byte", arrival.at_ns)
        if len(self._head) > MAXIMUM_HEAD_BYTES or not b"HTTP/".startswith(self._head[:5]):
            self._parsed(self._head + b"\r\n\r\n")
        return None

    def _parsed(self, head: bytes) -> object:
        wire = self._taken.wire
        assert wire is not None  # noqa: S101 - made before the request was sent
        try:
            wire.receive_data(head)
            event = wire.next_event()
        except h11.RemoteProtocolError as problem:
            event = None
            self._finish(Ending.NOT_HTTP, f"{problem}")
        if event is not None and not isinstance(event, h11.Response | h11.InformationalResponse):
            self._finish(Ending.NOT_HTTP, "the answer has no status line")
            return None
        return event

    def _finish(self, ending: Ending, reason: str) -> None:
        if not self._over.done():
            self._taken.ending, self._taken.reason = ending, reason
            self._taken.marks["end"] = self._network.clock()
            self._over.set_result(None)
