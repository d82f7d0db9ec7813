"""What Codex says over a WebSocket, and what it needs to hear.

*Source:* the frames of Codex 0.169.0, run against a gateway that logged them (November 2026): flat ones, the first
with `generate: false`, the next with only the new items and the id that the first was answered with, all of them with
`store: false`.
"""

import json
from collections.abc import Callable, Generator, Sequence
from typing import Final

from smartaipi_cli.gateways.answers import error_text, parse_json, scrub
from smartaipi_cli.probe.conformance.checks import (
    met,
    missing,
    shortened,
    spanned,
    unanswered,
)
from smartaipi_cli.probe.conformance.requirement import Asking, Check, Outcome, State, Talk
from smartaipi_cli.probe.dialogue import Dialogue, Hear, Say
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.protocols.protocol import Json, member, members, text
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.protocols.responses import body_of
from smartaipi_cli.probe.protocols.websocket import LAST, encode
from smartaipi_cli.probe.wish import Wish

UNKNOWN_ID: Final = "resp_of_another_connection"
PREWARM, TURN, UNKNOWN = 0, 1, 2
"""The positions of the frames that are said."""


def ask(wish: Wish) -> Asking:
    """Open a socket, and say all that is to be said over it."""
    yield Talk(PROTOCOLS["websocket"], encode(wish), converse(wish))


def converse(wish: Wish) -> Dialogue:
    """A prewarm, a turn that continues it, and one that continues what nobody knows."""
    body = body_of(wish)
    warmed = yield from _answer_to({**body, "input": [], "generate": False})
    yield from _answer_to({**body, "previous_response_id": warmed or UNKNOWN_ID})
    yield from _answer_to({**body, "previous_response_id": UNKNOWN_ID})


def is_opened(evidences: Sequence[Evidence]) -> Outcome:
    """The upgrade."""
    (evidence,) = evidences
    return unanswered(evidence) or met("101")


def falls_back(evidences: Sequence[Evidence]) -> Outcome:
    """The upgrade, or the one refusal after which Codex turns to HTTP at once."""
    (evidence,) = evidences
    status = evidence.recording.status
    if status in {101, 426}:
        return met(str(status))
    outcome = unanswered(evidence)
    if outcome and outcome.state is State.UNTRIED:
        return outcome
    return missing(f"{status or 'nothing'} where 101 or 426 belongs")


def heard(position: int, look: Callable[[Sequence[Json]], Outcome]) -> Check:
    """A check of what was answered to the frame at this position."""

    def check(evidences: Sequence[Evidence]) -> Outcome:
        (evidence,) = evidences
        events = answers_to(evidence, position)
        if not events:
            code = evidence.recording.close_code
            return missing(f"the socket was closed (code {code})" if code else "nothing was answered")
        return look(events)

    return check


def is_empty_response(events: Sequence[Json]) -> Outcome:
    """Completed at once, with an id and without output."""
    last = events[-1]
    if problem := _not_completed(last):
        return problem
    response = member(last, "response")
    if members(response, "output") or any("output_text" in text(event, "type") for event in events):
        return missing("an answer was generated, and billed, although `generate` is false")
    return (
        met(f"response.completed, id: {text(response, 'id')}") if text(response, "id") else missing("no id")
    )


def is_continued(events: Sequence[Json]) -> Outcome:
    """A whole response to a turn that told only what is new."""
    if problem := _not_completed(events[-1]):
        return problem
    kinds = [text(event, "type") for event in events]
    return met(spanned(kinds)) if "response.output_item.done" in kinds else missing("no finished item")


def is_not_found(events: Sequence[Json]) -> Outcome:
    """The error after which Codex connects anew and tells everything."""
    _, code = error_text(events[-1])
    told = f"{text(events[-1], 'type')}, code: {code or 'none'}"
    return met(told) if code == "previous_response_not_found" else missing(told)


def is_error_frame(events: Sequence[Json]) -> Outcome:
    """`type`, `status`, and the error with its words."""
    last = events[-1]
    error = member(last, "error")
    faults = {
        f"its type is `{text(last, 'type')}`": last.get("type") != "error",
        "no `status`": not isinstance(last.get("status"), int),
        "no `error.message`": not text(error, "message"),
    }
    fault = next((told for told, is_so in faults.items() if is_so), "")
    return missing(fault) if fault else met(f"type: error, status: {last['status']}")


def answers_to(evidence: Evidence, position: int) -> list[Json]:
    """The events that answer the frame at this position: the next frame is said after the last of them.

    They are told apart by what they are, not by when they came: clocks may be too coarse for that.
    """
    answers: list[list[Json]] = [[]]
    for arrival in evidence.recording.arrivals:
        event = parse_json(arrival.data)
        if isinstance(event, dict):
            answers[-1].append(event)
            if event.get("type") in LAST:
                answers.append([])
    return answers[position] if position < len(answers) else []


def _not_completed(last: Json) -> Outcome | None:
    if last.get("type") == "response.completed":
        return None
    message, code = error_text(member(last, "response") or last)
    return missing(shortened(f"{text(last, 'type')} {code} {scrub(message)}".strip()))


def _answer_to(body: dict[str, object]) -> Generator[Say | Hear, str | None, str]:
    yield Say(json.dumps({"type": "response.create", **body}))
    while (words := (yield Hear())) is not None:
        event = parse_json(words.encode())
        if isinstance(event, dict) and event.get("type") in LAST:
            return text(member(event, "response"), "id")
    return ""
