"""What stands in a client's file when our MCP server is registered in it stays, whoever else writes it."""

import stat
from collections.abc import Callable

import pytest
from home import PROGRAM, STATE, Home, collect
from mcp_scene import (
    CODEX,
    CURSOR,
    EVERY_CLIENT,
    document,
    done,
    install,
    path_of,
    put,
    registering,
    servers_of,
)

from smartaipi_cli.actions.history.reading import open_history
from smartaipi_cli.actions.mcp_entries.registration import Registration, prepare, register
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.tools.mcp_entries import CLIENTS

NAMES = tuple(f"server-{number}" for number in range(6))

FORMS: dict[str, Callable[[bytes], bytes]] = {
    "CRLF": lambda source: source.replace(b"\n", b"\r\n"),
    "byte order mark": lambda source: b"\xef\xbb\xbf" + source,
    "no final line end": lambda source: source.rstrip(b"\n"),
}
BROKEN = {
    Format.JSON: (b'{\n  "theme": "dark",\n  "a": 1,, "b": 2\n}\n', "line 3, column 10"),
    Format.TOML: (b'a = 1\nb = = "c"\n', "line 2, column 5"),
    Format.YAML: (b"name: Mine\nmodels: [1, 2\nb: }\n", "line 3"),
}


def only_adds(before: bytes, after: bytes) -> bool:
    """Whether `after` is `before` with something put between its bytes, and nothing taken away or moved."""
    rest = iter(after)
    return before != after and all(byte in rest for byte in before)


@pytest.fixture
def home(bare_home: Home) -> Home:
    return registering(bare_home)


@pytest.mark.parametrize("servers", ["others", "none", "absent"])
@EVERY_CLIENT
def test_whatever_stands_in_a_file_stays_byte_for_byte(home, client, servers):
    """Comments, order and spacing; what `remove` leaves, and what `undo` gives back, is the file as it was.

    An empty list of YAML alone gets another spelling while there is something in it.
    """
    path = path_of(home, client)
    source = put(path, document(client, servers))
    others = servers_of(home, client)

    install(home, client)

    assert only_adds(source.replace(b"s: []", b"s:", 1), path.read_bytes())
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert set(servers_of(home, client)) == {*others, "smartaipi"}
    done(home.run("undo", "--yes"))
    assert path.read_bytes() == source
    install(home, client)
    done(home.run("mcp", "remove", client.name, "--yes"))
    assert path.read_bytes() == source


@pytest.mark.parametrize("form", FORMS)
@EVERY_CLIENT
def test_line_ends_marks_and_links_stay(home, client, form):
    path = path_of(home, client)
    source = put(path.with_name("elsewhere"), FORMS[form](document(client, "others")))
    path.symlink_to("elsewhere")

    install(home, client)

    after = path.read_bytes()
    assert only_adds(source, after)
    assert after.count(b"\n") == after.count(b"\r\n" if form == "CRLF" else b"\n")
    assert after.startswith(b"\xef\xbb\xbf") is (form == "byte order mark")
    assert path.is_symlink()
    done(home.run("mcp", "remove", client.name, "--yes"))
    assert path.read_bytes() == source


@EVERY_CLIENT
def test_a_broken_file_is_refused_with_its_place_and_the_lines_to_add_by_hand(home, client):
    source, place = BROKEN[client.format]
    put(path_of(home, client), source)
    before = home.whole_tree()

    refused = home.run("mcp", "install", client.name, "--yes")
    removal = home.run("mcp", "remove", client.name, "--yes")

    assert (refused.code, removal.code, home.whole_tree()) == (5, 5, before)
    assert place in refused.err
    assert str(PROGRAM) in refused.err
    assert "hint:" in refused.err
    assert place in removal.err


def test_the_lines_to_add_are_for_the_file_that_is_broken(home):
    """OpenCode has several; the one that wins would have been written."""
    broken = put(home.path / ".config/opencode/opencode.jsonc", b"{,}")

    refused = home.run("mcp", "install", "opencode", "--yes")

    assert refused.code == 5
    assert f"# {home.path}/.config/opencode/opencode.jsonc" in refused.err
    assert (home.path / ".config/opencode/opencode.jsonc").read_bytes() == broken


WRONG_KINDS = {
    Format.JSON: ('{"TABLE": ["a"]}', '{"TABLE": 1}', '["a"]'),
    Format.TOML: ('TABLE = "none"\n', "[[TABLE]]\na = 1\n"),
    Format.YAML: ("TABLE: none\n", "TABLE:\n  a: 1\n", "- a\n"),
}


@EVERY_CLIENT
def test_servers_of_another_kind_are_refused(home, client):
    path = path_of(home, client)
    for text in WRONG_KINDS[client.format]:
        source = put(path, text.replace("TABLE", client.table[0]).encode())

        refused = home.run("mcp", "install", client.name, "--yes")

        assert (refused.code, path.read_bytes()) == (5, source), text


def test_comments_in_the_files_of_peer_cases_are_kept(home):
    """F16: published installers replace such a document by their own entry."""
    for name, client in ((CURSOR, "cursor"), (STATE, "claude")):
        source = home.copy("settings_comments.json", name)

        install(home, client)

        assert only_adds(source, home.read(name))


def test_a_broken_peer_case_is_not_written_into(home):
    """F17: a published installer puts its entry into the middle of the broken text."""
    source = home.copy("settings_invalid.json", CURSOR)

    refused = home.run("mcp", "install", "cursor", "--yes")

    assert (refused.code, home.read(CURSOR)) == (5, source)
    assert "(line 1, column 77)" in refused.err


def test_comments_and_inline_tables_of_codex_are_kept(home):
    """F18: published installers drop the former and lay out the latter anew."""
    source = home.copy("codex_config.toml", CODEX)

    install(home, "codex")

    assert home.read(CODEX).startswith(source)


@pytest.mark.parametrize("client", [CLIENTS["cursor"], CLIENTS["continue"]], ids=lambda client: client.name)
def test_six_at_once_with_different_names_all_survive(home, client):
    """F19: two of six survive elsewhere. In Continue's list all six want the same place."""
    processes = [home.start("mcp", "install", client.name, "--yes", "--name", name) for name in NAMES]
    outcomes = [collect(process) for process in processes]

    assert [outcome.code for outcome in outcomes] == [0] * len(NAMES), [one.text for one in outcomes]
    assert set(servers_of(home, client)) == set(NAMES)


@EVERY_CLIENT
def test_an_entry_that_came_between_the_plan_and_the_yes_survives(home, client):
    first, second = (
        prepare(home.machine, Registration(client=client.name, name=name)) for name in ("first", "second")
    )

    register(home.machine, first)
    register(home.machine, second)

    assert set(servers_of(home, client)) == {"first", "second"}


def test_the_lock_of_claude_codes_state_is_taken_and_given_back(home):
    """As in a set-up; the file is looked at again, since the client writes it all the time."""
    home.write(STATE, b'{"numStartups": 1}\n')

    install(home, "claude")

    (record,) = open_history(home.machine).list_records()
    assert record.files[0].foreign_lock == home.path / f"{STATE}.lock"
    assert record.files[0].contested
    assert not (home.path / f"{STATE}.lock").exists()


def test_a_lock_that_the_client_holds_is_left_to_it(home):
    home.write(STATE, b'{"numStartups": 1}\n')
    lock = home.path / f"{STATE}.lock"
    lock.mkdir()
    status = lock.stat()

    install(home, "claude")

    assert (lock.stat().st_ino, lock.stat().st_mtime_ns) == (status.st_ino, status.st_mtime_ns)
    assert home.read_json(STATE)["numStartups"] == 1
    assert "smartaipi" in home.read_json(STATE)["mcpServers"]
