"""The pytest plugin, used as somebody else's test suite uses it."""

import httpx
import pytest

from smartaipi_cli.sandbox.under_test import json_of
from smartaipi_cli.sandbox.world import seeded_world

pytest_plugins = ["pytester"]

HELLO = {"model": "sandbox/echo", "messages": [{"role": "user", "content": "sixteen letters!"}]}


@pytest.fixture
def smartaipi_sandbox_world():
    return seeded_world("plugin", now=1_795_003_200)


@pytest.fixture
def box(smartaipi_sandbox):
    return smartaipi_sandbox


def say(box, key=None, **members):
    headers = {"authorization": f"Bearer {key or box.api_key}"}
    return httpx.post(f"{box.openai_url}/chat/completions", headers=headers, json=HELLO | members)


def test_a_gateway_is_there_with_a_key_that_works(box):
    assert say(box).json()["choices"][0]["message"]["content"] == "sixteen letters!"
    assert box.spent_micros() == 20
    box.assert_books_agree()


def test_what_was_received_is_found_by_what_it_said(box):
    say(box)
    say(box, temperature=0.5)

    entry = box.assert_received("/v1/chat/completions", model="sandbox/echo", temperature=0.5, times=1)
    assert json_of(entry)["messages"] == HELLO["messages"]
    box.assert_received("/v1/chat/completions", times=2, key=box.api_key)


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param({"path": "/v1/messages"}, id="another path"),
        pytest.param({"path": "/v1/chat/completions", "model": "gpt-5.4"}, id="another model"),
        pytest.param({"path": "/v1/chat/completions", "temperature": None}, id="a member that is absent"),
        pytest.param({"path": "/v1/chat/completions", "times": 2}, id="more often"),
        pytest.param({"path": "/v1/chat/completions", "key": "sk-test-other"}, id="another key"),
    ],
)
def test_what_was_not_received_is_an_assertion_that_tells_what_was(box, wanted):
    say(box)

    with pytest.raises(AssertionError, match="received: POST /v1/chat/completions sandbox/echo"):
        box.assert_received(**wanted)


def test_silence_can_be_asserted(box):
    box.assert_nothing_received()
    say(box)

    with pytest.raises(AssertionError, match="nothing expected"):
        box.assert_nothing_received()
    box.assert_nothing_received("/v1/messages")
    box.forget()
    box.assert_nothing_received()


def test_faults_are_armed_and_disarmed(box):
    box.arm("status=503", path="/v1/chat/completions")
    struck = say(box).status_code
    box.disarm()

    assert (struck, say(box).status_code) == (503, 200)


def test_a_key_can_have_a_budget(box):
    key = box.new_key(budget_micros=20)

    assert [say(box, key).status_code for _ in range(2)] == [200, 402]


def test_a_call_in_flight_is_no_agreement(box):
    with (
        httpx.stream(
            "POST",
            f"{box.openai_url}/chat/completions",
            headers={"x-api-key": box.api_key},
            json=HELLO | {"model": "sandbox/slow-0-5000", "stream": True},
        ),
        pytest.raises(AssertionError, match="reservation-left"),
    ):
        box.assert_books_agree()


def test_a_suite_opts_in_by_one_line_and_pytest_shows_no_key(pytester):
    pytester.makeconftest('pytest_plugins = ["smartaipi_cli.sandbox.pytest_plugin"]')
    pytester.makepyfile(
        """
        def test_it(smartaipi_sandbox):
            assert smartaipi_sandbox.url.startswith("http://127.0.0.1:")
            smartaipi_sandbox.assert_received("/v1/models")
        """
    )
    result = pytester.runpytest("-p", "no:cacheprovider")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: a request to /v1/models*received: nothing"])
    assert "sk-sandbox-" not in result.stdout.str()
