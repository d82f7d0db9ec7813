"""Every client's own documents in a home, and registrations of our MCP server in them."""

import json
from pathlib import Path

import pytest
from home import Home, Outcome

from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.readers import reader_of
from smartaipi_cli.tools.base import Place, Scope
from smartaipi_cli.tools.mcp_entries import CLIENTS, EntryClient
from smartaipi_cli.tools.mcp_entry_shape import find_servers

URLS = {"openai_url": "https://gateway.test/v1", "management_url": "https://gateway.test"}
KEY = "sk-test-mcp-entries-0123456789abcdef"
CURSOR = ".cursor/mcp.json"
CODEX = ".codex/config.toml"

EVERY_CLIENT = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)

SERVERS = {
    Format.JSON: {
        "others": '   "TABLE": {\n      "other": {"command": "x", "args": [1.50]}, // keep\n   },\n',
        "none": '   "TABLE": {},\n',
    },
    Format.TOML: {
        "others": "[TABLE.other]\ncommand = 'x' # keep\nenv = { A = \"1\" }\n\n",
        "none": "[TABLE]\n\n",
    },
    Format.YAML: {"others": "TABLE:\n- name: other # keep\n  command: x\n", "none": "TABLE: []\n"},
}
AROUND = {
    Format.JSON: '{\n   // mine\n   "theme" : "dark",FRAME\nSERVERS   "last": [ 1,2 ]\n}\n',
    Format.TOML: '# mine\nmodel = "m"   # pinned\n\nSERVERS[tui]\nnotifications = true\n',
    Format.YAML: "# mine\nname: Mine\nversion: 1.0.0\nschema: v1\nSERVERSmodels: []\n",
}


def registering(home: Home) -> Home:
    """The home with a profile and a key, in which Claude Desktop has run."""
    home.add_profile("box", "custom", URLS, key=KEY)
    (home.path / ".config/Claude").mkdir(parents=True)
    return home


def document(client: EntryClient, servers: str) -> bytes:
    """A document of the client with comments and odd spacing, and with these servers in it."""
    frame = "".join(f' "{name}": {json.dumps(value)},' for name, value in client.frame.items())
    text = AROUND[client.format].replace("SERVERS", SERVERS[client.format].get(servers, ""))
    return text.replace("TABLE", client.table[0]).replace("FRAME", frame).encode()


def path_of(home: Home, client: EntryClient, scope: Scope = "user") -> Path:
    place = Place(home=home.path, working_folder=home.project, environment={}, platform="linux")
    return client.locate(place, scope)["target"]


def put(path: Path, data: bytes, mode: int = 0o640) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
    return data


def servers_of(home: Home, client: EntryClient, scope: Scope = "user") -> dict[str, tuple[str, ...]]:
    """Name to command of every server in the client's file."""
    data = reader_of(client.format).parse(path_of(home, client, scope).read_bytes())
    return {one.name: one.command for one in find_servers(client.shape, client.table, data)}


def done(outcome: Outcome) -> Outcome:
    assert outcome.code == 0, outcome.text
    return outcome


def install(home: Home, client: EntryClient | str, *options: str) -> Outcome:
    name = client if isinstance(client, str) else client.name
    return done(home.run("mcp", "install", name, "--yes", *options))
