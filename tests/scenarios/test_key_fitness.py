"""A set-up looks at the account's key first: what cannot work is said before a byte is written."""

import pytest
from home import CLAUDE, CODEX, SETTINGS, Home

from smartaipi_cli.actions.keys.fitness import check_fitness
from smartaipi_cli.actions.profiles.selection import Credential
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError

SECRET = Secret("sk-test-aaaaaaaaaaaaaaaa9f3a")


def store_key(home: Home, *options: str) -> str:
    """A new key in place of the profile's own; its id."""
    made = home.run("keys", "create", "--name", "narrow", "--expires", "1d", "--store", "--json", *options)
    assert made.code == 0, made.text
    return made.envelope["data"]["key"]["id"]


def test_a_key_of_other_models_is_refused_before_anything_is_written(home):
    key = store_key(home, "--models", "gpt-5*")

    done = home.run(*CLAUDE)

    assert done.code == 4
    assert "bound to other models than claude-opus-4-6: gpt-5*" in done.err
    assert f"smartaipi keys update {key}" in done.err
    assert not (home.path / SETTINGS).exists()
    assert home.run(*CODEX).code == 0


def test_a_disabled_key_is_refused_and_force_goes_on(home):
    key = store_key(home)
    home.run("keys", "disable", key)

    refused = home.run(*CLAUDE)
    forced = home.run(*CLAUDE, "--force", "--no-verify")

    assert (refused.code, forced.code) == (4, 0)
    assert "the key is disabled" in refused.err


@pytest.mark.parametrize(
    ("group", "model", "right"),
    [("gptpuls", "claude-sonnet-4-6", "kiro"), ("kiro", "gpt-5.4", "gptpuls")],
)
def test_a_key_of_the_wrong_group_brings_the_command_for_the_right_one(monkeypatch, group, model, right):
    key = Key(id="7", name="laptop", redacted_value="sk-…9f3a", status="active", group=group)
    monkeypatch.setattr("smartaipi_cli.actions.keys.fitness.find_in_account", lambda *_: key)
    profile = Profile(name="node", gateway="aiproxynode", label="AI Proxy Node")

    with pytest.raises(UserError) as caught:
        check_fitness(None, None, profile, Credential(secret=SECRET, source="test"), [model], "claude")

    assert caught.value.code == "key-unfit"
    assert f"keys of `{right}`" in caught.value.reason
    assert f"keys create --name claude --group {right}" in caught.value.hint


def test_an_account_that_cannot_be_asked_stops_nobody(home):
    home.environment["SMART_AIPI_TOKEN"] = "not-the-accounts-token"

    assert home.run(*CLAUDE).code == 0
