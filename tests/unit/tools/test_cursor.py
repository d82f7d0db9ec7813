"""What Cursor's settings row tells about the usual mistakes, and where Cursor keeps it."""

import json
from pathlib import Path

import pytest

from smartaipi_cli.tools.base import Place
from smartaipi_cli.tools.cursor import check_settings, is_reachable, state_files

ADDRESS = "https://gw.test/v1"
RIGHT = {
    "openAIBaseUrl": ADDRESS,
    "useOpenAIKey": True,
    "aiSettings": {"userAddedModels": ["aiproxy/sonnet"], "modelOverrideDisabled": []},
}


def found(**changed):
    row = json.dumps({**RIGHT, **changed})
    return {check.name: check for check in check_settings(row, ADDRESS, ["aiproxy/sonnet"])}


def test_settings_as_they_should_be_pass():
    assert [check.passed for check in found().values()] == [True, True, True]


@pytest.mark.parametrize(
    ("changed", "name", "words"),
    [
        ({"openAIBaseUrl": ""}, "Override OpenAI Base URL", "it is not set"),
        ({"openAIBaseUrl": None}, "Override OpenAI Base URL", "it is not set"),
        ({"openAIBaseUrl": "https://gw.test"}, "Override OpenAI Base URL", "it lacks `/v1`"),
        (
            {"openAIBaseUrl": "https://u:sk-test-1@other.test/v1"},
            "Override OpenAI Base URL",
            "to `other.test`",
        ),
        ({"useOpenAIKey": False}, "OpenAI API Key", "switched off"),
        ({"useOpenAIKey": "yes"}, "OpenAI API Key", "switched off"),
        ({"aiSettings": {"userAddedModels": ["gpt-4o"]}}, "Add Custom Model", "none of aiproxy/sonnet"),
        ({"aiSettings": None}, "Add Custom Model", "none of aiproxy/sonnet"),
        (
            {"aiSettings": {**RIGHT["aiSettings"], "modelOverrideDisabled": ["aiproxy/sonnet"]}},
            "Add Custom Model",
            "added, but switched off",
        ),
    ],
    ids=[
        "no address",
        "null",
        "without /v1",
        "another host",
        "key off",
        "key odd",
        "other models",
        "no models",
        "model off",
    ],
)
def test_each_usual_mistake_is_found_and_the_rest_passes(changed, name, words):
    checks = found(**changed)

    assert checks[name].passed is False
    assert words in checks[name].message
    assert "sk-test" not in checks[name].message
    assert all(check.passed for other, check in checks.items() if other != name)


def test_a_final_slash_makes_no_difference():
    assert found(openAIBaseUrl=f"{ADDRESS}/")["Override OpenAI Base URL"].passed is True


@pytest.mark.parametrize("row", ["", "no JSON", "[]", "null"])
def test_a_row_that_says_nothing_fails_every_check(row):
    assert {check.passed for check in check_settings(row, ADDRESS, ["m"])} == {False}


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {}, "/home/ada/.config/Cursor"),
        ("linux", {"XDG_CONFIG_HOME": "/x"}, "/x/Cursor"),
        ("darwin", {}, "/home/ada/Library/Application Support/Cursor"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming/Cursor"),
        ("win32", {}, "/home/ada/AppData/Roaming/Cursor"),
    ],
)
def test_the_state_is_where_the_system_has_it(platform, environment, folder):
    place = Place(
        home=Path("/home/ada"), working_folder=Path("/"), environment=environment, platform=platform
    )

    files = state_files(place)

    assert files.database == Path(folder, "User", "globalStorage", "state.vscdb")
    assert files.lock == Path(folder, "code.lock")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8/v1", False),
        ("http://localhost/v1", False),
        ("http://[::1]/v1", False),
        (ADDRESS, True),
    ],
)
def test_an_address_of_this_machine_is_none_for_servers_elsewhere(address, expected):
    assert is_reachable(address) is expected
