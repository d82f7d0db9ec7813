"""OpenCode does what the program says it does: requests, keys, models, and the way back.

Observed with OpenCode 1.18.33.
"""

import json

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome, Ran
from live_opencode import MODEL, SMALL_MODEL, config_of, documented_config, read_config
from live_outside import Outside
from stub_gateway import StubGateway

from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

VARIABLE = "SMARTAIPI_API_KEY"
PATHS = {"chat": "/v1/chat/completions", "responses": "/v1/responses", "messages": "/v1/messages"}


def say_hi(home: LiveHome, **variables: str) -> Ran:
    return home.run("opencode", "run", "say hi", **variables)


@pytest.mark.parametrize("protocol", PATHS)
def test_one_prompt_reaches_the_gateway_with_our_key_alone(
    home: LiveHome, gateway: LiveGateway, outside: Outside, protocol: str
):
    home.set_up("opencode", "--protocol", protocol, "--yes")
    gateway.forget()

    ran = say_hi(home, OPENAI_API_KEY="sk-proj-test-foreign-key-0123456789")

    assert ran.code == 0, ran.text
    assert "say hi" in ran.output
    assert {entry["path"] for entry in gateway.requests()} == {PATHS[protocol]}
    assert gateway.credentials() == {fingerprint(home.key)}
    assert gateway.models() == {MODEL, SMALL_MODEL}
    assert not {host for host in outside.hosts if host.startswith("api.")}


@pytest.mark.parametrize("secret", ["file", "env", "inline"])
def test_each_way_of_giving_the_key_works_and_only_one_writes_it(
    home: LiveHome, gateway: LiveGateway, secret: str
):
    key = home.key
    variables = {VARIABLE: key} if secret == "env" else {}
    home.set_up("opencode", "--secret", secret, "--yes", **variables)
    gateway.forget()

    ran = say_hi(home, **variables)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(key)}
    config = config_of(home, "opencode")
    assert (key in config.read_text(encoding="utf-8")) is (secret == "inline")
    assert config.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("protocol", ["chat", "responses"])
@pytest.mark.parametrize(("asked", "sent"), [((), "high"), (("--reasoning-effort", "low"), "low")])
def test_the_effort_is_asked_for_as_configured(
    stub_home: LiveHome, stub: StubGateway, protocol: str, asked: tuple[str, ...], sent: str
):
    """By itself the client asks for `medium`. Its requests are looked at, the stub's answers are too poor for it."""
    stub_home.set_up("opencode", "--protocol", protocol, *asked, "--yes", "--no-verify")
    stub.arrivals.clear()

    say_hi(stub_home)

    bodies = [call.body for call in stub.calls() if call.body["model"] == MODEL]
    efforts = {
        body["reasoning_effort"] if protocol == "chat" else body["reasoning"]["effort"] for body in bodies
    }
    assert efforts == {sent}
    assert stub.credentials() == {stub_home.key}


def test_the_client_leaves_the_file_as_it_was_written(home: LiveHome):
    home.set_up("opencode", "--yes")
    config = config_of(home, "opencode")
    before = config.read_bytes()

    assert say_hi(home).code == 0

    assert config.read_bytes() == before
    assert sorted(config.parent.glob("*.json*")) == [config]


def test_the_vendors_own_instructions_work_and_a_set_up_takes_their_provider_over(
    home: LiveHome, gateway: LiveGateway
):
    url = f"{gateway.address.url}/v1"
    config = home.write(".config/opencode/opencode.json", documented_config(url, home.key))
    gateway.forget()
    by_hand = say_hi(home)
    assert by_hand.code == 0, by_hand.text
    assert gateway.credentials() == {fingerprint(home.key)}
    left_by_client = config.read_bytes()

    home.set_up("opencode", "--yes")
    gateway.forget()
    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert list(read_config(config)["provider"]) == ["smart-aipi"]
    assert home.key not in config.read_text(encoding="utf-8")
    home.set_up("undo", "--yes")
    assert config.read_bytes() == left_by_client


def test_comments_and_other_providers_stay_in_a_file_of_the_users(home: LiveHome, gateway: LiveGateway):
    mine = (
        b'// mine\n{\n  "provider": { // others\n    "other": {"npm": "@ai-sdk/openai-compatible",\n'
        b'      "options": {"baseURL": "http://127.0.0.1:9/v1"}, "models": {"m": {}}},\n  },\n}\n'
    )
    config = home.write(".config/opencode/opencode.jsonc", mine)
    home.set_up("opencode", "--yes")
    gateway.forget()

    ran = say_hi(home)
    listed = home.run("opencode", "models")

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert {"other/m", f"sandbox/{MODEL}"} <= set(listed.output.split())
    home.set_up("opencode", "--remove", "--yes")
    assert b"127.0.0.1:9" in config.read_bytes()
    assert {b"// mine", b"// others"} <= {
        line.strip() for part in config.read_bytes().split(b"{") for line in part.splitlines()
    }


def test_a_project_file_that_sends_the_key_elsewhere_is_found_before_it_happens(
    home: LiveHome, gateway: LiveGateway, stub: StubGateway
):
    home.set_up("opencode", "--yes")
    redirection = {"provider": {"sandbox": {"options": {"baseURL": f"{stub.url}/v1"}}}}
    home.write("project/opencode.json", json.dumps(redirection).encode())
    gateway.forget()

    status = home.smartaipi("status")
    again = home.smartaipi("opencode", "--yes")

    assert f"to `127.0.0.1:{stub.port}`" in status.errors
    assert again.code != 0
    assert "sends your key" in again.errors
    assert gateway.requests("/v1/chat") == []
    assert stub.arrivals == []
    say_hi(home)
    assert stub.credentials() == {home.key}, "the client no longer does what the warning says"


def test_the_projects_own_file_gets_the_choice_but_no_key(home: LiveHome, gateway: LiveGateway):
    home.set_up("opencode", "--scope", "project", "--yes")
    gateway.forget()

    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert home.key not in (home.project / "opencode.json").read_text(encoding="utf-8")
    assert not config_of(home, "opencode").exists()
    home.set_up("opencode", "--remove", "--yes")
    assert read_config(home.project / "opencode.json").keys() <= {"$schema"}


def test_without_its_key_the_client_is_known_not_to_start(home: LiveHome, gateway: LiveGateway):
    home.set_up("opencode", "--yes")
    home.set_up("logout", "--yes")
    gateway.forget()

    status = home.smartaipi("status")
    ran = say_hi(home)

    assert "does not exist" in status.errors
    assert ran.code != 0
    assert gateway.requests() == []


def test_a_file_that_the_client_cannot_read_is_refused_and_left_alone(home: LiveHome):
    broken = b'{"provider": {"a": {}}'
    config = home.write(".config/opencode/opencode.json", broken)

    ran = home.smartaipi("opencode", "--yes")
    client = home.run("opencode", "debug", "config")

    assert (ran.code, config.read_bytes()) == (5, broken)
    assert "line 1" in ran.errors
    assert client.code != 0


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("opencode", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_the_way_back_leaves_the_client_as_it_was(
    home: LiveHome, gateway: LiveGateway, way_back: tuple[str, ...]
):
    before = home.run("opencode", "debug", "config")  # makes a file with nothing but its schema in it
    config = home.folder / ".config" / "opencode" / "opencode.jsonc"
    made_by_client = config.read_bytes()
    home.set_up("opencode", "--yes")
    assert say_hi(home).code == 0
    gateway.forget()

    home.set_up(*way_back)
    after = home.run("opencode", "debug", "config")

    assert json.loads(after.output) == json.loads(before.output)
    assert json.loads(config.read_bytes()) == json.loads(made_by_client)
    assert config.read_bytes() == made_by_client or way_back[0] == "opencode"
    assert gateway.requests() == []
