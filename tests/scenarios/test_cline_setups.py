"""Cline and Qwen Code through the real command line: whose place is taken, what undo gives back, what is refused."""

import json

import pytest

PROVIDERS = ".cline/data/settings/providers.json"
SETTINGS = ".qwen/settings.json"
OTHER_KEY = "sk-test-of-another-vendor-0123"


def taken(**settings: str) -> bytes:
    """Cline's file with another gateway in the place for chat completions, as the client writes it."""
    entry = {
        "settings": {"provider": "openai-compatible", "apiKey": OTHER_KEY, **settings},
        "updatedAt": "2026-11-20T12:00:00.000Z",
        "tokenSource": "manual",
    }
    document = {"version": 1, "modes": {}, "providers": {"openai-compatible": entry}}
    return json.dumps(document, indent=2).encode()


FILES = {
    "cline": (PROVIDERS, b'{"version": 1, "providers": {}}'),
    "qwen": (SETTINGS, b'{\n  // mine\n  "$version": 4,\n  "ui": {}\n}\n'),
}
BOTH = pytest.mark.parametrize("tool", FILES)


@BOTH
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "mine"])
def test_undo_gives_every_byte_back(home, tool, is_new):
    if not is_new:
        home.write(*FILES[tool])
    tree = home.tree()

    connected = home.run(tool, "--yes")
    undone = home.run("undo", "--yes")

    assert (connected.code, undone.code) == (0, 0), connected.text + undone.text
    assert home.tree() == tree


@BOTH
def test_a_second_run_and_a_dry_run_write_nothing(home, tool):
    assert home.run(tool, "--dry-run").code == 0
    assert not (home.path / FILES[tool][0]).exists()
    assert home.run(tool, "--yes").code == 0
    tree = home.tree()

    again = home.run(tool, "--yes", "--json")

    assert (again.code, again.envelope["data"]["applied"]) == (0, False)
    assert home.tree() == tree


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
@BOTH
def test_each_protocol_is_proven_with_a_request(home, tool, protocol):
    done = home.run(tool, "--protocol", protocol, "--yes", "--json")

    assert done.code == 0, done.text
    assert done.envelope["data"]["verified"]["model"]


def test_another_gateway_gives_way_to_a_yes_on_the_terminal_that_has_seen_its_address(home):
    home.write(PROVIDERS, taken(baseUrl="https://other.test/v1"))

    asked = home.run("cline", answers=iter(["yes"]))

    assert asked.code == 0, asked.text
    assert "takes the place of https://other.test/v1" in asked.err
    assert b"other.test" not in (home.path / PROVIDERS).read_bytes()
    assert OTHER_KEY not in asked.text


@pytest.mark.parametrize(
    "settings", [{"baseUrl": "https://other.test/v1"}, {}], ids=["a gateway", "an account"]
)
def test_without_anybody_to_ask_it_gives_way_to_replace_alone(home, settings):
    before = taken(**settings)
    home.write(PROVIDERS, before)

    refused = home.run("cline", "--yes", "--json")
    assert (refused.code, refused.envelope["error"]["code"]) == (5, "client-slot-taken")
    assert (home.path / PROVIDERS).read_bytes() == before

    assert home.run("cline", "--yes", "--replace").code == 0
    assert home.run("undo", "--yes").code == 0
    assert (home.path / PROVIDERS).read_bytes() == before


def test_a_variable_with_another_vendors_key_is_refused(home):
    home.environment["OPENAI_API_KEY"] = OTHER_KEY

    refused = home.run("cline", "--secret", "env", "--yes", "--json")

    assert (refused.code, refused.envelope["error"]["code"]) == (4, "wrong-credential")
    assert not (home.path / PROVIDERS).exists()
    assert OTHER_KEY not in refused.text


def test_instructions_for_a_list_with_items_can_be_written_by_hand(home):
    other = {"id": "m", "baseUrl": "https://other.test/v1", "envKey": "OTHER"}
    home.write(SETTINGS, json.dumps({"modelProviders": {"openai": [other]}}).encode())

    shown = home.run("qwen", "--print")

    assert shown.code == 0, shown.text
    (entry,) = json.loads(shown.out)["modelProviders"]["openai"]
    assert entry["envKey"].startswith("SMARTAIPI_")
