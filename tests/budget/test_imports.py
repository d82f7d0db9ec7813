"""What each command loads: the same on every machine, and the reason why commands start fast."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smartaipi_cli.app import COMMANDS as COMMAND_TABLE
from smartaipi_cli.app import walk

HEAVY = {
    "asyncio",
    "httpx",
    "importlib.metadata",
    "keyring",
    "mcp",
    "pydantic",
    "pygments",
    "rich",
    "sqlite3",
    "starlette",
    "tomlkit",
    "uvicorn",
    "websockets",
}
"""Libraries that no command loads unless it is listed with them."""

COMMANDS = {
    "--version": set(),
    "--help": set(),
    "credential work --store STORE": set(),
    "profiles list": set(),
    "profiles list --json": set(),
    "profiles add other --gateway openrouter": {"tomlkit"},
    "history list": set(),
    "status": set(),
    "gateways list": set(),
    "config list": set(),
    "config get credential_store": set(),
    "config set credential_store file": set(),
    "completion bash": set(),
    "completion install --shell fish --dry-run": set(),
    "gateways show smartaipi": set(),
    "mcp list": set(),
    "doctor": set(),
    "completion status": set(),
    "mcp serve": {"asyncio", "importlib.metadata", "mcp", "pydantic", "starlette", "uvicorn"},
}
"""Command to the heavy libraries that it may load; the help of each command may load none."""

READING = {
    "documents": {
        "json_gap",
        "json_lenient",
        "json_native",
        "json_read",
        "json_text",
        "json_values",
        "missing",
        "refusal",
        "toml_read",
        "toml_values",
    },
    "plan": {"formats", "readers", "states"},
    "engine": {"history", "journal", "record", "state_folder", "targets"},
}
"""Layer to the modules of it that only read; everything else there, and `tools/NAME_plan`, is about changing."""

PROBE = """
import json, sys
sys.argv[0] = "smartaipi"
from smartaipi_cli.__main__ import main
try:
    main()
except SystemExit as end:
    code = end.code
print("\\n" + json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


PROBE_HELP = """
import json, os, sys
sys.argv[0] = "smartaipi"

def modules_of(words):
    reader, writer = os.pipe()
    if os.fork() == 0:
        # The parent has loaded nothing of ours, so a child is as good as a new interpreter.
        from smartaipi_cli.__main__ import main
        sys.argv[1:] = [*words, "--help"]
        sys.stdout = open(os.devnull, "w")
        try:
            main()
        except SystemExit as end:
            os.write(writer, json.dumps([end.code or 0, sorted(sys.modules)]).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as answer:
        result = json.loads(answer.read())
    os.wait()
    return result

for line in sys.stdin:
    print(json.dumps([line.strip(), *modules_of(line.split())]))
"""


def run_probe(tmp_path: Path, command: str) -> tuple[int, set[str]]:
    store = tmp_path / "store"
    (store / "work").mkdir(parents=True, exist_ok=True)
    (store / "work" / "key").write_text("sk-test-import-budget\n", encoding="utf-8")
    environment = {"PATH": os.defpath, "HOME": str(tmp_path), "SMARTAIPI_CREDENTIAL_STORE": "file"}
    arguments = [str(store) if word == "STORE" else word for word in command.split()]
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        env=environment,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    code, modules = json.loads(done.stderr.strip().splitlines()[-1])
    return code or 0, set(modules)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_loads_no_heavy_library_that_it_does_not_need(tmp_path, command):
    code, modules = run_probe(tmp_path, command)

    loaded = {name for name in HEAVY if name in modules}
    assert (code, loaded) == (0, COMMANDS[command])


@pytest.mark.parametrize("command", ["--version", "--help", "credential work --store STORE"])
def test_the_cheapest_commands_load_neither_framework_nor_layers(tmp_path, command):
    """Each of them stays within a few per cent of a bare Python start."""
    _, modules = run_probe(tmp_path, command)

    ours = {name for name in modules if name.startswith("smartaipi_cli.")}
    assert "typer" not in modules
    assert "dataclasses" not in modules
    assert len(ours) <= 2, ours


@pytest.fixture
def connected(tmp_path: Path) -> Path:
    """A home in which every client is connected, with comments in the way of the fast parsers."""
    key = tmp_path / ".local/share/smartaipi/credentials/work/key"
    key.parent.mkdir(parents=True)
    key.write_text("sk-test-import-budget-0123456789\n", encoding="utf-8")
    (tmp_path / ".codex").mkdir()
    (tmp_path / ".codex/config.toml").write_text("# mine\n", encoding="utf-8")
    for command in (
        "profiles add work --gateway smartaipi",
        "claude --yes --no-verify --secret helper",
        "codex --yes --no-verify --secret helper --websocket off",
    ):
        assert run_probe(tmp_path, command)[0] == 0, command
    return tmp_path


def test_status_loads_nothing_that_changes_files(connected):
    """Also with every client connected and its drift worked out from the history."""
    code, modules = run_probe(connected, "status")

    ours = [name.split(".")[1:] for name in modules if name.startswith("smartaipi_cli.")]
    changing = {
        ".".join(name)
        for name in ours
        if (len(name) > 1 and name[0] in READING and name[1] not in READING[name[0]])
        or name[-1].endswith("_plan")
    }
    assert (code, changing) == (0, set())
    assert ["engine", "history"] in ours
    assert ["tools", "codex_effective"] in ours


def test_the_help_of_a_command_is_read_and_not_worked_out(tmp_path):
    """Of every command that there is: a new one cannot make its help slow. The hidden one has none stored."""
    commands = [" ".join(words) for words in walk()] + [entry.name for entry in COMMAND_TABLE if entry.hidden]
    done = subprocess.run(
        [sys.executable, "-c", PROBE_HELP],
        env={"PATH": os.defpath, "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
        input="\n".join(commands),
        text=True,
    )

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    loaded = {command: (code, HEAVY.intersection(modules)) for command, code, modules in answers}
    assert loaded == dict.fromkeys(commands, (0, set()))
    worked_out = {command for command, _, modules in answers if "smartaipi_cli.app" in modules}
    assert worked_out == {entry.name for entry in COMMAND_TABLE if entry.hidden}
