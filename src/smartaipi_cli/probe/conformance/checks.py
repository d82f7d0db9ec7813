"""What checks of all protocols share: the events of an answer, and why there is none."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from smartaipi_cli.gateways.answers import error_text, parse_json, scrub, shown_body
from smartaipi_cli.probe.broken_answers import failure_inside, no_stream
from smartaipi_cli.probe.conformance.requirement import Check, Outcome, State
from smartaipi_cli.probe.events import BrokenEvent, Event, EventReader
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.judgement import not_answered, not_connected
from smartaipi_cli.probe.protocols.protocol import Form
from smartaipi_cli.probe.reading import whole
from smartaipi_cli.probe.recording import Ending
from smartaipi_cli.probe.refused_answers import refusal
from smartaipi_cli.probe.verdict import Verdict

PASSING: Final = frozenset(
    {
        "name-unresolved",
        "gateway-unreachable",
        "proxy-refused",
        "gateway-tls",
        "balance-exhausted",
        "budget-exceeded",
        "rate-limited",
    }
)
"""Verdicts on the network, the money and the rate: they say nothing about what the gateway understands."""

HINDRANCES: Final = PASSING | {
    "gateway-redirected",
    "wrong-credential",
    "credential-refused",
    "permission-denied",
    "group-mismatch",
    "model-unknown",
}
"""The same for a first request, which may also have the wrong key or model. Later ones had a good one before them."""

OVERLOADED: Final = frozenset({502, 503, 504, 529})
"""Statuses of a gateway, or of something before it, that has no time just now."""

LONGEST_EVIDENCE: Final = 160


def met(evidence: str) -> Outcome:
    """It is met, as this shows."""
    return Outcome(State.MET, evidence)


def missing(evidence: str) -> Outcome:
    """It is not met, as this shows."""
    return Outcome(State.MISSING, evidence)


def came_to_nothing(verdict: Verdict, hindrances: frozenset[str] = PASSING) -> Outcome:
    """The request itself failed: where one of the hindrances is to blame, nothing was tried."""
    state = State.UNTRIED if verdict.code in hindrances else State.MISSING
    return Outcome(state, shortened(verdict.reason or verdict.sentence), verdict)


def unanswered(evidence: Evidence, hindrances: frozenset[str] = PASSING) -> Outcome | None:
    """Why there is no success; None when there is."""
    for case in (not_connected, not_answered):
        if verdict := case(evidence):
            return came_to_nothing(verdict, hindrances)
    if verdict := refusal(evidence):
        said = refused_with(evidence)
        if evidence.recording.status in OVERLOADED:
            return Outcome(State.UNTRIED, said, verdict)
        return came_to_nothing(verdict, hindrances)._replace(evidence=said)
    return None


def trouble(evidence: Evidence, hindrances: frozenset[str] = PASSING) -> Outcome | None:
    """Why an answer cannot be looked into; None when it can."""
    if outcome := unanswered(evidence, hindrances):
        return outcome
    for case in (no_stream, failure_inside):
        if verdict := case(evidence):
            return came_to_nothing(verdict, hindrances)
    broken = next((event for event in events_of(evidence) if isinstance(event, BrokenEvent)), None)
    return missing(f"no JSON: {shown_body(broken.text.encode())}") if broken else None


def refused_with(evidence: Evidence) -> str:
    """The status and words of a refusal."""
    message, _ = error_text(parse_json(evidence.recording.body))
    words = scrub(message) or f"the body was {shown_body(evidence.recording.body)}"
    return shortened(f"{evidence.recording.status}: {words}")


def shortened(text: str) -> str:
    """So much of a text that a table can bear it."""
    return text if len(text) <= LONGEST_EVIDENCE else f"{text[: LONGEST_EVIDENCE - 1]}…"


def events_of(evidence: Evidence) -> tuple[Event | BrokenEvent, ...]:
    """The events of an answer as they came, in whichever form."""
    arrivals = evidence.recording.arrivals
    match evidence.protocol.form:
        case Form.EVENTS:
            reader = EventReader()
            return tuple(event for at_ns, data in arrivals for event in reader.feed(data, at_ns))
        case Form.FRAMES:
            return tuple(whole((arrival,)) for arrival in arrivals)
        case Form.WHOLE:
            return (whole(arrivals),) if arrivals else ()


def named(evidence: Evidence, *names: str) -> list[Event]:
    """The readable events of these names, all when none is given."""
    return [
        event
        for event in events_of(evidence)
        if isinstance(event, Event) and (not names or event.name in names)
    ]


def body_of(evidence: Evidence) -> dict[str, object]:
    """The JSON object that is the whole answer, empty when there is none."""
    parsed = parse_json(evidence.recording.body)
    return parsed if isinstance(parsed, dict) else {}


def is_object(text: str) -> bool:
    """Whether a text is a JSON object, as the arguments of a tool are."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def counted(names: Iterable[str]) -> str:
    """Names in the order of their first coming, with how often they came."""
    every = list(names)
    return shortened(
        ", ".join(
            name if every.count(name) == 1 else f"{name} x{every.count(name)}"
            for name in dict.fromkeys(every)
        )
    )


def spanned(names: Sequence[str]) -> str:
    """How many events came, and between which."""
    return f"{len(names)} events, from `{names[0]}` to `{names[-1]}`" if names else "no event"


def looked_into(look: Callable[[Evidence], Outcome], hindrances: frozenset[str] = PASSING) -> Check:
    """A check that looks into the one answer when it is there and readable."""

    def check(evidences: Sequence[Evidence]) -> Outcome:
        (evidence,) = evidences
        return trouble(evidence, hindrances) or look(evidence)

    return check


def spoken(is_whole: Callable[[Evidence], Outcome]) -> Check:
    """A check that a request was taken and got a whole answer, of which the words are the evidence."""

    def look(evidence: Evidence) -> Outcome:
        outcome = is_whole(evidence)
        if not outcome.state.is_met:
            return outcome
        return met(shortened(f"{evidence.recording.status}: {scrub(evidence.story.text) or 'no words'}"))

    return looked_into(look)


def is_refused(look: Callable[[Evidence], Outcome]) -> Check:
    """A check that looks into an answer that was to be no success."""

    def check(evidences: Sequence[Evidence]) -> Outcome:
        (evidence,) = evidences
        outcome = unanswered(evidence)
        if outcome and (outcome.state is State.UNTRIED or evidence.recording.status is None):
            return outcome
        return look(evidence)

    return check


def is_answered(evidence: Evidence) -> bool:
    """Whether an answer came to its end, with whichever status."""
    return evidence.recording.status is not None and evidence.recording.ending is Ending.COMPLETE
