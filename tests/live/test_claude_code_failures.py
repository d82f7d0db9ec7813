"""What goes wrong between Claude Code and a gateway is said clearly, and never with another credential.

Observed with Claude Code 2.1.329.
"""

import pytest
from live_gateway import NO_KEY, LiveGateway
from live_home import LiveHome
from stub_gateway import ANSWER, StubGateway

from conftest import STUB_KEY
from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

NEW_KEY = "sk-test-live-rotated-key-0123456789abcdef"
IMPATIENT = {"CLAUDE_CODE_MAX_RETRIES": "0"}


def test_a_key_that_is_rotated_between_two_requests_is_fetched_anew(stub_home: LiveHome, stub: StubGateway):
    stub_home.set_up("claude", "--secret", "helper", "--yes")
    stub.arrivals.clear()
    stub.keys = {NEW_KEY}
    stub.when_refused = lambda: stub_home.keep_key(NEW_KEY)

    ran = stub_home.claude("-p", "say hi")

    assert (ran.code, ran.output.strip()) == (0, ANSWER)
    assert [set(call.keys) for call in stub.calls()] == [{STUB_KEY}, {NEW_KEY}]


@pytest.mark.parametrize("way", ["logged out", "empty key file"])
def test_a_helper_without_a_key_says_so_and_nothing_is_sent_in_its_place(
    home: LiveHome, gateway: LiveGateway, way: str
):
    home.set_up("claude", "--secret", "helper", "--yes")
    if way == "logged out":
        home.set_up("logout", "--yes")
    else:
        home.key_file.write_bytes(b"")
    gateway.forget()

    ran = home.claude("-p", "say hi", **IMPATIENT)

    assert ran.code != 0
    assert "apiKeyHelper failed" in ran.text
    assert "smartaipi login --profile live" in ran.text
    assert gateway.credentials() <= {NO_KEY}


def test_a_revoked_key_is_named_as_the_reason(home: LiveHome, gateway: LiveGateway):
    home.set_up("claude", "--secret", "helper", "--yes")
    home.set_up("keys", "revoke", newest_key(home), "--yes")
    gateway.forget()

    ran = home.claude("-p", "say hi", **IMPATIENT)

    assert ran.code != 0
    assert "401 The API key is not known" in ran.text
    assert gateway.credentials() == {fingerprint(home.key)}


def newest_key(home: LiveHome) -> str:
    """The id of the key that was made last: that of this home."""
    newest: str = home.set_up("keys", "list", "--json").data()["keys"][0]["id"]
    return newest


def test_a_gateway_that_refuses_new_fields_gets_none_with_the_strict_option(
    stub_home: LiveHome, stub: StubGateway
):
    """Without it this client finds out by itself, one refused request a field."""
    stub.is_strict = True

    stub_home.set_up("claude", "--secret", "helper", "--yes")
    stub.arrivals.clear()
    found_out = stub_home.claude("-p", "say hi")
    attempts = len(stub.calls())
    stub_home.set_up("claude", "--secret", "helper", "--strict", "--yes")
    stub.arrivals.clear()
    ran = stub_home.claude("-p", "say hi")

    assert (found_out.code, found_out.output.strip()) == (0, ANSWER)
    assert attempts > 1
    assert (ran.code, ran.output.strip()) == (0, ANSWER)
    assert len(stub.calls()) == 1
