"""One request in each client's protocol: what is sent, what is read, and what each failure is called."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Stream
from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.requests import Question, ask_messages, ask_responses

KEY = Secret("sk-test-canary0123")


@dataclass
class OneAnswer:
    """A transport that gives one prepared answer in the chunks asked for."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "text/event-stream"})
    body: bytes = b""
    chunk: int = 7
    asked: list[Request] = field(default_factory=list)

    def send(self, request):
        raise AssertionError(request)

    @contextmanager
    def stream(self, request):
        self.asked.append(request)
        pieces = (self.body[start : start + self.chunk] for start in range(0, len(self.body), self.chunk))
        yield Stream(status=self.status, headers=self.headers, chunks=pieces)

    def close(self):
        pass


def sse(*events):
    return b"".join(
        f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode() for name, data in events
    )


MESSAGE = (
    ("message_start", {"message": {"model": "claude-opus-4-6", "usage": {"input_tokens": 9}}}),
    ("ping", {}),
    ("content_block_delta", {"delta": {"type": "text_delta", "text": "o"}}),
    ("content_block_delta", {"delta": {"type": "text_delta", "text": "k"}}),
    ("message_delta", {"usage": {"output_tokens": 2}}),
    ("message_stop", {}),
)
RESPONSE = (
    ("response.created", {"response": {"id": "r"}}),
    ("response.output_text.delta", {"delta": "ok"}),
    (
        "response.completed",
        {"response": {"model": "gpt-5.4", "usage": {"input_tokens": 9, "output_tokens": 2}}},
    ),
)
PROTOCOLS = {
    "messages": (ask_messages, "https://gw.test", MESSAGE, "/v1/messages?beta=true"),
    "responses": (ask_responses, "https://gw.test/v1", RESPONSE, "/v1/responses"),
}


def question(base_url, headers=("bearer",)):
    return Question(base_url=base_url, model="wanted", key=KEY, headers=headers)


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
@pytest.mark.parametrize(("ask", "base", "events", "path"), PROTOCOLS.values(), ids=PROTOCOLS)
def test_a_complete_stream_is_an_answer_however_it_is_cut(ask, base, events, path, chunk):
    transport = OneAnswer(
        body=sse(*events),
        chunk=chunk,
        headers={"content-type": "text/event-stream", "x-actual-model": "gpt-5.4", "x-request-id": "req_1"},
    )

    answer = ask(transport, question(base))

    assert transport.asked[0].url == f"https://gw.test{path}"
    assert (answer.text, answer.model, answer.actual_model) == ("ok", "wanted", "gpt-5.4")
    assert (answer.input_tokens, answer.output_tokens, answer.request_id) == (9, 2, "req_1")


@pytest.mark.parametrize("kept", range(1, 3))
@pytest.mark.parametrize(("ask", "base", "events", "path"), PROTOCOLS.values(), ids=PROTOCOLS)
def test_a_stream_without_its_last_event_is_truncated_although_it_has_text(ask, base, events, path, kept):
    transport = OneAnswer(body=sse(*events[:-kept]))

    with pytest.raises(UserError) as caught:
        ask(transport, question(base))

    assert caught.value.code == "gateway-truncated"


def test_half_an_event_is_none():
    whole = sse(*RESPONSE)

    with pytest.raises(UserError) as caught:
        ask_responses(OneAnswer(body=whole[:-1].rstrip(b"}")), question("https://gw.test/v1"))

    assert caught.value.code == "gateway-truncated"


@pytest.mark.parametrize(
    ("styles", "names"),
    [(("bearer",), {"authorization"}), (("bearer", "x-api-key"), {"authorization", "x-api-key"})],
)
def test_the_key_goes_into_the_headers_that_the_client_uses(styles, names):
    transport = OneAnswer(body=sse(*MESSAGE))

    ask_messages(transport, question("https://gw.test", styles))

    carrying = {name for name, value in transport.asked[0].headers.items() if KEY.reveal() in value}
    assert carrying == names
    assert KEY.reveal() not in transport.asked[0].url


def failed(status, body="", **headers):
    data = body if isinstance(body, str) else json.dumps(body)
    return OneAnswer(
        status=status, headers={"content-type": "application/json", **headers}, body=data.encode()
    )


def error(message, code=""):
    return {"error": {"message": message, "code": code}}


FAILURES = {
    "key refused": (failed(401, error("bad key")), "credential-refused"),
    "budget": (failed(402, error("over", "budget_exceeded")), "budget-exceeded"),
    "balance": (failed(402, error("top up", "insufficient_balance")), "balance-exhausted"),
    "group": (failed(403, error("wrong group")), "permission-denied"),
    "no such model": (
        failed(404, error("model `wanted` does not exist", "model_not_found")),
        "model-unknown",
    ),
    "no such page": (failed(404, error("not found")), "wrong-base-path"),
    "no such page, as a web page": (
        failed(404, "<html>404</html>", **{"content-type": "text/html"}),
        "wrong-base-path",
    ),
    "rate": (failed(429, error("slow down"), **{"retry-after": "3"}), "rate-limited"),
    "server": (failed(503, error("down")), "gateway-failed"),
    "proxy page": (
        failed(502, "<html>bad gateway</html>", **{"content-type": "text/html"}),
        "gateway-not-json",
    ),
    "web page with 200": (
        failed(200, "<html>login</html>", **{"content-type": "text/html"}),
        "gateway-not-json",
    ),
    "redirect": (failed(301, "", location="https://www.gw.test/v1"), "gateway-redirected"),
    "strange status": (failed(418, error("teapot")), "gateway-refused"),
}


@pytest.mark.parametrize(("transport", "code"), FAILURES.values(), ids=FAILURES)
@pytest.mark.parametrize(("ask", "base", "events", "path"), PROTOCOLS.values(), ids=PROTOCOLS)
def test_each_failure_has_its_own_code_and_sentence(ask, base, events, path, transport, code):
    with pytest.raises(UserError) as caught:
        ask(transport, question(base))

    assert caught.value.code == code
    assert "canary" not in f"{caught.value.message}{caught.value.reason}{caught.value.hint}"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("authentication_error", "credential-refused"),
        ("insufficient_quota", "balance-exhausted"),
        ("rate_limit_exceeded", "rate-limited"),
        ("server_error", "gateway-failed"),
    ],
)
def test_an_error_inside_a_stream_that_began_well_is_a_failure(kind, code):
    body = sse(RESPONSE[0], ("response.failed", {"response": {"error": {"code": kind, "message": "no"}}}))

    with pytest.raises(UserError) as caught:
        ask_responses(OneAnswer(body=body), question("https://gw.test/v1"))

    assert caught.value.code == code


def test_the_reason_for_a_missing_page_says_how_the_address_must_end():
    reasons = []
    for ask, base, *_ in PROTOCOLS.values():
        with pytest.raises(UserError) as caught:
            ask(failed(404, error("not found")), question(base))
        reasons.append(caught.value.reason)

    assert reasons == ["the base address must not end in `/v1`", "the base address must end in `/v1`"]
