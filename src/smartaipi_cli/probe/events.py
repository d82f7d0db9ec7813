"""Server-sent events out of a stream of bytes, each with the moment when its end arrived.

*Source:* the HTML standard, section 9.2, on event streams: lines may end in CR, LF or both, lines that begin with a
colon are comments, and an event counts only once the empty line behind it is there.
"""

import json
from dataclasses import dataclass

MAXIMUM_LINE = 4 * 1024 * 1024

END = "[DONE]"
"""How streams of chat completions end; the name of the event that stands for it."""

_END_DATA = END.encode()
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event: its name (the `event:` line, else the data's `type`) and its JSON object.

    `is_named` says whether there was an `event:` line.
    """

    name: str
    data: dict[str, object]
    at_ns: int = 0
    is_named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenEvent:
    """An event whose data is no JSON object."""

    text: str
    at_ns: int = 0


class EventReader:
    """Reads events from pieces that may be cut anywhere."""

    def __init__(self) -> None:
        self._buffer = b""
        self._name = ""
        self._data: list[bytes] = []
        self._is_after_return = False
        self._is_begun = False

    @property
    def rest(self) -> bytes:
        """What stands after the last whole event: not empty when the stream ended inside one."""
        return b"\n".join([*self._data, self._buffer]).strip()

    def feed(self, data: bytes, at_ns: int = 0) -> list[Event | BrokenEvent]:
        """The events that these bytes complete."""
        events: list[Event | BrokenEvent] = []
        if len(self._buffer) > MAXIMUM_LINE:
            return events
        for line in self._lines(data):
            if not line:
                if self._data and (event := self._event(at_ns)):
                    events.append(event)
                self._name, self._data = "", []
                continue
            field, _, value = line.partition(b":")
            if field == b"data":
                self._data.append(value.removeprefix(b" "))
            elif field == b"event":
                self._name = value.removeprefix(b" ").decode(errors="replace")
        return events

    def _lines(self, data: bytes) -> list[bytes]:
        if self._is_after_return and data:
            data = data.removeprefix(b"\n")  # the other half of a CRLF that was cut in two
            self._is_after_return = False
        if b"\r" in data:
            self._is_after_return = data.endswith(b"\r")
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        if lines and not self._is_begun:
            self._is_begun = True
            lines[0] = lines[0].removeprefix(_BYTE_ORDER_MARK)
        return lines

    def _event(self, at_ns: int) -> Event | BrokenEvent | None:
        text = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
        if text.strip() == _END_DATA:
            return Event(name=END, data={}, at_ns=at_ns)
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            parsed = None
        if not isinstance(parsed, dict):
            return BrokenEvent(text=text.decode(errors="replace"), at_ns=at_ns) if text.strip() else None
        name = self._name or str(parsed.get("type", ""))
        return Event(name=name, data=parsed, at_ns=at_ns, is_named=bool(self._name))
