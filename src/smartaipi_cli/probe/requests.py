"""One small request in each client's own protocol, sent and judged."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Response, Stream, Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.events import END, Event, read_events
from smartaipi_cli.probe.verdict import Answered, not_a_stream, refused, request_id, truncated

TIMEOUT_S = 60.0
PROMPT = "Answer with the word ok."


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, where, and as whom. `headers` are the credential headers that the client would send."""

    base_url: str
    model: str
    key: Secret
    headers: tuple[str, ...]
    effort: str = ""


@dataclass(slots=True)
class Reading:
    """What has been seen of a stream."""

    started: float
    text: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    last_event: str = ""
    is_complete: bool = False
    problem: str = ""
    problem_kind: str = ""
    first_byte_s: float = 0.0


def ask_messages(transport: Transport, question: Question) -> Answered:
    """A streamed message as Claude Code sends it (`POST /v1/messages?beta=true`).

    Errors: those of the transport and of `probe.verdict`.
    """
    body = {
        "model": question.model,
        "max_tokens": 64,
        "stream": True,
        "messages": [{"role": "user", "content": PROMPT}],
    }
    return ask(
        transport,
        question,
        f"{question.base_url.rstrip('/')}/v1/messages?beta=true",
        body,
        {"anthropic-version": "2023-06-01"},
        read_message_event,
        expects_version=False,
    )


def ask_chat(transport: Transport, question: Question) -> Answered:
    """A streamed chat completion as OpenAI's libraries send it (`POST /chat/completions` below the base URL).

    Errors: those of the transport and of `probe.verdict`.
    """
    body: dict[str, object] = {
        "model": question.model,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [{"role": "user", "content": PROMPT}],
    }
    return ask(
        transport,
        question,
        f"{question.base_url.rstrip('/')}/chat/completions",
        body,
        {"accept": "text/event-stream"},
        read_chat_event,
        expects_version=True,
    )


def ask_responses(transport: Transport, question: Question) -> Answered:
    """A streamed response as Codex sends it (`POST /responses` below the base URL, nothing stored).

    Errors: those of the transport and of `probe.verdict`.
    """
    body: dict[str, object] = {
        "model": question.model,
        "stream": True,
        "store": False,
        "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": PROMPT}]}],
    }
    if question.effort:
        body["reasoning"] = {"effort": question.effort}
    return ask(
        transport,
        question,
        f"{question.base_url.rstrip('/')}/responses",
        body,
        {"accept": "text/event-stream"},
        read_response_event,
        expects_version=True,
    )


def ask(  # noqa: PLR0913, PLR0917 - the two protocols differ in exactly these
    transport: Transport,
    question: Question,
    url: str,
    body: Mapping[str, object],
    headers: Mapping[str, str],
    read: Callable[[Reading, Event], None],
    *,
    expects_version: bool,
) -> Answered:
    """Send the request, read its stream to the end and judge it."""
    request = Request(
        method="POST",
        url=url,
        headers={"content-type": "application/json", **headers, **credential_headers(question)},
        body=json.dumps(body).encode(),
        timeout_s=TIMEOUT_S,
    )
    reading = Reading(started=time.perf_counter())
    with transport.stream(request) as stream:
        reading.first_byte_s = time.perf_counter() - reading.started
        if stream.status != 200 or "event-stream" not in stream.headers.get("content-type", ""):
            response = Response(status=stream.status, headers=stream.headers, body=b"".join(stream.chunks))
            if stream.status == 200:
                raise not_a_stream(response, url)
            raise refused(response, url, question.model, expects_version=expects_version)
        for event in read_events(stream.chunks):
            reading.last_event = event.name
            read(reading, event)
    if reading.problem:
        raise stream_problem(reading, url, question.model, expects_version=expects_version)
    if not reading.is_complete:
        raise truncated(url, reading.last_event)
    return answered(reading, stream, url, question.model)


def credential_headers(question: Question) -> dict[str, str]:
    """The key in the headers that the client uses."""
    value = question.key.reveal()
    both = {"bearer": ("authorization", f"Bearer {value}"), "x-api-key": ("x-api-key", value)}
    return dict(both[style] for style in question.headers)


def answered(reading: Reading, stream: Stream, url: str, model: str) -> Answered:
    """The outcome of a complete stream."""
    return Answered(
        url=url,
        model=model,
        actual_model=stream.headers.get("x-actual-model") or reading.model or model,
        elapsed_s=time.perf_counter() - reading.started,
        first_byte_s=reading.first_byte_s,
        request_id=request_id(stream.headers),
        text=reading.text,
        input_tokens=reading.input_tokens,
        output_tokens=reading.output_tokens,
    )


def stream_problem(reading: Reading, url: str, model: str, *, expects_version: bool) -> UserError:
    """The error for a failure that came as an event inside a stream that began well."""
    status = {
        "authentication_error": 401,
        "insufficient_quota": 402,
        "billing_error": 402,
        "permission_error": 403,
        "not_found_error": 404,
        "rate_limit_error": 429,
        "rate_limit_exceeded": 429,
    }.get(reading.problem_kind, 500)
    body = json.dumps({"error": {"message": reading.problem, "code": reading.problem_kind}}).encode()
    return refused(
        Response(status=status, headers={}, body=body), url, model, expects_version=expects_version
    )


def read_message_event(reading: Reading, event: Event) -> None:
    """Note what an event of Anthropic's protocol tells."""
    data = event.data
    match event.name:
        case "message_start":
            message = member(data, "message")
            reading.model = str(message.get("model") or "")
            reading.input_tokens = count(member(message, "usage"), "input_tokens")
        case "content_block_delta":
            reading.text += str(member(data, "delta").get("text") or "")
        case "message_delta":
            reading.output_tokens = count(member(data, "usage"), "output_tokens")
        case "message_stop":
            reading.is_complete = True
        case "error":
            note_problem(reading, member(data, "error"))


def read_chat_event(reading: Reading, event: Event) -> None:
    """Note what an event of the chat completions protocol tells; the stream ends with `[DONE]`."""
    if event.name == END:
        reading.is_complete = True
        return
    data = event.data
    if "error" in data:
        note_problem(reading, member(data, "error"))
        return
    reading.model = str(data.get("model") or reading.model)
    choices = data.get("choices")
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict):
            reading.text += str(member(choice, "delta").get("content") or "")
    if usage := member(data, "usage"):
        reading.input_tokens = count(usage, "prompt_tokens")
        reading.output_tokens = count(usage, "completion_tokens")


def read_response_event(reading: Reading, event: Event) -> None:
    """Note what an event of the Responses protocol tells."""
    data = event.data
    response = member(data, "response")
    match event.name:
        case "response.output_text.delta":
            reading.text += str(data.get("delta") or "")
        case "response.completed" | "response.incomplete":
            usage = member(response, "usage")
            reading.model = str(response.get("model") or "")
            reading.input_tokens = count(usage, "input_tokens")
            reading.output_tokens = count(usage, "output_tokens")
            reading.is_complete = True
        case "response.failed":
            note_problem(reading, member(response, "error"))
        case "error":
            note_problem(reading, member(data, "error") or data)


def note_problem(reading: Reading, error: Mapping[str, object]) -> None:
    """Keep an error that came inside the stream."""
    reading.problem = str(error.get("message") or "an error without a message")
    reading.problem_kind = str(error.get("code") or error.get("type") or "")


def member(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A JSON object inside another, empty when it is none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def count(data: Mapping[str, object], name: str) -> int:
    """A token count, 0 when it is not told."""
    value = data.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
