"""What is written into Cline's files, what is taken out, and what the client then uses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cline_scene import (
    HOME,
    KEY,
    NOW,
    PROFILE,
    PROVIDERS,
    SECRETS,
    STATE,
    URL,
    URLS,
    WISH,
    applied,
    document,
    entry,
    read,
    scene,
    with_slot,
)

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.diff import render_diff_text
from smartaipi_cli.plan.merge import RecordedFile, undo_change
from smartaipi_cli.plan.states import Content, bytes_of
from smartaipi_cli.tools import cline
from smartaipi_cli.tools.base import Place, Variable
from smartaipi_cli.tools.cline_effective import resolve
from smartaipi_cli.tools.cline_faults import find_fault
from smartaipi_cli.tools.cline_plan import plan_connect, plan_remove

EXTENSION_LIST = ".vscode/extensions/extensions.json"
LISTED = [{"identifier": {"id": "saoudrizwan.claude-dev"}, "version": "4.1.13"}]
FROM_VARIABLE = WISH._replace(key=Variable(name="OPENAI_API_KEY"))
OTHER_URL = "https://user:hidden@other.test/v1?key=hidden"


def connect(files=None, wish=WISH, **more):
    start = scene(files, **more)
    return applied(start, plan_connect(start, wish))


def test_a_new_file_is_what_the_client_itself_would_write():
    done = connect()

    assert read(done) == {
        "version": 1,
        "modes": {},
        "providers": {
            "openai-compatible": {
                "settings": {
                    "provider": "openai-compatible",
                    "apiKey": KEY.reveal(),
                    "model": "gpt-5.4",
                    "baseUrl": URL,
                },
                "updatedAt": "2026-11-21T07:05:09.042Z",
                "tokenSource": "manual",
            }
        },
        "lastUsedProvider": "openai-compatible",
    }
    assert find_fault(bytes_of(done.files["target"].state)) is None


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOW, "2026-11-21T07:05:09.042Z"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00.000Z"),
        (datetime(2026, 1, 2, 1, tzinfo=timezone(timedelta(hours=3))), "2026-01-01T22:00:00.000Z"),
    ],
)
def test_the_time_ends_in_z_whatever_the_clock_says(moment, text):
    assert cline.timestamp(moment) == text


@pytest.mark.parametrize(
    ("protocol", "slot"),
    [("chat", "openai-compatible"), ("responses", "openai-native"), ("messages", "anthropic")],
)
def test_each_protocol_has_its_place_and_an_address_with_a_version(protocol, slot):
    done = connect({PROVIDERS: document()}, WISH._replace(protocol=protocol))

    effective = resolve(done)
    assert read(done)["lastUsedProvider"] == slot
    assert effective.base_url.value == URL
    assert effective.protocol == protocol
    assert effective.root == ("https://gw.test" if protocol == "messages" else "")
    assert effective.headers == (("x-api-key",) if protocol == "messages" else ("bearer",))
    assert read(done)["providers"]["gemini"] == document()["providers"]["gemini"]


@pytest.mark.parametrize("files", [{}, {STATE: {}}], ids=["alone", "with the extension"])
def test_a_gateway_with_two_addresses_is_reached_at_the_one_of_the_protocol(files):
    profile = replace(PROFILE, anthropic_url="https://gw.test/anthropic")
    done = connect(files, WISH._replace(profile=profile, protocol="messages"))

    effective = resolve(done)
    assert effective.base_url.value == "https://gw.test/anthropic/v1"
    assert effective.root == profile.anthropic_url
    gone = applied(done, plan_remove(done, frozenset({profile.openai_url, profile.anthropic_url})))
    assert b"gw.test" not in b"".join(bytes_of(file.state) or b"" for file in gone.files.values())


def test_what_the_user_set_for_the_same_gateway_stays_and_what_would_send_it_elsewhere_goes():
    mine = with_slot(
        "openai-compatible",
        apiKey="sk-test-old0123456789",
        baseUrl=f"{URL}/",
        headers={"x-team": "a"},
        timeout=9,
        auth={"accessToken": "sk-test-a"},
        protocol="gemini",
        routingProviderId="gemini",
    )

    settings = read(connect({PROVIDERS: mine}))["providers"]["openai-compatible"]["settings"]

    assert settings == {
        "provider": "openai-compatible",
        "apiKey": KEY.reveal(),
        "model": "gpt-5.4",
        "baseUrl": URL,
        "headers": {"x-team": "a"},
        "timeout": 9,
    }


def test_an_effort_is_written_only_when_asked_for():
    asked = read(connect(wish=WISH._replace(reasoning_effort="low")))
    unasked = read(connect())

    settings = [one["providers"]["openai-compatible"]["settings"] for one in (asked, unasked)]
    assert settings[0]["reasoning"] == {"enabled": True, "effort": "low"}
    assert "reasoning" not in settings[1]


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"baseUrl": OTHER_URL, "apiKey": "sk-test-other0123456789"}, "https://other.test/v1"),
        ({"apiKey": "sk-test-other0123456789"}, "the vendor's own address"),
    ],
)
def test_another_gateway_gives_way_only_to_replace_and_is_named_without_its_secrets(settings, shown):
    start = scene({PROVIDERS: with_slot("openai-compatible", **settings, headers={"x-old": "1"})})

    with pytest.raises(UserError) as refused:
        plan_connect(start, WISH)
    plan = plan_connect(start, WISH._replace(replace=True))

    told = f"{refused.value.message} {refused.value.hint}"
    assert refused.value.code == "client-slot-taken"
    assert shown in told
    assert any(shown in note for note in plan.notes)
    assert "hidden" not in told + "".join(plan.notes)
    assert "sk-test-other" not in told + render_diff_text(plan)
    assert "headers" not in read(applied(start, plan))["providers"]["openai-compatible"]["settings"]


def test_a_place_of_another_protocol_is_nobodys_concern():
    taken = with_slot("openai-native", baseUrl=OTHER_URL, apiKey="sk-test-other0123456789")

    done = connect({PROVIDERS: taken})

    assert read(done)["providers"]["openai-native"] == taken["providers"]["openai-native"]


def test_a_file_that_the_client_would_drop_is_refused_at_the_value_that_is_at_fault():
    spoiled = (
        b'{\n  "version": 1,\n  "providers": {\n    "gemini": {\n      "settings": {"provider": "gemini"},\n'
        b'      "updatedAt": "2026-11-20T12:00:00+00:00"\n    }\n  }\n}\n'
    )
    start = scene({PROVIDERS: spoiled})

    for act in (lambda: plan_connect(start, WISH), lambda: plan_remove(start, URLS)):
        with pytest.raises(DocumentRefused) as refused:
            act()
        assert (refused.value.line, refused.value.column) == (6, 20)
    assert [finding.code for finding in resolve(start).findings] == ["client-ignores-file"]
    assert resolve(start).base_url is None


@pytest.mark.parametrize("rewritten", ["time", "order", "both"])
def test_undo_after_the_client_has_written_the_file_anew_brings_the_old_entry_back(rewritten):
    """Every run of the client sets a new time."""
    before = with_slot("openai-compatible", baseUrl=OTHER_URL, apiKey="sk-test-other0123456789")
    start = scene({PROVIDERS: before})
    plan = plan_connect(start, WISH._replace(replace=True))
    change = next(one for one in plan.changes if one.path == HOME / PROVIDERS)
    now = read(applied(start, plan))
    if rewritten != "order":
        now["providers"]["openai-compatible"]["updatedAt"] = "2026-12-01T00:00:00.000Z"
    if rewritten != "time":
        now = dict(reversed(now.items()))
    recorded = RecordedFile(
        path=change.path,
        format=change.format,
        keys=change.keys,
        has_block=False,
        old=change.before,
        new=change.after,
        bound=change.bound,
        witnesses=change.witnesses,
    )

    current = scene({PROVIDERS: now}).files["target"].state
    outcome = undo_change(recorded, current)

    assert outcome.kept == ()
    undone = start._replace(
        files={**start.files, "target": start.files["target"]._replace(state=outcome.change.after)}
    )
    assert read(undone) == before


def test_undo_leaves_an_entry_that_the_user_has_given_another_key():
    start = scene({PROVIDERS: document()})
    plan = plan_connect(start, WISH)
    (change,) = plan.changes
    now = read(applied(start, plan))
    now["providers"]["openai-compatible"]["settings"]["apiKey"] = "sk-test-newer0123456789"
    recorded = RecordedFile(
        path=change.path,
        format=change.format,
        keys=change.keys,
        has_block=False,
        old=change.before,
        new=change.after,
        bound=change.bound,
        witnesses=change.witnesses,
    )

    outcome = undo_change(recorded, scene({PROVIDERS: now}).files["target"].state)

    assert ("providers", "openai-compatible") in outcome.kept


def test_removal_leaves_a_file_that_the_client_takes():
    done = connect({PROVIDERS: document()})

    gone = applied(done, plan_remove(done, URLS))

    expected = document()
    del expected["lastUsedProvider"]
    assert read(gone) == expected
    assert find_fault(bytes_of(gone.files["target"].state)) is None


def test_removal_leaves_the_choice_of_another_provider():
    taken = {**with_slot("openai-compatible", baseUrl=URL, apiKey="k"), "lastUsedProvider": "gemini"}
    start = scene({PROVIDERS: taken})

    assert read(applied(start, plan_remove(start, URLS)))["lastUsedProvider"] == "gemini"


@pytest.mark.parametrize(
    ("environment", "mode", "findings"),
    [({"OPENAI_API_KEY": KEY.reveal()}, "env", []), ({}, "env", ["key-missing"])],
    ids=["set", "not set"],
)
def test_without_a_stored_key_the_variable_counts(environment, mode, findings):
    effective = resolve(connect(wish=FROM_VARIABLE, **environment))

    assert effective.mode == mode
    assert (effective.secret == KEY) is bool(environment)
    assert [finding.code for finding in effective.findings] == findings


@pytest.mark.parametrize(
    ("slot", "variable"),
    [
        ("openai-compatible", "OPENAI_API_KEY"),
        ("openai-native", "OPENAI_API_KEY"),
        ("anthropic", "ANTHROPIC_API_KEY"),
    ],
)
def test_a_key_of_the_users_environment_that_goes_to_the_gateway_is_seen(slot, variable):
    """Observed with 3.0.65 for all three; a stored key wins."""
    taken = with_slot(slot, baseUrl=URL, model="m")
    other = "sk-test-vendor0123456789"

    effective = resolve(scene({PROVIDERS: taken}, **{variable: other}))
    stored = resolve(scene({PROVIDERS: with_slot(slot, baseUrl=URL, apiKey="k")}, **{variable: other}))

    assert effective.secret.reveal() == other
    assert effective.key_source == f"environment variable {variable}"
    assert stored.secret.reveal() == "k"


@pytest.mark.parametrize(
    "files",
    [{STATE: {"mode": "act"}}, {EXTENSION_LIST: LISTED}],
    ids=["its state is there", "an editor lists it"],
)
def test_where_the_extension_is_it_gets_the_same_set_up(files):
    done = connect(files)

    assert read(done, "secrets") == {"openAiApiKey": KEY.reveal()}
    assert (
        read(done, "state").items()
        >= {
            "openAiBaseUrl": URL,
            "actModeApiProvider": "openai",
            "planModeApiProvider": "openai",
            "actModeOpenAiModelId": "gpt-5.4",
            "planModeOpenAiModelId": "gpt-5.4",
        }.items()
    )
    gone = applied(done, plan_remove(done, URLS))
    assert b"gw.test" not in b"".join(bytes_of(file.state) or b"" for file in gone.files.values())
    assert read(gone, "secrets") == {}
    assert read(gone, "state") == files.get(STATE, {})


def test_the_key_stands_before_the_address_and_goes_after_it():
    """Never a moment in which the extension sends another key to the gateway."""
    start = scene({STATE: {}, SECRETS: {"openAiApiKey": "sk-test-vendor0123456789"}})
    plan = plan_connect(start, WISH)
    back = plan_remove(applied(start, plan), URLS)

    written = [str(change.path.relative_to(HOME)) for change in plan.changes]
    removed = [str(change.path.relative_to(HOME)) for change in back.changes]
    assert written.index(SECRETS) < written.index(STATE)
    assert removed.index(STATE) < removed.index(SECRETS)


def test_headers_for_another_gateway_do_not_go_to_ours():
    theirs = {"openAiBaseUrl": "https://other.test/v1", "openAiHeaders": {"x-api": "hidden"}}
    ours = {"openAiBaseUrl": URL, "openAiHeaders": {"x-team": "a"}}

    taken = connect({STATE: theirs}, WISH._replace(replace=True))
    kept = connect({STATE: ours})

    assert "openAiHeaders" not in read(taken, "state")
    assert read(kept, "state")["openAiHeaders"] == {"x-team": "a"}


def test_another_gateway_in_the_extension_is_not_taken_unasked():
    start = scene({STATE: {"openAiBaseUrl": "https://other.test/v1"}})

    with pytest.raises(UserError, match=r"other\.test") as refused:
        plan_connect(start, WISH)

    assert refused.value.code == "client-slot-taken"


@pytest.mark.parametrize(
    "wish",
    [FROM_VARIABLE, WISH._replace(protocol="responses")],
    ids=["the key is not in the file", "the extension has no address for the protocol"],
)
def test_an_extension_that_could_not_be_given_key_and_address_is_left_alone(wish):
    start = scene({STATE: {"mode": "act"}})
    plan = plan_connect(start, wish)

    assert [change.path for change in plan.changes] == [HOME / PROVIDERS]
    assert any("is left as it is" in note for note in plan.notes)


def test_a_running_editor_is_told_of():
    plan = plan_connect(scene({STATE: {}}), WISH._replace(editor="VSCodium"))
    without = plan_connect(scene(), WISH._replace(editor="VSCodium"))

    assert any("VSCodium is running" in note for note in plan.notes)
    assert not any("VSCodium" in note for note in without.notes)


def test_a_mode_with_another_provider_keeps_it():
    start = scene(
        {STATE: {"openAiBaseUrl": URL, "actModeApiProvider": "openai", "planModeApiProvider": "groq"}}
    )

    gone = applied(start, plan_remove(start, URLS))

    assert read(gone, "state") == {"planModeApiProvider": "groq"}


def test_a_file_that_others_may_read_is_told_of():
    plan = plan_connect(scene({PROVIDERS: document()}, mode=0o644), WISH)

    assert any("chmod 600" in note for note in plan.notes)
    assert not any("chmod" in note for note in plan_connect(scene({PROVIDERS: document()}), WISH).notes)


@pytest.mark.parametrize(
    ("environment", "target", "state"),
    [
        ({}, "/home/ada/.cline/data/settings/providers.json", "/home/ada/.cline/data/globalState.json"),
        ({"CLINE_DIR": "/c"}, "/c/data/settings/providers.json", "/c/data/globalState.json"),
        (
            {"CLINE_DIR": "/c", "CLINE_DATA_DIR": "/d"},
            "/d/settings/providers.json",
            "/d/globalState.json",
        ),
        (
            {"CLINE_PROVIDER_SETTINGS_PATH": "/p/x.json"},
            "/p/x.json",
            "/home/ada/.cline/data/globalState.json",
        ),
        ({"CLINE_DATA_DIR": "rel"}, "/home/ada/work/rel/settings/providers.json", None),
        ({"CLINE_DIR": " "}, "/home/ada/.cline/data/settings/providers.json", None),
    ],
)
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_variables_of_the_client_say_where_its_files_are(environment, target, state, platform):
    place = Place(home=HOME, working_folder=HOME / "work", environment=environment, platform=platform)

    located = cline.locate(place, "user", "")

    assert located["target"] == Path(target)
    assert state is None or located["state"] == Path(state)


def test_the_way_of_the_key_may_change_and_the_stored_one_goes():
    first = connect()

    second = applied(first, plan_connect(first, FROM_VARIABLE))

    assert KEY.reveal().encode() not in bytes_of(second.files["target"].state)
    assert isinstance(second.files["target"].state, Content)


def test_an_entry_that_is_right_already_keeps_its_time():
    first = connect(
        {PROVIDERS: with_slot("openai-compatible", baseUrl=URL, apiKey=KEY.reveal(), model="gpt-5.4")}
    )

    assert read(first)["providers"]["openai-compatible"]["updatedAt"] == entry("x")["updatedAt"]
