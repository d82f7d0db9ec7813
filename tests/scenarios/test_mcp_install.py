"""Registering our MCP server with every client: what is written, said and asked."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from home import PROGRAM, Home, Outcome
from mcp_scene import (
    CODEX,
    EVERY_CLIENT,
    KEY,
    URLS,
    document,
    done,
    install,
    path_of,
    put,
    registering,
    servers_of,
)

from smartaipi_cli.actions.mcp_entries import server
from smartaipi_cli.app import run
from smartaipi_cli.machine.fakes import ScriptedTerminal
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.paths import Paths
from smartaipi_cli.tools.mcp_entries import CLIENTS

IN_PROJECTS = [client for client in CLIENTS.values() if "project" in client.scopes]


def run_on(machine: Machine, *arguments: str) -> Outcome:
    """A command on a machine that differs from the home's in something."""
    terminal = ScriptedTerminal()
    code = run(arguments, replace(machine, terminal=terminal))
    return Outcome(code=int(code), out=terminal.output.getvalue(), err=terminal.errors.getvalue())


@pytest.fixture
def home(bare_home: Home) -> Home:
    return registering(bare_home)


@EVERY_CLIENT
def test_a_new_file_names_our_program_and_the_profile_and_no_key(home, client):
    """Absolute, so that an app with a short PATH finds it; our folders are named because they are elsewhere here."""
    before = home.tree()

    install(home, client)

    path = path_of(home, client)
    assert servers_of(home, client) == {"smartaipi": (str(PROGRAM), "mcp", "serve", "--profile", "box")}
    assert KEY.encode() not in path.read_bytes()
    assert str(home.own).encode() in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    done(home.run("undo", "--yes"))
    assert home.tree() == before


@EVERY_CLIENT
def test_a_second_time_there_is_nothing_to_do(home, client):
    install(home, client)
    before = home.whole_tree()

    again = install(home, client, "--json")

    assert (again.envelope["data"]["applied"], home.whole_tree()) == (False, before)


@EVERY_CLIENT
def test_a_dry_run_shows_the_bytes_that_would_come_and_writes_none(home, client):
    put(path_of(home, client), document(client, "others"))
    before = home.whole_tree()

    shown = done(home.run("mcp", "install", client.name, "--dry-run"))

    assert home.whole_tree() == before
    install(home, client)
    added = [line[1:] for line in shown.out.splitlines() if line.startswith("+") and line[:3] != "+++"]
    assert set(added) <= set(path_of(home, client).read_text().splitlines())
    assert any(str(PROGRAM) in line for line in added)


@EVERY_CLIENT
def test_an_entry_of_ours_is_brought_up_to_date_and_others_are_not_touched(home, client):
    """Another installation and another profile; the entry keeps its place."""
    home.add_profile("work", "custom", URLS)
    put(path_of(home, client), document(client, "others"))
    gone = run_on(
        replace(home.machine, program=("/gone/bin/smartaipi",)), "mcp", "install", client.name, "--yes"
    )
    assert gone.code == 0, gone.text
    older = servers_of(home, client)

    install(home, client, "--profile", "work", "--allow-write")

    words = (str(PROGRAM), "mcp", "serve", "--profile", "work", "--allow-write")
    assert servers_of(home, client) == {**older, "smartaipi": words}


@EVERY_CLIENT
def test_somebody_elses_entry_of_that_name_is_left_alone_and_another_name_helps(home, client):
    source = put(path_of(home, client), document(client, "others").replace(b"other", b"smartaipi"))

    refused = home.run("mcp", "install", client.name, "--yes", "--json")

    assert refused.envelope["error"]["code"] == "mcp-name-taken"
    assert path_of(home, client).read_bytes() == source
    assert not done(home.run("mcp", "remove", client.name, "--yes", "--json")).envelope["data"]["applied"]
    done(home.run(*refused.envelope["error"]["hint"].split()[1:], "--yes"))
    assert set(servers_of(home, client)) == {"smartaipi", "smartaipi-account"}
    done(home.run("mcp", "remove", client.name, "--yes"))
    assert path_of(home, client).read_bytes() == source


@pytest.mark.parametrize("client", IN_PROJECTS, ids=lambda client: client.name)
def test_a_project_gets_an_entry_of_its_own_with_a_warning_about_the_path(home, client):
    installed = install(home, client, "--scope", "project", "--json")

    assert "smartaipi" in servers_of(home, client, "project")
    assert not path_of(home, client).exists()
    assert "path-of-this-machine" in [one["code"] for one in installed.envelope["warnings"]]
    done(home.run("mcp", "remove", client.name, "--yes", "--scope", "user"))
    assert path_of(home, client, "project").exists()
    done(home.run("mcp", "remove", client.name, "--yes"))
    assert not path_of(home, client, "project").exists()


@pytest.mark.parametrize("name", ["cline", "continue", "kilo", "claude-desktop"])
def test_a_client_without_servers_of_a_project_says_so(home, name):
    refused = home.run("mcp", "install", name, "--scope", "project", "--json")

    assert refused.envelope["error"]["code"] == "usage"


def test_opencodes_entry_goes_where_it_stands_else_into_the_file_that_wins(home):
    """Its files are merged: a second entry in another file would hide the first."""
    lower, upper = (home.path / ".config/opencode" / name for name in ("config.json", "opencode.jsonc"))
    put(lower, b"{}")
    install(home, "opencode")
    assert b"smartaipi" in lower.read_bytes()
    source = put(upper, b'{"theme": "dark"}')

    home.add_profile("work", "custom", URLS)
    install(home, "opencode", "--profile", "work")

    assert b'"work"' in lower.read_bytes()
    assert upper.read_bytes() == source


def test_kilos_question_before_a_command_stays(home):
    """Its first start would take a configuration without its mark for an old one, and allow every command."""
    install(home, "kilo")

    assert (home.path / ".config/kilo/.bash-permission-migrated").exists()


def test_claude_desktop_needs_its_folder_on_linux(home):
    (home.path / ".config/Claude").rmdir()
    before = home.whole_tree()

    refused = home.run("mcp", "install", "claude-desktop", "--yes", "--json")
    printed = done(home.run("mcp", "install", "claude-desktop", "--print"))

    assert refused.envelope["error"]["code"] == "system-unsupported"
    assert home.whole_tree() == before
    assert json.loads(printed.out)["mcpServers"]["smartaipi"]["command"] == str(PROGRAM)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_claude_desktop_has_its_place_on_the_systems_that_it_is_made_for(home, platform):
    """Where Windows' store has installed it, it reads another folder, which is told and not guessed at."""
    machine = replace(home.machine, platform=platform)

    outcome = run_on(machine, "mcp", "install", "claude-desktop", "--dry-run")

    folder = {"darwin": "Library/Application Support/Claude", "win32": "AppData/Roaming/Claude"}[platform]
    assert f"+++ {home.path}/{folder}/claude_desktop_config.json" in outcome.out
    assert ("came from Windows' store" in outcome.err) is (platform == "win32")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"SMARTAIPI_HOME": "~/own", "XDG_DATA_HOME": "/data"}, {"SMARTAIPI_HOME": "/data/own"}),
        ({"XDG_DATA_HOME": "/data", "XDG_STATE_HOME": "no/folder"}, {"XDG_DATA_HOME": "/data"}),
        ({}, {}),
    ],
    ids=["our own", "the system's", "none"],
)
def test_an_entry_has_the_variables_that_lead_to_our_folders(home, environment, expected):
    """A client starts the server with an environment of its own choice."""
    paths = Paths.under(Path("/data/own"))
    machine = replace(home.machine, environment=environment, paths=paths)

    assert server.needed_variables(machine) == expected


def test_an_installation_that_will_vanish_is_told(home):
    machine = replace(home.machine, installation_will_vanish="a temporary folder")

    outcome = run_on(machine, "mcp", "install", "cursor", "--dry-run")

    assert "this smartaipi runs from a temporary folder" in outcome.err
    assert "uv tool install 'smartaipi[mcp]'" in outcome.err


def test_a_missing_library_is_told_with_the_command_that_adds_it(home, monkeypatch):
    monkeypatch.setattr(server, "LIBRARY", "no_library_of_this_name")

    outcome = done(home.run("mcp", "install", "cursor", "--yes"))

    assert "the server cannot start yet" in outcome.err
    assert "smartaipi[mcp]" in outcome.err


def test_a_client_that_is_not_there_is_told_and_its_file_is_written(home):
    (home.programs / "codex").unlink()

    outcome = install(home, "codex", "--json")

    assert "client-not-found" in [one["code"] for one in outcome.envelope["warnings"]]
    assert (home.path / CODEX).exists()


@EVERY_CLIENT
def test_one_line_says_what_to_do_now(home, client):
    outcome = install(home, client)

    assert f"next: {client.then}" in outcome.err.splitlines()


def test_the_question_comes_after_the_plan_and_a_no_writes_nothing(home):
    before = home.tree()

    refused = home.run("mcp", "install", "cursor", answers=iter(["n"]))

    assert "nothing was changed" in refused.err
    assert '+      "command"' in refused.out
    assert home.tree() == before


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 33, "a/b"])
def test_a_name_that_no_client_takes_is_refused(home, name):
    refused = home.run("mcp", "install", "cursor", "--yes", "--name", name, "--json")

    assert refused.envelope["error"]["code"] == "usage"


def test_an_unknown_client_is_refused_with_the_names_of_all(home):
    refused = home.run("mcp", "install", "emacs", "--yes")

    assert refused.code == 2
    assert all(name in refused.err for name in CLIENTS)
