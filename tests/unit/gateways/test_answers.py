"""What an answer of an account API means."""

import json

import pytest

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.gateways.answers import read_object, scrub

URL = "https://api.example.test/api/keys"


def answer(status, body, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status=status, headers={"content-type": "application/json", **headers}, body=data)


FAILURES = {
    "bad token": (
        answer(401, {"error": {"message": "no", "code": "invalid_token"}}),
        "credential-refused",
        4,
    ),
    "API key on the account API": (
        answer(403, {"error": {"message": "no", "code": "wrong_credential_type"}}),
        "wrong-credential",
        4,
    ),
    "no money": (
        answer(402, {"error": {"message": "no", "code": "insufficient_balance"}}),
        "balance-exhausted",
        7,
    ),
    "no budget": (answer(402, {"error": {"message": "no", "code": "budget_exceeded"}}), "budget-exceeded", 7),
    "no such key": (answer(404, {"error": {"message": "no", "code": "key_not_found"}}), "key-not-found", 1),
    "too fast, empty body": (answer(429, b""), "rate-limited", 8),
    "broken": (answer(500, b"oops"), "gateway-failed", 8),
    "gateway timeout": (answer(504, b""), "gateway-timeout", 8),
    "web page with 200": (
        answer(200, b"<html>login</html>", **{"content-type": "text/html"}),
        "gateway-not-json",
        8,
    ),
    "web page with 502": (
        answer(502, b"<html>bad</html>", **{"content-type": "text/html"}),
        "gateway-not-json",
        8,
    ),
    "cut JSON with 200": (answer(200, b'{"data": ['), "gateway-not-json", 8),
    "a list with 200": (answer(200, []), "gateway-not-json", 8),
    "redirect": (answer(302, b"", location="https://elsewhere.test/login"), "gateway-redirected", 8),
}


@pytest.mark.parametrize(("response", "code", "exit_code"), FAILURES.values(), ids=FAILURES)
def test_each_failure_has_its_own_code(response, code, exit_code):
    with pytest.raises(UserError) as caught:
        read_object(response, URL)

    assert (caught.value.code, caught.value.exit_code) == (code, ExitCode(exit_code))
    assert "api.example.test" in caught.value.message


def test_numbers_with_a_point_are_exact():
    assert str(read_object(answer(200, b'{"cost": 0.1015644762}'), URL)["cost"]) == "0.1015644762"


@pytest.mark.parametrize(
    "echoed",
    [
        "sk-test-canary0123456789",
        "cai-canary0123456789",
        "Bearer canarycanary",
        "a" * 64,
        "sk-or-v1-canary012345",
    ],
)
def test_a_credential_that_the_gateway_echoes_is_not_shown(echoed):
    with pytest.raises(UserError) as caught:
        read_object(answer(401, {"error": {"message": f"key {echoed} is unknown"}}), URL)

    assert echoed not in caught.value.reason
    assert "[hidden]" in caught.value.reason


def test_control_characters_of_a_server_do_not_reach_the_terminal():
    assert "\x1b" not in scrub("\x1b[31mred\x1b[0m and \x07 bell")


def test_the_wait_of_a_rate_limit_is_in_the_hint():
    with pytest.raises(UserError) as caught:
        read_object(answer(429, {"error": {"message": "slow down"}}, **{"retry-after": "7"}), URL)

    assert caught.value.hint == "try again in 7 s"
