"""A WebSocket while it lasts: frames are stamped when their bytes are read, a dialogue says what is sent."""

import asyncio
from typing import Final

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.uri import parse_uri

from smartaipi_cli._version import __version__
from smartaipi_cli.probe.connecting import Marks
from smartaipi_cli.probe.dialogue import Dialogue, Hear, Say
from smartaipi_cli.probe.network import Network
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.reception import OnArrival
from smartaipi_cli.probe.recording import Arrival, Ending, Headers, Recording, Stages, starred
from smartaipi_cli.probe.routes import Route
from smartaipi_cli.probe.tap import Tap

MAXIMUM_FRAME_BYTES: Final = 16 * 1024 * 1024
NORMAL_CLOSURE: Final = 1000


class Conversation:
    """A WebSocket from its upgrade to its end."""

    def __init__(
        self, network: Network, request: OutgoingRequest, route: Route, on_arrival: OnArrival | None
    ) -> None:
        self.marks: Marks = {"started": network.clock()}
        self._network = network
        self._request = request
        self._route = route
        self._on_arrival = on_arrival
        self._protocol = ClientProtocol(parse_uri(request.url), max_size=MAXIMUM_FRAME_BYTES)
        self._tap: Tap | None = None
        self._news: asyncio.Queue[str | None] = asyncio.Queue()
        self._upgraded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._fragments: list[bytes] = []
        self._arrivals: list[Arrival] = []
        self._sent: list[Arrival] = []
        self._answer: Response | None = None
        self._ending: Ending | None = None
        self._reason = ""
        self._request_bytes = self._received_bytes = 0

    async def upgrade(self, tap: Tap) -> None:
        """Ask for the upgrade and wait for the answer."""
        self._tap = tap
        asked = self._protocol.connect()
        asked.headers["User-Agent"] = f"smartaipi/{__version__}"
        for name, value in self._request.revealed_headers():
            asked.headers[name] = value
        self._protocol.send_request(asked)
        tap.attach(self.read, self.lost)
        self._flush()
        try:
            async with asyncio.timeout(self._network.limits.connect_s):
                await self._upgraded
        except TimeoutError:
            limit_s = self._network.limits.connect_s
            self.end(Ending.TIMED_OUT, f"the upgrade took longer than {limit_s:g} s")

    async def follow(self, dialogue: Dialogue) -> None:
        """Say and hear until the dialogue or the socket is over."""
        if self._ending:
            return
        heard, step = None, advanced(dialogue, None)
        while step is not None:
            heard = None
            if isinstance(step, Hear):
                heard = await self._heard(step.within_s)
            else:
                self._say(step)
            step = advanced(dialogue, heard)
        if not self._ending:
            self._protocol.send_close(NORMAL_CLOSURE)
            self._flush()
            self.end(Ending.COMPLETE, "")
        elif heard is not None:
            # The dialogue heard its last word, so whatever came behind it cut nothing off.
            self._ending, self._reason = Ending.COMPLETE, ""

    def _say(self, step: Say) -> None:
        if self._ending:
            return
        content = step.text.encode()
        self._sent.append(Arrival(self._network.clock(), content))
        self._protocol.send_text(content)
        self._flush()
        self.marks.setdefault("sent", self._network.clock())

    async def _heard(self, within_s: float | None) -> str | None:
        limits, now = self._network.limits, self._network.clock()
        left_s = limits.total_s - (now - self.marks["started"]) / 1e9
        patience_s = min(limits.silence_s, left_s) if within_s is None else within_s
        try:
            async with asyncio.timeout(max(0.0, patience_s)):
                heard = await self._news.get()
        except TimeoutError:
            if within_s is None:
                self.end(Ending.TIMED_OUT, f"nothing came for {patience_s:g} s")
            return None
        if heard is None:
            self._news.put_nowait(None)  # the end stays the end, however often it is asked for
        return heard

    def read(self, arrival: Arrival) -> None:
        """Take what the socket gave."""
        self._received_bytes += len(arrival.data)
        self._protocol.receive_data(arrival.data)
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._take_answer(event, arrival.at_ns)
            elif isinstance(event, Frame):
                self._take_frame(event, arrival.at_ns)
        if self._protocol.parser_exc and not self._ending:
            self._close(Ending.NOT_HTTP, str(self._protocol.parser_exc))
        elif self._answer is None and self._protocol.handshake_exc:
            self._close(Ending.NOT_HTTP, str(self._protocol.handshake_exc.__cause__ or "no HTTP"))
        self._flush()

    def lost(self, problem: Exception | None) -> None:
        """Take the end of the connection."""
        if self._answer is None:
            self._protocol.receive_eof()
            for event in self._protocol.events_received():
                if isinstance(event, Response):
                    self._take_answer(event, self._network.clock())
        word = "without an answer" if self._answer is None else "without a closing frame"
        ending = Ending.CUT if problem is None else Ending.RESET
        self._close(ending, f"the connection ended {word}")

    def _take_answer(self, answer: Response, at_ns: int) -> None:
        self._answer = answer
        if answer.status_code == 101:
            self.marks["upgraded"] = at_ns
        elif answer.body:
            self._arrivals.append(Arrival(at_ns, bytes(answer.body)))
        if self._protocol.handshake_exc:
            refused = answer.status_code != 101
            word = "" if refused else f"the upgrade is not valid: {self._protocol.handshake_exc}"
            self._close(Ending.COMPLETE if refused else Ending.NOT_HTTP, word)
        if not self._upgraded.done():
            self._upgraded.set_result(None)

    def _take_frame(self, frame: Frame, at_ns: int) -> None:
        if frame.opcode is Opcode.CLOSE:
            self._close(Ending.CUT, "")
        elif frame.opcode in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
            self._fragments.append(bytes(frame.data))
            if frame.fin:
                content, self._fragments = b"".join(self._fragments), []
                arrival = Arrival(at_ns, content)
                self._arrivals.append(arrival)
                if self._on_arrival:
                    self._on_arrival(arrival)
                self._news.put_nowait(content.decode(errors="replace"))

    def _close(self, ending: Ending, reason: str) -> None:
        self.end(ending, reason)
        self._news.put_nowait(None)
        if not self._upgraded.done():
            self._upgraded.set_result(None)

    def end(self, ending: Ending, reason: str) -> None:
        """Keep how it ended; the first word counts."""
        if self._ending is None:
            self._ending, self._reason = ending, reason
            self.marks["end"] = self._network.clock()

    def _flush(self) -> None:
        data = b"".join(self._protocol.data_to_send())  # among it answers to pings, and to a closing
        if data and self._tap:
            self._request_bytes += len(data)
            self._tap.write(data)

    def recording(self) -> Recording:
        """The recording, without a credential in it. Its first byte is that of the first frame."""
        sent_ns = self._sent[0].at_ns if self._sent else self.marks["started"]
        answers = [arrival.at_ns for arrival in self._arrivals if arrival.at_ns >= sent_ns]
        if answers:
            self.marks |= {"first_byte": answers[0], "last_byte": answers[-1]}
        plain = Recording(
            method=self._request.method,
            url=self._request.url,
            stages=Stages(is_reused=False, **self.marks),
            ending=self._ending or Ending.CUT,
            reason=self._reason,
            request_headers=self._request.masked_headers(),
            request_bytes=self._request_bytes,
            proxy=self._route.proxy.name if self._route.proxy else "",
            status=self._answer.status_code if self._answer else None,
            headers=_headers(self._answer) if self._answer else (),
            arrivals=tuple(self._arrivals),
            received_bytes=self._received_bytes,
            sent_frames=tuple(self._sent),
            close_code=self._protocol.close_rcvd.code if self._protocol.close_rcvd else None,
            close_reason=self._protocol.close_rcvd.reason if self._protocol.close_rcvd else "",
        )
        return starred(plain, self._request.secrets())


def _headers(answer: Response) -> Headers:
    return tuple((name.lower(), value) for name, value in answer.headers.raw_items())


def advanced(dialogue: Dialogue, heard: str | None) -> Say | Hear | None:
    """What the dialogue wants next; None when it is over."""
    try:
        return dialogue.send(heard)
    except StopIteration:
        return None
