import pytest
from sandbox_desk import TOKEN

HELLO = [{"role": "user", "content": "hello"}]
CHAT = ("/v1/chat/completions", {"model": "sandbox/echo", "messages": HELLO})
RESPONSES = ("/v1/responses", {"model": "sandbox/echo", "input": "hello"})
MESSAGES = ("/v1/messages", {"model": "sandbox/echo", "max_tokens": 9, "messages": HELLO})
DIALECTS = [
    pytest.param(CHAT, id="chat"),
    pytest.param(RESPONSES, id="responses"),
    pytest.param(MESSAGES, id="messages"),
]


def told(answer):
    """The type, code and message of an error, whatever its dialect."""
    body = answer.json()
    error = body["error"]
    if body.get("type") == "error":
        assert body["request_id"] == answer.headers["x-request-id"]
        return error["type"], None, error["message"]
    return error["type"], error["code"], error["message"]


@pytest.mark.parametrize("request_", DIALECTS)
@pytest.mark.parametrize("is_streamed", [False, True])
class TestRefusals:
    def test_a_key_that_is_not_known_is_refused(self, desk, request_, is_streamed):
        path, body = request_
        answer = desk.call("sk-test-unknown", body | {"stream": is_streamed}, path)

        assert answer.status_code == 401
        expected = {"/v1/messages": ("authentication_error", None)}.get(
            path, ("invalid_request_error", "invalid_api_key")
        )
        assert told(answer)[:2] == expected

    def test_an_account_token_is_told_what_it_is(self, desk, request_, is_streamed):
        path, body = request_
        answer = desk.call(TOKEN, body | {"stream": is_streamed}, path)

        assert answer.status_code == 401
        assert "account token" in told(answer)[2]

    def test_a_model_that_does_not_exist_is_not_found(self, desk, request_, is_streamed):
        path, body = request_
        answer = desk.call(desk.any_key(), body | {"model": "gpt-9", "stream": is_streamed}, path)

        assert answer.status_code == 404
        expected = {"/v1/messages": ("not_found_error", None)}.get(
            path, ("invalid_request_error", "model_not_found")
        )
        assert told(answer)[:2] == expected

    def test_a_used_up_budget_stops_before_any_work_and_forbids_a_retry(self, desk, request_, is_streamed):
        path, body = request_
        key = desk.new_key(budgets=[{"period": "day", "limit_micros": 0}])["value"]
        answer = desk.call(key, body | {"stream": is_streamed}, path)

        assert answer.status_code == 402
        assert answer.headers["x-should-retry"] == "false"
        assert answer.headers["x-actual-model"] == "sandbox/echo"
        expected = {"/v1/messages": ("billing_error", None)}.get(
            path, ("insufficient_quota", "budget_exceeded")
        )
        assert told(answer)[:2] == expected

    def test_a_key_is_held_to_its_models(self, desk, request_, is_streamed):
        path, body = request_
        key = desk.new_key(models=["gpt-*"])["value"]
        answer = desk.call(key, body | {"stream": is_streamed}, path)

        assert answer.status_code == 403
        assert told(answer)[0] == "permission_error"

    def test_a_rate_limit_says_when_to_come_again(self, desk, request_, is_streamed):
        path, body = request_
        key = desk.new_key(rate_limits={"requests_per_minute": 1})["value"]
        first = desk.call(key, body, path)
        desk.time.now += 20
        second = desk.call(key, body | {"stream": is_streamed}, path)

        assert (first.status_code, second.status_code) == (200, 429)
        assert second.headers["retry-after"] == "40"
        assert told(second)[0] == "rate_limit_error"

    def test_a_model_that_fails_fails_with_its_status_and_costs_nothing(self, desk, request_, is_streamed):
        path, body = request_
        answer = desk.call(desk.any_key(), body | {"model": "sandbox/error-503", "stream": is_streamed}, path)

        assert answer.status_code == 503
        assert desk.balance().total_micros == 25_000_000
        assert desk.rows("SELECT status, cost_micros FROM requests") == [("error", 0)]


def test_an_empty_balance_stops_a_call(desk):
    key = desk.new_key()["value"]
    answers = [desk.say(key, "x" * 4_000_000, model="gpt-5.5", service_tier="priority") for _ in range(9)]

    assert [answer.status_code for answer in answers] == [200] * 8 + [402]
    assert told(answers[-1])[1] == "insufficient_balance"
    assert 0 <= desk.balance().total_micros < 3_000_000


def test_an_answer_that_should_be_stored_is_refused(desk):
    path, body = RESPONSES
    answer = desk.call(desk.any_key(), body | {"store": True}, path)

    assert (answer.status_code, told(answer)[2]) == (400, "Store must be set to false")


def test_a_response_cannot_be_continued_over_http(desk):
    path, body = RESPONSES
    answer = desk.call(desk.any_key(), body | {"previous_response_id": "resp_1"}, path)

    assert told(answer)[1] == "previous_response_not_found"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half an object"),
        pytest.param(b"[]", id="a list"),
        pytest.param(
            b'{"model": "sandbox/echo", "messages": [], "input": "x", "metadata": {"a": NaN}}',
            id="not a number",
        ),
        pytest.param(b'{"model": "\\ud800"}', id="half a surrogate pair"),
        pytest.param(b"[" * 100_000, id="very deep"),
        pytest.param(b"\xff\xfe\x00", id="not UTF-8"),
        pytest.param(b'{"model": "sandbox/echo"}', id="no messages"),
        pytest.param(b'{"model": 4, "messages": []}', id="a model that is a number"),
        pytest.param(
            b'{"model": "sandbox/echo", "messages": [], "max_tokens": "4"}', id="a limit that is a text"
        ),
    ],
)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses", "/v1/messages"])
def test_a_body_that_makes_no_sense_is_the_callers_mistake(desk, path, raw):
    answer = desk.send("POST", path, headers={"x-api-key": desk.any_key()}, raw=raw)

    assert answer.status_code in {400, 404}
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/messages/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/v1/chat/completions", 405),
        ("GET", "/api/keys/", 404),
    ],
)
def test_an_unknown_route_is_told_in_the_dialect_of_its_path(desk, method, path, status):
    answer = desk.send(method, path)

    assert answer.status_code == status
    assert ("type" in answer.json()) == path.startswith("/v1/messages")
    assert ("request_id" in answer.json()["error"]) == path.startswith("/api/")


def test_the_first_thing_that_claude_code_asks_for_needs_no_key(desk):
    assert desk.send("HEAD", "/api/hello").status_code == 200
