"""Continue does what the program says it does: requests, keys, the choice of the model, and the way back.

Observed with cn 1.5.47.
"""

import json
from pathlib import Path
from typing import Final

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome, Ran
from live_outside import Outside
from stub_gateway import StubGateway

from smartaipi_cli.documents import dotenv, yaml
from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

MODEL: Final = "gpt-5.4"
PLAIN_MODEL: Final = "claude-sonnet-4-5-20250929"
LABEL: Final = "Sandbox"
OTHER: Final = (
    b"# my own file\nname: Mine\nversion: 1.0.0\nmodels:\n"
    b"- name: Other # keep\n  provider: openai\n  model: other-model\n  apiBase: http://127.0.0.1:9/v1\n"
    b"  apiKey: sk-test-other-key-0123456789\n"
)


def say_hi(home: LiveHome, **variables: str) -> Ran:
    return home.run("cn", "-p", "say hi", **variables)


def config_of(home: LiveHome) -> Path:
    return home.folder / ".continue" / "config.yaml"


def secrets_of(home: LiveHome) -> Path:
    return home.folder / ".continue" / ".env"


def entries_of(home: LiveHome) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = yaml.get_value(config_of(home).read_bytes(), ["models"])
    return entries


def name_of_secret(home: LiveHome) -> str:
    """The one name in the client's dotenv file."""
    (name,) = dotenv.parse(secrets_of(home).read_bytes())
    return name


@pytest.mark.parametrize(
    ("options", "path", "model"),
    [
        ((), "/v1/responses", MODEL),
        (("--protocol", "responses"), "/v1/responses", MODEL),
        (("--model", PLAIN_MODEL), "/v1/chat/completions", PLAIN_MODEL),
        (("--protocol", "messages", "--model", PLAIN_MODEL), "/v1/messages", PLAIN_MODEL),
    ],
    ids=["by itself", "responses", "chat", "messages"],
)
def test_one_prompt_reaches_the_gateway_with_our_key_alone(
    home: LiveHome, gateway: LiveGateway, outside: Outside, options: tuple[str, ...], path: str, model: str
):
    home.set_up("continue", *options, "--yes")
    gateway.forget()

    ran = say_hi(home, OPENAI_API_KEY="sk-proj-test-foreign-key-0123456789")

    assert ran.code == 0, ran.text
    assert "say hi" in ran.output
    assert {entry["path"] for entry in gateway.requests()} == {path}
    assert gateway.credentials() == {fingerprint(home.key)}
    assert gateway.models() == {model}
    assert not {host for host in outside.hosts if host in {"api.openai.com", "api.anthropic.com"}}


def test_the_key_stands_in_the_dotenv_file_alone_and_only_its_owner_reads_it(home: LiveHome):
    home.set_up("continue", "--yes")

    assert home.key not in config_of(home).read_text(encoding="utf-8")
    assert dotenv.parse(secrets_of(home).read_bytes()) == {name_of_secret(home): home.key}
    assert {file.stat().st_mode & 0o777 for file in (config_of(home), secrets_of(home))} == {0o600}


def test_a_reference_to_a_variable_leaves_the_key_in_no_file(home: LiveHome, gateway: LiveGateway):
    home.set_up("continue", "--yes")
    home.set_up("continue", "--secret", "env", "--yes", SMARTAIPI_API_KEY=home.key)
    gateway.forget()

    with_key = say_hi(home, SMARTAIPI_API_KEY=home.key)
    assert with_key.code == 0, with_key.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert not secrets_of(home).exists()
    gateway.forget()
    assert say_hi(home).code != 0
    assert gateway.credentials() != {fingerprint(home.key)}


def test_the_client_leaves_the_files_as_they_were_written(home: LiveHome):
    home.set_up("continue", "--yes")
    before = config_of(home).read_bytes(), secrets_of(home).read_bytes()

    assert say_hi(home).code == 0

    assert (config_of(home).read_bytes(), secrets_of(home).read_bytes()) == before


def test_other_models_stay_first_and_the_client_starts_with_ours(home: LiveHome, gateway: LiveGateway):
    config = home.write(".continue/config.yaml", OTHER)
    home.set_up("continue", "--yes")
    gateway.forget()

    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert config.read_bytes().startswith(OTHER)
    assert [entry["name"] for entry in entries_of(home)] == ["Other", LABEL]
    home.set_up("continue", "--remove", "--yes")
    assert config.read_bytes().startswith(OTHER)
    assert [entry["name"] for entry in entries_of(home)] == ["Other"]
    assert not secrets_of(home).exists()
    gateway.forget()
    say_hi(home)
    assert gateway.requests() == []


def test_first_puts_the_model_before_the_others_without_a_word_to_the_client(
    home: LiveHome, gateway: LiveGateway
):
    config = home.write(".continue/config.yaml", OTHER)
    home.set_up("continue", "--first", "--yes")
    gateway.forget()

    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert [entry["name"] for entry in entries_of(home)] == [LABEL, "Other"]
    home.set_up("undo", "--yes")
    assert config.read_bytes() == OTHER


def test_a_choice_made_in_the_client_is_followed_and_changed(home: LiveHome, gateway: LiveGateway):
    home.write(".continue/config.yaml", OTHER)
    home.write(".continue/index/globalContext.json", b'{"cliSelectedModel": "Other", "mine": 1}')

    home.set_up("continue", "--first", "--yes")
    gateway.forget()
    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.models() == {MODEL}
    selection = json.loads((home.folder / ".continue/index/globalContext.json").read_bytes())
    assert selection.items() >= {"cliSelectedModel": LABEL, "mine": 1}.items()


@pytest.mark.parametrize("rival", ["the environment", "the folder's .env"])
def test_another_key_that_wins_is_found_before_it_is_used(
    home: LiveHome, stub: StubGateway, gateway: LiveGateway, rival: str
):
    home.set_up("continue", "--yes")
    name, other = name_of_secret(home), "sk-test-another-key-0123456789"
    variables = {name: other} if rival == "the environment" else {}
    if not variables:
        home.write("project/.env", f"{name}={other}\n".encode())
    gateway.forget()

    again = home.smartaipi("continue", "--yes", **variables)
    assert "the two differ" in again.errors
    assert gateway.models() == set()
    gateway.forget()
    say_hi(home, **variables)
    assert gateway.credentials() == {fingerprint(other)}, "the client no longer does what the warning says"


def test_a_folder_that_moves_the_clients_own_files_is_found(home: LiveHome, gateway: LiveGateway):
    home.set_up("continue", "--yes")
    elsewhere = home.write("project/theirs/config.yaml", OTHER).parent
    home.write("project/.env", f"CONTINUE_GLOBAL_DIR={elsewhere}\n".encode())
    gateway.forget()

    status = home.smartaipi("status")
    say_hi(home)

    assert "not your own files" in status.errors
    assert gateway.requests() == [], "the client no longer does what the warning says"


def test_an_older_configuration_stops_the_set_up_until_it_is_wanted(home: LiveHome, gateway: LiveGateway):
    old = home.write(".continue/config.json", b'{"models": [{"title": "Mine"}]}')

    stopped = home.smartaipi("continue", "--yes")
    assert stopped.code == 5
    assert "older" in stopped.errors
    assert not config_of(home).exists()
    home.set_up("continue", "--force", "--yes")
    gateway.forget()
    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert old.read_bytes() == b'{"models": [{"title": "Mine"}]}'


def test_a_file_that_the_client_cannot_read_is_refused_and_left_alone(home: LiveHome):
    broken = b"name: x\nversion: 1.0.0\nmodels: [{name: a\n"
    config = home.write(".continue/config.yaml", broken)

    ran = home.smartaipi("continue", "--yes")

    assert (ran.code, config.read_bytes()) == (5, broken)
    assert "line 4" in ran.errors
    assert say_hi(home).code != 0


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("continue", "--remove", "--yes")], ids=["undo", "remove"]
)
@pytest.mark.parametrize("before", [None, OTHER], ids=["nothing", "other models"])
def test_the_way_back_leaves_the_files_as_they_were(
    home: LiveHome, gateway: LiveGateway, way_back: tuple[str, ...], before: bytes | None
):
    config = home.folder / ".continue" / "config.yaml"
    if before:
        home.write(".continue/config.yaml", before)
    home.set_up("continue", "--yes")
    assert say_hi(home).code == 0
    gateway.forget()

    home.set_up(*way_back)
    say_hi(home)

    assert not secrets_of(home).exists()
    assert gateway.requests() == []
    if before is None:
        assert not config.exists()
    else:
        rest = config.read_bytes()
        assert rest == before or (way_back[0] == "continue" and rest.startswith(before))


def test_models_that_were_added_since_work_after_undo(
    home: LiveHome, stub: StubGateway, gateway: LiveGateway
):
    """The client refuses a file without name or version, which the set-up had made."""
    home.set_up("continue", "--yes")
    later = f"  - name: Later\n    provider: openai\n    model: later\n    apiBase: {stub.url}/v1\n"
    with config_of(home).open("a", encoding="utf-8") as config:
        config.write(f"{later}    apiKey: sk-test-later-key-0123456789\n")
    gateway.forget()

    home.set_up("undo", "--yes")
    say_hi(home)

    assert [entry["name"] for entry in entries_of(home)] == ["Later"]
    assert stub.credentials() == {"sk-test-later-key-0123456789"}
    assert gateway.requests() == []
