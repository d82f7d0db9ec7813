"""Whoever is logged in to Anthropic with Claude Code: the account's token never reaches a gateway.

A client with a gateway's address and no credential sends it there as its own (observed with 2.1.329), so every
step, also those that go wrong, is looked at here. The gateway keeps every byte that it got.
"""

import json
from pathlib import Path

import pytest
from live_home import LiveHome
from live_outside import Outside
from stub_gateway import ANSWER, StubGateway

from conftest import OpenTerminal

pytestmark = pytest.mark.live

ACCOUNT_TOKEN = "sk-ant-oat01-test-of-a-login-0123456789"
REFRESH_TOKEN = "sk-ant-ort01-test-of-a-login-0123456789"
LOGIN = {
    "claudeAiOauth": {
        "accessToken": ACCOUNT_TOKEN,
        "refreshToken": REFRESH_TOKEN,
        "expiresAt": 4_102_444_800_000,
        "scopes": ["user:inference", "user:profile"],
        "subscriptionType": "max",
    }
}
STATE = {
    "hasCompletedOnboarding": True,
    "oauthAccount": {
        "accountUuid": "00000000-0000-4000-8000-000000000000",
        "emailAddress": "somebody@example.com",
        "organizationUuid": "00000000-0000-4000-8000-000000000001",
    },
}
IMPATIENT = {"CLAUDE_CODE_MAX_RETRIES": "0"}


@pytest.fixture
def account(stub_home: LiveHome) -> Path:
    """The credentials file of a user who is logged in."""
    stub_home.write(".claude.json", json.dumps(STATE).encode())
    return stub_home.write(".claude/.credentials.json", json.dumps(LOGIN).encode())


def assert_account_stayed_home(stub: StubGateway, account: Path) -> None:
    """The tokens are where they were and nowhere else."""
    assert not stub.has_seen(ACCOUNT_TOKEN)
    assert not stub.has_seen(REFRESH_TOKEN)
    assert json.loads(account.read_bytes()) == LOGIN
    assert account.read_bytes() == json.dumps(LOGIN).encode()


def test_without_force_a_login_stops_the_set_up_and_nothing_is_written(stub_home: LiveHome, account: Path):
    before = {path: path.read_bytes() for path in stub_home.folder.glob(".claude*/**/*") if path.is_file()}
    state = stub_home.claude_state.read_bytes()

    ran = stub_home.smartaipi("claude", "--secret", "helper", "--yes")

    assert ran.code == 5, ran.text
    assert "an Anthropic account is connected" in ran.errors
    assert "--force" in ran.errors
    assert before == {
        path: path.read_bytes() for path in stub_home.folder.glob(".claude*/**/*") if path.is_file()
    }
    assert stub_home.claude_state.read_bytes() == state
    assert account in before


@pytest.mark.parametrize(
    "arguments", [("--secret", "helper"), ("--secret", "inline"), ("--recipe", "documented")]
)
def test_with_force_a_turn_is_paid_by_our_key_alone(
    stub_home: LiveHome, stub: StubGateway, account: Path, arguments: tuple[str, ...]
):
    stub_home.set_up("claude", "--force", *arguments, "--yes")

    ran = stub_home.claude("-p", "say hi")

    assert (ran.code, ran.output.strip()) == (0, ANSWER)
    assert stub.credentials() == {stub_home.key}
    assert_account_stayed_home(stub, account)


def test_a_helper_that_fails_sends_no_token_instead(stub_home: LiveHome, stub: StubGateway, account: Path):
    stub_home.set_up("claude", "--force", "--secret", "helper", "--yes")
    stub_home.set_up("logout", "--yes")
    stub.arrivals.clear()

    ran = stub_home.claude("-p", "say hi", **IMPATIENT)

    assert ran.code != 0
    assert stub.credentials() == set()
    assert_account_stayed_home(stub, account)


@pytest.mark.parametrize(
    "arguments", [("--secret", "helper"), ("--secret", "inline"), ("--recipe", "documented")]
)
def test_a_key_that_the_gateway_refuses_brings_no_token_out(
    stub_home: LiveHome, stub: StubGateway, account: Path, arguments: tuple[str, ...]
):
    stub_home.set_up("claude", "--force", *arguments, "--yes")
    stub.keys.clear()

    ran = stub_home.claude("-p", "say hi", **IMPATIENT)

    assert ran.code != 0
    assert stub.credentials() == {stub_home.key}
    assert_account_stayed_home(stub, account)


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("claude", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_the_way_back_leads_to_the_account_and_not_to_the_gateway(
    stub_home: LiveHome, stub: StubGateway, account: Path, outside: Outside, way_back: tuple[str, ...]
):
    stub_home.set_up("claude", "--force", "--secret", "helper", "--yes")
    assert stub_home.claude("-p", "say hi").code == 0
    stub_home.set_up(*way_back)
    stub.arrivals.clear()
    outside.hosts.clear()

    stub_home.claude("-p", "say hi", **IMPATIENT)

    assert stub.arrivals == []
    assert "api.anthropic.com" in outside.hosts
    assert_account_stayed_home(stub, account)


def test_the_account_stays_at_home_when_the_client_runs_in_a_terminal(
    stub_home: LiveHome, stub: StubGateway, account: Path, open_terminal: OpenTerminal
):
    stub_home.set_up("claude", "--force", "--secret", "helper", "--yes")
    terminal = open_terminal(stub_home, "claude")
    terminal.wait_for("Yes, I trust this folder")
    terminal.settle()
    terminal.press("Down")
    terminal.wait_for("❯ Yes, I trust this folder")
    terminal.press("Enter")
    terminal.wait_for("Opus 4.6", "auto mode")

    terminal.type("say hi")
    terminal.wait_for("❯ say hi")
    terminal.press("Enter")
    terminal.wait_for(ANSWER)

    assert stub.credentials() == {stub_home.key}
    assert_account_stayed_home(stub, account)
