"""What every command takes: chosen members, colour, the log of requests, and variables in place of options."""

import json
from dataclasses import replace

import pytest
from home import Home

from smartaipi_cli.app import COMMANDS, Deferred, run
from smartaipi_cli.commands.common import WITHOUT_DOCUMENT
from smartaipi_cli.commands.variables import CLIENTS, VARIABLES, variables_for
from smartaipi_cli.local import VARIABLES as LOCAL_VARIABLES
from smartaipi_cli.local import is_local
from smartaipi_cli.machine.fakes import ScriptedTerminal

COMMON = {"--json", "--fields", "--quiet", "--no-color", "--verbose"}


def leaves() -> dict[str, object]:
    """Every command that does something, by its words."""
    found = {}
    for entry in COMMANDS:
        command = Deferred(entry).load()
        inner = getattr(command, "commands", None)
        if inner is None or command.invoke_without_command:
            found[entry.name] = command
        found |= {f"{entry.name} {name}": one for name, one in (inner or {}).items()}
    return found


def test_every_command_takes_the_common_options():
    """Those that have no document of their own take all others."""
    for name, command in leaves().items():
        options = {option for parameter in command.params for option in parameter.opts}
        wanted = COMMON - {"--json", "--fields"} if name in WITHOUT_DOCUMENT else COMMON
        assert wanted <= options, name


def test_every_variable_stands_for_an_option_of_a_command():
    """A variable that no command obeys would be set in vain."""
    obeyed = {
        variable.name
        for name, command in leaves().items()
        for parameter in command.params
        for variable in variables_for(parameter.opts, name)
    }

    assert obeyed == {variable.name for variable in VARIABLES}


def test_the_variables_of_set_ups_hold_for_every_client_that_has_them():
    """A new client has their options by itself; its variables must not be forgotten."""
    set_ups = {
        name
        for name, command in leaves().items()
        if {"--secret", "--verify"} <= {option for parameter in command.params for option in parameter.opts}
    }

    assert set(CLIENTS) == set_ups - {"setup", "shell"}


def test_the_commands_without_the_framework_know_the_common_variables():
    """With one of them set they leave the work to the framework."""
    flags = {variable.name for variable in VARIABLES if variable.option in COMMON}

    assert set(LOCAL_VARIABLES) == flags
    assert not is_local(["status"], {"SMARTAIPI_JSON": "1"})
    assert is_local(["status"], {"SMARTAIPI_JSON": ""})


def test_fields_print_the_asked_members_in_the_asked_order(home: Home):
    """`--json` is meant; the list that they stand in may be left out."""
    home.run("keys", "create", "--name", "for-fields", "--expires", "1d")

    outcome = home.run("keys", "list", "--fields", "status,name")

    assert outcome.code == 0
    assert list(outcome.envelope["data"]) == ["keys"]
    assert all(list(key) == ["status", "name"] for key in outcome.envelope["data"]["keys"])
    assert home.run("keys", "list", "--fields", "keys.status,keys.name").out == outcome.out


def test_fields_choose_from_items_that_arrive_one_by_one(home: Home):
    home.run("test", "chat")

    outcome = home.run("usage", "log", "--limit", "1", "--fields", "records.model")

    assert [list(record) for record in outcome.envelope["data"]["records"]] == [["model"]]


def test_a_member_that_is_not_there_is_told_before_anything_is_done(home: Home):
    """All that there are, the close one in a command to paste, and no key was made."""
    keys = home.run("keys", "list", "--json").out

    outcome = home.run("keys", "create", "--name", "never", "--json", "--fields", "nam")

    error = outcome.envelope["error"]
    assert (outcome.code, error["code"]) == (2, "usage")
    assert "key.name" in error["reason"]
    assert error["hint"].startswith("smartaipi keys create --fields ")
    assert home.run("keys", "list", "--json").out == keys


def test_no_colour_on_a_terminal_that_would_have_it(home: Home):
    terminal = ScriptedTerminal(output_is_terminal=True, errors_is_terminal=True)

    run(["gateways", "list", "--no-color"], replace(home.machine, terminal=terminal))

    assert "\x1b[" not in terminal.output.getvalue()


def test_verbose_tells_each_request_and_no_secret(home: Home, account):
    outcome = home.run("keys", "list", "--verbose")

    lines = outcome.err.splitlines()
    assert outcome.code == 0
    assert any(line.startswith("> GET ") and "/keys" in line for line in lines)
    assert any(line.startswith("< 200 after ") for line in lines)
    assert ">   authorization: ••••" in lines
    assert account.token not in outcome.text
    assert outcome.out == home.run("keys", "list").out


@pytest.mark.parametrize("command", [("test", "chat"), ("test", "websocket"), ("test", "--for", "cline")])
def test_verbose_tells_the_requests_of_the_tester_too(home: Home, account, command):
    outcome = home.run(*command, "--verbose")

    assert any(line.startswith(("> POST ", "> GET ")) for line in outcome.err.splitlines())
    assert account.key not in outcome.text


def test_verbose_tells_why_no_answer_came(home: Home):
    home.add_profile("gone", "sandbox", {"management_url": "http://127.0.0.1:9"}, token="sk-test-token")

    outcome = home.run("keys", "list", "--profile", "gone", "--verbose")

    assert outcome.code == 8
    assert any(line.startswith("< no answer after ") for line in outcome.err.splitlines())


def test_a_variable_gives_an_option_its_default_and_an_option_wins(home: Home):
    home.environment["SMARTAIPI_MODEL"] = "sandbox/lorem-3"

    by_variable = home.run("test", "chat", "--json")
    by_option = home.run("test", "chat", "--model", "sandbox/echo", "--json")

    assert by_variable.envelope["data"]["attempts"][0]["model"] == "sandbox/lorem-3"
    assert by_option.envelope["data"]["attempts"][0]["model"] == "sandbox/echo"


def test_a_variable_for_a_set_up_is_no_filter_of_the_usage(home: Home):
    """`--model` means something else there."""
    home.run("test", "chat", "--model", "sandbox/echo")
    home.environment["SMARTAIPI_MODEL"] = "nobody"

    assert home.run("usage", "log", "--limit", "1", "--json").envelope["data"]["records"]


def test_a_variable_for_json_holds_for_errors_and_local_commands(home: Home):
    home.environment["SMARTAIPI_JSON"] = "1"

    assert json.loads(home.call("status").out)["command"] == "status"
    assert home.call("keys", "frobnicate").envelope["error"]["code"] == "usage"


def test_a_variable_with_a_wrong_value_is_named(home: Home):
    """Nobody typed it: the error says where it stands."""
    home.environment["SMARTAIPI_DRY_RUN"] = "perhaps"

    outcome = home.run("claude")

    assert outcome.code == 2
    assert "$SMARTAIPI_DRY_RUN" in outcome.err


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (("kes", "list"), "smartaipi keys --help"),
        (("keys", "lst"), "smartaipi keys list --help"),
        (("keys", "list", "--jsn"), "smartaipi keys list --json --help"),
    ],
    ids=" ".join,
)
def test_a_slip_of_the_finger_gets_the_command_that_was_meant(home: Home, typed, hint):
    outcome = home.run(*typed)

    assert outcome.code == 2
    assert f"hint: {hint}" in outcome.err
