"""Server-sent events out of a stream of bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from smartaipi_cli.gateways.answers import parse_json

MAXIMUM_LINE = 4 * 1024 * 1024


END = "[DONE]"
"""How streams of chat completions end; the name of the event that stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event: its name (the `event:` line, else the data's `type`) and its JSON object."""

    name: str
    data: dict[str, object]


def read_events(chunks: Iterable[bytes]) -> Iterator[Event]:
    """The events in the order of arrival; comments and whatever is no JSON object are passed over."""
    name, data = "", []
    for line in read_lines(chunks):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            name = value.decode(errors="replace")
        elif field == b"data":
            data.append(value)
        elif not line and data:
            text = b"\n".join(data)
            if text.strip() == END.encode():
                yield Event(name=END, data={})
            parsed = parse_json(text)
            if isinstance(parsed, dict):
                yield Event(name=name or str(parsed.get("type", "")), data=parsed)
            name, data = "", []


def read_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines without their ends; a rest without one is no line, so a cut event is none."""
    buffer = b""
    for chunk in chunks:
        buffer += chunk
        if len(buffer) > MAXIMUM_LINE:
            return
        *lines, buffer = buffer.split(b"\n")
        for line in lines:
            yield line.removesuffix(b"\r")
