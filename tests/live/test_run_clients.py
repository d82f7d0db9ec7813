"""The real clients work under `run` untouched: with its key alone, and without a byte of the user's own changed.

Observed with Claude Code 2.1.329, Codex 0.169.0, OpenCode 1.18.33, Cline 3.0.65, cn 1.5.47, Kilo Code 7.7.7 and
Qwen Code 0.24.4.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome, Ran

from conftest import OpenTerminal
from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

CLIENTS = {
    "claude": ("claude", "-p", "say hi"),
    "codex": ("codex", "exec", "--skip-git-repo-check", "say hi"),
    "opencode": ("opencode", "run", "say hi"),
    "cline": ("cline", "say hi"),
    "continue": ("cn", "-p", "say hi"),
    "kilo": ("kilo", "run", "say hi"),
    "qwen": ("qwen", "-p", "say hi"),
}
FOREIGN = {
    "ANTHROPIC_API_KEY": "sk-ant-test-foreign-key-0123456789",
    "ANTHROPIC_AUTH_TOKEN": "test-foreign-token-0123456789",
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
    "CLAUDE_CODE_OAUTH_TOKEN": "sk-ant-oat-test-foreign-token",
    "CLAUDE_CODE_USE_BEDROCK": "1",
    "OPENAI_API_KEY": "sk-proj-test-foreign-key-0123456789",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "CODEX_API_KEY": "sk-proj-test-foreign-codex-key-0123456789",
}
SETTINGS = b'{\n\t"permissions": {"deny": ["Read(./.env)"]},\n\t"env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}\n}'
CONFIG = b'# mine\r\nmodel = "gpt-of-mine"\r\nopenai_base_url = "http://127.0.0.1:9/v1"\r\n'
STAYS = "echo finished; sleep 60; sleep 60"
"""Keeps a terminal open, so that its screen can be read; a Ctrl-C too many ends one of the two."""

DATA_FOLDERS = (".local/share", ".local/state", ".cache", ".npm", ".config/kilo", ".config/opencode")
"""Where clients that are not moved as a whole keep sessions, logs and packages, as they do whenever they run."""


def under_run(home: LiveHome, *command: str, options: tuple[str, ...] = ()) -> tuple[Ran, dict[str, object]]:
    """(how it went, the receipt)."""
    ran = home.run(
        "smartaipi", "run", "--budget", "1", "--receipt", "receipt.json", *options, "--", *command, **FOREIGN
    )
    path = home.project / "receipt.json"
    receipt = json.loads(path.read_bytes())
    path.unlink()
    return ran, receipt


def prints_of(home: LiveHome, *, without: tuple[str, ...] = ()) -> dict[str, str]:
    """Every file of the home with its digest, but for what lies in some folders."""
    left_out = tuple(home.folder / name for name in without)
    return {
        str(path.relative_to(home.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and not any(map(path.is_relative_to, left_out))
    }


@pytest.fixture
def prepared(home: LiveHome) -> Iterator[LiveHome]:
    """A home whose own configurations lead elsewhere; what a client leaves running ends with the test."""
    home.write(".claude/settings.json", SETTINGS)
    home.write(".claude.json", b'{"numStartups": 3}')
    home.write(".codex/config.toml", CONFIG)
    environment = {**home.environment, "PATH": f"{Path(sys.prefix, 'bin')}:{home.environment['PATH']}"}
    yield LiveHome(folder=home.folder, environment=environment)
    assert left_running(home.folder) == []


def left_running(folder: Path) -> list[str]:
    """The programs that still have a folder of a run: Cline leaves a hub, Codex on a terminal a server."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.fsencode(folder / ".local/state/smartaipi/runs") in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().decode())
    return found


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_reaches_the_gateway_with_the_key_of_the_run_alone(
    prepared: LiveHome, gateway: LiveGateway, client: str
):
    before = prints_of(prepared, without=DATA_FOLDERS)
    gateway.forget()

    ran, receipt = under_run(prepared, *CLIENTS[client])

    assert ran.code == 0, ran.text
    assert "hi" in ran.output
    assert (receipt["requests"] > 0, receipt["failed_requests"]) == (True, 0), receipt
    used = gateway.credentials() - {fingerprint(prepared.key)}
    assert len(used) == 1, "one key, and none of the foreign ones"
    assert not used & {fingerprint(value) for value in FOREIGN.values()}
    assert prints_of(prepared, without=DATA_FOLDERS) == before


@pytest.mark.parametrize("client", ["claude", "codex"])
def test_not_a_byte_of_the_home_changes(prepared: LiveHome, client: str):
    ours = (".local/state/smartaipi",)
    before = prints_of(prepared, without=ours)

    ran, _ = under_run(prepared, *CLIENTS[client])

    assert ran.code == 0, ran.text
    assert prints_of(prepared, without=ours) == before


def test_a_budget_that_is_spent_stops_the_client_and_fails_the_job(prepared: LiveHome):
    ran = prepared.run(
        *("smartaipi", "run", "--budget", "0.0001", "--fail-on-budget", "--receipt", "receipt.json", "--"),
        *CLIENTS["codex"],
    )

    receipt = json.loads((prepared.project / "receipt.json").read_bytes())
    assert receipt["budget_spent"] is True
    assert ran.code in {1, 7}, ran.text


def test_a_client_on_a_terminal_behind_the_mask_is_drawn_takes_keys_and_answers(
    prepared: LiveHome, gateway: LiveGateway, open_terminal: OpenTerminal
):
    """The pseudo-terminal between has the size of the real one, and the real one is as before at the end."""
    ours = "smartaipi run --mask --receipt receipt.json -- claude"
    terminal = open_terminal(prepared, f"sh -c '{ours}; trap : INT; stty -a > stty; {STAYS}'")
    terminal.wait_for("trust this folder")
    terminal.settle()
    terminal.press("Down")
    terminal.settle()
    terminal.press("Enter")
    terminal.wait_for("Opus 4.6")
    terminal.settle()

    terminal.type("say hi")
    terminal.settle()
    terminal.press("Enter")
    terminal.wait_for("● hi")
    for _ in range(2):
        terminal.settle()
        terminal.press("C-c")
    terminal.wait_for("revoked after", "finished")

    receipt = json.loads((prepared.project / "receipt.json").read_bytes())
    assert (receipt["exit_code"], receipt["revoked"]) == (0, True)
    assert receipt["requests"]
    settings = (prepared.project / "stty").read_text(encoding="utf-8").split()
    assert {"icanon", "echo", "isig", "opost"} <= set(settings)


def test_the_server_that_codex_starts_on_a_terminal_ends_with_the_run(
    prepared: LiveHome, open_terminal: OpenTerminal
):
    terminal = open_terminal(prepared, f"sh -c 'smartaipi run -- codex; trap : INT; {STAYS}'")
    terminal.wait_for("gpt-5.4 high")
    terminal.settle()
    assert any("app-server" in command for command in left_running(prepared.folder))

    for _ in range(2):
        terminal.press("C-c")
        terminal.settle()
    terminal.wait_for("revoked after", "finished")

    assert left_running(prepared.folder) == []
    assert list((prepared.folder / ".local/state/smartaipi/runs").iterdir()) == []
