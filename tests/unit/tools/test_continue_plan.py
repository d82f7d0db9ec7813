"""What a set-up writes into Continue's files, and what its removal takes out."""

from dataclasses import replace

import pytest
from continue_scene import (
    CONFIG,
    ENTRY,
    KEY,
    OTHER,
    PROFILE,
    REFERENCE,
    URLS,
    after,
    models_of,
    scene,
    text_of,
    wish,
)

from smartaipi_cli.documents import yaml
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.states import Absent
from smartaipi_cli.tools.base import Variable
from smartaipi_cli.tools.continue_dev_effective import resolve
from smartaipi_cli.tools.continue_dev_plan import plan_connect, plan_remove


def test_a_new_file_has_what_the_client_demands_and_the_key_is_a_reference():
    done = after(scene(), plan_connect(scene(), wish(offered=(Model(id="gpt-5.4", context_window=9),))))

    assert yaml.parse(text_of(done).encode()) == {
        "name": "Local Config",
        "version": "1.0.0",
        "schema": "v1",
        "models": [
            {
                "name": "Smart AIPI",
                "provider": "openai",
                "model": "gpt-5.4",
                "apiBase": "https://gw.test/v1",
                "apiKey": REFERENCE,
                "roles": ["chat", "edit", "apply"],
                "capabilities": ["tool_use", "image_input"],
                "defaultCompletionOptions": {"contextLength": 9, "maxTokens": 128000},
            }
        ],
    }
    assert text_of(done, "secrets") == f"SMARTAIPI_API_KEY='{KEY.reveal()}'\n"
    assert isinstance(done.files["selection"].state, Absent)


def test_the_secret_is_written_before_what_refers_to_it_and_the_selection_last():
    plan = plan_connect(scene(target=CONFIG.replace(ENTRY, OTHER)), wish())

    assert [change.path.name for change in plan.changes] == [".env", "config.yaml", "globalContext.json"]


def test_a_new_entry_follows_the_others_unless_it_shall_come_first():
    start = scene(target=CONFIG.replace(ENTRY, OTHER))

    last = after(start, plan_connect(start, wish()))
    first = after(start, plan_connect(start, wish(first=True)))

    assert [entry["name"] for entry in models_of(last)] == ["Other", "Smart AIPI"]
    assert [entry["name"] for entry in models_of(first)] == ["Smart AIPI", "Other"]
    assert isinstance(first.files["selection"].state, Absent)
    assert OTHER in text_of(first)
    assert resolve(last).base_url.value == resolve(first).base_url.value == "https://gw.test/v1"


def test_an_entry_of_the_users_for_the_gateway_and_model_is_used_again():
    own = ENTRY.replace("Smart AIPI", "My GPT").replace(REFERENCE, "sk-test-old-0123456789 # old")
    start = scene(target=CONFIG.replace(ENTRY, f"{OTHER}{own}  roles: [chat]\n"))

    done = after(start, plan_connect(start, wish()))

    assert [entry["name"] for entry in models_of(done)] == ["Other", "My GPT"]
    assert models_of(done)[1]["roles"] == ["chat"]
    assert f"apiKey: '{REFERENCE}' # old" in text_of(done)
    assert text_of(done, "selection") == '{\n  "cliSelectedModel": "My GPT"\n}\n'


TAKEN = {
    "by another entry": {"target": CONFIG.replace(ENTRY, f"{OTHER}  apiKey: {REFERENCE}\n")},
    "by another key": {"secrets": "SMARTAIPI_API_KEY=somebody-elses\n"},
}


@pytest.mark.parametrize("files", TAKEN.values(), ids=TAKEN)
def test_the_name_of_a_secret_that_is_taken_is_not_taken_over(files):
    start = scene(**files)

    done = after(start, plan_connect(start, wish()))

    assert resolve(done).secret == KEY
    assert models_of(done)[-1]["apiKey"] == "${{ secrets.SMARTAIPI_API_KEY_2 }}"
    assert text_of(done, "secrets").startswith(files.get("secrets", ""))


def test_a_secret_that_our_entry_shares_with_another_keeps_its_value():
    start = scene(target=f"{CONFIG}{OTHER}  apiKey: {REFERENCE}\n", secrets="SMARTAIPI_API_KEY=old\n")

    done = after(start, plan_connect(start, wish()))

    assert [entry["apiKey"] for entry in models_of(done)] == [
        "${{ secrets.SMARTAIPI_API_KEY_2 }}",
        REFERENCE,
    ]
    assert text_of(done, "secrets") == f"SMARTAIPI_API_KEY=old\nSMARTAIPI_API_KEY_2='{KEY.reveal()}'\n"


def test_undo_takes_the_address_and_what_is_sent_there_back_together():
    start = scene(target=CONFIG, secrets="SMARTAIPI_API_KEY=old\n")

    secret, settings = plan_connect(start, wish()).changes

    assert secret.bound == (("SMARTAIPI_API_KEY",),)
    assert settings.bound == tuple(("models", 0, name) for name in ("provider", "apiBase", "apiKey"))


def test_a_new_key_replaces_the_old_one_in_its_line():
    start = scene(target=CONFIG, secrets="A=1\nSMARTAIPI_API_KEY=old\n")

    done = after(start, plan_connect(start, wish()))

    assert text_of(done, "secrets") == f"A=1\nSMARTAIPI_API_KEY='{KEY.reveal()}'\n"


def test_a_variable_leaves_no_key_in_a_file():
    start = scene(target=CONFIG, secrets="A=1\nSMARTAIPI_API_KEY=old\n")

    done = after(start, plan_connect(start, wish(Variable(name="MY_KEY"))))

    assert models_of(done)[0]["apiKey"] == "${{ secrets.MY_KEY }}"
    assert text_of(done, "secrets") == "A=1\n"


def test_messages_need_the_address_with_its_version():
    done = after(scene(), plan_connect(scene(), wish(protocol="messages")))

    assert models_of(done)[0]["provider"] == "anthropic"
    assert models_of(done)[0]["apiBase"] == "https://gw.test/v1"


def test_a_protocol_that_the_client_would_not_choose_is_refused():
    with pytest.raises(UserError, match="chat completions"):
        plan_connect(scene(), wish(protocol="responses", model="gpt-4.1"))


def test_others_who_can_read_the_key_are_spoken_of():
    start = scene(secrets="A=1\n")
    secrets = start.files["secrets"]
    open_file = secrets._replace(state=replace(secrets.state, mode=0o644))
    start = start._replace(files={**start.files, "secrets": open_file})

    assert any("chmod 600" in note for note in plan_connect(start, wish()).notes)


def test_only_what_is_ours_goes():
    start = scene(
        target=CONFIG.replace(ENTRY, OTHER), secrets="A=1\n", selection='{"cliSelectedModel": "Other"}'
    )
    done = after(start, plan_connect(start, wish()))

    gone = after(done, plan_remove(done, URLS))

    assert text_of(gone).startswith(text_of(start))
    assert models_of(gone) == models_of(start)
    assert text_of(gone, "secrets") == "A=1\n"
    assert text_of(gone, "selection") == "{}"


def test_a_file_with_nothing_but_ours_goes_as_a_whole():
    done = after(scene(), plan_connect(scene(), wish()))

    gone = after(done, plan_remove(done, URLS))

    assert isinstance(gone.files["target"].state, Absent)
    assert isinstance(gone.files["secrets"].state, Absent)


def test_a_comment_keeps_a_file_in_which_nothing_else_is_left():
    done = after(scene(), plan_connect(scene(), wish()))
    noted = scene(target=f"# mine\n{text_of(done)}", secrets=text_of(done, "secrets"))

    gone = after(noted, plan_remove(noted, URLS))

    assert text_of(gone) == "# mine\nname: Local Config\nversion: '1.0.0'\nschema: v1\nmodels: []\n"
    assert isinstance(gone.files["secrets"].state, Absent)


@pytest.mark.parametrize("protocol", ["chat", "messages"])
def test_what_stands_under_either_address_of_the_gateway_goes(protocol):
    profile = replace(PROFILE, anthropic_url="https://gw.test/anthropic")
    done = after(scene(), plan_connect(scene(), wish(protocol=protocol)._replace(profile=profile)))

    gone = after(done, plan_remove(done, frozenset({profile.openai_url, profile.anthropic_url})))

    assert isinstance(gone.files["target"].state, Absent)


def test_a_secret_that_another_model_needs_stays():
    start = scene(target=f"{CONFIG}{OTHER}  apiKey: {REFERENCE}\n", secrets="SMARTAIPI_API_KEY=k\n")

    gone = after(start, plan_remove(start, URLS))

    assert [entry["name"] for entry in models_of(gone)] == ["Other"]
    assert text_of(gone, "secrets") == "SMARTAIPI_API_KEY=k\n"
