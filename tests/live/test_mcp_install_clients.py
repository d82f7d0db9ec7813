"""The real clients start the server that we register, and start nothing more when the entry has gone.

Observed with Claude Code 2.1.329, Codex 0.169.0, OpenCode 1.18.33, Kilo Code 7.7.7, Cline 3.0.65, Qwen Code 0.24.4,
Gemini CLI 0.61.0 and Continue (cn) 1.5.47.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from live_cline import without_hub
from live_home import PROFILE, PROGRAM, LiveHome, Ran
from stub_gateway import StubGateway

pytestmark = pytest.mark.live

NAME = "smartaipi"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lister:
    """How a client tells of its servers: its command, and what it says of one, `answering` if it has started it."""

    command: tuple[str, ...]
    answering: str
    names: Callable[[Ran], set[str]]
    variables: Mapping[str, str] = field(default_factory=dict)


def first_words(ran: Ran) -> set[str]:
    """The names in lines such as `✓ smartaipi: /path/to/program …`."""
    lines = COLOUR.sub("", ran.text).splitlines()
    return {
        found[1] for line in lines if (found := re.match(r"[^\w/]*([\w-]+)(?::| connected| failed)", line))
    }


def json_names(ran: Ran) -> set[str]:
    return {one["name"] for one in json.loads(ran.output)}


LISTERS = {
    "claude": Lister(command=("claude", "mcp", "list"), names=first_words, answering="✔ Connected"),
    "codex": Lister(
        command=("codex", "mcp", "list", "--json"), names=json_names, answering='"enabled": true'
    ),
    "opencode": Lister(command=("opencode", "mcp", "list"), names=first_words, answering="connected"),
    "kilo": Lister(command=("kilo", "mcp", "list"), names=first_words, answering="connected"),
    "cline": Lister(
        command=("cline", "config", "mcp", "--json"), names=json_names, answering='"disabled":false'
    ),
    "qwen": Lister(command=("qwen", "mcp", "list"), names=first_words, answering="Connected"),
    "gemini": Lister(
        command=("gemini", "mcp", "list"),
        names=first_words,
        answering="Connected",
        variables={"GEMINI_CLI_TRUST_WORKSPACE": "true"},
    ),
}
IN_PROJECTS = {
    "claude": "Pending approval",
    "opencode": "connected",
    "qwen": "Pending approval",
    "gemini": "Connected",
}


@pytest.fixture
def mcp_home(bare_home: LiveHome) -> Iterator[LiveHome]:
    """A home with a profile; nothing of a client runs on after the test."""
    bare_home.set_up("profiles", "add", PROFILE, "--gateway", "smartaipi")
    with without_hub(bare_home):
        yield bare_home


def ask(home: LiveHome, client: str) -> Ran:
    """What the client says about its servers."""
    lister = LISTERS[client]
    return home.run(*lister.command, **lister.variables)


def names_in(home: LiveHome, client: str) -> set[str]:
    return LISTERS[client].names(ask(home, client))


@pytest.mark.parametrize("client", LISTERS)
def test_the_client_has_the_server_until_it_is_removed_or_undone(mcp_home: LiveHome, client: str):
    assert NAME not in names_in(mcp_home, client)

    mcp_home.set_up("mcp", "install", client, "--yes")

    listed = ask(mcp_home, client)
    assert NAME in LISTERS[client].names(listed), listed.text
    assert LISTERS[client].answering in listed.text
    mcp_home.set_up("mcp", "remove", client, "--yes")
    assert NAME not in names_in(mcp_home, client)
    mcp_home.set_up("mcp", "install", client, "--yes")
    mcp_home.set_up("undo", "--yes")
    assert NAME not in names_in(mcp_home, client)


@pytest.mark.parametrize("client", IN_PROJECTS)
def test_the_client_finds_the_server_of_a_project(mcp_home: LiveHome, client: str):
    """Claude Code and Qwen Code ask before they start it."""
    mcp_home.set_up("mcp", "install", client, "--scope", "project", "--yes")

    listed = ask(mcp_home, client)

    assert NAME in LISTERS[client].names(listed), listed.text
    assert IN_PROJECTS[client] in listed.text


def test_codex_has_a_projects_server_once_it_trusts_the_folder(mcp_home: LiveHome):
    mcp_home.set_up("mcp", "install", "codex", "--scope", "project", "--yes")
    assert NAME not in names_in(mcp_home, "codex")

    mcp_home.write(
        ".codex/config.toml", f'[projects."{mcp_home.project}"]\ntrust_level = "trusted"\n'.encode()
    )

    assert NAME in names_in(mcp_home, "codex")


def test_gemini_starts_nothing_in_a_folder_that_it_does_not_trust(mcp_home: LiveHome):
    """What the line after the registration says."""
    mcp_home.set_up("mcp", "install", "gemini", "--yes")

    assert "Disabled" in mcp_home.run("gemini", "mcp", "list").text


@pytest.mark.parametrize("client", ["claude", "codex"])
def test_an_entry_that_the_client_made_is_known_as_ours(mcp_home: LiveHome, client: str):
    """Its own command registers the same program under an older profile; ours brings that entry up to date."""
    own = (str(PROGRAM), "mcp", "serve", "--profile", "older")
    scope = ("--scope", "user") if client == "claude" else ()
    assert mcp_home.run(client, "mcp", "add", NAME, *scope, "--", *own).code == 0

    mcp_home.set_up("mcp", "install", client, "--yes")

    rows = mcp_home.set_up("mcp", "list", "--json").data()["clients"]
    (entry,) = next(row["entries"] for row in rows if row["client"] == client)
    assert (entry["name"], entry["profile"], entry["state"]) == (NAME, PROFILE, "registered")
    assert NAME in names_in(mcp_home, client)


def test_our_tools_are_offered_to_continues_model(stub_home: LiveHome, stub: StubGateway):
    """The client has started our server and asked for its tools; without the entry there are none of them."""
    stub_home.set_up("continue", "--yes", "--no-verify")
    stub_home.set_up("mcp", "install", "continue", "--yes")

    ran = stub_home.run("cn", "-p", "say hi")

    assert "balance" in tools_in(stub), ran.text
    stub.arrivals.clear()
    stub_home.set_up("mcp", "remove", "continue", "--yes")
    stub_home.run("cn", "-p", "say hi")
    assert stub.calls()
    assert "balance" not in tools_in(stub)


def test_cline_starts_the_program_of_the_entry(home: LiveHome):
    """It asks its model without waiting for a server, so the start itself is what is seen."""
    home.set_up("cline", "--yes")
    home.set_up("mcp", "install", "cline", "--yes")
    entries = home.folder / ".cline/data/settings/cline_mcp_settings.json"
    started = home.folder / "started"
    witness = home.write("witness", f"#!/bin/sh\necho $@ >{started}\nexec {PROGRAM} $@\n".encode(), 0o700)
    entries.write_bytes(entries.read_bytes().replace(bytes(PROGRAM), bytes(witness)))

    with without_hub(home):
        ran = home.run("cline", "say hi")

    assert started.exists(), ran.text
    assert started.read_text(encoding="utf-8") == f"mcp serve --profile {PROFILE}\n"


def tools_in(stub: StubGateway) -> set[str]:
    """The last words of the names of all tools that came with a request."""
    tools = [tool for call in stub.calls() for tool in call.body.get("tools", [])]
    names = (str(tool.get("name") or tool.get("function", {}).get("name")) for tool in tools)
    return {re.split(r"__|[.]", name)[-1] for name in names}
