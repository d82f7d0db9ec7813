"""Where our MCP server is registered, and whether the entries still lead to it."""

import json
from typing import Any

import pytest
from home import PROGRAM, Home
from mcp_scene import CURSOR, done, install, registering

from smartaipi_cli.tools.mcp_entries import CLIENTS


def rows_of(home: Home) -> dict[str, dict[str, Any]]:
    """Client to what `mcp list` says about it."""
    clients = done(home.run("mcp", "list", "--json")).envelope["data"]["clients"]
    return {row["client"]: row for row in clients}


@pytest.fixture
def home(bare_home: Home) -> Home:
    return registering(bare_home)


def test_the_list_has_every_client_and_says_who_is_registered(home):
    install(home, "cursor", "--name", "mine", "--allow-write")
    install(home, "claude", "--scope", "project")

    rows = rows_of(home)

    assert set(rows) == set(CLIENTS)
    assert {name for name, row in rows.items() if row["state"] == "registered"} == {"cursor", "claude"}
    (entry,) = rows["cursor"]["entries"]
    assert entry == {
        "name": "mine",
        "state": "registered",
        "profile": "box",
        "scope": "user",
        "path": str(home.path / CURSOR),
        "command": [str(PROGRAM), "mcp", "serve", "--profile", "box", "--allow-write"],
        "allows_writing": True,
    }
    (entry,) = rows["claude"]["entries"]
    assert entry["scope"] == "project"


DRIFTS = {
    "program is gone": {"command": "/gone/smartaipi", "args": ["mcp", "serve", "--profile", "box"]},
    "profile is gone": {"command": str(PROGRAM), "args": ["mcp", "serve", "--profile", "nobody"]},
    "another program": {"command": "/bin/sh", "args": ["smartaipi", "mcp", "serve", "--profile", "box"]},
    "switched off": {
        "command": str(PROGRAM),
        "args": ["mcp", "serve", "--profile", "box"],
        "disabled": True,
    },
}


@pytest.mark.parametrize("state", DRIFTS)
def test_the_list_says_what_is_wrong_with_an_entry(home, state):
    home.write(CURSOR, json.dumps({"mcpServers": {"smartaipi": DRIFTS[state]}}).encode())

    row = next(line for line in done(home.run("mcp", "list")).out.splitlines() if line.startswith("cursor"))

    assert row.split("\t")[:3] == ["cursor", state, "smartaipi"]


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_listed(home):
    home.copy("settings_invalid.json", CURSOR)
    install(home, "claude")

    outcome = done(home.run("mcp", "list"))

    assert "cursor\tunreadable" in outcome.out
    assert "claude\tregistered" in outcome.out
    assert f"`{home.path / CURSOR}` cannot be edited safely (line 1, column 77)" in outcome.err
