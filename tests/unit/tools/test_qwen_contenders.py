"""What competes for Qwen Code's settings, and what of it wins: always what the client uses."""

import pytest
from qwen_scene import HOME, PROJECT, SECRETS, SETTINGS, URL, model, scene, settings

from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.qwen_contenders import contenders
from smartaipi_cli.tools.qwen_effective import resolve

OWN = "sk-test-canary0123456789"
OTHER = "sk-test-other9876543210"
OURS = settings(model(url=URL, variable="K"))
ONE, TWO = "https://one.test/v1", "https://two.test/v1"
TWICE = (model(url=ONE), model(url=TWO))

SITUATIONS = {
    "nothing": ({}, {}),
    "an exported key": ({SETTINGS: OURS}, {"K": OWN}),
    "a key beside the settings": ({SETTINGS: OURS, SECRETS: f"K={OWN}\n"}, {}),
    "an exported key over one beside the settings": ({SETTINGS: OURS, SECRETS: f"K={OWN}\n"}, {"K": OTHER}),
    "an empty export": ({SETTINGS: OURS, SECRETS: f"K={OWN}\n"}, {"K": ""}),
    "a folder's key over the user's": (
        {SETTINGS: OURS, SECRETS: f"K={OWN}\n", "repo/sub/.env": f"K={OTHER}\n"},
        {},
    ),
    "a nearer file without the key": (
        {SETTINGS: OURS, "repo/sub/.env": "X=1\n", "repo/.env": f"K={OTHER}\n", SECRETS: f"K={OWN}\n"},
        {},
    ),
    "a key in the settings": ({SETTINGS: {**OURS, "env": {"K": OWN}}}, {}),
    "a project that empties the settings' key": (
        {SETTINGS: {**OURS, "env": {"K": OWN}}, PROJECT: {"env": {"K": ""}}},
        {},
    ),
    "the vendor's key in place of ours": ({SETTINGS: OURS}, {"OPENAI_API_KEY": OTHER}),
    "the vendor's key beside ours": ({SETTINGS: OURS}, {"OPENAI_API_KEY": OTHER, "K": OWN}),
    "the login's key": (
        {SETTINGS: OURS | {"security": {"auth": {"selectedType": "openai", "apiKey": OWN}}}},
        {},
    ),
    "everything from variables": (
        {SETTINGS: settings(name="other")},
        {"OPENAI_API_KEY": OWN, "OPENAI_BASE_URL": URL},
    ),
    "an exported address beside an entry's": ({SETTINGS: OURS}, {"K": OWN, "OPENAI_BASE_URL": ONE}),
    "the login's address": (
        {SETTINGS: settings() | {"security": {"auth": {"selectedType": "openai", "baseUrl": URL}}}},
        {},
    ),
    "two entries": ({SETTINGS: settings(*TWICE)}, {}),
    "two entries, and the address tells": ({SETTINGS: settings(*TWICE, baseUrl=TWO)}, {}),
    "a project's list": ({SETTINGS: OURS, PROJECT: {"modelProviders": {"openai": [model(url=ONE)]}}}, {}),
    "a project's empty list": ({SETTINGS: OURS, PROJECT: {"modelProviders": {"openai": []}}}, {}),
    "a project's model": ({SETTINGS: OURS, PROJECT: {"model": {"name": "other"}}}, {}),
    "references": ({SETTINGS: settings(model(url="${HOST}/v1"), name="$M")}, {"HOST": ONE, "M": "m"}),
    "Anthropic's protocol": (
        {SETTINGS: settings(model(url="https://a.test"), login="anthropic")},
        {"ANTHROPIC_API_KEY": OTHER, "OPENAI_API_KEY": OWN},
    ),
    "another login": ({SETTINGS: OURS | {"security": {"auth": {"selectedType": "qwen-oauth"}}}}, {"K": OWN}),
    "a login that we cannot follow": ({SETTINGS: settings(model(url=URL), login="gemini")}, {"K": OWN}),
    "settings that are broken": ({SETTINGS: b'{"a": 1,}', PROJECT: OURS}, {"K": OWN}),
    "a project's settings that are broken": ({SETTINGS: OURS, PROJECT: b'{"a": 1,}'}, {"K": OWN}),
    "another folder of the client's": ({SETTINGS: OURS}, {"K": OWN, "QWEN_HOME": "/elsewhere"}),
}


def told(subject, snapshot):
    """(setting, value, source below the home, whether it wins) of each value."""
    return [
        (one.setting, one.shown, one.source.removeprefix(f"{HOME}/"), one.wins)
        for one in contenders(snapshot)
        if one.subject == subject
    ]


def reasons(subject, snapshot):
    return [one.reason for one in contenders(snapshot) if one.subject == subject]


@pytest.mark.parametrize(("files", "environment"), SITUATIONS.values(), ids=SITUATIONS)
def test_what_wins_is_what_the_client_uses(files, environment):
    snapshot = scene(files, **environment)
    effective = resolve(snapshot)

    wins = {
        subject: [(value, source) for _, value, source, wins in told(subject, snapshot) if wins]
        for subject in ("address", "key", "model")
    }

    assert all(len(values) <= 1 for values in wins.values())
    assert [value for value, _ in wins["address"]] == (
        [effective.base_url.value] if effective.base_url else []
    )
    if effective.base_url:
        assert [value for value, _ in wins["model"]] == [effective.model.value]
        assert [value for value, _ in wins["key"]] == ([redact(effective.secret)] if effective.secret else [])
    if effective.secret and wins["key"][0][1] != "environment":
        assert wins["key"][0][1] == effective.key_source.removeprefix(f"{HOME}/")


@pytest.mark.parametrize(("files", "environment"), SITUATIONS.values(), ids=SITUATIONS)
def test_no_key_is_shown_and_a_value_without_a_rival_needs_no_reason(files, environment):
    found = contenders(scene(files, **environment))

    assert OWN not in repr(found)
    assert OTHER not in repr(found)
    for one in found:
        is_alone = sum(one.subject == other.subject for other in found) == 1
        assert bool(one.reason) is not (is_alone and one.wins)


def test_every_place_of_the_key_is_told_in_the_clients_order():
    files = {
        SETTINGS: {**OURS, "env": {"K": OWN}},
        SECRETS: f"K={OWN}\n",
        "repo/sub/.env": f"K={OWN}\n",
        "repo/.env": f"K={OWN}\n",
        ".env": f"K={OWN}\n",
    }
    snapshot = scene(files, K=OTHER, OPENAI_API_KEY=OTHER)
    own, other = redact(Secret(OWN)), redact(Secret(OTHER))

    assert told("key", snapshot) == [
        ("K", other, "environment", True),
        ("K", own, "repo/sub/.env", False),
        ("K", own, ".qwen/.env", False),
        ("K", own, ".env", False),
        ("K", own, "repo/.env", False),
        ("K", own, ".qwen/settings.json", False),
        ("OPENAI_API_KEY", other, "environment", False),
    ]
    assert reasons("key", snapshot) == [
        "it is asked first",
        *["the exported value wins"] * 3,
        "a nearer `.env` is read in its place",
        "the exported value wins",
        "`K` wins",
    ]


def test_a_projects_list_of_models_replaces_the_users():
    project = {"modelProviders": {"openai": [model(url=ONE)]}}
    snapshot = scene({SETTINGS: OURS, PROJECT: project})

    assert told("address", snapshot) == [
        ("modelProviders.openai[0].baseUrl", ONE, PROJECT, True),
        ("modelProviders.openai[0].baseUrl", URL, SETTINGS, False),
    ]
    assert reasons("address", snapshot)[1] == "project settings replace the whole list"


def test_a_model_that_is_exported_loses_against_the_settings():
    snapshot = scene({SETTINGS: OURS}, OPENAI_MODEL="exported")

    assert told("model", snapshot) == [
        ("model.name", "m", SETTINGS, True),
        ("OPENAI_MODEL", "exported", "environment", False),
    ]
    assert reasons("model", snapshot)[1] == "`model.name` wins"


def test_with_settings_that_are_broken_nothing_wins_and_that_is_said():
    snapshot = scene({SETTINGS: b'{"a": 1,}', PROJECT: OURS}, K=OWN)

    assert {one.reason for one in contenders(snapshot)} == {
        "Qwen Code does not start with its broken settings"
    }
    assert not any(one.wins for one in contenders(snapshot))
