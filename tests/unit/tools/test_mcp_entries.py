"""Where each client keeps its MCP servers, how they are spelled, and which of them are ours: a row a client."""

import json
from pathlib import Path

import pytest

from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.readers import reader_of
from smartaipi_cli.plan.states import Absent, Content, bytes_of
from smartaipi_cli.tools.base import Place, ReadFile, Snapshot
from smartaipi_cli.tools.mcp_entries import CLIENTS
from smartaipi_cli.tools.mcp_entry_plan import plan_install
from smartaipi_cli.tools.mcp_entry_removal import Made, plan_removal
from smartaipi_cli.tools.mcp_entry_shape import Server, entry_of, find_servers, read_command, serve_command

HOME = Path("/home/u")
PROJECT = HOME / "project"
PROGRAM = ("/opt/bin/smartaipi",)
SERVER = Server(name="smartaipi", command=serve_command(PROGRAM, "work", allow_write=False))
PLACES = [(client, scope) for client in CLIENTS.values() for scope in client.scopes]
IDS = [f"{client.name}, {scope}" for client, scope in PLACES]

USER_FILES = {
    "claude": ".claude.json",
    "codex": ".codex/config.toml",
    "opencode": ".config/opencode/opencode.json",
    "cline": ".cline/data/settings/cline_mcp_settings.json",
    "cursor": ".cursor/mcp.json",
    "continue": ".continue/config.yaml",
    "kilo": ".config/kilo/kilo.jsonc",
    "qwen": ".qwen/settings.json",
    "gemini": ".gemini/settings.json",
    "claude-desktop": ".config/Claude/claude_desktop_config.json",
    "vscode": ".config/Code/User/mcp.json",
}
PROJECT_FILES = {
    "claude": ".mcp.json",
    "codex": ".codex/config.toml",
    "opencode": "opencode.json",
    "cursor": ".cursor/mcp.json",
    "qwen": ".qwen/settings.json",
    "gemini": ".gemini/settings.json",
    "vscode": ".vscode/mcp.json",
}
MOVED = {
    ("claude", "CLAUDE_CONFIG_DIR"): ".claude.json",
    ("codex", "CODEX_HOME"): "config.toml",
    ("opencode", "XDG_CONFIG_HOME"): "opencode/opencode.json",
    ("cline", "CLINE_DIR"): "data/settings/cline_mcp_settings.json",
    ("cline", "CLINE_DATA_DIR"): "settings/cline_mcp_settings.json",
    ("cline", "CLINE_MCP_SETTINGS_PATH"): "",
    ("continue", "CONTINUE_GLOBAL_DIR"): "config.yaml",
    ("kilo", "XDG_CONFIG_HOME"): "kilo/kilo.jsonc",
    ("qwen", "QWEN_HOME"): "settings.json",
    ("gemini", "GEMINI_CLI_HOME"): ".gemini/settings.json",
    ("claude-desktop", "XDG_CONFIG_HOME"): "Claude/claude_desktop_config.json",
    ("vscode", "XDG_CONFIG_HOME"): "Code/User/mcp.json",
}
SYSTEMS = {
    ("claude-desktop", "darwin"): "Library/Application Support/Claude/claude_desktop_config.json",
    ("claude-desktop", "win32"): "AppData/Roaming/Claude/claude_desktop_config.json",
    ("vscode", "darwin"): "Library/Application Support/Code/User/mcp.json",
    ("vscode", "win32"): "AppData/Roaming/Code/User/mcp.json",
    ("cursor", "darwin"): ".cursor/mcp.json",
    ("cursor", "win32"): ".cursor/mcp.json",
    ("claude", "darwin"): ".claude.json",
    ("opencode", "win32"): ".config/opencode/opencode.json",
}


def place_on(platform: str = "linux", **environment: str) -> Place:
    return Place(home=HOME, working_folder=PROJECT, environment=environment, platform=platform)


def snapshot_of(client, scope, source: bytes | None) -> Snapshot:
    """The client's files, with one that holds `source`."""
    located = client.locate(place_on(), scope)
    state = Absent() if source is None else Content(source, 0o644)
    files = {
        role: ReadFile(path=path, state=state if path == located["target"] else Absent())
        for role, path in located.items()
    }
    return Snapshot(place=place_on(), files=files)


def installed(client, scope="user", source: bytes | None = None, server: Server = SERVER) -> bytes:
    """What the client's file holds after a registration."""
    plan = plan_install(client, scope, snapshot_of(client, scope, source), server)
    return bytes_of(plan.changes[-1].after) or b""


def test_each_client_has_a_row_here():
    assert set(USER_FILES) == set(CLIENTS)
    assert set(PROJECT_FILES) == {name for name, client in CLIENTS.items() if "project" in client.scopes}
    assert {(client.name, name) for client in CLIENTS.values() for name in client.moved_by} == set(MOVED)


@pytest.mark.parametrize("name", USER_FILES)
def test_the_users_file_is_below_the_home(name):
    assert CLIENTS[name].locate(place_on(), "user")["target"] == HOME / USER_FILES[name]


@pytest.mark.parametrize("name", PROJECT_FILES)
def test_the_projects_file_is_in_the_working_folder(name):
    assert CLIENTS[name].locate(place_on(), "project")["target"] == PROJECT / PROJECT_FILES[name]


@pytest.mark.parametrize(("name", "variable"), MOVED, ids=" by ".join)
def test_a_variable_moves_the_file_where_the_client_looks(name, variable):
    moved = CLIENTS[name].locate(place_on(**{variable: "/else/where"}), "user")["target"]

    assert moved == Path("/else/where") / MOVED[name, variable]


@pytest.mark.parametrize(("name", "platform"), SYSTEMS, ids=" on ".join)
def test_each_system_has_a_place_of_its_own(name, platform):
    assert CLIENTS[name].locate(place_on(platform), "user")["target"] == HOME / SYSTEMS[name, platform]


@pytest.mark.parametrize(("client", "scope"), PLACES, ids=IDS)
def test_a_new_file_is_the_clients_own_and_holds_our_server_alone(client, scope):
    """It belongs to the user alone; a project's file is for everybody who works there."""
    plan = plan_install(client, scope, snapshot_of(client, scope, None), SERVER)

    change = plan.changes[-1]
    assert isinstance(change.after, Content)
    assert change.after.mode == (0o644 if scope == "project" else 0o600)
    assert (change.contested, change.foreign_lock) == (
        (True, HOME / ".claude.json.lock") if (client.name, scope) == ("claude", "user") else (False, None)
    )
    assert [(one.name, one.command, one.is_own) for one in servers_of(client, change.after.data)] == [
        ("smartaipi", SERVER.command, True)
    ]


BEGINNINGS = {
    "opencode": {"$schema": "https://opencode.ai/config.json"},
    "kilo": {"$schema": "https://app.kilo.ai/config.json"},
    "qwen": {"$version": 4},
    "continue": {"name": "Local Config", "version": "1.0.0", "schema": "v1"},
}
"""What a new file has beside the servers: without it the client would write it anew, or not read it."""


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_a_new_file_begins_as_the_client_wants_it_to(client):
    data = reader_of(client.format).parse(installed(client))

    assert {name: value for name, value in data.items() if name != client.table[0]} == BEGINNINGS.get(
        client.name, {}
    )


def test_an_older_file_of_qwen_code_gets_no_version():
    """The client raises it, and turns old settings into new ones by it."""
    assert "$version" not in json.loads(installed(CLIENTS["qwen"], source=b'{"theme": "dark"}'))


def servers_of(client, source: bytes):
    """The servers that a document of the client names."""
    return tuple(find_servers(client.shape, client.table, reader_of(client.format).parse(source)))


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_an_entry_has_variables_only_where_some_are_needed(client):
    plain = entry_of(client.shape, SERVER)
    moved = entry_of(client.shape, SERVER._replace(variables={"SMARTAIPI_HOME": "/own"}))

    added = {name: value for name, value in moved.items() if name not in plain}
    assert added == {client.shape.variables: {"SMARTAIPI_HOME": "/own"}}


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_an_entry_that_is_there_gets_the_new_program_and_keeps_what_the_user_added(client):
    old = Server(
        "smartaipi", serve_command(("/gone/smartaipi",), "old", allow_write=True), {"XDG_DATA_HOME": "/d"}
    )
    before = installed(client, server=old)
    if client.format is Format.JSON:
        document = json.loads(before)
        document[client.table[0]]["smartaipi"] |= {"timeout": 9, "disabled": True}
        document[client.table[0]]["smartaipi"][client.shape.variables]["MINE"] = "1"
        before = json.dumps(document, indent=4).encode()

    after = installed(client, source=before, server=SERVER)

    (found,) = servers_of(client, after)
    assert found.command == SERVER.command
    if client.format is Format.JSON:
        assert found.is_off
        assert found.entry["timeout"] == 9
        assert found.entry[client.shape.variables] == {"MINE": "1"}
    else:
        assert client.shape.variables not in found.entry
    assert installed(client, source=after) == after


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_options_that_the_user_gave_to_the_server_stay(client):
    """In their place where nothing else changes, else behind ours."""
    own = ("--max-spend", "5.00", "--profile", "work")
    mine = Server(name="smartaipi", command=(*PROGRAM, "mcp", "serve", *own))
    before = installed(client, server=mine)

    same = installed(client, source=before)
    changed = installed(
        client, source=before, server=SERVER._replace(command=serve_command(PROGRAM, "b", allow_write=True))
    )

    assert same == before
    (found,) = servers_of(client, changed)
    assert found.command[3:] == ("--profile", "b", "--allow-write", "--max-spend", "5.00")


def test_the_form_that_clines_own_command_writes_is_kept():
    client = CLIENTS["cline"]
    transport = {"type": "stdio", "command": "/gone/smartaipi", "args": ["mcp", "serve"]}
    before = json.dumps({"mcpServers": {"smartaipi": {"transport": transport, "disabled": True}}})

    after = json.loads(installed(client, source=before.encode()))

    program, *arguments = SERVER.command
    assert after["mcpServers"]["smartaipi"] == {
        "transport": {"type": "stdio", "command": program, "args": arguments},
        "disabled": True,
    }


COMMANDS = {
    "a script": ("/opt/bin/smartaipi mcp serve --profile a", True),
    "on the path": ("smartaipi mcp serve", True),
    "a program of Windows": ("C:/Tools/smartaipi.exe mcp serve --profile a", True),
    "an interpreter": ("/usr/bin/python3 -P -m smartaipi_cli mcp serve --profile a", True),
    "through a runner": ("uvx smartaipi mcp serve", True),
    "our key helper": ("/opt/bin/smartaipi credential a", False),
    "another command of ours": ("/opt/bin/smartaipi mcp list", False),
    "a name like ours": ("npx -y smartaipi-mcp mcp serve", False),
    "somebody else's": ("/opt/bin/other mcp serve", False),
    "nothing before it": ("mcp serve", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_ours_when_our_program_is_told_to_serve(name):
    text, is_ours = COMMANDS[name]

    assert bool(read_command(text.split()).program) is is_ours


@pytest.mark.parametrize(
    ("options", "profile", "allows_writing"),
    [
        ("--profile work", "work", False),
        ("--profile=work --allow-write", "work", True),
        ("--allow-write -p work --max-spend 1.00", "work", True),
        ("--profile", "", False),
        ("", "", False),
    ],
)
def test_an_entry_tells_its_profile_and_whether_it_may_write(options, profile, allows_writing):
    entry = {"command": "/opt/bin/smartaipi", "args": ["mcp", "serve", *options.split()]}

    (found,) = find_servers(CLIENTS["cursor"].shape, ("mcpServers",), {"mcpServers": {"x": entry}})

    assert (found.serving.profile, found.serving.allows_writing) == (profile, allows_writing)


@pytest.mark.parametrize(
    "document",
    [
        [],
        1,
        {"mcpServers": []},
        {"mcpServers": "x"},
        {"mcpServers": {"a": 1, "b": {"command": 1, "args": "x"}}},
    ],
    ids=["a list", "a number", "servers in a list", "a text", "entries that are none"],
)
def test_what_is_no_server_of_ours_is_taken_for_none(document):
    assert not [one for one in find_servers(CLIENTS["cursor"].shape, ("mcpServers",), document) if one.is_own]


@pytest.mark.parametrize(("client", "scope"), PLACES, ids=IDS)
def test_what_we_made_goes_and_what_was_there_stays(client, scope):
    """The same document once with and once without the knowledge that its table and file are ours."""
    source = installed(client, scope)
    snapshot = snapshot_of(client, scope, source)
    path = snapshot.files["target"].path

    ours = plan_removal(
        client, {scope: snapshot}, {path: Made(table=True, file=True, folders=(path.parent,))}
    )
    theirs = plan_removal(client, {scope: snapshot}, {})

    assert isinstance(ours.changes[0].after, Absent)
    assert ours.changes[0].remove_directories == (path.parent,)
    assert servers_of(client, bytes_of(theirs.changes[0].after) or b"") == ()
