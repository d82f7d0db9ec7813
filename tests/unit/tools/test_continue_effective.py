"""What Continue will use by its own rules."""

from pathlib import Path

import pytest
from continue_scene import CONFIG, HOME, OTHER, scene

from smartaipi_cli.tools.base import Place
from smartaipi_cli.tools.continue_dev import locate
from smartaipi_cli.tools.continue_dev_effective import resolve


def codes(snapshot):
    return [finding.code for finding in resolve(snapshot).findings]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_files_stand_below_the_home_on_every_system(platform):
    place = Place(home=HOME, working_folder=HOME / "p", environment={}, platform=platform)

    located = locate(place, "user", "")

    assert located["target"] == HOME / ".continue" / "config.yaml"
    assert located["secrets"] == HOME / ".continue" / ".env"
    assert located["selection"] == HOME / ".continue" / "index" / "globalContext.json"


@pytest.mark.parametrize(
    ("named", "folder"), [("/data/continue", "/data/continue"), ("mine", "/home/ada/p/mine")]
)
def test_the_clients_own_variable_moves_them(named, folder):
    place = Place(
        home=HOME, working_folder=HOME / "p", environment={"CONTINUE_GLOBAL_DIR": named}, platform="linux"
    )

    assert locate(place, "user", "")["target"] == Path(folder) / "config.yaml"


SECRET_PLACES = {
    "folder_secrets": "SMARTAIPI_API_KEY=folder",
    "secrets": "SMARTAIPI_API_KEY=own",
    "folder_continue_secrets": "SMARTAIPI_API_KEY=last",
}


def test_the_environment_wins_then_the_files_in_the_order_of_the_client():
    order = []
    files = dict(SECRET_PLACES)
    environment = {"SMARTAIPI_API_KEY": "environment"}
    while True:
        used = resolve(scene(environment=environment, target=CONFIG, **files))
        if used.secret is None:
            break
        order.append(used.secret.reveal())
        if environment:
            environment = {}
        else:
            del files[next(role for role, text in files.items() if text.endswith(f"={order[-1]}"))]

    assert order == ["environment", "folder", "own", "last"]


def test_a_key_for_the_client_other_than_that_for_the_extensions_is_a_finding():
    own = {"secrets": "SMARTAIPI_API_KEY=own", "target": CONFIG}

    assert codes(scene(**own)) == []
    assert codes(scene(environment={"SMARTAIPI_API_KEY": "own"}, **own)) == []
    assert codes(scene(environment={"SMARTAIPI_API_KEY": "other"}, **own)) == ["wrong-credential"]
    assert codes(scene(folder_secrets="SMARTAIPI_API_KEY=other", **own)) == ["wrong-credential"]
    assert codes(scene(folder_continue_secrets="SMARTAIPI_API_KEY=other", **own)) == []


def test_a_secret_that_is_nowhere_is_a_finding():
    assert codes(scene(target=CONFIG)) == ["key-missing"]
    assert codes(scene(target=CONFIG, secrets="SMARTAIPI_API_KEY=\n")) == ["key-missing"]


@pytest.mark.parametrize(
    ("provider", "model", "protocol", "header"),
    [
        ("openai", "gpt-5.4", "responses", "bearer"),
        ("openai", "GPT-5.3-codex", "responses", "bearer"),
        ("openai", "o3", "responses", "bearer"),
        ("openai", "gpt-4.1", "chat", "bearer"),
        ("openai", "openai/gpt-5.4", "chat", "bearer"),
        ("openai", "claude-opus-4-6", "chat", "bearer"),
        ("anthropic", "claude-opus-4-6", "messages", "x-api-key"),
        ("anthropic", "gpt-5.4", "messages", "x-api-key"),
    ],
)
def test_the_protocol_follows_from_the_provider_and_the_models_name(provider, model, protocol, header):
    text = CONFIG.replace("openai", provider, 1).replace("gpt-5.4", model)

    used = resolve(scene(target=text, secrets="SMARTAIPI_API_KEY=k"))

    assert (used.protocol, used.headers) == (protocol, (header,))
    assert used.root == ("https://gw.test" if protocol == "messages" else "")


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        (None, "https://other.test/v1"),
        ('{"cliSelectedModel": "Smart AIPI"}', "https://gw.test/v1"),
        ('{"cliSelectedModel": "gone"}', "https://other.test/v1"),
        ("{broken", "https://other.test/v1"),
    ],
    ids=["never chosen", "chosen", "a model that is gone", "a broken record"],
)
def test_the_model_chosen_last_comes_before_the_first(selected, expected):
    files = {"selection": selected} if selected else {}

    used = resolve(scene(target=CONFIG.replace("models:\n", f"models:\n{OTHER}"), **files))

    assert used.base_url.value == expected


def test_a_model_without_the_role_is_not_started_with():
    text = CONFIG.replace("models:\n", f"models:\n{OTHER}  roles: [embed]\n")

    assert resolve(scene(target=text)).base_url.value == "https://gw.test/v1"


FINDINGS = {
    "the older file alone": ({"old": "{}"}, "client-ignores-file"),
    "the older file beside the newer": (
        {"old": "{}", "target": CONFIG, "secrets": "SMARTAIPI_API_KEY=k"},
        None,
    ),
    "no YAML": ({"target": "models: ["}, "document-refused"),
    "no version": ({"target": CONFIG.replace("version", "edition")}, "client-ignores-file"),
    "a model without name": ({"target": CONFIG + "- {provider: a, model: b}\n"}, "client-cannot-start"),
    "a model of a hub": (
        {"target": CONFIG + "- uses: me/model\n", "secrets": "SMARTAIPI_API_KEY=k"},
        None,
    ),
    "a folder that moves the client's files": (
        {"target": CONFIG, "folder_secrets": "CONTINUE_GLOBAL_DIR=./theirs"},
        "wrong-destination",
    ),
}


@pytest.mark.parametrize(("files", "code"), FINDINGS.values(), ids=FINDINGS)
def test_what_keeps_the_set_up_from_working_is_a_finding(files, code):
    assert codes(scene(**files)) == ([code] if code else [])
