"""What an answer with another status than was hoped for means to a test."""

import re
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import error_text, is_html, not_json, parse_json, scrub, shown_body
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.protocols.protocol import Form
from smartaipi_cli.probe.refusals import refused
from smartaipi_cli.probe.verdict import Verdict
from smartaipi_cli.probe.waits import asked_wait_s

_GROUP: Final = re.compile(r"\bgroups?\b|\bno (?:available )?(?:channel|route)s?\b|分组|渠道", re.IGNORECASE)
"""How gateways speak of keys that reach some models only; new-api does so in English or Chinese."""


def refusal(evidence: Evidence) -> Verdict | None:
    """An answer that is no success."""
    if evidence.is_accepted:
        return None
    status, response = evidence.recording.status or 0, evidence.response
    if status == 407:
        return Verdict(
            code="proxy-refused",
            sentence=f"the proxy on the way to `{evidence.host}` wants credentials (407)",
            hint="set them in the address: HTTP_PROXY=http://user:password@host:port",
        )
    message, kind = error_text(parse_json(response.body))
    if status in {403, 503} and _GROUP.search(message):
        return Verdict(
            code="group-mismatch",
            sentence=f"the key's group at `{evidence.host}` does not reach `{evidence.model}` ({status})",
            reason=scrub(message),
            hint="choose another model with --model, or a key of the right group",
        )
    if status == 426 or (evidence.protocol.form is Form.FRAMES and status in {200, 404, 405} and not kind):
        return Verdict(
            code="websocket-refused",
            sentence=f"`{urlsplit(evidence.recording.url).path}` at `{evidence.host}` is no WebSocket ({status})",
            reason=scrub(message) or f"the body was {shown_body(response.body)}",
            hint="smartaipi codex --websocket off",
        )
    if is_html(response) and not message and status not in {401, 404, *range(300, 400)}:
        return verdict_of(not_json(response, evidence.recording.url))
    return refused_verdict(evidence, response)


def refused_verdict(evidence: Evidence, response: Response) -> Verdict:
    """The verdict on a response by the cases that every client's verification knows too."""
    problem = refused(
        response, evidence.recording.url, evidence.model, expects_version=evidence.protocol.has_version
    )
    wait_s = asked_wait_s(response.headers) if problem.code == "rate-limited" else None
    return verdict_of(problem, wait_s)


def verdict_of(problem: UserError, wait_s: float | None = None) -> Verdict:
    """An error in the words of a verdict."""
    hint = problem.hint if wait_s is None else f"try again in {wait_s:g} s"
    return Verdict(
        code=problem.code, sentence=problem.message, reason=problem.reason, hint=hint, wait_s=wait_s
    )
