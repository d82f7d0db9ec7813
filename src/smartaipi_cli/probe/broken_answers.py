"""What breaks an answer that began well."""

import json
from dataclasses import replace

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.gateways.answers import is_html, not_json, parse_json, scrub, shown_body
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.protocols.protocol import Form
from smartaipi_cli.probe.recording import Ending
from smartaipi_cli.probe.refusals import STATUS_OF_KIND, not_a_stream
from smartaipi_cli.probe.refused_answers import refused_verdict, verdict_of
from smartaipi_cli.probe.story import Unreadable
from smartaipi_cli.probe.verdict import Verdict


def no_stream(evidence: Evidence) -> Verdict | None:
    """A success that is not of the kind that was asked for."""
    form, response, url = evidence.protocol.form, evidence.response, evidence.recording.url
    is_whole = evidence.recording.ending is Ending.COMPLETE
    if form is Form.FRAMES or any(not isinstance(piece, Unreadable) for piece in evidence.story.pieces):
        return None
    if is_html(response) or (form is Form.WHOLE and is_whole and parse_json(response.body) is None):
        return verdict_of(not_json(response, url))
    if form is Form.EVENTS and "event-stream" not in evidence.recording.header("content-type"):
        return verdict_of(not_a_stream(response, url))
    return None


def failure_inside(evidence: Evidence) -> Verdict | None:
    """An error that came as an event: what it says, under the name that it would have had as an answer."""
    failure = evidence.story.failure
    if failure is None:
        return None
    status = failure.status or STATUS_OF_KIND.get(failure.kind, 0)
    if status in STATUS_OF_KIND.values() or (status and not evidence.story.is_begun):
        body = json.dumps({"error": {"message": failure.message, "code": failure.kind}}).encode()
        headers = {**evidence.response.headers, **failure.headers}
        verdict = refused_verdict(evidence, Response(status=status, headers=headers, body=body))
        where = ", told inside an answer that had begun" if evidence.story.is_begun else ""
        return replace(verdict, sentence=f"{verdict.sentence}{where}")
    return Verdict(
        code="stream-failed",
        sentence=f"`{evidence.host}` reported an error inside an answer that had begun",
        reason=scrub(f"{failure.kind}: {failure.message}" if failure.kind else failure.message),
        hint="try again later; clients may show the beginning as if it were all",
    )


def unreadable(evidence: Evidence) -> Verdict | None:
    """Something in the answer is not of its protocol."""
    first = next(evidence.story.unreadable(), None)
    if first is None:
        return None
    return Verdict(
        code="stream-unreadable",
        sentence=f"`{evidence.host}` sent something that is not of the protocol `{evidence.protocol.name}`",
        reason=shown_body(first.text.encode()).strip("`"),
        hint="see all of it with --raw",
    )


def ended_early(evidence: Evidence) -> Verdict | None:
    """The answer began well and has no end."""
    recording, story = evidence.recording, evidence.story
    if story.is_finished or (story.stop_reason and recording.ending is Ending.COMPLETE):
        return None
    last = f"the last event was `{story.last_event or 'none'}`"
    inside = f"it ended inside an event: {shown_body(story.rest.encode())}" if story.rest else last
    if recording.ending is Ending.TIMED_OUT:
        code, word = "stream-stalled", "stopped sending inside its answer"
    elif recording.ending is Ending.RESET:
        code, word = "connection-reset", "tore the connection down inside its answer"
    elif evidence.protocol.form is Form.FRAMES:
        told = f" (code {recording.close_code})" if recording.close_code else ""
        code, word = "socket-closed", f"closed the socket before its answer was complete{told}"
        inside = recording.close_reason or inside
    else:
        code, word = "gateway-truncated", "ended its answer before it was complete"
    parts = [inside, recording.reason]
    return Verdict(
        code=code,
        sentence=f"`{evidence.host}` {word}",
        reason=scrub("; ".join(part for part in parts if part)),
        hint="try again; if it comes back, something between you and the gateway cuts streams",
    )


def empty(evidence: Evidence) -> Verdict | None:
    """A complete answer without content: clients show nothing and report success."""
    if evidence.story.has_content:
        return None
    return Verdict(
        code="answer-empty",
        sentence=f"`{evidence.host}` sent a complete answer without content",
        reason=f"it stopped with `{evidence.story.stop_reason or 'no reason'}`",
        hint="ask for more tokens: reasoning may have used them up",
    )
