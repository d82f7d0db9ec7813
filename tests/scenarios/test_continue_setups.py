"""Continue through the real command line: what is written, refused and taken back."""

import pytest

from smartaipi_cli.documents import yaml

CONFIG = ".continue/config.yaml"
SECRETS = ".continue/.env"
OLD = ".continue/config.json"
MINE = b"name: Mine\r\nversion: 1.0.0\r\nmodels:\r\n- name: a # keep\r\n  provider: ollama\r\n  model: b\r\n"


@pytest.mark.parametrize("before", [None, MINE], ids=["new", "mine"])
def test_undo_gives_every_byte_back(home, before):
    if before:
        home.write(CONFIG, before, mode=0o644)
        home.write(SECRETS, b"# mine\nA=1")
    tree = home.tree()

    connected = home.run("continue", "--yes")
    undone = home.run("undo", "--yes")

    assert (connected.code, undone.code) == (0, 0), connected.text + undone.text
    assert home.tree() == tree


def test_a_second_run_and_a_dry_run_write_nothing(home):
    assert home.run("continue", "--dry-run").code == 0
    assert not (home.path / CONFIG).exists()
    assert home.run("continue", "--yes").code == 0
    tree = home.tree()

    again = home.run("continue", "--yes", "--json")

    assert (again.code, again.envelope["data"]["applied"]) == (0, False)
    assert home.tree() == tree


def test_undo_keeps_the_models_that_were_added_since(home):
    home.run("continue", "--yes")
    config = home.path / CONFIG
    config.write_bytes(config.read_bytes() + b"  - name: later\n    provider: ollama\n    model: m\n")

    undone = home.run("undo", "--yes")

    assert undone.code == 0, undone.text
    assert yaml.parse(config.read_bytes()) == {
        "name": "Local Config",
        "version": "1.0.0",
        "schema": "v1",
        "models": [{"name": "later", "provider": "ollama", "model": "m"}],
    }, "the client refuses a file without name or version"
    assert not (home.path / SECRETS).exists()


@pytest.mark.parametrize("before", [None, b"# mine\n"], ids=["new", "a comment"])
def test_undo_leaves_nothing_of_ours_in_a_file_that_the_extension_has_written_anew(home, before):
    if before:
        home.write(CONFIG, before)
    home.run("continue", "--yes")
    config = home.path / CONFIG
    config.write_bytes(config.read_bytes().replace(b"roles:", b"roles:  "))

    undone = home.run("undo", "--yes")

    assert undone.code == 0, undone.text
    assert config.exists() is (before is not None)
    assert before is None or yaml.parse(config.read_bytes()) == {}


@pytest.mark.parametrize("way", [("--force", "--yes"), ("--print",)], ids=["forced", "by hand"])
def test_an_older_configuration_stops_a_set_up_that_nobody_insists_on(home, way):
    home.write(OLD, b'{"models": []}')
    tree = home.tree()

    stopped = home.run("continue", "--yes", "--json")

    assert (stopped.code, stopped.envelope["error"]["code"]) == (5, "client-config-outdated")
    assert home.tree() == tree
    assert home.run("continue", *way).code == 0
    assert home.read(OLD) == b'{"models": []}'
    assert (home.path / CONFIG).exists() is ("--yes" in way)


def test_a_dotenv_file_that_can_be_read_in_two_ways_is_left_alone_and_the_key_is_not_shown(home):
    home.write(SECRETS, b"A='open\n")
    tree = home.tree()

    stopped = home.run("continue", "--yes", "--json")

    assert (stopped.code, stopped.envelope["error"]["code"]) == (5, "document-refused")
    assert home.tree() == tree
    assert "sk-" not in stopped.text
