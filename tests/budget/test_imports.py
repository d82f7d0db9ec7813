"""What each command loads: the same on every machine, and the reason why commands start fast."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    "keys --help": set(),
    "claude --help": set(),
    "sandbox --help": set(),
}
"""Command to the heavy libraries that it may load."""

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
