"""What is written into OpenCode's and Kilo Code's files, and what is taken out."""

import json
from pathlib import Path

import pytest
from opencode_scene import FROM_FILE, HOME, INLINE, KEY, OFFERED, PROFILE, scene, written

from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.diff import render_diff_text
from smartaipi_cli.tools.base import Inline, KeyFile, Variable
from smartaipi_cli.tools.opencode_models import list_models, small_model_of
from smartaipi_cli.tools.registry import TOOLS

OPENCODE, KILO = TOOLS["opencode"], TOOLS["kilo"]
FOLDER = ".config/opencode"
TARGET = f"{FOLDER}/opencode.json"
KILO_TARGET = ".config/kilo/kilo.jsonc"
MARK = ".config/kilo/.bash-permission-migrated"
URLS = frozenset({"https://gw.test/v1", "https://gw.test"})


def connect(files=None, wish=FROM_FILE, tool=OPENCODE, **more):
    return tool.plan_connect(scene(files, tool=tool.SPEC.name, **more), wish)


def paths(plan):
    return [str(change.path.relative_to(HOME)) for change in plan.changes]


def test_a_new_file_is_whole():
    data = written(connect(), TARGET)

    entry = data["provider"]["smart-aipi"]
    assert list(data) == ["$schema", "provider", "model", "small_model"]
    assert entry["npm"] == "@ai-sdk/openai-compatible"
    assert entry["options"] == {
        "baseURL": "https://gw.test/v1",
        "apiKey": "{file:~/.local/share/smartaipi/credentials/work/key}",
    }
    assert entry["models"]["gpt-5.4"] == {
        "reasoning": True,
        "attachment": True,
        "tool_call": True,
        "limit": {"context": 400_000, "output": 128_000},
        "options": {"reasoningEffort": "high"},
    }
    assert (data["model"], data["small_model"]) == ("smart-aipi/gpt-5.4", "smart-aipi/gpt-5.4-mini")
    assert data["small_model"].partition("/")[2] in entry["models"]


def test_a_schema_of_the_users_choice_stays():
    assert written(connect({TARGET: b'{"$schema": "./mine.json"}'}), TARGET)["$schema"] == "./mine.json"


@pytest.mark.parametrize(
    ("existing", "chosen"),
    [
        ((), "opencode.json"),
        (("config.json",), "config.json"),
        (("config.json", "opencode.json"), "opencode.json"),
        (("opencode.json", "opencode.jsonc"), "opencode.jsonc"),
        (("config.json", "opencode.json", "opencode.jsonc"), "opencode.jsonc"),
    ],
)
def test_the_file_that_wins_is_the_one_that_is_written(existing, chosen):
    plan = connect({f"{FOLDER}/{name}": b"{}" for name in existing})

    assert paths(plan) == [f"{FOLDER}/{chosen}"]


@pytest.mark.parametrize(
    ("protocol", "package", "url"),
    [
        ("chat", "@ai-sdk/openai-compatible", "https://gw.test/v1"),
        ("responses", "@ai-sdk/openai", "https://gw.test/v1"),
        ("messages", "@ai-sdk/anthropic", "https://gw.test/v1"),
    ],
)
def test_each_protocol_has_its_package_and_an_address_with_a_version(protocol, package, url):
    entry = written(connect(wish=FROM_FILE._replace(protocol=protocol)), TARGET)["provider"]["smart-aipi"]

    assert (entry["npm"], entry["options"]["baseURL"]) == (package, url)
    assert ("options" in entry["models"]["gpt-5.4"]) is (protocol != "messages")


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        (KeyFile(path=Path("/srv/keys/k")), "{file:/srv/keys/k}"),
        (KeyFile(path=HOME / "schlüssel"), "{file:~/schlüssel}"),
        (Variable(name="SMARTAIPI_API_KEY"), "{env:SMARTAIPI_API_KEY}"),
        (Inline(secret=KEY), KEY.reveal()),
    ],
)
def test_each_way_of_the_key_stands_as_the_client_reads_it(key, shown):
    plan = connect(wish=FROM_FILE._replace(key=key))

    # The client puts references in before it parses: an escape in one would not be understood.
    assert f'"apiKey": "{shown}"'.encode() in plan.changes[-1].after.data
    assert (shown in render_diff_text(plan)) is (shown != KEY.reveal())


@pytest.mark.parametrize("name", ['a"b', "a}b", "a\\b", "a\nb"])
def test_a_path_that_the_client_would_misread_is_refused(name):
    with pytest.raises(UserError, match="cannot read a key") as caught:
        connect(wish=FROM_FILE._replace(key=KeyFile(path=HOME / name)))

    assert caught.value.hint == "add --secret env"


@pytest.mark.parametrize("value", ['sk-test"quote', "sk-test\\back", "sk-test{env:HOME}", "sk-test,comma"])
@pytest.mark.parametrize("way", ["inline", "env"])
def test_a_key_that_would_break_the_file_is_refused_unseen(value, way):
    key = Inline(secret=Secret(value)) if way == "inline" else Variable(name="A")

    with pytest.raises(UserError) as caught:
        connect(wish=FROM_FILE._replace(key=key), A=value)

    assert caught.value.code == "key-malformed"
    assert value not in f"{caught.value.message} {caught.value.reason} {caught.value.hint}"


@pytest.mark.parametrize("address", ["https://gw.test/v1", "https://gw.test/v1/", "https://gw.test"])
def test_a_provider_with_the_gateways_address_is_used_again(address):
    mine = {"provider": {"mine": {"name": "My own", "options": {"baseURL": address, "timeout": 9}}}}

    data = written(connect({TARGET: json.dumps(mine).encode()}), TARGET)

    assert list(data["provider"]) == ["mine"]
    assert data["provider"]["mine"]["name"] == "My own"
    assert data["provider"]["mine"]["options"]["timeout"] == 9
    assert data["model"] == "mine/gpt-5.4"


def test_a_provider_in_a_lower_file_is_used_again_and_its_key_is_told_of():
    mine = {"provider": {"mine": {"options": {"baseURL": "https://gw.test/v1", "apiKey": KEY.reveal()}}}}

    plan = connect({f"{FOLDER}/config.json": json.dumps(mine).encode(), TARGET: b"{}"})

    assert written(plan, TARGET)["model"] == "mine/gpt-5.4"
    assert any("another key of `mine`" in note for note in plan.notes)
    assert KEY.reveal() not in "".join(plan.notes)


@pytest.mark.parametrize(
    ("options", "written_to"),
    [
        ({"baseURL": "https://elsewhere.test/v1", "apiKey": "{env:MINE}"}, "smart-aipi-gateway"),
        ({"baseURL": "http://127.0.0.1:4000/v1", "apiKey": "{env:MINE}"}, "smart-aipi"),
        (
            {
                "baseURL": "https://elsewhere.test/v1",
                "apiKey": "{file:~/.local/share/smartaipi/credentials/work/key}",
            },
            "smart-aipi",
        ),
        ({"timeout": 9}, "smart-aipi"),
    ],
    ids=["another provider", "a local one that moved", "our key", "no address"],
)
def test_a_provider_of_the_user_that_has_our_id_is_not_lost(options, written_to):
    mine = json.dumps({"provider": {"smart-aipi": {"options": options}}}).encode()

    data = written(connect({TARGET: mine}), TARGET)

    assert data["model"] == f"{written_to}/gpt-5.4"
    if written_to != "smart-aipi":
        assert data["provider"]["smart-aipi"]["options"] == options


@pytest.mark.parametrize("gateway", ["openai", "anthropic", "openrouter"])
def test_a_provider_of_the_clients_own_is_not_taken_over(gateway):
    profile = type(PROFILE)(name="p", gateway=gateway, label="L", openai_url="https://gw.test/v1")

    data = written(connect(wish=FROM_FILE._replace(profile=profile)), TARGET)

    assert list(data["provider"]) == [f"{gateway}-gateway"]


def test_what_the_user_chose_for_a_model_stays_unless_another_effort_is_asked_for():
    mine = {
        "provider": {
            "mine": {
                "options": {"baseURL": "https://gw.test/v1"},
                "models": {
                    "gpt-5.4": {
                        "name": "Mine",
                        "limit": {"context": 1, "output": 1},
                        "options": {"reasoningEffort": "low"},
                    }
                },
            }
        }
    }
    source = {TARGET: json.dumps(mine).encode()}

    kept = written(connect(source), TARGET)["provider"]["mine"]["models"]["gpt-5.4"]
    asked = written(connect(source, FROM_FILE._replace(reasoning_effort="xhigh")), TARGET)

    assert kept == mine["provider"]["mine"]["models"]["gpt-5.4"]
    changed = asked["provider"]["mine"]["models"]["gpt-5.4"]
    assert changed == {**kept, "options": {"reasoningEffort": "xhigh"}}


def test_lists_that_would_hide_the_provider_admit_it():
    mine = b'{"enabled_providers": ["other"], "disabled_providers": ["smart-aipi", "third"]}'

    data = written(connect({TARGET: mine}), TARGET)

    assert data["enabled_providers"] == ["other", "smart-aipi"]
    assert data["disabled_providers"] == ["third"]


def test_a_projects_file_gets_a_reference_and_never_the_key():
    plan = connect(wish=FROM_FILE._replace(scope="project"), scope="project")

    assert paths(plan) == ["repo/sub/opencode.json"]
    assert plan.changes[0].after.mode == 0o644
    with pytest.raises(UserError, match="does not belong into a project"):
        connect(wish=INLINE._replace(scope="project"), scope="project")


def test_address_and_key_are_taken_back_together():
    entry = ("provider", "smart-aipi", "options")

    assert set(connect().changes[0].bound) == {(*entry, "baseURL"), (*entry, "apiKey")}


def test_lengths_that_the_gateway_tells_are_written():
    model = Model(id="gpt-5.4", context_window=1_000_000, max_output=64_000)

    entry = written(connect(wish=FROM_FILE._replace(offered=(model,))), TARGET)["provider"]["smart-aipi"]

    assert entry["models"]["gpt-5.4"]["limit"] == {"context": 1_000_000, "output": 64_000}


@pytest.mark.parametrize(
    ("known", "limit"),
    [
        ({}, None),
        ({"context_window": 32_000}, {"context": 32_000, "output": 8_192}),
        ({"max_output": 5}, None),
    ],
)
def test_a_limit_has_both_its_parts_or_is_left_out(known, limit):
    """The client refuses a file with half of one."""
    wish = FROM_FILE._replace(offered=(Model(id="llama-4", **known),), model="llama-4")

    entry = written(connect(wish=wish), TARGET)["provider"]["smart-aipi"]["models"]["llama-4"]

    assert entry.get("limit") == limit


@pytest.mark.parametrize(
    ("model", "ids", "small"),
    [
        ("gpt-5.4", ("gpt-5.4", "gpt-5.1-mini", "gpt-5.4-mini", "claude-haiku-4-5"), "gpt-5.4-mini"),
        ("claude-opus-4-6", ("gpt-5.4-mini", "claude-haiku-4-5"), "claude-haiku-4-5"),
        ("gpt-5.4", ("claude-haiku-4-5",), "claude-haiku-4-5"),
        ("gpt-5.4", ("gemini-3-pro", "minimax-m2", "gpt-4o-mini-tts"), ""),
    ],
)
def test_titles_are_written_by_a_small_model_of_the_same_family(model, ids, small):
    wish = FROM_FILE._replace(offered=tuple(Model(id=name) for name in ids), model=model)

    assert small_model_of(wish) == small


def test_models_that_cannot_chat_are_not_listed_and_the_one_asked_for_always_is():
    wish = FROM_FILE._replace(model="unlisted")

    assert [model.id for model in list_models(wish)] == [
        "unlisted",
        "gpt-5.4-mini",
        "gpt-5.4",
        "claude-haiku-4-5",
    ]


def test_of_hundreds_of_models_only_those_that_are_needed_are_listed():
    many = (*OFFERED, *(Model(id=f"vendor/model-{number}") for number in range(300)))

    assert [model.id for model in list_models(FROM_FILE._replace(offered=many))] == [
        "gpt-5.4",
        "gpt-5.4-mini",
    ]


def removed(files, tool=OPENCODE):
    return tool.plan_remove(scene(files, tool=tool.SPEC.name), URLS)


def test_removal_takes_the_provider_out_of_every_file_and_leaves_others():
    ours = {"options": {"baseURL": "https://gw.test/v1", "apiKey": "k"}, "npm": "n", "models": {}}
    other = {"options": {"baseURL": "https://other.test/v1"}}
    files = {
        f"{FOLDER}/config.json": {"provider": {"gw": ours}, "model": "gw/m"},
        TARGET: {
            "provider": {"gw": ours, "other": other},
            "small_model": "gw/s",
            "enabled_providers": ["gw", "other"],
        },
        f"{FOLDER}/opencode.jsonc": {"model": "other/m"},
    }

    plan = removed({name: json.dumps(data).encode() for name, data in files.items()})

    assert paths(plan) == [f"{FOLDER}/config.json", TARGET]
    assert written(plan, f"{FOLDER}/config.json") == {}
    assert written(plan, TARGET) == {"provider": {"other": other}, "enabled_providers": ["other"]}


def test_removal_leaves_what_others_added_to_the_provider():
    mine = {
        "provider": {
            "gw": {
                "npm": "n",
                "whitelist": ["a"],
                "options": {"baseURL": "https://gw.test/v1", "apiKey": "k", "timeout": 9},
            }
        }
    }

    data = written(removed({TARGET: json.dumps(mine).encode()}), TARGET)

    assert data == {"provider": {"gw": {"whitelist": ["a"], "options": {"timeout": 9}}}}


def test_a_list_that_enabled_the_provider_alone_goes_with_it():
    """An empty one would hide every provider."""
    mine = {"provider": {"gw": {"options": {"baseURL": "https://gw.test/v1"}}}, "enabled_providers": ["gw"]}

    assert written(removed({TARGET: json.dumps(mine).encode()}), TARGET) == {}


@pytest.mark.parametrize(
    ("files", "is_marked"),
    [
        ({}, True),
        ({KILO_TARGET: b"{}"}, True),
        ({KILO_TARGET: b'{"permission": {"edit": "ask"}}'}, True),
        ({KILO_TARGET: b'{"permission": {"bash": "ask"}}'}, False),
        ({KILO_TARGET: b'{"permission": "ask"}'}, False),
        (
            {".config/kilo/opencode.json": b'{"permission": {"bash": {"*": "ask"}}}', KILO_TARGET: b"{}"},
            False,
        ),
        ({MARK: b""}, False),
    ],
    ids=["new", "settings", "other permission", "commands", "all", "in another file", "marked"],
)
def test_kilo_is_kept_from_allowing_commands_where_it_would(files, is_marked):
    plan = connect(files, tool=KILO)

    assert (paths(plan)[0] == MARK) is is_marked
    assert all(path[:1] != ("permission",) for change in plan.changes for path in change.keys)


def test_kilos_mark_stays_when_the_gateway_goes():
    files = {MARK: b"", KILO_TARGET: b'{"provider": {"gw": {"options": {"baseURL": "https://gw.test/v1"}}}}'}

    assert paths(removed(files, KILO)) == [KILO_TARGET]


def test_kilo_has_one_place_whatever_the_scope():
    place = scene(tool="kilo").place

    assert KILO.locate(place, "project", "") == KILO.locate(place, "user", "")
