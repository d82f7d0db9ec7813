"""One small request in a client's own protocol, over the transport that its set-up is verified with, and judged."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Response, Stream, Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.events import BrokenEvent, Event, EventReader
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols import chat, messages, responses
from smartaipi_cli.probe.refusals import STATUS_OF_KIND, not_a_stream, refused, request_id, truncated
from smartaipi_cli.probe.story import Failed, Story, Tell, UsageTold
from smartaipi_cli.probe.verdict import Answered
from smartaipi_cli.probe.wish import Wish

TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, where, and as whom. `headers` are the credential headers that the client would send."""

    base_url: str
    model: str
    key: Secret
    headers: tuple[str, ...]
    effort: str = ""


def ask_messages(transport: Transport, question: Question) -> Answered:
    """A streamed message as Claude Code sends it. Errors: those of the transport and of `probe.refusals`."""
    return ask(transport, question, messages.encode, messages.tell, expects_version=False)


def ask_chat(transport: Transport, question: Question) -> Answered:
    """A streamed chat completion as OpenAI's libraries send it. Errors: as `ask_messages`."""
    return ask(transport, question, chat.encode, chat.tell, expects_version=True)


def ask_responses(transport: Transport, question: Question) -> Answered:
    """A streamed response as Codex sends it, nothing stored. Errors: as `ask_messages`."""
    return ask(transport, question, responses.encode, responses.tell, expects_version=True)


def ask(
    transport: Transport,
    question: Question,
    encode: Callable[[Wish], OutgoingRequest],
    tell: Tell,
    *,
    expects_version: bool,
) -> Answered:
    """Send the request, read its stream to the end and judge it."""
    wish = Wish(
        base_url=question.base_url,
        model=question.model,
        key=question.key,
        styles=question.headers,
        effort=question.effort,
    )
    outgoing = encode(wish)
    request = Request(
        method=outgoing.method,
        url=outgoing.url,
        headers=dict(outgoing.revealed_headers()),
        body=outgoing.body,
        timeout_s=TIMEOUT_S,
    )
    url, started = outgoing.url, time.perf_counter()
    with transport.stream(request) as stream:
        first_byte_s = time.perf_counter() - started
        if stream.status != 200 or "event-stream" not in stream.headers.get("content-type", ""):
            response = Response(status=stream.status, headers=stream.headers, body=b"".join(stream.chunks))
            if stream.status == 200:
                raise not_a_stream(response, url)
            raise refused(response, url, question.model, expects_version=expects_version)
        story = read(stream, tell)
    if story.failure:
        raise stream_problem(story.failure, url, question.model, expects_version=expects_version)
    if not story.is_finished:
        raise truncated(url, story.last_event)
    usage = story.usage or UsageTold(0)
    return Answered(
        url=url,
        model=question.model,
        actual_model=stream.headers.get("x-actual-model") or story.model or question.model,
        elapsed_s=time.perf_counter() - started,
        first_byte_s=first_byte_s,
        request_id=request_id(stream.headers),
        text=story.text,
        input_tokens=usage.input_tokens or 0,
        output_tokens=usage.output_tokens or 0,
    )


def read(stream: Stream, tell: Tell) -> Story:
    """The story of a stream; what is no JSON object is passed over, as clients do."""
    reader, events = EventReader(), list[Event]()
    for chunk in stream.chunks:
        events += [event for event in reader.feed(chunk) if not isinstance(event, BrokenEvent)]
    pieces = tuple(piece for event in events for piece in tell(event))
    return Story(pieces=pieces, last_event=events[-1].name if events else "")


def stream_problem(failure: Failed, url: str, model: str, *, expects_version: bool) -> UserError:
    """The error for a failure that came as an event inside a stream that began well."""
    status = STATUS_OF_KIND.get(failure.kind, 500)
    body = json.dumps({"error": {"message": failure.message, "code": failure.kind}}).encode()
    return refused(
        Response(status=status, headers={}, body=body), url, model, expects_version=expects_version
    )
