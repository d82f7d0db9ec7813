"""Codex's background server obeys a set-up that comes after its start; only sessions that are open do not.

Observed with Codex 0.169.0: the server reads the configuration for each new session, whoever asks for one, and
runs the key helper itself. A session that has begun keeps the gateway and the key that it began with.
"""

from collections.abc import Iterator

import pytest
from live_daemon import LiveDaemon, daemon_of
from live_home import LiveHome
from live_terminal import LiveTerminal
from stub_gateway import ANSWER, StubGateway, stub_gateway

from conftest import OpenTerminal

pytestmark = pytest.mark.live

OLD_KEY = "sk-test-live-key-of-another-gateway-0123456789"
NEW_KEY = "sk-test-live-rotated-key-0123456789abcdef"


@pytest.fixture
def other() -> Iterator[StubGateway]:
    """The gateway that was used before."""
    with stub_gateway(OLD_KEY) as gateway:
        yield gateway


@pytest.fixture
def daemon(stub_home: LiveHome) -> Iterator[LiveDaemon]:
    with daemon_of(stub_home) as daemon:
        yield daemon


@pytest.fixture
def session(
    stub_home: LiveHome, other: StubGateway, daemon: LiveDaemon, open_terminal: OpenTerminal
) -> LiveTerminal:
    """An open session, whose server was started with the other gateway's configuration and has called it."""
    provider = f'name = "Old"\nbase_url = "{other.url}/v1"\nwire_api = "responses"\n'
    config = f'model = "gpt-5.4"\nmodel_provider = "old"\n\n[model_providers.old]\n{provider}'
    token = f'experimental_bearer_token = "{OLD_KEY}"\n'
    stub_home.write(".codex/config.toml", f"{config}{token}".encode())
    terminal = begin(stub_home, open_terminal)
    say(terminal, "first")
    assert other.credentials() == {OLD_KEY}
    other.arrivals.clear()
    return terminal


def begin(home: LiveHome, open_terminal: OpenTerminal) -> LiveTerminal:
    """A new session in a new terminal, which finds the server or starts it."""
    terminal = open_terminal(home, "codex")
    terminal.wait_for("Ask Codex to do anything")
    terminal.settle()
    return terminal


def say(terminal: LiveTerminal, text: str) -> None:
    """One turn, to its end."""
    answers = terminal.screen().count(ANSWER)
    terminal.type(text)
    terminal.wait_for(f"› {text}")
    terminal.press("Enter")
    terminal.wait_until(lambda screen: screen.count(ANSWER) > answers, f"an answer to {text}")
    terminal.settle()


@pytest.mark.parametrize("secret", ["helper", "inline"])
def test_the_next_session_of_a_running_server_uses_what_was_set_up(
    stub_home: LiveHome,
    stub: StubGateway,
    other: StubGateway,
    daemon: LiveDaemon,
    session: LiveTerminal,
    open_terminal: OpenTerminal,
    secret: str,
):
    server = daemon.pid
    stub_home.set_up("codex", "--secret", secret, "--yes")
    stub.arrivals.clear()

    say(begin(stub_home, open_terminal), "second")

    assert daemon.pid == server
    assert stub.credentials() == {stub_home.key}
    assert {call.path for call in stub.calls()} == {"/v1/responses"}
    assert other.arrivals == []


def test_an_open_session_stays_with_its_gateway_until_it_begins_anew(
    stub_home: LiveHome, stub: StubGateway, other: StubGateway, session: LiveTerminal
):
    told = stub_home.set_up("codex", "--secret", "helper", "--yes").text
    stub.arrivals.clear()

    say(session, "second")
    before = (stub.arrivals[:], other.credentials())
    other.arrivals.clear()
    session.type("/new")
    session.wait_for("› /new")
    session.settle()
    session.press("Enter")
    session.wait_for("Ask Codex to do anything")
    session.settle()
    say(session, "third")

    assert "keeps its old gateway until /new" in told
    assert before == ([], {OLD_KEY})
    assert stub.credentials() == {stub_home.key}
    assert other.arrivals == []


def test_a_rotated_key_reaches_the_running_server_with_the_next_refusal(
    stub_home: LiveHome, stub: StubGateway, daemon: LiveDaemon, open_terminal: OpenTerminal
):
    stub_home.set_up("codex", "--secret", "helper", "--yes")
    terminal = begin(stub_home, open_terminal)
    say(terminal, "first")
    old, server = stub_home.key, daemon.pid
    stub_home.keep_key(NEW_KEY)
    stub.keys = {NEW_KEY}
    stub.arrivals.clear()

    say(terminal, "second")

    assert daemon.pid == server
    assert stub.credentials() == {old, NEW_KEY}
    assert set(stub.calls()[-1].keys) == {NEW_KEY}


def test_after_undo_the_next_session_of_a_running_server_is_where_it_was(
    stub_home: LiveHome,
    stub: StubGateway,
    other: StubGateway,
    daemon: LiveDaemon,
    session: LiveTerminal,
    open_terminal: OpenTerminal,
):
    stub_home.set_up("codex", "--secret", "helper", "--yes")
    say(begin(stub_home, open_terminal), "second")
    server = daemon.pid
    stub_home.set_up("undo", "--yes")
    stub.arrivals.clear()

    say(begin(stub_home, open_terminal), "third")

    assert daemon.pid == server
    assert stub.arrivals == []
    assert other.credentials() == {OLD_KEY}


def test_after_the_removal_a_running_server_has_no_gateway_to_go_to(
    stub_home: LiveHome, stub: StubGateway, daemon: LiveDaemon, open_terminal: OpenTerminal
):
    stub_home.set_up("codex", "--secret", "helper", "--yes")
    say(begin(stub_home, open_terminal), "first")
    server = daemon.pid
    stub_home.set_up("codex", "--remove", "--yes")
    stub.arrivals.clear()

    open_terminal(stub_home, "codex").wait_for("Sign in with ChatGPT")

    assert daemon.pid == server
    assert stub.arrivals == []


def test_a_forgotten_key_stays_with_the_running_server_until_that_is_stopped(
    stub_home: LiveHome, stub: StubGateway, daemon: LiveDaemon, open_terminal: OpenTerminal
):
    """It keeps what the helper gave for as long as the configuration says, also for sessions that begin later."""
    stub_home.set_up("codex", "--secret", "helper", "--yes")
    say(begin(stub_home, open_terminal), "first")
    key = stub_home.key
    stub_home.set_up("logout", "--yes")
    stub.arrivals.clear()

    say(begin(stub_home, open_terminal), "second")
    running = stub.credentials()
    stopped = stub_home.codex("app-server", "daemon", "stop")
    stub.arrivals.clear()
    terminal = begin(stub_home, open_terminal)
    terminal.type("third")
    terminal.wait_for("› third")
    terminal.press("Enter")
    terminal.wait_for("smartaipi login --profile live")

    assert running == {key}
    assert stopped.code == 0, stopped.text
    assert stub.credentials() == set()
