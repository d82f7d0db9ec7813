"""What is written into Qwen Code's files, and what is taken out."""

from pathlib import Path

import pytest
from qwen_scene import (
    HOME,
    KEY,
    NAME,
    PROFILE,
    PROJECT,
    ROOT,
    SECRETS,
    SETTINGS,
    URL,
    URLS,
    WISH,
    applied,
    model,
    read,
    scene,
    settings,
    text,
)

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.tools import qwen
from smartaipi_cli.tools.base import Place, Variable
from smartaipi_cli.tools.qwen_effective import resolve
from smartaipi_cli.tools.qwen_plan import plan_connect, plan_remove

FROM_VARIABLE = WISH._replace(key=Variable(name="SMARTAIPI_API_KEY"))
LINE = f"{NAME}='{KEY.reveal()}'\n"


def connect(files=None, wish=WISH, **more):
    start = scene(files, **more)
    return applied(start, plan_connect(start, wish))


def models(snapshot, provider="openai"):
    return read(snapshot)["modelProviders"][provider]


def test_a_new_file_is_whole_and_has_the_version_for_which_the_client_leaves_it_alone():
    done = connect()

    assert read(done) == {
        "$version": 4,
        "modelProviders": {
            "openai": [
                {
                    "id": "gpt-5.4",
                    "name": "Smart AIPI gpt-5.4",
                    "baseUrl": URL,
                    "envKey": NAME,
                    "generationConfig": {"contextWindowSize": 400_000},
                }
            ]
        },
        "security": {"auth": {"selectedType": "openai"}},
        "model": {"name": "gpt-5.4"},
    }
    assert text(done) == LINE


def test_the_version_of_an_older_file_is_the_clients_to_raise():
    assert "$version" not in read(connect({SETTINGS: {"selectedAuthType": "openai"}}))
    assert read(connect({SETTINGS: {"$version": 3}}))["$version"] == 3


@pytest.mark.parametrize(
    ("protocol", "provider", "address", "wire"),
    [
        ("chat", "openai", URL, None),
        ("responses", "openai", URL, "responses"),
        ("messages", "anthropic", ROOT, None),
    ],
)
def test_each_protocol_has_its_list_and_its_form_of_the_address(protocol, provider, address, wire):
    done = connect(wish=WISH._replace(protocol=protocol))

    (entry,) = models(done, provider)
    assert (entry["baseUrl"], entry.get("wireApi")) == (address, wire)
    assert read(done)["security"]["auth"]["selectedType"] == provider
    effective = resolve(done)
    assert effective.protocol == protocol
    assert effective.secret == KEY
    assert effective.root == (ROOT if protocol == "messages" else "")


def test_the_users_own_entry_for_gateway_and_model_is_used_again():
    mine = model("gpt-5.4", f"{URL}/", "MINE", generationConfig={"timeout": 9}, wireApi="responses")
    mine["name"] = "My own"

    done = connect({SETTINGS: settings(mine, model()), SECRETS: "MINE=sk-test-old\n"})

    assert models(done) == [
        {
            "id": "gpt-5.4",
            "baseUrl": URL,
            "envKey": "MINE",
            "name": "My own",
            "generationConfig": {"timeout": 9},
        },
        model(),
    ]
    assert text(done) == f"MINE='{KEY.reveal()}'\n"


@pytest.mark.parametrize(
    ("entries", "secrets", "expected"),
    [
        ([], "", NAME),
        ([model(variable=NAME)], "", f"{NAME}_2"),
        ([], f"{NAME}=sk-test-somebody\n", f"{NAME}_2"),
        ([model("o3", URL, NAME)], f"{NAME}=sk-test-older\n", NAME),
        ([model("gpt-5.4", URL, "OPENAI_API_KEY")], "", NAME),
        ([model("gpt-5.4", URL, "SHARED"), model(variable="SHARED")], "SHARED=sk-test-shared\n", NAME),
    ],
    ids=[
        "nothing there",
        "another gateway's entry has the name",
        "somebody's key has the name",
        "another model of ours has it",
        "a vendor's variable",
        "shared with another gateway",
    ],
)
def test_nobody_elses_key_is_overwritten(entries, secrets, expected):
    files = {SETTINGS: settings(*entries), **({SECRETS: secrets} if secrets else {})}

    done = connect(files)

    ours = next(one for one in models(done) if one["baseUrl"] == URL and one["id"] == "gpt-5.4")
    assert ours["envKey"] == expected
    assert resolve(done).secret == KEY
    shared = [line for line in secrets.splitlines() if not line.startswith(f"{expected}=")]
    assert set(shared) <= set(text(done).splitlines())


def test_a_second_model_of_the_same_name_is_told_apart_by_its_address():
    done = connect({SETTINGS: settings(model("gpt-5.4"), name="gpt-5.4")})

    assert read(done)["model"] == {"name": "gpt-5.4", "baseUrl": URL}
    assert resolve(done).base_url.value == URL


def test_an_effort_is_written_only_when_asked_for():
    assert read(connect(wish=WISH._replace(reasoning_effort="low")))["model"]["reasoningEffort"] == "low"
    assert "reasoningEffort" not in read(connect())["model"]


def test_the_key_is_written_before_what_names_it_and_goes_after_it():
    start = scene()
    plan = plan_connect(start, WISH)
    back = plan_remove(applied(start, plan), URLS)

    assert [change.path for change in plan.changes] == [HOME / SECRETS, HOME / SETTINGS]
    assert [change.path for change in back.changes] == [HOME / SETTINGS, HOME / SECRETS]


def test_a_project_gets_the_choice_and_the_users_folder_the_key():
    done = connect({SETTINGS: settings(model())}, WISH._replace(scope="project"), scope="project")

    assert read(done, "user") == settings(model())
    assert models(done)[0]["baseUrl"] == URL
    assert KEY.reveal() not in str(read(done))
    assert text(done) == LINE
    assert resolve(done).secret == KEY


def test_that_a_project_hides_the_users_models_is_told():
    wish = WISH._replace(scope="project")

    hiding = plan_connect(scene({SETTINGS: settings(model())}, scope="project"), wish)
    alone = plan_connect(scene(scope="project"), wish)

    assert any("will not see" in note for note in hiding.notes)
    assert not any("will not see" in note for note in alone.notes)


def test_a_key_that_moves_to_the_environment_leaves_its_file():
    first = connect({SECRETS: "OTHER=1\n"})

    second = applied(first, plan_connect(first, FROM_VARIABLE))

    assert text(second) == "OTHER=1\n"
    assert [one["envKey"] for one in models(second)] == ["SMARTAIPI_API_KEY"]


@pytest.mark.parametrize(
    ("before", "secrets"),
    [({"$version": 4}, ""), (settings(model()), "OTHER_KEY=sk-test-other\n")],
    ids=["nothing else", "another gateway"],
)
def test_removal_takes_out_the_entry_and_the_key_and_what_selects_them(before, secrets):
    done = connect({SETTINGS: before, **({SECRETS: secrets} if secrets else {})})

    gone = applied(done, plan_remove(done, URLS))

    kept = {name: value for name, value in before.items() if name in {"$version", "modelProviders"}}
    assert read(gone) == kept
    assert text(gone) == secrets


def test_removal_leaves_the_choice_of_another_model():
    data = settings(model(), model("gpt-5.4", URL, "K"), name="m")
    start = scene({SETTINGS: data, SECRETS: "K=k\nOTHER_KEY=o\n"})

    gone = applied(start, plan_remove(start, URLS))

    assert read(gone) == settings(model(), name="m")
    assert text(gone) == "OTHER_KEY=o\n"


def test_removal_takes_out_every_model_of_the_gateway():
    data = settings(model("a", URL, "K"), model(), model("b", URL, "K"), name="b")
    start = scene({SETTINGS: data, SECRETS: "K=k\n"})

    gone = applied(start, plan_remove(start, URLS))

    assert read(gone) == {"$version": 4, "modelProviders": {"openai": [model()]}}
    assert text(gone) == ""


def test_removal_leaves_the_choice_that_another_gateways_model_of_the_name_may_mean():
    data = settings(model("m"), model("m", URL, "K"), name="m")
    start = scene({SETTINGS: data})

    assert read(applied(start, plan_remove(start, URLS))) == settings(model("m"), name="m")


def test_removal_from_a_project_leaves_the_key_that_the_users_own_settings_name():
    user = connect()
    start = scene({SETTINGS: read(user), SECRETS: text(user), PROJECT: read(user)}, scope="project")

    gone = applied(start, plan_remove(start, URLS))

    assert read(gone) == {"$version": 4}
    assert text(gone) == LINE


def test_removal_never_deletes_a_variable_that_other_programs_read():
    data = settings(model("gpt-5.4", URL, "OPENAI_API_KEY"), name="gpt-5.4")
    start = scene({SETTINGS: data, SECRETS: "OPENAI_API_KEY=sk-test-vendor\n"})

    gone = applied(start, plan_remove(start, URLS))

    assert text(gone) == "OPENAI_API_KEY=sk-test-vendor\n"


def test_what_the_client_could_not_read_is_not_edited():
    start = scene({SETTINGS: b'{\n  "ui": {},\n}\n'})

    for act in (lambda: plan_connect(start, WISH), lambda: plan_remove(start, URLS)):
        with pytest.raises(DocumentRefused) as refused:
            act()
        assert refused.value.line == 3


def test_a_key_file_that_others_may_read_is_told_of():
    plan = plan_connect(scene({SECRETS: "A=1\n"}, mode=0o644), WISH)

    assert any("chmod 600" in note for note in plan.notes)


def test_a_profile_may_name_the_variable():
    profile = type(PROFILE)(name="p", gateway="g", label="G", openai_url=URL, key_variable="G_KEY")

    done = connect(wish=WISH._replace(profile=profile))

    assert text(done) == f"G_KEY='{KEY.reveal()}'\n"


@pytest.mark.parametrize(
    ("environment", "user"),
    [
        ({}, "/home/ada/.qwen/settings.json"),
        ({"QWEN_HOME": "/q"}, "/q/settings.json"),
        ({"QWEN_HOME": "~/q"}, "/home/ada/q/settings.json"),
        ({"QWEN_HOME": "rel"}, "/home/ada/work/rel/settings.json"),
    ],
)
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_variable_of_the_client_says_where_its_folder_is(environment, user, platform):
    place = Place(home=HOME, working_folder=HOME / "work", environment=environment, platform=platform)

    located = qwen.locate(place, "user", "")

    assert located["target"] == located["user"] == Path(user)
    assert located["secrets"] == Path(user).with_name(".env")
    assert located["project"] == HOME / "work" / SETTINGS


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "/etc/qwen-code/settings.json"),
        ("darwin", {}, "/Library/Application Support/QwenCode/settings.json"),
        ("win32", {}, "C:\\ProgramData\\qwen-code/settings.json"),
        ("linux", {"QWEN_CODE_SYSTEM_SETTINGS_PATH": "/a/b.json"}, "/a/b.json"),
    ],
)
def test_an_administrators_settings_have_their_place_on_each_system(platform, environment, expected):
    place = Place(home=HOME, working_folder=HOME, environment=environment, platform=platform)

    located = qwen.locate(place, "user", "")

    assert located["system"] == Path(expected)
    assert located["system defaults"] == Path(expected).with_name("system-defaults.json")
