"""The device login (RFC 8628), and what its tokens may do."""

from urllib.parse import urlencode

import pytest

from smartaipi_cli.sandbox.management.auth import DEVICE_GRANT

DAY = 86_400


def send(desk, path, **form):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return desk.send("POST", f"/api/auth/{path}", headers=headers, raw=urlencode(form).encode())


def begin(desk, **form):
    return send(desk, "device", client_id="smartaipi", **form).json()


def collect(desk, login, **form):
    asked = {"grant_type": DEVICE_GRANT, "device_code": login["device_code"], "client_id": "smartaipi"}
    return send(desk, "token", **{**asked, **form})


def decide(desk, login, **body):
    return desk.send(
        "POST",
        "/sandbox/approve",
        headers={"authorization": "Bearer smartaipi-sandbox-token-test"},
        body={"user_code": login["user_code"], **body},
    )


def granted(desk, **form):
    login = begin(desk, **form)
    decide(desk, login)
    return collect(desk, login).json()["access_token"]


def manage(desk, token, method="GET", path="/keys", body=None):
    answer = desk.send(method, f"/api{path}", headers={"authorization": f"Bearer {token}"}, body=body)
    return answer.status_code, answer.json().get("error", {}).get("code")


def test_an_approved_device_gets_a_token_that_manages_the_account(desk):
    login = begin(desk)
    before = collect(desk, login).json()
    approved = decide(desk, login)
    desk.time.now += login["interval"]
    answer = collect(desk, login)

    assert before == {"error": "authorization_pending"}
    assert approved.json() == {"object": "login", "client_id": "smartaipi", "approved": True}
    assert (answer.status_code, answer.json()["token_type"]) == (200, "Bearer")
    assert answer.headers["cache-control"] == "no-store"
    assert manage(desk, answer.json()["access_token"], "POST", body={"name": "x"}) == (201, None)


def test_a_token_is_given_once(desk):
    login = begin(desk)
    decide(desk, login)

    assert [collect(desk, login).status_code for _ in range(2)] == [200, 400]


def test_a_code_is_understood_however_a_person_types_it(desk):
    login = begin(desk)
    typed = {"user_code": login["user_code"].lower().replace("-", " ")}

    assert decide(desk, typed).status_code == 200


def test_a_device_that_asks_too_often_is_told_to_slow_down_and_must(desk):
    login = begin(desk)
    errors = []
    for wait in (0, 1, 5, 10):
        desk.time.now += wait
        errors.append(collect(desk, login).json()["error"])

    assert errors == ["authorization_pending", "slow_down", "slow_down", "slow_down"]
    desk.time.now += 20
    assert collect(desk, login).json()["error"] == "authorization_pending"


@pytest.mark.parametrize(
    ("happens", "error"),
    [
        pytest.param(lambda desk, login: decide(desk, login, approve=False), "access_denied", id="denied"),
        pytest.param(
            lambda desk, login: setattr(desk.time, "now", desk.time.now + login["expires_in"]),
            "expired_token",
            id="too late",
        ),
    ],
)
def test_a_login_that_came_to_nothing_says_so(desk, happens, error):
    login = begin(desk)
    happens(desk, login)

    assert collect(desk, login).json() == {"error": error}
    assert decide(desk, login).status_code == 404


@pytest.mark.parametrize(
    ("path", "form", "error"),
    [
        ("device", {}, "invalid_request"),
        ("device", {"client_id": "a b"}, "invalid_request"),
        ("device", {"client_id": "x", "scope": "everything"}, "invalid_scope"),
        ("token", {}, "invalid_request"),
        ("token", {"grant_type": "password"}, "unsupported_grant_type"),
        ("token", {"grant_type": DEVICE_GRANT}, "invalid_request"),
        ("token", {"grant_type": DEVICE_GRANT, "device_code": "none", "client_id": "x"}, "invalid_grant"),
        ("revoke", {}, "invalid_request"),
        ("revoke", {"token": "smartaipi-sandbox-token-test"}, "unsupported_token_type"),
    ],
)
def test_a_wrong_form_is_refused_in_the_words_of_oauth(desk, path, form, error):
    answer = send(desk, path, **form)

    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_another_client_cannot_collect_the_token(desk):
    login = begin(desk)
    decide(desk, login)

    assert collect(desk, login, client_id="other").json() == {"error": "invalid_grant"}


def test_a_token_that_may_only_read_changes_nothing(desk):
    token = granted(desk, scope="read")

    assert manage(desk, token) == (200, None)
    assert manage(desk, token, "POST", body={"name": "x"}) == (403, "missing_scope")
    assert desk.manage("GET", "/keys").json()["data"] == []


def test_a_token_ends_after_ninety_days_and_says_so(desk):
    token = granted(desk)
    desk.time.now += 90 * DAY - 1
    assert manage(desk, token) == (200, None)
    desk.time.now += 1

    assert manage(desk, token) == (401, "token_expired")


def test_a_revoked_token_is_void_and_revoking_it_again_is_success(desk):
    token = granted(desk)
    statuses = [send(desk, "revoke", token=token).status_code for _ in range(2)]

    assert statuses == [200, 200]
    assert manage(desk, token) == (401, "invalid_token")


def test_neither_codes_nor_tokens_stand_in_the_books(desk):
    login = begin(desk)
    decide(desk, login)
    token = collect(desk, login).json()["access_token"]
    begin(desk)
    kept = str(desk.rows("SELECT * FROM tokens")) + str(desk.rows("SELECT * FROM device_logins"))

    assert token not in kept
    assert login["device_code"] not in kept


def test_the_page_for_the_person_decides_nothing(desk):
    login = begin(desk)
    page = desk.send("GET", f"/device?user_code={login['user_code']}")

    assert "smartaipi sandbox approve" in page.text
    assert "<form" not in page.text
    assert collect(desk, login).json() == {"error": "authorization_pending"}
