"""Claude Code does what the program says it does: requests, models, settings, and the way back.

Observed with Claude Code 2.1.329.
"""

import json
from pathlib import Path

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome

from smartaipi_cli.sandbox.fingerprints import fingerprint
from smartaipi_cli.sandbox.scripts import WRITTEN_FILE, WRITTEN_TEXT

pytestmark = pytest.mark.live

PINNED = {
    "opus": "claude-opus-4-6",
    "sonnet": "claude-sonnet-4-5-20250929",
    "haiku": "claude-haiku-4-5-20251001",
    "fable": "claude-opus-4-6",
    "best": "claude-opus-4-6",
}
FOREIGN = {
    "ANTHROPIC_API_KEY": "sk-ant-test-foreign-key-0123456789",
    "ANTHROPIC_AUTH_TOKEN": "test-foreign-token-0123456789",
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
    "ANTHROPIC_MODEL": "claude-foreign-9-9",
    "ANTHROPIC_SMALL_FAST_MODEL": "claude-foreign-9-9",
    "CLAUDE_CODE_USE_BEDROCK": "1",
    "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat-test-foreign-token",
}
USER_SETTINGS = b'{\n\t"permissions": {"deny": ["Read(./.env)"]},\n\t"env": {"TEAM": "keep me"}\n}'
NOT_LOGGED_IN = "Not logged in"


@pytest.mark.parametrize(
    ("secret", "headers"),
    [
        pytest.param("helper", {"authorization", "x-api-key"}, id="helper"),
        pytest.param("inline", {"authorization"}, id="key in the file"),
    ],
)
def test_one_turn_reaches_the_gateway_with_our_key_alone(
    home: LiveHome, gateway: LiveGateway, secret, headers
):
    home.set_up("claude", "--secret", secret, "--yes")
    gateway.forget()

    ran = home.claude("-p", "say hi")

    assert (ran.code, ran.output.strip()) == (0, "say hi")
    assert gateway.credentials() == {fingerprint(home.key)}
    assert set(gateway.headers_with_credentials()) == {frozenset(headers)}
    assert gateway.models() == {PINNED["opus"]}
    assert {entry["host"] for entry in gateway.requests()} == {gateway.address.url.removeprefix("http://")}


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["ANTHROPIC_API_KEY"], id="key"),
        pytest.param(["ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN"], id="address and token"),
        pytest.param(["ANTHROPIC_MODEL", "ANTHROPIC_SMALL_FAST_MODEL"], id="models"),
        pytest.param(["CLAUDE_CODE_USE_BEDROCK"], id="another cloud"),
        pytest.param([*FOREIGN], id="all of them"),
    ],
)
def test_what_is_exported_for_another_vendor_never_matters(
    home: LiveHome, gateway: LiveGateway, names: list[str]
):
    foreign = {name: FOREIGN[name] for name in names}
    home.set_up("claude", "--secret", "helper", "--yes", **foreign)
    gateway.forget()

    ran = home.claude("-p", "say hi", **foreign)

    assert (ran.code, ran.output.strip()) == (0, "say hi")
    assert gateway.credentials() == {fingerprint(home.key)}
    assert gateway.models() == {PINNED["opus"]}


def test_credentials_exported_after_the_set_up_never_matter(home: LiveHome, gateway: LiveGateway):
    home.set_up("claude", "--secret", "helper", "--yes")
    gateway.forget()
    later = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "CLAUDE_CODE_OAUTH_TOKEN")

    ran = home.claude("-p", "say hi", **{name: FOREIGN[name] for name in later})

    assert (ran.code, ran.output.strip()) == (0, "say hi")
    assert gateway.credentials() == {fingerprint(home.key)}


def test_every_alias_goes_to_its_pinned_model(home: LiveHome, gateway: LiveGateway):
    home.set_up("claude", "--secret", "helper", "--yes")

    asked = {}
    for alias in PINNED:
        gateway.forget()
        home.claude("-p", "--model", alias, "say hi")
        asked[alias] = gateway.models()

    assert {alias: {model} for alias, model in PINNED.items()} == asked


def test_the_client_leaves_our_settings_as_they_are_and_knows_the_size_of_the_context(home: LiveHome):
    home.set_up("claude", "--secret", "helper", "--yes")
    before = home.claude_settings.read_bytes()

    answers = [json.loads(home.claude("-p", "--output-format", "json", "say hi").output) for _ in range(2)]

    assert home.claude_settings.read_bytes() == before
    for answer in answers:
        assert {model: use["contextWindow"] for model, use in answer["modelUsage"].items()} == {
            PINNED["opus"]: 200_000
        }


def test_the_client_writes_a_file_when_the_model_calls_its_tool(home: LiveHome):
    home.set_up("claude", "--secret", "helper", "--model", "sandbox/script:write-file", "--yes")

    ran = home.claude("-p", "--allowedTools", "Write", "--", "write the file")

    assert ran.code == 0, ran.text
    assert (home.project / WRITTEN_FILE).read_text(encoding="utf-8") == WRITTEN_TEXT


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("claude", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_the_way_back_leaves_the_client_and_its_settings_as_before(
    home: LiveHome, gateway: LiveGateway, way_back: tuple[str, ...]
):
    settings = home.write(".claude/settings.json", USER_SETTINGS)
    home.set_up("claude", "--secret", "helper", "--yes")
    assert home.claude("-p", "say hi").code == 0
    gateway.forget()

    home.set_up(*way_back)
    ran = home.claude("-p", "say hi")

    assert settings.read_bytes() == USER_SETTINGS
    assert NOT_LOGGED_IN in ran.text
    assert gateway.requests() == []


def test_the_way_back_from_nothing_leaves_nothing_of_ours(home: LiveHome):
    home.set_up("claude", "--secret", "helper", "--yes")
    home.set_up("undo", "--yes")

    assert not home.claude_settings.exists()
    assert not home.claude_state.exists()


def test_a_set_up_for_a_project_works_in_that_folder_alone(home: LiveHome, gateway: LiveGateway):
    home.set_up("claude", "--scope", "project", "--secret", "helper", "--yes")
    gateway.forget()

    inside = home.claude("-p", "say hi")
    seen = gateway.credentials()
    (home.project / ".claude").rename(home.folder / "elsewhere")
    beyond = home.claude("-p", "say hi")

    assert (inside.code, inside.output.strip()) == (0, "say hi")
    assert seen == {fingerprint(home.key)}
    assert not home.claude_settings.exists()
    assert NOT_LOGGED_IN in beyond.text


def test_the_printed_settings_serve_one_session_and_write_nothing(home: LiveHome, gateway: LiveGateway):
    printed = home.set_up("claude", "--secret", "helper", "--print").output
    settings = home.write("gateway.json", printed.encode())
    gateway.forget()

    ran = home.claude("-p", "--settings", str(settings), "say hi")

    assert (ran.code, ran.output.strip()) == (0, "say hi")
    assert gateway.credentials() == {fingerprint(home.key)}
    assert not home.claude_settings.exists()


def test_the_documented_recipe_sends_the_key_as_the_documentation_says(home: LiveHome, gateway: LiveGateway):
    home.set_up("claude", "--recipe", "documented", "--yes")
    gateway.forget()

    ran = home.claude("-p", "say hi")

    assert (ran.code, ran.output.strip()) == (0, "say hi")
    assert gateway.credentials() == {fingerprint(home.key)}
    assert set(gateway.headers_with_credentials()) == {frozenset({"x-api-key"})}


def test_a_configuration_folder_of_the_users_choice_is_the_one_that_is_written(
    home: LiveHome, gateway: LiveGateway
):
    chosen = {"CLAUDE_CONFIG_DIR": str(home.folder / "chosen")}
    home.set_up("claude", "--secret", "helper", "--yes", **chosen)
    gateway.forget()

    ran = home.claude("-p", "say hi", **chosen)

    assert (ran.code, ran.output.strip()) == (0, "say hi")
    assert gateway.credentials() == {fingerprint(home.key)}
    assert not home.claude_settings.exists()
    assert not home.claude_state.exists()
    assert (
        json.loads(Path(chosen["CLAUDE_CONFIG_DIR"], ".claude.json").read_text())["hasCompletedOnboarding"]
        is True
    )
