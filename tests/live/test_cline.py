"""Cline does what the program says it does: requests, keys, other providers, and the way back.

Observed with Cline 3.0.65.
"""

import json
from collections.abc import Iterator

import pytest
from live_cline import data_folder, providers_file, read_providers, without_hub
from live_gateway import LiveGateway
from live_home import LiveHome, Ran
from live_outside import Outside

from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

VARIABLE = "OPENAI_API_KEY"
FOREIGN_KEY = "sk-test-foreign-key-0123456789"
MODEL = "gpt-5.4"
PATHS = {"chat": "/v1/chat/completions", "responses": "/v1/responses", "messages": "/v1/messages"}
SLOTS = {"chat": "openai-compatible", "responses": "openai-native", "messages": "anthropic"}
OTHERS = {
    "gemini": {
        "settings": {"provider": "gemini", "apiKey": "test-gemini-0123456789", "model": "gemini-9"},
        "updatedAt": "2026-11-20T12:00:00.000Z",
        "tokenSource": "manual",
    },
    "deepseek": {
        "settings": {"provider": "deepseek", "apiKey": "test-deepseek-0123456789", "timeout": 9000},
        "updatedAt": "2026-11-20T12:00:00Z",
        "tokenSource": "migration",
    },
}


@pytest.fixture
def cline_home(home: LiveHome) -> Iterator[LiveHome]:
    """A home in which nothing of the client runs on after the test."""
    with without_hub(home):
        yield home


def say_hi(home: LiveHome, **variables: str) -> Ran:
    return home.run("cline", "say hi", **variables)


def write_others(home: LiveHome, **more: object) -> bytes:
    """A file with other gateways' providers, as the client would have written it."""
    document = {
        "version": 1,
        "lastUsedProvider": "gemini",
        "modes": {},
        "providers": {**OTHERS, **more},
    }
    source = json.dumps(document, indent=2).encode() + b"\n"
    home.write(".cline/data/settings/providers.json", source)
    return source


@pytest.mark.parametrize("protocol", PATHS)
def test_one_prompt_reaches_the_gateway_with_our_key_alone(
    cline_home: LiveHome, gateway: LiveGateway, outside: Outside, protocol: str
):
    home = cline_home
    home.set_up("cline", "--protocol", protocol, "--model", MODEL, "--yes")
    gateway.forget()

    ran = say_hi(home, OPENAI_API_KEY=FOREIGN_KEY, ANTHROPIC_API_KEY=FOREIGN_KEY)

    assert ran.code == 0, ran.text
    assert "say hi" in ran.output
    assert PATHS[protocol] in {entry["path"] for entry in gateway.requests()}
    assert gateway.credentials() == {fingerprint(home.key)}
    assert gateway.models() == {MODEL}
    assert not {host for host in outside.hosts if host.startswith(("api.openai", "api.anthropic"))}
    assert providers_file(home).stat().st_mode & 0o777 == 0o600


def test_the_key_may_stay_in_the_environment(cline_home: LiveHome, gateway: LiveGateway):
    home, key = cline_home, cline_home.key
    home.set_up("cline", "--secret", "env", "--yes", OPENAI_API_KEY=key)
    gateway.forget()

    ran = say_hi(home, OPENAI_API_KEY=key)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(key)}
    assert key not in providers_file(home).read_text(encoding="utf-8")


def test_other_providers_and_their_keys_survive_two_runs(cline_home: LiveHome, gateway: LiveGateway):
    """One fault in the file, and the client would write it anew without them."""
    home = cline_home
    write_others(home)
    home.set_up("cline", "--yes")
    gateway.forget()

    first, second = say_hi(home), say_hi(home)

    assert (first.code, second.code) == (0, 0), first.text + second.text
    assert gateway.credentials() == {fingerprint(home.key)}
    document = read_providers(home)
    assert document["lastUsedProvider"] == SLOTS["chat"]
    assert {name: document["providers"][name] for name in OTHERS} == OTHERS


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda source: source.replace(b"000Z", b"000+00:00"), id="a time with an offset"),
        pytest.param(lambda source: b"\xef\xbb\xbf" + source, id="a byte order mark"),
        pytest.param(lambda source: source.replace(b'"version": 1', b'"version": 2'), id="another version"),
        pytest.param(lambda source: source[:-3], id="truncated"),
    ],
)
def test_a_file_that_the_client_would_drop_is_refused_and_left_alone(cline_home: LiveHome, spoil):
    home = cline_home
    spoiled = spoil(write_others(home))
    config = home.write(".cline/data/settings/providers.json", spoiled)

    ran = home.smartaipi("cline", "--yes")

    assert (ran.code, config.read_bytes()) == (5, spoiled)
    assert "takes the whole file for empty" in ran.errors
    say_hi(home)
    assert b"test-deepseek" not in config.read_bytes(), "the client no longer does what the refusal says"


def test_another_gateway_gives_way_only_when_told_and_comes_back(cline_home: LiveHome, gateway: LiveGateway):
    home = cline_home
    settings = {
        "provider": "openai-compatible",
        "apiKey": FOREIGN_KEY,
        "model": "m",
        "baseUrl": "http://127.0.0.1:9/v1",
    }
    entry = {"settings": settings, "updatedAt": "2026-11-20T12:00:00Z", "tokenSource": "manual"}
    before = write_others(home, **{"openai-compatible": entry})

    refused = home.smartaipi("cline", "--yes")
    assert refused.code == 5
    assert "127.0.0.1:9" in refused.errors
    assert providers_file(home).read_bytes() == before

    home.set_up("cline", "--replace", "--yes")
    gateway.forget()
    ran = say_hi(home)
    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    home.set_up("undo", "--yes")
    document = read_providers(home)
    assert document["providers"] == {**OTHERS, "openai-compatible": entry}
    assert document["lastUsedProvider"] == "gemini"


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("cline", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_the_way_back_leaves_the_client_as_it_was(
    cline_home: LiveHome, gateway: LiveGateway, way_back: tuple[str, ...]
):
    """The client has written the file anew in between, so the bytes are its own."""
    home = cline_home
    before = json.loads(write_others(home))
    home.set_up("cline", "--yes")
    assert say_hi(home).code == 0
    gateway.forget()

    home.set_up(*way_back)

    after = read_providers(home)
    assert after["providers"] == before["providers"]
    assert after.get("lastUsedProvider") == (before["lastUsedProvider"] if way_back[0] == "undo" else None)
    assert home.key not in providers_file(home).read_text(encoding="utf-8")
    assert gateway.requests() == []


def test_undo_before_the_clients_first_run_gives_the_same_bytes(cline_home: LiveHome):
    before = write_others(cline_home)
    cline_home.set_up("cline", "--yes")

    cline_home.set_up("undo", "--yes")

    assert providers_file(cline_home).read_bytes() == before


def test_the_older_fields_of_the_extension_are_understood(cline_home: LiveHome, gateway: LiveGateway):
    """The extension is not run here; the command line reads the same fields when `providers.json` is not there."""
    home = cline_home
    home.write(".cline/data/globalState.json", b'{"mode": "act"}')
    home.set_up("cline", "--yes")
    assert (data_folder(home) / "secrets.json").stat().st_mode & 0o777 == 0o600
    providers_file(home).unlink()
    gateway.forget()

    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert gateway.models() == {MODEL}
    assert read_providers(home)["providers"][SLOTS["chat"]]["tokenSource"] == "migration"
