import hashlib

import pytest
from sandbox_desk import TOKEN

from smartaipi_cli.sandbox.guard import LARGEST_BODY


def fingerprint(secret):
    return hashlib.sha256(secret.encode()).hexdigest()[:12]


def last_entry(desk):
    return desk.send("GET", "/sandbox/log", headers={"authorization": f"Bearer {TOKEN}"}).json()["data"][-2]


@pytest.mark.parametrize("host", ["127.0.0.1:4000", "localhost:4000"])
def test_our_own_names_are_answered(desk, host):
    assert desk.send("GET", "/api/hello", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "evil.test:4000",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost:4001",
        "127.0.0.1.evil.test:4000",
        "",
    ],
)
def test_a_foreign_name_is_refused_before_anything_else(desk, host):
    answer = desk.send("GET", "/api/keys", headers={"host": host, "authorization": f"Bearer {TOKEN}"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (421, "foreign_host")


def test_no_page_in_a_browser_is_let_in(desk):
    headers = {"origin": "https://evil.test", "access-control-request-method": "POST"}
    answer = desk.send("OPTIONS", "/v1/chat/completions", headers=headers)

    assert not any(name.startswith("access-control") for name in answer.headers)
    assert answer.status_code == 405


def test_a_body_that_is_too_large_is_refused(desk):
    answer = desk.send(
        "POST", "/v1/messages", headers={"x-api-key": "sk-test"}, raw=b" " * (LARGEST_BODY + 1)
    )

    assert (answer.status_code, answer.json()["error"]["type"]) == (413, "request_too_large")


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        pytest.param("authorization", "Bearer sk-test-1", "sk-test-1", id="bearer"),
        pytest.param("authorization", "sk-test-1", "sk-test-1", id="no scheme"),
        pytest.param("x-api-key", "sk-test-1", "sk-test-1", id="x-api-key"),
        pytest.param("api-key", "sk-test-1", "sk-test-1", id="api-key"),
        pytest.param("cookie", "session=abc; other=1", "session=abc; other=1", id="cookie"),
        pytest.param("proxy-authorization", "Basic dTpw", "dTpw", id="proxy"),
        pytest.param("x-vendor-token", "abc", "abc", id="a name that says token"),
        pytest.param("x-strange", "sk-ant-oat-1", "sk-ant-oat-1", id="a value that looks like a key"),
        pytest.param("x-strange", "Bearer abc", "abc", id="a value that looks like a credential"),
    ],
)
def test_every_header_that_can_carry_a_credential_is_fingerprinted(desk, name, value, secret):
    desk.send("GET", "/v1/models", headers={name: value})

    assert last_entry(desk)["credentials"] == {name: fingerprint(secret)}


def test_a_credential_in_the_query_is_fingerprinted_and_not_kept(desk):
    desk.send("GET", "/v1/models?api_key=sk-test-1&limit=5")
    entry = last_entry(desk)

    assert entry["credentials"] == {"query:api_key": fingerprint("sk-test-1")}
    assert entry["path"] == "/v1/models"


def test_the_log_tells_who_asked_for_what_and_no_secret(desk):
    key = desk.any_key()
    desk.say(key, "a private question", model="gpt-5.4")
    entry = last_entry(desk)
    whole = desk.send("GET", "/sandbox/log", headers={"authorization": f"Bearer {TOKEN}"}).text

    assert (entry["method"], entry["host"], entry["path"], entry["model"]) == (
        "POST",
        "127.0.0.1:4000",
        "/v1/chat/completions",
        "gpt-5.4",
    )
    assert entry["credentials"] == {"authorization": fingerprint(key)}
    assert {"authorization", "host"} <= set(entry["header_names"])
    assert not any(secret in whole for secret in (key, TOKEN, "private question"))


def test_the_log_logs_what_was_refused(desk):
    desk.send("GET", "/v1/models", headers={"host": "evil.test", "x-api-key": "sk-test-1"})

    assert last_entry(desk)["host"] == "evil.test"


def test_only_the_account_token_reads_the_log(desk):
    assert (
        desk.send("GET", "/sandbox/log", headers={"authorization": f"Bearer {desk.any_key()}"}).status_code
        == 403
    )


def test_a_cleared_log_begins_with_the_next_request(desk):
    desk.any_key()
    desk.send("DELETE", "/sandbox/log", headers={"authorization": f"Bearer {TOKEN}"})
    entries = desk.send("GET", "/sandbox/log", headers={"authorization": f"Bearer {TOKEN}"}).json()["data"]

    assert [entry["path"] for entry in entries] == ["/sandbox/log"]
