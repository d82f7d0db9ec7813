"""What goes wrong between Codex and a gateway is said clearly, and never with another credential.

Observed with Codex 0.169.0.
"""

import pytest
from live_gateway import NO_KEY, LiveGateway
from live_home import PROGRAM, LiveHome
from stub_gateway import ANSWER, StubGateway

from conftest import STUB_KEY

pytestmark = pytest.mark.live

IMPATIENT = (
    "-c",
    "model_providers.sandbox.request_max_retries=0",
    "-c",
    "model_providers.sandbox.stream_max_retries=0",
)
NEW_KEY = "sk-test-live-rotated-key-0123456789abcdef"


def test_a_key_that_is_rotated_between_two_requests_is_fetched_anew(stub_home: LiveHome, stub: StubGateway):
    stub_home.set_up("codex", "--secret", "helper", "--yes")
    stub.arrivals.clear()
    stub.keys = {NEW_KEY}
    stub.when_refused = lambda: stub_home.keep_key(NEW_KEY)

    ran = stub_home.say_hi()

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.errors
    assert stub.credentials() == {STUB_KEY, NEW_KEY}
    assert set(stub.calls()[-1].keys) == {NEW_KEY}


@pytest.mark.parametrize("way", ["logged out", "empty key file"])
def test_a_helper_without_a_key_says_so_and_nothing_is_sent_in_its_place(
    home: LiveHome, gateway: LiveGateway, way: str
):
    home.set_up("codex", "--secret", "helper", "--websocket", "off", "--yes")
    if way == "logged out":
        home.set_up("logout", "--yes")
    else:
        home.key_file.write_bytes(b"")
    gateway.forget()

    ran = home.say_hi(*IMPATIENT)

    assert ran.code != 0
    assert "smartaipi login --profile live" in ran.text
    assert gateway.credentials() <= {NO_KEY}


def test_a_helper_slower_than_the_clients_own_patience_is_waited_for(stub_home: LiveHome, stub: StubGateway):
    """The client gives up after 5 s by itself; a keychain that asks its user takes longer."""
    stub_home.set_up("codex", "--secret", "helper", "--yes")
    slow = stub_home.write("slow", f'#!/bin/sh\nsleep 6\nexec {PROGRAM} "$@"\n'.encode(), mode=0o700)
    before = stub_home.codex_config.read_text(encoding="utf-8")
    after = before.replace(f'"{PROGRAM}"', f'"{slow}"')
    assert after != before
    stub_home.codex_config.write_text(after, encoding="utf-8")
    stub.arrivals.clear()

    ran = stub_home.say_hi()

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.errors
    assert stub.credentials() == {stub_home.key}
