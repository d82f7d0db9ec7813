"""A key that takes its time: the clients wait for it, and a keychain that never gives it is given up in time.

Observed with Claude Code 2.1.329, which waits ten minutes for its helper, and Codex 0.169.0, which waits as long as
its configuration says (ten seconds in ours).
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_home import PROGRAM, LiveHome
from live_keychain import SilentBus, lock_keychain, silent_bus
from stub_gateway import ANSWER, StubGateway

pytestmark = pytest.mark.live

CLIENTS = {
    "claude": ("claude", "-p", "say hi"),
    "codex": (
        "codex",
        "exec",
        "--skip-git-repo-check",
        "-c",
        "model_providers.live.request_max_retries=0",
        "-c",
        "model_providers.live.stream_max_retries=0",
        "say hi",
    ),
}


@pytest.fixture
def bus() -> Iterator[SilentBus]:
    with tempfile.TemporaryDirectory(prefix="live-") as folder, silent_bus(Path(folder)) as bus:
        yield bus


def test_claude_code_waits_for_a_helper_of_eight_seconds(stub_home: LiveHome, stub: StubGateway):
    """As long as somebody takes to unlock a keychain."""
    stub_home.set_up("claude", "--secret", "helper", "--yes")
    slow = stub_home.write("slow", f'#!/bin/sh\nsleep 8\nexec {PROGRAM} "$@"\n'.encode(), mode=0o700)
    settings = json.loads(stub_home.claude_settings.read_bytes())
    helper = settings["apiKeyHelper"]
    settings["apiKeyHelper"] = helper.replace(str(PROGRAM), str(slow))
    assert settings["apiKeyHelper"] != helper
    stub_home.claude_settings.write_text(json.dumps(settings), encoding="utf-8")
    stub.arrivals.clear()

    ran = stub_home.claude("-p", "say hi")

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.text
    assert stub.credentials() == {stub_home.key}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_locked_keychain_is_given_up_before_the_client_gives_up(
    stub_home: LiveHome, stub: StubGateway, client: str
):
    """The client shows our reason, and not its own time limit."""
    stub_home.set_up(client, "--secret", "helper", "--yes")
    stub_home.key_file.unlink()
    stub.arrivals.clear()

    ran = stub_home.run(*CLIENTS[client], **lock_keychain(stub_home.folder), CLAUDE_CODE_MAX_RETRIES="0")

    assert ran.code != 0
    assert "the keychain of this system did not give an answer" in ran.text
    assert "no answer within 3 s" in ran.text
    assert stub.credentials() == set()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_desktop_that_hangs_is_given_up_before_the_client_gives_up(
    stub_home: LiveHome, stub: StubGateway, bus: SilentBus, client: str
):
    """Nothing answers where the keychain is looked for; the client shows our reason, and sends nothing."""
    stub_home.set_up(client, "--secret", "helper", "--yes")
    stub_home.key_file.unlink()
    stub.arrivals.clear()

    ran = stub_home.run(*CLIENTS[client], **bus.environment, CLAUDE_CODE_MAX_RETRIES="0")

    assert bus.guests != []
    assert ran.code != 0
    assert "the keychain of this system did not give an answer" in ran.text
    assert "smartaipi login --store file" in ran.text
    assert stub.credentials() == set()


def test_a_key_in_a_file_is_given_without_a_look_at_the_keychain(
    stub_home: LiveHome, stub: StubGateway, bus: SilentBus
):
    stub_home.set_up("claude", "--secret", "helper", "--yes")
    stub.arrivals.clear()

    ran = stub_home.claude("-p", "say hi", **bus.environment)

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.text
    assert stub.credentials() == {stub_home.key}
    assert bus.guests == []
