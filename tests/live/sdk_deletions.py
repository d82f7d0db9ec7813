"""What the official Python SDKs need of a sandbox's answers: each field and each event is deleted once.

Runs as `sdk_calls.py` does. Prints a line of JSON for each call: what it cannot be made without (`throws`), and
what changes its value (`differs`). A field of a stream is named by its event: `response.completed/response/id`.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
from sdk_calls import HTTP_CALLS, Call, new_clients, say

Events = list[tuple[str, Any]]
"""The events of a stream: the line that names each, or nothing, and its data."""

MOST_REQUESTS = 4
"""One call makes fewer; one that pages for ever is stopped here."""


class Recorder(httpx2.BaseTransport):
    """Passes requests on and keeps the answers."""

    def __init__(self) -> None:
        self.answers: list[httpx2.Response] = []
        self._inner = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._inner.handle_request(request)
        answer.read()
        self.answers.append(answer)
        return again(answer, answer.content)


class Player(httpx2.BaseTransport):
    """Gives recorded answers again, the first of them changed; where they end, the last one comes for ever."""

    def __init__(self, answers: list[httpx2.Response], body: bytes) -> None:
        self._answers = answers
        self._body = body
        self._count = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        del request
        position, self._count = self._count, self._count + 1
        if self._count > MOST_REQUESTS:
            raise RecursionError("it asks for ever")
        if position == 0 or len(self._answers) == 1:
            return again(self._answers[0], self._body)
        return again(self._answers[position], self._answers[position].content)


def again(answer: httpx2.Response, body: bytes) -> httpx2.Response:
    """An answer with another body."""
    kept = {name: answer.headers[name] for name in ("content-type", "x-request-id") if name in answer.headers}
    return httpx2.Response(answer.status_code, headers=kept, content=body)


def main() -> None:
    """Makes every call, then makes it again with each part of its answer deleted."""
    base_url, key = sys.argv[1], os.environ["SANDBOX_KEY"]
    for name, call in HTTP_CALLS.items():
        recorder = Recorder()
        value = call(new_clients(base_url, key, transport=recorder))
        judged: dict[str, set[str]] = {"throws": set(), "differs": set()}
        for what, body in deletions(recorder.answers[0]):
            verdict = judge(call, Player(recorder.answers, body), value)
            if verdict:
                judged[verdict].add(what)
        say(json.dumps({"call": name} | {verdict: sorted(found) for verdict, found in judged.items()}))


def judge(call: Call, player: Player, value: Any) -> str | None:
    """What a changed answer makes of a call."""
    try:
        changed = call(new_clients("http://127.0.0.1:9", "sk-test-replayed", transport=player))
    except Exception:  # noqa: BLE001  # whatever an SDK raises is the finding
        return "throws"
    return None if changed == value else "differs"


def deletions(answer: httpx2.Response) -> Iterator[tuple[str, bytes]]:
    """Every part of an answer by its name, with the body that lacks it."""
    if not answer.headers["content-type"].startswith("text/event-stream"):
        for path in paths(answer.json()):
            whole = answer.json()
            remove(whole, path)
            yield "/".join(path_names(path)), json.dumps(whole).encode()
        return
    text = answer.text
    for position, (name, data) in enumerate(parse(text)):
        kind = data.get("type", "chunk") if isinstance(data, dict) else data
        yield kind, without(text, lambda events, position=position: events.pop(position))
        for path in paths(data) if isinstance(data, dict) else ():
            yield (
                f"{kind}/{'/'.join(path_names(path))}",
                without(text, lambda events, position=position, path=path: remove(events[position][1], path)),
            )
        if name:
            yield (
                f"{kind} event line",
                without(
                    text,
                    lambda events, position=position, data=data: events.__setitem__(position, ("", data)),
                ),
            )


def without(text: str, change: Callable[[Events], Any]) -> bytes:
    """A stream after a change."""
    events = parse(text)
    change(events)
    return b"".join(
        f"{name}data: {json.dumps(data) if isinstance(data, dict) else data}\n\n".encode()
        for name, data in events
    )


def parse(text: str) -> Events:
    """The events of a stream."""
    events: Events = []
    for block in text.split("\n\n")[:-1]:
        *names, line = block.split("\n")
        data = line.removeprefix("data: ")
        events.append(
            ("".join(f"{name}\n" for name in names), data if data == "[DONE]" else json.loads(data))
        )
    return events


def paths(value: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every member of an object and to every item of a list, numbers excepted."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield (*before, name)
            yield from paths(member, (*before, name))
    if isinstance(value, list):
        for index, item in enumerate(value):
            if not isinstance(item, float):
                yield (*before, index)
                yield from paths(item, (*before, index))


def path_names(path: tuple[str | int, ...]) -> list[str]:
    """A way as words."""
    return [str(part) for part in path]


def remove(value: Any, path: tuple[str | int, ...]) -> None:
    """Takes away what stands at the end of a way."""
    *way, last = path
    for part in way:
        value = value[part]
    del value[last]


if __name__ == "__main__":
    main()
