import pytest
from sandbox_desk import TOKEN

BODY = {"model": "sandbox/echo", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}


@pytest.mark.parametrize(
    ("path", "winner"),
    [
        pytest.param("/v1/messages", "x-api-key", id="anthropic's own header wins there"),
        pytest.param("/v1/chat/completions", "authorization", id="the bearer wins elsewhere"),
    ],
)
def test_of_two_different_credentials_the_dialects_own_one_counts(desk, path, winner):
    good, bad = desk.any_key(), "sk-test-other"
    values = {"authorization": f"Bearer {bad}", "x-api-key": bad}
    values[winner] = f"Bearer {good}" if winner == "authorization" else good

    assert desk.send("POST", path, headers=values, body=BODY).status_code == 200


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/chat/completions"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(lambda key: {"authorization": f"Bearer {key}"}, id="bearer"),
        pytest.param(
            lambda key: {"authorization": f"bearer  {key} "}, id="bearer in small letters and blanks"
        ),
        pytest.param(lambda key: {"x-api-key": key}, id="x-api-key"),
        pytest.param(
            lambda key: {"x-api-key": "", "authorization": f"Bearer {key}"}, id="beside an empty x-api-key"
        ),
        pytest.param(lambda key: {"x-api-key": key, "authorization": "Bearer "}, id="beside an empty bearer"),
        pytest.param(lambda key: {"x-api-key": key, "authorization": f"Bearer {key}"}, id="the same in both"),
    ],
)
def test_a_key_is_accepted_in_either_header(desk, path, headers):
    assert desk.send("POST", path, headers=headers(desk.any_key()), body=BODY).status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer "}, {"authorization": "Basic abc"}, {"x-api-key": " "}]
)
def test_without_a_credential_nothing_is_answered(desk, headers):
    assert desk.send("POST", "/v1/messages", headers=headers, body=BODY).status_code == 401
    assert desk.send("GET", "/api/keys", headers=headers).status_code == 401


def test_an_api_key_cannot_manage_the_account(desk):
    answer = desk.send("GET", "/api/keys", headers={"authorization": f"Bearer {desk.any_key()}"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_credential_type")


def test_a_token_that_is_not_known_cannot_either(desk):
    answer = desk.send("GET", "/api/keys", headers={"authorization": f"Bearer {TOKEN}x"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_token")


def test_no_error_repeats_the_credential_that_it_refuses(desk):
    for path in ("/v1/messages", "/v1/chat/completions", "/api/keys"):
        answer = desk.send("POST", path, headers={"authorization": "Bearer sk-test-SECRET"}, body=BODY)

        assert "SECRET" not in answer.text + str(answer.headers)


def test_no_file_of_the_sandbox_holds_a_key(desk, tmp_path):
    key = desk.any_key()
    desk.say(key)
    desk.manage("POST", "/keys", {"name": "kept"}, Idempotency_Key="once")
    rotated = desk.manage("POST", f"/keys/{desk.new_key()['id']}/rotate", {}, Idempotency_Key="twice").json()[
        "value"
    ]

    content = b"".join(path.read_bytes() for path in (tmp_path / "box").iterdir())
    assert b"sk-sandbox-" in content  # the redacted form is there, so the search can find things
    assert key.encode() not in content
    assert rotated.encode() not in content
    assert TOKEN.encode() not in content
