"""Whoever is logged in to ChatGPT with Codex: the login stays as it is, and its tokens never reach a gateway.

Observed with Codex 0.169.0. The gateway keeps every byte that it got.
"""

import json

import pytest
from live_codex import ACCOUNT_TOKEN, OTHER_TOKENS, chatgpt_login, read_config
from live_home import PROFILE, LiveHome
from stub_gateway import ANSWER, StubGateway

from conftest import OpenTerminal

pytestmark = pytest.mark.live

IMPATIENT = (
    "-c",
    f"model_providers.{PROFILE}.request_max_retries=0",
    "-c",
    f"model_providers.{PROFILE}.stream_max_retries=0",
)
CONFIG = b'# mine\nmodel = "gpt-5.5"\n'


@pytest.fixture
def logged_in(stub_home: LiveHome) -> LiveHome:
    """The home of a user with a ChatGPT account and a configuration."""
    stub_home.write(".codex/auth.json", chatgpt_login())
    stub_home.write(".codex/config.toml", CONFIG)
    return stub_home


def assert_account_stayed_home(home: LiveHome, stub: StubGateway) -> None:
    """No token came to the gateway, and no byte of the login changed."""
    assert [token for token in (ACCOUNT_TOKEN, *OTHER_TOKENS.values()) if stub.has_seen(token)] == []
    assert home.codex_login.read_bytes() == chatgpt_login()


def test_a_login_moves_the_set_up_into_a_profile_file_that_works(logged_in: LiveHome, stub: StubGateway):
    status = logged_in.codex("login", "status").text
    logged_in.set_up("codex", "--secret", "helper", "--yes")

    ran = logged_in.say_hi("-p", PROFILE)

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.errors
    assert stub.credentials() == {logged_in.key}
    assert logged_in.codex_config.read_bytes() == CONFIG
    assert logged_in.codex("login", "status").text == status
    assert "ChatGPT" in status
    assert_account_stayed_home(logged_in, stub)


def test_the_profile_works_in_a_terminal_without_a_login_screen(
    logged_in: LiveHome, stub: StubGateway, open_terminal: OpenTerminal
):
    logged_in.set_up("codex", "--secret", "helper", "--yes")
    stub.arrivals.clear()
    terminal = open_terminal(logged_in, f"codex -p {PROFILE} --no-daemon")
    first = terminal.wait_for("Ask Codex to do anything")
    terminal.settle()

    terminal.type("say hi")
    terminal.wait_for("› say hi")
    terminal.press("Enter")
    terminal.wait_for(ANSWER)

    assert "Sign in" not in first
    assert stub.credentials() == {logged_in.key}
    assert_account_stayed_home(logged_in, stub)


@pytest.mark.parametrize("secret", ["helper", "inline"])
def test_with_force_the_gateway_is_used_everywhere_and_the_login_stays(
    logged_in: LiveHome, stub: StubGateway, secret: str
):
    logged_in.set_up("codex", "--scope", "user", "--force", "--secret", secret, "--yes")

    ran = logged_in.say_hi()

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.errors
    assert stub.credentials() == {logged_in.key}
    assert_account_stayed_home(logged_in, stub)


def test_a_helper_that_fails_sends_no_token_instead(logged_in: LiveHome, stub: StubGateway):
    logged_in.set_up("codex", "--scope", "user", "--force", "--secret", "helper", "--yes")
    logged_in.set_up("logout", "--yes")
    stub.arrivals.clear()

    ran = logged_in.say_hi(*IMPATIENT)

    assert ran.code != 0
    assert stub.credentials() == set()
    assert_account_stayed_home(logged_in, stub)


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("codex", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_the_way_back_takes_the_profile_away_and_leaves_the_login(
    logged_in: LiveHome, stub: StubGateway, way_back: tuple[str, ...]
):
    logged_in.set_up("codex", "--secret", "helper", "--yes")
    profile = logged_in.codex_config.with_name(f"{PROFILE}.config.toml")
    assert "model_provider" in read_config(profile)

    logged_in.set_up(*way_back)

    assert not profile.exists() or read_config(profile) == {}
    assert logged_in.codex_config.read_bytes() == CONFIG
    assert_account_stayed_home(logged_in, stub)


def test_the_documented_recipe_sends_the_key_and_keeps_the_logins_tokens(
    logged_in: LiveHome, stub: StubGateway
):
    logged_in.set_up("codex", "--recipe", "documented", "--yes")

    ran = logged_in.say_hi()
    login = json.loads(logged_in.codex_login.read_bytes())

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.errors
    assert stub.credentials() == {logged_in.key}
    assert not stub.has_seen(ACCOUNT_TOKEN)
    assert login["OPENAI_API_KEY"] == logged_in.key
    assert login["tokens"] == json.loads(chatgpt_login())["tokens"]


def test_undo_of_the_documented_recipe_gives_the_login_back_byte_for_byte(
    logged_in: LiveHome, stub: StubGateway
):
    logged_in.set_up("codex", "--recipe", "documented", "--yes")
    assert logged_in.say_hi().code == 0

    logged_in.set_up("undo", "--yes")

    assert logged_in.codex_config.read_bytes() == CONFIG
    assert_account_stayed_home(logged_in, stub)
