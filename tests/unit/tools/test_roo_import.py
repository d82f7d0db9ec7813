"""Roo Code's import file: whose it is, and what is left of it."""

import json
from pathlib import Path

import pytest

from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, Content, bytes_of
from smartaipi_cli.tools import roo, roo_effective, roo_plan
from smartaipi_cli.tools.base import Inline, Place, ReadFile, Snapshot, Wish
from smartaipi_cli.tools.vscode import settings_file

HOME = Path("/home/ada")
PLACE = Place(home=HOME, working_folder=HOME, environment={}, platform="linux")
OWN = HOME / roo.IMPORT_FILE
THEIRS = HOME / "dotfiles/roo.json"
PROFILE = Profile(name="work", gateway="smartaipi", label="Smart AIPI", openai_url="https://gw.test/v1")
URLS = frozenset({PROFILE.openai_url})
WISH = Wish(profile=PROFILE, key=Inline(Secret("sk-test-roo0123456789")), models=ModelChoice(codex="gpt-5.4"))
OTHER = {
    "providerProfiles": {
        "currentApiConfigName": "other",
        "apiConfigs": {"other": {"apiProvider": "openrouter", "openRouterApiKey": "sk-test-other"}},
    }
}


def snapshot(settings=None, **files):
    """The files of a person; `settings` is what VS Code's file holds."""
    located = dict(roo.locate(PLACE, "user", ""))
    contents = {located["settings"]: settings, OWN: files.get("own"), THEIRS: files.get("theirs")}

    def read(path):
        data = contents.get(path)
        return ReadFile(path, Absent() if data is None else Content(json.dumps(data).encode(), 0o600))

    first = Snapshot(place=PLACE, files={role: read(path) for role, path in located.items()})
    more = {role: read(path) for role, path in roo.find_more(first).items()}
    return first._replace(files={**first.files, **more})


def applied(before, plan):
    new = {change.path: change.after for change in plan.changes}
    return before._replace(
        files={
            role: file._replace(state=new.get(file.path, file.state)) for role, file in before.files.items()
        }
    )


def data_of(file):
    return json.loads(bytes_of(file.state))


def test_the_file_that_the_user_has_named_gets_the_profile_and_the_setting_stays():
    start = snapshot({roo.SETTING: "dotfiles/roo.json"}, theirs=OTHER)

    plan = roo_plan.plan_connect(start, WISH)
    done = applied(start, plan)

    assert [change.path for change in plan.changes] == [THEIRS]
    assert roo_effective.resolve(done).base_url.value == PROFILE.openai_url
    assert data_of(done.files["import"])["providerProfiles"]["apiConfigs"].keys() == {"other", "smart-aipi"}


def test_removal_from_the_users_own_file_selects_what_is_left_and_keeps_file_and_setting():
    start = snapshot({roo.SETTING: "~/dotfiles/roo.json"}, theirs=OTHER)
    done = applied(start, roo_plan.plan_connect(start, WISH))

    plan = roo_plan.plan_remove(done, URLS)

    assert [change.path for change in plan.changes] == [THEIRS]
    assert data_of(applied(done, plan).files["import"]) == OTHER


def test_our_own_file_goes_with_the_setting():
    start = snapshot({"editor.fontSize": 12})
    done = applied(start, roo_plan.plan_connect(start, WISH))

    gone = applied(done, roo_plan.plan_remove(done, URLS))

    assert data_of(gone.files["settings"]) == {"editor.fontSize": 12}
    assert gone.files["target"].state == Absent()


def test_what_somebody_added_to_our_own_file_keeps_it_there():
    start = snapshot(own={**OTHER, "globalSettings": {"mode": "code"}})
    done = applied(start, roo_plan.plan_connect(start, WISH))

    gone = applied(done, roo_plan.plan_remove(done, URLS))

    assert data_of(gone.files["target"]) == {**OTHER, "globalSettings": {"mode": "code"}}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("~/.roo/smartaipi-import.json", OWN),
        (".roo/smartaipi-import.json", OWN),
        (" /home/ada/.roo/smartaipi-import.json ", OWN),
        ("/etc/roo.json", Path("/etc/roo.json")),
        ("  ", None),
        (7, None),
    ],
)
def test_the_setting_is_read_as_the_extension_reads_it(named, expected):
    assert roo.named_file(snapshot({roo.SETTING: named})) == expected


def test_without_the_setting_nothing_is_imported():
    done = applied(snapshot(), roo_plan.plan_connect(snapshot(), WISH))
    settings = done.files["settings"]._replace(state=Absent())

    assert roo_effective.resolve(done._replace(files={**done.files, "settings": settings})).base_url is None


def test_what_the_gateway_tells_of_a_model_is_told_to_the_extension():
    offered = (Model(id="mine", context_window=64_000, max_output=4_000),)

    known = roo_plan.facts_of(offered[0], "high")
    unknown = roo_plan.facts_of(Model(id="other"), "")

    assert (known["contextWindow"], known["maxTokens"], known["reasoningEffort"]) == (64_000, 4_000, "high")
    assert unknown.keys() == {"maxTokens", "contextWindow", "supportsImages", "supportsPromptCache"}


@pytest.mark.parametrize(
    ("keep", "words"),
    [(False, "smartaipi roo --remove"), (True, "every start of VS Code")],
    ids=["once", "kept"],
)
def test_the_plan_says_what_becomes_of_the_import(keep, words):
    notes = roo_plan.plan_connect(snapshot(), WISH._replace(keep_import=keep)).notes

    assert any(words in note for note in notes)


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "/home/ada/.config/Code/User/settings.json"),
        ("linux", {"XDG_CONFIG_HOME": "/x"}, "/x/Code/User/settings.json"),
        ("darwin", {}, "/home/ada/Library/Application Support/Code/User/settings.json"),
        ("win32", {"APPDATA": "/roaming"}, "/roaming/Code/User/settings.json"),
    ],
)
def test_vs_codes_settings_are_where_the_system_has_them(platform, environment, expected):
    assert settings_file(PLACE._replace(platform=platform, environment=environment)) == Path(expected)


@pytest.mark.parametrize(
    "data",
    [b'\xef\xbb\xbf{"a": 1}', b'{"a": 1} // mine', b'{"a": 1,}', b"\xff"],
    ids=["BOM", "comment", "trailing comma", "no UTF-8"],
)
def test_what_the_extension_could_not_import_is_said_so(data):
    """We could edit such a file, but the extension reads strict JSON alone."""
    start = snapshot({roo.SETTING: f"~/{roo.IMPORT_FILE}"})
    broken = start.files["target"]._replace(state=Content(data, 0o600))

    found = roo_effective.resolve(start._replace(files={**start.files, "target": broken}))

    assert [finding.code for finding in found.findings] == ["client-ignores-file"]
    assert found.base_url is None
