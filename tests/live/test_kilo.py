"""Kilo Code does what the program says it does, and asks before it runs commands as it did before.

Observed with the command line 7.7.7.
"""

import json

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome, Ran
from live_opencode import MODEL, SMALL_MODEL, config_of, read_config
from live_outside import Outside
from stub_gateway import StubGateway

from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

MARK = ".bash-permission-migrated"


def say_hi(home: LiveHome, **variables: str) -> Ran:
    return home.run("kilo", "run", "say hi", **variables)


def test_one_prompt_reaches_the_gateway_and_no_command_is_allowed_by_it(
    home: LiveHome, gateway: LiveGateway, outside: Outside
):
    home.set_up("kilo", "--yes")
    config = config_of(home, "kilo")
    written = config.read_bytes()
    gateway.forget()

    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert "say hi" in ran.output
    assert gateway.credentials() == {fingerprint(home.key)}
    assert MODEL in gateway.models() <= {MODEL, SMALL_MODEL}
    assert config.read_bytes() == written
    assert "permission" not in read_config(config)
    assert "api.openai.com" not in outside.hosts


def test_without_the_mark_the_client_would_allow_every_command(home: LiveHome):
    """The trap that the mark keeps shut; when this fails, the mark is no longer needed."""
    home.set_up("kilo", "--yes")
    config = config_of(home, "kilo")
    config.with_name(MARK).unlink()

    assert say_hi(home).code == 0

    assert read_config(config)["permission"] == {"bash": "allow"}


@pytest.mark.parametrize(
    "mine",
    [b'{\n  "permission": {"bash": "ask"} // mine\n}\n', b'{"permission": {"edit": "ask"}}'],
    ids=["commands", "something else"],
)
def test_what_the_user_allows_stays(home: LiveHome, mine: bytes):
    config = home.write(".config/kilo/kilo.jsonc", mine)
    home.set_up("kilo", "--yes")

    ran = say_hi(home)

    assert ran.code == 0, ran.text
    permission = read_config(config)["permission"]
    assert permission in ({"bash": "ask"}, {"edit": "ask"})
    assert (b"// mine" in config.read_bytes()) is (b"// mine" in mine)


def test_a_project_file_that_sends_the_key_elsewhere_is_found(home: LiveHome, stub: StubGateway):
    home.set_up("kilo", "--yes")
    redirection = {"provider": {"sandbox": {"options": {"baseURL": f"{stub.url}/v1"}}}}
    home.write("project/.kilo/kilo.json", json.dumps(redirection).encode())

    status = home.smartaipi("status")

    assert f"to `127.0.0.1:{stub.port}`" in status.errors
    say_hi(home)
    assert stub.credentials() == {home.key}, "the client no longer does what the warning says"


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("kilo", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_the_way_back_leaves_the_client_as_it_was(
    home: LiveHome, gateway: LiveGateway, way_back: tuple[str, ...]
):
    mine = b'{\n  "username": "ada", // mine\n  "permission": {"bash": "ask"}\n}\n'
    config = home.write(".config/kilo/kilo.jsonc", mine)
    home.run("kilo", "debug", "config")
    before = config.read_bytes()
    home.set_up("kilo", "--yes")
    assert say_hi(home).code == 0
    gateway.forget()

    home.set_up(*way_back)
    after = home.run("kilo", "debug", "config")

    assert config.read_bytes() == before
    assert after.code == 0, after.errors
    assert "sandbox" not in after.output
    assert gateway.requests() == []


def test_settings_made_since_do_not_become_those_of_an_old_user_by_undo(home: LiveHome):
    home.set_up("kilo", "--yes")
    assert say_hi(home).code == 0
    config = config_of(home, "kilo")
    config.write_bytes(config.read_bytes().replace(b"{", b'{\n  "username": "ada",', 1))

    home.set_up("undo", "--yes")
    again = home.run("kilo", "debug", "config")

    assert again.code == 0, again.errors
    settings = read_config(config)
    assert settings["username"] == "ada"
    assert "permission" not in settings, "the client now runs every command without a question"


@pytest.mark.parametrize("is_started", [False, True], ids=["at once", "after a start"])
def test_after_undo_the_client_treats_older_settings_as_it_would_have_before(
    home: LiveHome, is_started: bool
):
    """Settings that it has never seen, without its mark, are an old user's to it: it allows every command."""
    mine = b'{\n  "$schema": "https://app.kilo.ai/config.json",\n  "username": "ada"\n}\n'
    config = home.write(".config/kilo/kilo.jsonc", mine)
    home.set_up("kilo", "--yes")
    if is_started:
        assert home.run("kilo", "debug", "config").code == 0
        assert "permission" not in read_config(config)

    home.set_up("undo", "--yes")

    assert config.read_bytes() == mine
    assert not config.with_name(MARK).exists()
    assert home.run("kilo", "debug", "config").code == 0
    assert read_config(config)["permission"] == {"bash": "allow"}


def test_undo_where_nothing_was_lets_the_client_begin_anew(home: LiveHome):
    home.set_up("kilo", "--yes")
    assert home.run("kilo", "debug", "config").code == 0

    home.set_up("undo", "--yes")

    config = config_of(home, "kilo")
    assert not config.exists()
    assert not config.with_name(MARK).exists()
    assert home.run("kilo", "debug", "config").code == 0
    assert "permission" not in read_config(config)
    assert config.with_name(MARK).exists()
