"""What scripts rely on: the envelope, the streams, no questions without a terminal, quiet pipes."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from home import CLAUDE, CODEX, SETTINGS, Home, collect

from smartaipi_cli.app import COMMANDS, build_root, run
from smartaipi_cli.errors import ERROR_CODES
from smartaipi_cli.machine.fakes import ScriptedTerminal

FIELDS = ["schema", "command", "data", "warnings", "error"]
ERROR_FIELDS = {"code", "message", "reason", "hint"}
LONG_NAME = "a-name-that-is-longer-than-any-column-would-like-it-to-be"
COLOUR = re.compile(r"\x1b\[")

SUCCEEDING = {
    "claude": ("claude", "--yes", "--no-verify"),
    "claude, already done": ("claude", "--yes"),
    "claude --dry-run": ("claude", "--dry-run"),
    "claude --print": ("claude", "--print"),
    "claude --remove": ("claude", "--remove", "--yes"),
    "opencode": ("opencode", "--yes"),
    "opencode --print": ("opencode", "--print"),
    "opencode --remove": ("opencode", "--remove", "--yes"),
    "kilo": ("kilo", "--yes"),
    "codex": ("codex", "--yes"),
    "codex --remove": ("codex", "--remove", "--yes", "--dry-run"),
    "cline": ("cline", "--yes"),
    "cline --remove": ("cline", "--remove", "--yes"),
    "continue": ("continue", "--yes"),
    "continue --remove": ("continue", "--remove", "--yes"),
    "qwen": ("qwen", "--yes"),
    "qwen --remove": ("qwen", "--remove", "--yes"),
    "roo": ("roo", "--yes"),
    "roo --remove": ("roo", "--remove", "--yes"),
    "cursor": ("cursor",),
    "claude-desktop --print": ("claude-desktop", "--print"),
    "shell": ("shell", "--shell", "bash", "--yes"),
    "setup": ("setup", "--tools", "claude,codex", "--yes"),
    "status": ("status",),
    "doctor": ("doctor",),
    "doctor --explain": ("doctor", "claude", "--explain"),
    "doctor --fix": ("doctor", "--fix", "--yes"),
    "doctor, secrets": ("doctor", "secrets"),
    "undo": ("undo", "--yes"),
    "history list": ("history", "list"),
    "history show": ("history", "show", "{change}"),
    "history diff": ("history", "diff", "{change}"),
    "history restore": ("history", "restore", "{change}", "--file", "{settings}", "--yes"),
    "repair": ("repair",),
    "profiles add": ("profiles", "add", "work"),
    "profiles list": ("profiles", "list"),
    "profiles show": ("profiles", "show"),
    "profiles use": ("profiles", "use", "box"),
    "profiles remove": ("profiles", "remove", "box", "--yes"),
    "login": ("login", "--with-key"),
    "logout": ("logout", "--yes"),
    "whoami": ("whoami",),
    "gateways list": ("gateways", "list"),
    "config list": ("config", "list"),
    "config get": ("config", "get", "default_profile"),
    "config set": ("config", "set", "defaults.scope", "user"),
    "config unset": ("config", "unset", "defaults.scope"),
    "config path": ("config", "path"),
    "config pin": ("config", "pin", "--profile", "box"),
    "config trust": ("config", "trust", "{shared}", "--yes"),
    "config untrust": ("config", "untrust", "{shared}"),
    "env": ("env", "--shell", "bash"),
    "env --unset": ("env", "--unset", "--shell", "bash"),
    "env --gitlab": ("env", "--gitlab"),
    "env --dotenv": ("env", "--dotenv", "--output", "{shared}/.env", "--yes"),
    "gateways show": ("gateways", "show", "aiproxynode"),
    "gateways probe": ("gateways", "probe"),
    "run sweep": ("run", "sweep", "--yes"),
    "keys create": ("keys", "create", "--name", "envelope", "--expires", "1d"),
    "keys list": ("keys", "list"),
    "keys show": ("keys", "show", "{key}"),
    "keys update": ("keys", "update", "{key}", "--limit", "5", "--yes"),
    "keys disable": ("keys", "disable", "{key}"),
    "keys enable": ("keys", "enable", "{key}"),
    "keys rotate": ("keys", "rotate", "{key}", "--yes"),
    "keys revoke": ("keys", "revoke", "{key}", "--yes"),
    "keys import": ("keys", "import", "again", "--with-key"),
    "budgets list": ("budgets", "list"),
    "budgets set": ("budgets", "set", "5/day", "--key", "{key}"),
    "budgets remove": ("budgets", "remove", "day", "--key", "{key}"),
    "usage": ("usage", "--by", "model"),
    "usage log": ("usage", "log", "--limit", "2"),
    "usage log --output": ("usage", "log", "--output", "log.jsonl"),
    "usage tail": ("usage", "tail", "--for", "1m", "--interval", "60"),
    "usage show": ("usage", "show", "{request}"),
    "balance": ("balance",),
    "ledger": ("ledger", "--limit", "2"),
    "models list": ("models", "list", "gpt-*"),
    "models show": ("models", "show", "gpt-5.4"),
    "prices": ("prices", "gpt-*"),
    "bench": ("bench", "--model", "sandbox/echo", "--requests", "2"),
    "bench --explain": ("bench", "--explain"),
    "history prune": ("history", "prune"),
    "test": ("test",),
    "test --for": ("test", "--for", "cline"),
    "test, one protocol": ("test", "chat"),
    "mcp install": ("mcp", "install", "cursor", "--yes"),
    "mcp install --print": ("mcp", "install", "cursor", "--print"),
    "mcp remove": ("mcp", "remove", "cursor", "--yes"),
    "mcp list": ("mcp", "list"),
    "completion bash": ("completion", "bash"),
    "completion zsh": ("completion", "zsh"),
    "completion fish": ("completion", "fish"),
    "completion powershell": ("completion", "powershell"),
    "completion install": ("completion", "install", "--shell", "bash", "--yes"),
    "completion uninstall": ("completion", "uninstall", "--yes"),
    "completion status": ("completion", "status"),
    "sandbox reset": ("sandbox", "reset", "--yes"),
    "sandbox seed": ("sandbox", "seed", "--records", "20"),
    "sandbox doctor": ("sandbox", "doctor"),
}
FAILING = {
    "no such command": (("frobnicate",), "usage"),
    "gemini": (("gemini",), "not-offered"),
    "open": (("open", "docs"), "not-offered"),
    "claude-desktop": (("claude-desktop",), "system-unsupported"),
    "no such option": (("claude", "--frobnicate"), "usage"),
    "run": (("run",), "usage"),
    "no such profile": (("claude", "--profile", "nobody"), "unknown-profile"),
    "no such gateway": (("profiles", "add", "x", "--gateway", "nobody"), "unknown-gateway"),
    "a name twice": (("profiles", "add", "box"), "profile-exists"),
    "no such request": (("usage", "show", "nobody"), "request-not-found"),
    "no such model": (("models", "show", "nobody"), "model-not-found"),
    "no such preset": (("gateways", "show", "nobody"), "unknown-gateway"),
    "no such change": (("undo", "zzzz"), "history-not-found"),
    "no such tool": (("doctor", "nobody"), "usage"),
    "no such shell": (("completion", "install", "--shell", "tcsh"), "usage"),
    "no such client of servers": (("mcp", "install", "nobody"), "usage"),
    "no such key": (("keys", "revoke", "nobody", "--yes"), "key-not-found"),
    "config edit": (("config", "edit"), "confirmation-needed"),
    "no such setting": (("config", "get", "frobnicate"), "setting-unknown"),
    "no such value": (("config", "set", "credential_store", "cloud"), "setting-invalid"),
    "no such pin": (("config", "trust", "nowhere"), "pin-refused"),
    "keys reveal": (("keys", "reveal", "scenarios"), "not-offered"),
    "sandbox approve": (("sandbox", "approve", "WXYZ-1234"), "sandbox-not-running"),
    "nobody to ask": (("claude",), "confirmation-needed"),
    "a broken file": (("codex", "--yes", "--scope", "user"), "document-refused"),
    "no named key": (("codex", "--key", "nobody", "--scope", "project"), "key-missing"),
}
NEEDS_YES = {
    "claude": ("claude",),
    "codex": ("codex",),
    "claude --remove": ("claude", "--remove"),
    "undo": ("undo",),
    "history restore": ("history", "restore", "{change}", "--file", "{settings}"),
    "profiles remove": ("profiles", "remove", "box"),
    "logout": ("logout",),
    "keys update": ("keys", "update", "{key}", "--limit", "5"),
    "keys rotate": ("keys", "rotate", "{key}"),
    "keys revoke": ("keys", "revoke", "{key}"),
    "mcp install": ("mcp", "install", "cursor"),
    "sandbox reset": ("sandbox", "reset"),
    "config trust": ("config", "trust", "{shared}"),
    "env --dotenv": ("env", "--dotenv", "--output", "{shared}/.env"),
    "history prune --all": ("history", "prune", "--all"),
    "completion install": ("completion", "install", "--shell", "zsh"),
}


@pytest.fixture
def used(home: Home, account) -> Home:
    """A home in which Claude Code was connected with a note in its settings."""
    home.write(SETTINGS, b'{"theme": "dark"}\n')
    assert home.run(*CLAUDE).code == 0
    home.write("shared/.smartaipi.toml", b'profile = "box"\n')
    home.write("shared/.env", b"A=1\n")
    return home


def filled(home: Home, command: tuple[str, ...]) -> list[str]:
    """The command with a real change, file, key and request in it."""
    change = home.run("history", "list", "--json").envelope["data"]["changes"][0]["id"]
    key = ""
    if "{key}" in command:
        made = home.run("keys", "create", "--name", "to-revoke", "--expires", "1d", "--json")
        key = made.envelope["data"]["key"]["id"]
    request = ""
    if "{request}" in command:
        newest = home.run(
            "usage", "log", "--from", "2026-01-01", "--to", "2036-01-01", "--limit", "1", "--json"
        )
        request = newest.envelope["data"]["records"][0]["id"]
    values = {"change": change, "settings": str(home.path / SETTINGS), "key": key, "request": request}
    values["shared"] = str(home.path / "shared")
    return [word.format(**values) for word in command]


def every_command() -> Iterator[str]:
    """The path of each command that takes `--json`."""
    for entry in COMMANDS:
        command = build_root().commands[entry.name].load()
        for name, one in getattr(command, "commands", {"": command}).items():
            if any("--json" in option.opts for option in one.params):
                yield f"{entry.name} {name}".strip()


def check_envelope(document: dict[str, Any]) -> None:
    """The fields of the schema, in their order, and nothing else."""
    assert list(document) == FIELDS
    assert document["schema"] == "smartaipi/1"
    for warning in document["warnings"]:
        assert list(warning) == ["code", "message", "hint"]
    if document["error"] is not None:
        assert ERROR_FIELDS <= set(document["error"]) <= ERROR_FIELDS | {"details"}
        assert document["error"]["code"] in ERROR_CODES


def test_the_table_of_envelopes_has_every_command():
    """A new command cannot be forgotten here; one that the gateway of the tests lacks is in the other table."""
    assert {name for name in every_command() if name not in SUCCEEDING | FAILING} == set()


@pytest.mark.parametrize("name", SUCCEEDING)
def test_a_success_is_one_document_with_data(used, account, name):
    """On standard output; beside it stands only what is about to be revoked."""
    command = filled(used, SUCCEEDING[name])

    outcome = used.run(*command, "--json", stdin=f"{account.key}\n")

    check_envelope(outcome.envelope)
    assert (outcome.code, outcome.envelope["error"]) == (0, None), outcome.text
    assert bool(outcome.err) is (name == "keys revoke")
    assert isinstance(outcome.envelope["data"], dict)
    assert name.partition(",")[0].partition(" --")[0] == outcome.envelope["command"]


@pytest.mark.parametrize("name", FAILING)
def test_a_failure_is_one_document_with_its_code(used, name):
    """The same fields; the exit code is that of the code in the document."""
    command, code = FAILING[name]
    used.write(".codex/config.toml", b"a = = 1\n")
    used.environment["SMARTAIPI_PROFILE"] = "box"
    if name == "nobody to ask":
        used.run("claude", "--remove", "--yes")

    outcome = used.run(*command, "--json")

    check_envelope(outcome.envelope)
    assert outcome.envelope["error"]["code"] == code, outcome.text
    assert (outcome.code, outcome.err) == (int(ERROR_CODES[code]), "")
    assert outcome.envelope["data"] is None


@pytest.mark.parametrize("name", NEEDS_YES)
@pytest.mark.parametrize("json_too", [False, True], ids=["plain", "json"])
def test_without_a_terminal_nobody_is_asked(used, name, json_too):
    """Code 2 and the flag to pass; nothing is changed."""
    command = filled(used, NEEDS_YES[name])
    used.write(SETTINGS, used.read(SETTINGS).replace(b'"opus"', b'"sonnet"'))
    before = used.whole_tree()

    outcome = used.run(*command, *(["--json"] if json_too else []))

    assert (outcome.code, used.whole_tree()) == (2, before), outcome.text
    assert "--yes" in outcome.text


def test_with_json_nobody_is_asked_at_a_terminal_either(used):
    """A program that reads JSON cannot answer."""
    outcome = used.run("undo", "--json", answers=iter(()))

    assert (outcome.code, outcome.envelope["error"]["code"]) == (2, "confirmation-needed")


def test_a_login_without_a_terminal_names_the_way_through_standard_input(used):
    """Code 2; the hint can be pasted."""
    outcome = used.run("login")

    assert outcome.code == 2
    assert "--with-key <" in outcome.err


@pytest.mark.parametrize(
    "command",
    [
        ("gateways", "list"),
        ("profiles", "list"),
        ("profiles", "show"),
        ("status",),
        ("whoami",),
        ("history", "list"),
    ],
    ids=" ".join,
)
def test_data_goes_to_standard_output_and_nothing_else(used, command):
    """Advice and warnings would be lines of the table for whoever reads it."""
    outcome = used.run(*command)

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out


def test_a_failure_leaves_standard_output_empty(used):
    """What happened, why and what to do are not data."""
    outcome = used.run("undo", "zzzz")

    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("error: ")


@pytest.mark.parametrize(
    ("command", "long_value"),
    [
        (("gateways", "list"), "https://api.smartaipi.com/v1"),
        (("profiles", "list"), "{host}"),
        (("status",), "{host}"),
        (("keys", "list"), LONG_NAME),
    ],
    ids=["gateways", "profiles", "status", "keys"],
)
def test_a_table_in_a_pipe_is_tab_separated_and_whole(used, account, command, long_value):
    """One line a row, as many cells as headings, no colour, nothing cut."""
    used.run("keys", "create", "--name", LONG_NAME, "--expires", "1d")

    outcome = used.run(*command)

    rows = [line.split("\t") for line in outcome.out.splitlines()]
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows[0]) > 2
    assert long_value.format(host=account.urls["anthropic_url"].removeprefix("http://")) in outcome.out
    assert not COLOUR.search(outcome.out)


@pytest.mark.parametrize(
    ("environment", "is_coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
    ids=["default", "NO_COLOR", "NO_COLOR empty", "dumb terminal"],
)
def test_colour_is_for_terminals_that_want_it(used, environment, is_coloured):
    """On both streams of a terminal; the words are there either way."""
    used.environment |= environment
    terminal = ScriptedTerminal(output_is_terminal=True, errors_is_terminal=True)
    machine = replace(used.machine, terminal=terminal)

    codes = [run(["history", "diff", change_of(used)], machine), run(["undo", "zzzz"], machine)]

    assert codes == [0, 1]
    for stream in (terminal.output, terminal.errors):
        assert bool(COLOUR.search(stream.getvalue())) is is_coloured
    assert "error:" in COLOUR.sub("", terminal.errors.getvalue())


def change_of(home: Home) -> str:
    """The last change."""
    return str(home.run("history", "list", "--json").envelope["data"]["changes"][0]["id"])


@pytest.mark.parametrize(
    "command",
    [
        ("gateways", "list"),
        ("gateways", "list", "--json"),
        ("--help",),
        ("--version",),
        ("claude", "--help"),
        ("status",),
    ],
    ids=" ".join,
)
def test_a_reader_that_has_gone_is_no_failure(used, command):
    """As in `smartaipi gateways list | head -0`: a real pipe whose other end is closed."""
    reading, writing = os.pipe()
    os.close(reading)
    with used.start(*command, stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        outcome = collect(process)

    assert (outcome.code, outcome.err) == (0, "")


def test_a_dry_run_shows_what_the_real_run_writes_and_writes_nothing(home):
    """The same diff, to the letter; afterwards there is nothing left to do."""
    home.copy("codex_config.toml", ".codex/config.toml")
    before = home.whole_tree()

    shown = home.run(*CODEX, "--dry-run", "--json")
    assert home.whole_tree() == before

    applied = home.run(*CODEX, "--json")
    after = home.whole_tree()
    again = home.run(*CODEX, "--no-verify", "--json")

    assert shown.envelope["data"]["plan"]["diff"] == applied.envelope["data"]["plan"]["diff"] != []
    assert (again.code, again.envelope["data"]["applied"], home.whole_tree()) == (0, False, after)
    assert json.loads(applied.out)["data"]["applied"] is True
