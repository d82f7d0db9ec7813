"""Faults: in a model's name, in a header, and armed for clients that cannot send one."""

import asyncio
import json

import httpx
import pytest
from sandbox_desk import sse
from sandbox_wire import manage, new_key

from smartaipi_cli.sandbox.catalogue import find_model
from smartaipi_cli.sandbox.faults import Break, Fault, FaultOrder, parse_fault
from smartaipi_cli.sandbox.problems import ProblemError
from smartaipi_cli.sandbox.testing import running

HELLO = [{"role": "user", "content": "sixteen letters!"}]
REQUESTS = {
    "chat": ("/v1/chat/completions", {"messages": HELLO}),
    "responses": ("/v1/responses", {"input": "sixteen letters!"}),
    "messages": ("/v1/messages", {"messages": HELLO, "max_tokens": 99}),
}
SINGLE_CALLS = {
    "embeddings": ("/v1/embeddings", {"input": "hello"}),
    "images": ("/v1/images/generations", {"prompt": "hello", "size": "16x16"}),
    "count_tokens": ("/v1/messages/count_tokens", {"messages": HELLO}),
}


def ask(desk, name, model="sandbox/echo", *, stream=True, **headers):
    path, body = (REQUESTS | SINGLE_CALLS)[name]
    return desk.call(desk.any_key(), {"model": model, "stream": stream, **body}, path, **headers)


def deltas(name, events):
    """The pieces of text in a stream that may have broken off."""
    for _, event in events:
        if event == "[DONE]":
            continue
        if name == "chat":
            texts = [choice["delta"].get("content") for choice in event.get("choices", [])]
        elif name == "responses":
            texts = [event["delta"]] if event["type"] == "response.output_text.delta" else []
        else:
            texts = [event.get("delta", {}).get("text")]
        yield from filter(None, texts)


@pytest.mark.parametrize(
    ("text", "fault", "times"),
    [
        pytest.param("status=429;retry-after=2;times=2", Fault(status=429, retry_after_s=2), 2, id="refusal"),
        pytest.param(" ttft=800ms ; itl=2s ", Fault(first_ms=800, gap_ms=2_000), None, id="waits"),
        pytest.param("cut-after=3", Fault(break_by=Break.CUT, break_after=3), None, id="cut"),
        pytest.param(
            "disconnect-after=0", Fault(break_by=Break.DISCONNECT, break_after=0), None, id="disconnect"
        ),
        pytest.param(
            "status=503;after=3",
            Fault(status=503, break_by=Break.ERROR, break_after=3),
            None,
            id="late error",
        ),
        pytest.param("ws-close=1011", Fault(close_code=1011, break_by=Break.CUT), None, id="close"),
        pytest.param(
            "ws-close=4000;cut-after=2",
            Fault(close_code=4000, break_by=Break.CUT, break_after=2),
            None,
            id="close later",
        ),
        pytest.param("malformed;buffered", Fault(is_malformed=True, is_buffered=True), None, id="flags"),
        pytest.param("", Fault(), None, id="nothing"),
    ],
)
def test_settings_are_read(text, fault, times):
    assert parse_fault(text) == FaultOrder(fault=fault, times=times)


@pytest.mark.parametrize(
    "text",
    [
        "status=200",
        "status=600",
        "status=",
        "status",
        "status=429;status=429",
        "cut-after=1;disconnect-after=1",
        "ttft=800",
        "ttft=61s",
        "times=0",
        "ws-close=1005",
        "ws-close=999",
        "malformed=yes",
        "cut-after=-1",
        "cut-after=٣",
        "explode",
    ],
)
def test_settings_that_make_no_sense_are_refused_by_name(desk, text):
    with pytest.raises(ProblemError) as raised:
        parse_fault(text)
    answer = ask(desk, "chat", x_sandbox_fault=text.encode("ascii", "replace").decode())

    assert raised.value.problem.code == "invalid_fault"
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_fault")
    assert desk.rows("SELECT count(*) FROM requests") == [(0,)]


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        ("sandbox/error-503-after-3", Fault(status=503, break_by=Break.ERROR, break_after=3)),
        ("sandbox/cut-after-0", Fault(break_by=Break.CUT, break_after=0)),
        ("sandbox/disconnect-after-250", Fault(break_by=Break.DISCONNECT, break_after=250)),
        ("sandbox/slow-500-50", Fault(first_ms=500, gap_ms=50)),
        ("sandbox/slow-500ms-50ms", Fault(first_ms=500, gap_ms=50)),
        ("sandbox/malformed", Fault(is_malformed=True)),
        ("sandbox/buffered", Fault(is_buffered=True, gap_ms=10)),
    ],
)
def test_a_models_name_says_its_fault(model, fault):
    assert find_model(model).fault == fault


@pytest.mark.parametrize("name", REQUESTS)
class TestStreams:
    def test_an_error_in_the_middle_ends_the_stream_in_the_dialects_words(self, desk, name):
        events = sse(ask(desk, name, "sandbox/error-503-after-3").text)
        _, last = events[-1]

        assert len(list(deltas(name, events))) == 3
        expected = {
            "chat": lambda: last["error"]["code"] == "requested_fault",
            "responses": lambda: (last["type"], last["response"]["status"]) == ("response.failed", "failed"),
            "messages": lambda: (last["type"], last["error"]["type"]) == ("error", "api_error"),
        }
        assert expected[name]()

    def test_an_error_in_the_middle_is_billed_for_what_was_told(self, desk, name):
        ask(desk, name, "sandbox/error-503-after-3")

        assert desk.rows("SELECT status, error_code, output_tokens, cost_micros FROM requests") == [
            ("error", "requested_fault", 3, 4 + 4 * 3)
        ]
        assert desk.balance().pending_micros == 0

    def test_an_error_in_the_middle_is_a_status_for_who_does_not_stream(self, desk, name):
        answer = ask(desk, name, "sandbox/error-503-after-3", stream=False)

        assert answer.status_code == 503
        assert desk.rows("SELECT status, output_tokens FROM requests") == [("error", 0)]

    def test_a_cut_stream_ends_well_for_http_and_without_its_last_events(self, desk, name):
        answer = ask(desk, name, x_sandbox_fault="cut-after=2")
        events = sse(answer.text)

        assert len(list(deltas(name, events))) == 2
        assert not any(end in answer.text for end in ("[DONE]", "response.completed", "message_stop"))
        assert desk.rows("SELECT output_tokens FROM requests") == [(2,)]

    def test_a_fault_after_the_end_strikes_before_it(self, desk, name):
        answer = ask(desk, name, x_sandbox_fault="cut-after=99")

        assert "".join(deltas(name, sse(answer.text))) == "sixteen letters!"
        assert not any(end in answer.text for end in ("[DONE]", "response.completed", "message_stop"))

    def test_a_malformed_stream_has_one_event_that_is_no_json(self, desk, name):
        lines = ask(desk, name, "sandbox/malformed").text.split("\n")
        broken = 0
        for line in lines:
            if line.startswith("data: {"):
                try:
                    json.loads(line[6:])
                except ValueError:
                    broken += 1

        assert broken == 1

    @pytest.mark.parametrize("fault", ["malformed", "cut-after=1"])
    def test_who_does_not_stream_gets_half_a_body(self, desk, name, fault):
        answer = ask(desk, name, stream=False, x_sandbox_fault=fault)

        assert answer.status_code == 200
        with pytest.raises(ValueError, match=r"."):
            answer.json()


@pytest.mark.parametrize("name", [*REQUESTS, *SINGLE_CALLS])
class TestHeaders:
    def test_a_header_refuses_so_many_attempts_and_lets_the_next_one_pass(self, desk, name):
        fault = "status=429;retry-after=2;times=2"
        answers = [ask(desk, name, stream=False, x_sandbox_fault=fault) for _ in range(6)]

        assert [answer.status_code for answer in answers] == [429, 429, 200] * 2
        assert answers[0].headers["retry-after"] == "2"

    def test_what_a_fault_refuses_costs_nothing(self, desk, name):
        ask(desk, name, x_sandbox_fault="status=500")

        assert desk.balance().total_micros == 25_000_000
        assert desk.balance().pending_micros == 0

    def test_an_unpaid_fault_forbids_a_retry_too(self, desk, name):
        assert ask(desk, name, x_sandbox_fault="status=402").headers["x-should-retry"] == "false"


def test_the_rounds_of_one_key_are_not_those_of_another(desk):
    fault = {"x_sandbox_fault": "status=429;times=1"}
    other = desk.new_key()["value"]
    path, body = REQUESTS["chat"]
    statuses = [ask(desk, "chat", **fault).status_code]
    statuses += [
        desk.call(other, {"model": "sandbox/echo", **body}, path, **fault).status_code for _ in range(2)
    ]

    assert statuses == [429, 429, 200]


class TestArmed:
    def arm(self, desk, fault, **members):
        headers = {"authorization": "Bearer smartaipi-sandbox-token-test"}
        return desk.send("POST", "/sandbox/faults", headers=headers, body={"fault": fault, **members})

    def manage(self, desk, method):
        headers = {"authorization": "Bearer smartaipi-sandbox-token-test"}
        return desk.send(method, "/sandbox/faults", headers=headers).json()

    def test_a_fault_strikes_so_often_and_is_gone(self, desk):
        assert self.arm(desk, "status=500;times=2").status_code == 201

        assert [ask(desk, "chat").status_code for _ in range(3)] == [500, 500, 200]
        assert self.manage(desk, "GET")["data"] == []

    def test_a_fault_without_a_number_strikes_until_it_is_disarmed(self, desk):
        self.arm(desk, "status=500")
        struck = [ask(desk, "chat").status_code for _ in range(3)]
        waiting = self.manage(desk, "GET")["data"]
        self.manage(desk, "DELETE")

        assert struck == [500] * 3
        assert [(fault["fault"], fault["left"]) for fault in waiting] == [("status=500", None)]
        assert ask(desk, "chat").status_code == 200

    def test_a_fault_may_be_meant_for_one_path_or_one_model(self, desk):
        self.arm(desk, "status=500", path="/v1/responses")
        self.arm(desk, "status=501", model="gpt-5.4")

        assert ask(desk, "chat").status_code == 200
        assert ask(desk, "responses").status_code == 500
        assert ask(desk, "chat", "gpt-5.4").status_code == 501

    def test_the_header_of_a_request_goes_before(self, desk):
        self.arm(desk, "status=500;times=1")

        assert ask(desk, "chat", x_sandbox_fault="status=429").status_code == 429
        assert ask(desk, "chat").status_code == 500

    @pytest.mark.parametrize(
        "body", [{}, {"fault": 1}, {"fault": "explode"}, {"fault": "status=500", "path": 1}]
    )
    def test_a_fault_that_makes_no_sense_is_refused(self, desk, body):
        headers = {"authorization": "Bearer smartaipi-sandbox-token-test"}

        assert desk.send("POST", "/sandbox/faults", headers=headers, body=body).status_code == 400

    def test_only_the_account_token_arms(self, desk):
        headers = {"authorization": f"Bearer {desk.any_key()}"}

        assert desk.send("POST", "/sandbox/faults", headers=headers, body={}).status_code == 403


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    with running(tmp_path_factory.mktemp("box") / "sandbox") as address:
        yield address


@pytest.mark.parametrize("is_streamed", [True, False])
@pytest.mark.parametrize("name", REQUESTS)
def test_a_lost_connection_is_seen_as_one(box, name, is_streamed):
    path, body = REQUESTS[name]
    asked = {"model": "sandbox/disconnect-after-3", "stream": is_streamed, **body}

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(box.url + path, headers={"x-api-key": new_key(box)}, json=asked)


def test_a_buffered_stream_arrives_in_one_piece(desk):
    """Without a socket, where no network joins what was sent apart."""
    sent = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    async def go():
        body = json.dumps({"model": "sandbox/buffered", "stream": True, "messages": HELLO}).encode()
        pending = [{"type": "http.request", "body": body, "more_body": False}]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/chat/completions",
            "query_string": b"",
            "headers": [
                (b"host", b"127.0.0.1:4000"),
                (b"authorization", b"Bearer " + key.encode()),
                (b"x-sandbox-fault", b"buffered"),
            ],
            "server": ("127.0.0.1", 4000),
            "client": ("127.0.0.1", 5000),
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
        }

        async def body_first():
            return pending.pop() if pending else await receive()

        await desk.app(scope, body_first, send)

    key = desk.any_key()
    asyncio.run(go())
    bodies = [message["body"] for message in sent if message["type"] == "http.response.body"]

    assert len(bodies) == 1
    assert bodies[0].endswith(b"data: [DONE]\n\n")


def test_the_armed_faults_are_reached_over_the_wire(box):
    manage(box, "POST", "/../sandbox/faults", {"fault": "status=503;times=1", "path": "/v1/models"})
    headers = {"x-api-key": new_key(box)}
    statuses = [httpx.get(f"{box.openai_url}/models", headers=headers).status_code for _ in range(2)]

    assert statuses == [503, 200]
