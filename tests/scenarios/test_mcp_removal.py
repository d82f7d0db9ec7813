"""Taking our MCP server out of a client: what is ours goes, and what is there through it alone."""

import json

import pytest
from home import STATE, Home
from mcp_scene import CURSOR, EVERY_CLIENT, document, done, install, path_of, put, registering, servers_of

from smartaipi_cli.plan.formats import Format
from smartaipi_cli.tools.mcp_entries import CLIENTS
from smartaipi_cli.tools.mcp_entry_removal import untouched

EMPTY = {Format.JSON: b"{}", Format.TOML: b"", Format.YAML: b""}


@pytest.fixture
def home(bare_home: Home) -> Home:
    return registering(bare_home)


@EVERY_CLIENT
def test_a_file_that_we_made_goes_with_its_folders_when_the_entry_goes(home, client):
    """All but the mark that keeps Kilo Code's safety setting, which the client would have made as well."""
    before = home.tree()
    install(home, client)

    done(home.run("mcp", "remove", client.name, "--yes"))

    left = home.tree().items() ^ before.items()
    assert {name for name, _ in left} == (
        {".config/kilo", ".config/kilo/.bash-permission-migrated"} if client.name == "kilo" else set()
    )


def test_remove_takes_the_entry_of_one_name_and_leaves_our_others(home):
    install(home, "cursor")
    install(home, "cursor", "--name", "second")

    done(home.run("mcp", "remove", "cursor", "--name", "second", "--yes"))

    assert set(servers_of(home, CLIENTS["cursor"])) == {"smartaipi"}


def test_a_table_that_somebody_else_made_stays_when_it_is_empty(home):
    home.write(CURSOR, b'{"mcpServers": {}}')
    install(home, "cursor")

    done(home.run("mcp", "remove", "cursor", "--yes"))

    assert home.read(CURSOR) == b'{"mcpServers": {}}'


def test_what_somebody_put_into_our_file_stays(home):
    install(home, "cursor")
    document = home.read_json(CURSOR)
    document["mcpServers"]["mine"] = {"command": "mine"}
    home.write(CURSOR, json.dumps(document).encode())

    done(home.run("mcp", "remove", "cursor", "--yes"))

    assert home.read_json(CURSOR) == {"mcpServers": {"mine": {"command": "mine"}}}


def test_an_undone_removal_can_be_removed_again_without_a_trace(home):
    before = home.tree()
    install(home, "cursor")
    done(home.run("mcp", "remove", "cursor", "--yes"))
    done(home.run("undo", "--yes"))
    assert "smartaipi" in servers_of(home, CLIENTS["cursor"])

    done(home.run("mcp", "remove", "cursor", "--yes"))

    assert home.tree() == before


def test_undo_after_the_client_wrote_its_file_takes_our_entry_alone(home):
    home.write(STATE, b'{"numStartups": 1}\n')
    install(home, "claude")
    state = home.read_json(STATE) | {"numStartups": 2}
    home.write(STATE, json.dumps(state).encode())

    done(home.run("undo", "--yes"))

    assert home.read_json(STATE) == {"numStartups": 2}


@EVERY_CLIENT
def test_all_entries_of_ours_go_at_once_and_others_stay(home, client):
    path = path_of(home, client)
    source = put(path, document(client, "others"))
    for name in ("first", "second", "third"):
        install(home, client, "--name", name)

    done(home.run("mcp", "remove", client.name, "--yes"))

    assert path.read_bytes() == source


@EVERY_CLIENT
def test_a_file_that_somebody_else_made_stays_although_nothing_is_in_it(home, client):
    """Even where it is to the byte what we would have made, before the entry was in it."""
    path = path_of(home, client)
    source = put(path, untouched(client) or EMPTY[client.format])
    install(home, client)

    done(home.run("mcp", "remove", client.name, "--yes"))

    assert path.read_bytes() == source


def test_what_continue_needs_stays_around_what_the_user_added(home):
    """Without its name and version the client refuses the file, so undo leaves them with the user's own models."""
    install(home, "continue")
    path = path_of(home, CLIENTS["continue"])
    path.write_bytes(path.read_bytes() + b"models: [] # mine\n")

    done(home.run("undo", "--yes"))

    assert path.read_bytes() == untouched(CLIENTS["continue"]) + b"models: [] # mine\n"
