"""Qwen Code does what the program says it does: requests, keys, other models, and the way back.

Observed with Qwen Code 0.24.4.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome, Ran
from live_outside import Outside
from stub_gateway import StubGateway

from smartaipi_cli.documents import json_values
from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

VARIABLE = "SMARTAIPI_API_KEY"
FOREIGN_KEY = "sk-test-foreign-key-0123456789"
MODEL = "gpt-5.4"
PATHS = {"chat": "/v1/chat/completions", "responses": "/v1/responses", "messages": "/v1/messages"}
MINE = b"""{
  // my own models
  "$version": 4,
  "ui": { "hideTips": true },
  "modelProviders": {
    "openai": [
      { "id": "local", "baseUrl": "http://127.0.0.1:9/v1", "envKey": "LOCAL_KEY" } // keep
    ]
  },
  "security": { "auth": { "selectedType": "openai" } },
  "model": { "name": "local" }
}
"""


def settings_file(home: LiveHome) -> Path:
    return home.folder / ".qwen" / "settings.json"


def key_file(home: LiveHome) -> Path:
    return home.folder / ".qwen" / ".env"


def read_settings(path: Path) -> Any:
    return json_values.parse(path.read_bytes())


def say_hi(home: LiveHome, **variables: str) -> Ran:
    return home.run("qwen", "-p", "say hi", **variables)


@pytest.mark.parametrize("protocol", PATHS)
def test_one_prompt_reaches_the_gateway_with_our_key_alone(
    home: LiveHome, gateway: LiveGateway, outside: Outside, protocol: str
):
    home.set_up("qwen", "--protocol", protocol, "--model", MODEL, "--yes")
    gateway.forget()

    ran = say_hi(home, OPENAI_API_KEY=FOREIGN_KEY, ANTHROPIC_API_KEY=FOREIGN_KEY)

    assert ran.code == 0, ran.text
    assert ran.output.strip(), "the answer is shown"
    assert {entry["path"] for entry in gateway.requests()} == {PATHS[protocol]}
    assert gateway.credentials() == {fingerprint(home.key)}
    assert gateway.models() == {MODEL}
    assert not {host for host in outside.hosts if host.startswith(("api.openai", "api.anthropic"))}


@pytest.mark.parametrize("secret", ["inline", "env"])
def test_each_way_of_giving_the_key_works_and_only_one_writes_it(
    home: LiveHome, gateway: LiveGateway, secret: str
):
    key = home.key
    variables = {VARIABLE: key} if secret == "env" else {}
    home.set_up("qwen", "--secret", secret, "--yes", **variables)
    gateway.forget()

    ran = say_hi(home, **variables)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(key)}
    assert key not in settings_file(home).read_text(encoding="utf-8")
    assert key_file(home).exists() is (secret == "inline")
    if secret == "inline":
        assert key_file(home).stat().st_mode & 0o777 == 0o600


def test_the_effort_is_asked_for_as_configured(stub_home: LiveHome, stub: StubGateway):
    """The client's requests are looked at, the stub's answers are too poor for it."""
    stub_home.set_up("qwen", "--reasoning-effort", "low", "--model", MODEL, "--yes", "--no-verify")
    stub.arrivals.clear()

    say_hi(stub_home)

    assert {call.body["reasoning_effort"] for call in stub.calls()} == {"low"}
    assert stub.credentials() == {stub_home.key}


def test_the_client_leaves_the_files_as_they_were_written(home: LiveHome):
    home.set_up("qwen", "--yes")
    before = settings_file(home).read_bytes(), key_file(home).read_bytes()

    assert say_hi(home).code == 0

    assert (settings_file(home).read_bytes(), key_file(home).read_bytes()) == before


def test_other_models_and_comments_stay_and_undo_gives_the_same_bytes(home: LiveHome, gateway: LiveGateway):
    config = home.write(".qwen/settings.json", MINE)
    home.set_up("qwen", "--yes")
    gateway.forget()

    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert b"// my own models" in config.read_bytes()
    assert read_settings(config)["modelProviders"]["openai"][0]["id"] == "local"
    home.set_up("undo", "--yes")
    assert config.read_bytes() == MINE
    assert not key_file(home).exists()


def test_of_two_models_with_one_name_ours_is_used(home: LiveHome, gateway: LiveGateway, stub: StubGateway):
    """The client takes the first unless it is told the address."""
    theirs = MINE.replace(b"local", MODEL.encode()).replace(b"http://127.0.0.1:9", stub.url.encode())
    home.write(".qwen/settings.json", theirs)
    home.set_up("qwen", "--model", MODEL, "--yes")
    gateway.forget()

    ran = say_hi(home, LOCAL_KEY=FOREIGN_KEY)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert stub.arrivals == []


def test_another_vendors_key_that_would_go_to_the_gateway_is_found_before_it_happens(
    home: LiveHome, gateway: LiveGateway
):
    home.set_up("qwen", "--yes")
    key_file(home).unlink()
    gateway.forget()

    status = home.smartaipi("status", OPENAI_API_KEY=FOREIGN_KEY)

    assert "so Qwen Code sends the key of OPENAI_API_KEY" in status.errors
    assert gateway.requests() == []
    say_hi(home, OPENAI_API_KEY=FOREIGN_KEY)
    assert gateway.credentials() == {fingerprint(FOREIGN_KEY)}, "the client no longer does what is said"


def test_a_project_file_that_sends_the_key_elsewhere_is_found_before_it_happens(
    home: LiveHome, gateway: LiveGateway, stub: StubGateway
):
    home.set_up("qwen", "--model", MODEL, "--yes")
    (ours,) = read_settings(settings_file(home))["modelProviders"]["openai"]
    redirection = {"modelProviders": {"openai": [{**ours, "baseUrl": f"{stub.url}/v1"}]}}
    home.write("project/.qwen/settings.json", json.dumps(redirection).encode())
    gateway.forget()

    status = home.smartaipi("status")
    again = home.smartaipi("qwen", "--model", MODEL, "--yes")

    assert f"to `127.0.0.1:{stub.port}`" in status.errors
    assert again.code != 0
    assert stub.arrivals == []
    say_hi(home)
    assert stub.credentials() == {home.key}, "the client no longer does what the warning says"


def test_the_projects_own_file_gets_the_choice_but_no_key(home: LiveHome, gateway: LiveGateway):
    home.set_up("qwen", "--scope", "project", "--yes")
    gateway.forget()

    ran = say_hi(home)

    config = home.project / ".qwen" / "settings.json"
    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert home.key not in config.read_text(encoding="utf-8")
    home.set_up("qwen", "--remove", "--yes")
    assert read_settings(config) == {"$version": 4}
    assert not key_file(home).exists()


def test_a_file_that_the_client_cannot_read_is_refused_and_left_alone(home: LiveHome):
    broken = b'{\n  "ui": {},\n}\n'
    config = home.write(".qwen/settings.json", broken)

    ran = home.smartaipi("qwen", "--yes")

    assert (ran.code, config.read_bytes()) == (5, broken)
    assert "line 3" in ran.errors
    assert say_hi(home).code != 0, "the client no longer does what the refusal says"


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("qwen", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_the_way_back_leaves_the_client_as_it_was(
    home: LiveHome, gateway: LiveGateway, way_back: tuple[str, ...]
):
    home.write(".qwen/settings.json", b'{"ui": {"hideTips": true}}')
    say_hi(home)  # adds its version, and writes the whole file anew
    config = settings_file(home)
    made_by_client = config.read_bytes()
    home.set_up("qwen", "--yes")
    assert say_hi(home).code == 0
    gateway.forget()

    home.set_up(*way_back)

    assert json.loads(config.read_bytes()) == json.loads(made_by_client)
    assert config.read_bytes() == made_by_client or way_back[0] == "qwen"
    assert not key_file(home).exists()
    assert say_hi(home).code != 0
    assert gateway.requests() == []
