"""Claude Code in a terminal: no screen asks for a login or a key, and it says what it is connected to.

Observed with Claude Code 2.1.329: the question whether the folder is trusted is the user's own and stays.
"""

import json

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome
from live_terminal import LiveTerminal

from conftest import OpenTerminal
from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

UNWANTED = ("custom API key", "Select login method", "Not logged in", "Choose the text style")


def trust(terminal: LiveTerminal) -> str:
    """Answer the only question; the screen with the prompt."""
    first = terminal.wait_for("No, exit")
    assert "Yes, I trust this folder" in first, first
    terminal.settle()
    terminal.press("Down")
    terminal.wait_for("❯ Yes, I trust this folder")
    terminal.press("Enter")
    return terminal.wait_for("Opus 4.6", "auto mode")


def enter(terminal: LiveTerminal, text: str) -> None:
    """Type a line, and send it once it stands at the prompt."""
    terminal.type(text)
    terminal.wait_for(f"❯ {text}")
    terminal.press("Enter")


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        pytest.param(("--secret", "helper"), "apiKeyHelper", id="helper"),
        pytest.param(("--secret", "inline"), "ANTHROPIC_AUTH_TOKEN", id="key in the file"),
        pytest.param(("--recipe", "documented"), "ANTHROPIC_API_KEY", id="documented recipe"),
    ],
)
def test_the_only_question_is_the_one_about_trust(
    home: LiveHome, gateway: LiveGateway, open_terminal: OpenTerminal, arguments: tuple[str, ...], shown: str
):
    home.set_up("claude", *arguments, "--yes")
    gateway.forget()
    terminal = open_terminal(home, "claude")

    screens = [trust(terminal)]
    enter(terminal, "/status")
    screens.append(terminal.wait_for("Anthropic base URL:"))
    terminal.press("Escape")
    terminal.wait_for("Settings dialog dismissed")
    enter(terminal, "say hi")
    screens.append(terminal.wait_for("● say hi"))

    assert [word for word in UNWANTED if any(word in screen for screen in screens)] == []
    assert gateway.address.url in screens[1]
    assert shown in screens[1]
    assert "claude-opus-4-6" in screens[1]
    assert gateway.credentials() == {fingerprint(home.key)}


def test_the_context_is_counted_by_the_gateway_and_has_its_size(
    home: LiveHome, gateway: LiveGateway, open_terminal: OpenTerminal
):
    home.set_up("claude", "--secret", "helper", "--yes")
    gateway.forget()
    terminal = open_terminal(home, "claude")
    trust(terminal)

    enter(terminal, "/context")
    terminal.wait_for("/200k tokens")

    assert "POST" in gateway.kinds("/v1/messages/count_tokens")
    assert gateway.credentials() == {fingerprint(home.key)}


def test_a_client_that_asks_for_the_models_gets_them_with_our_key(
    home: LiveHome, gateway: LiveGateway, open_terminal: OpenTerminal
):
    home.set_up("claude", "--secret", "helper", "--yes")
    gateway.forget()
    terminal = open_terminal(home, "claude", CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY="1")
    trust(terminal)

    enter(terminal, "say hi")
    terminal.wait_for("● say hi")

    assert gateway.kinds("/v1/models") == ["GET"]
    assert gateway.credentials() == {fingerprint(home.key)}


def test_a_set_up_beside_a_running_client_loses_nothing_of_either(
    home: LiveHome, gateway: LiveGateway, open_terminal: OpenTerminal
):
    home.set_up("claude", "--secret", "helper", "--yes")
    terminal = open_terminal(home, "claude")
    trust(terminal)

    home.set_up("claude", "--recipe", "documented", "--yes")
    enter(terminal, "say hi")
    terminal.wait_for("● say hi")
    enter(terminal, "/exit")
    terminal.wait_for_end()

    state = json.loads(home.claude_state.read_bytes())
    assert state["customApiKeyResponses"]["approved"] == [home.key[-20:]]
    assert state["projects"][str(home.project)]["hasTrustDialogAccepted"] is True
    assert json.loads(home.claude_settings.read_bytes())["env"]["ANTHROPIC_API_KEY"] == home.key
    assert home.claude("-p", "say hi").code == 0
    assert gateway.credentials() <= {fingerprint(home.key)}
