"""What a setting may be, and what is said about the rest."""

import pytest

from smartaipi_cli.actions.settings.catalogue import find_setting, list_settings
from smartaipi_cli.actions.settings.strays import find_strays
from smartaipi_cli.actions.settings.values import read_value
from smartaipi_cli.errors import UserError

PROFILES = ("work", "other")

TAKEN = {
    "default_profile": ("other", "other"),
    "credential_store": ("file", "file"),
    "defaults.scope": ("project", "project"),
    "profiles.work.gateway": ("openrouter", "openrouter"),
    "profiles.work.openai_url": ("http://127.0.0.1:4000/v1/", "http://127.0.0.1:4000/v1"),
    "profiles.work.quota_per_unit": ("500000", 500_000),
    "profiles.work.models.opus": ("vendor/claude-opus-4-6[1m]", "vendor/claude-opus-4-6[1m]"),
    "profiles.work.label": ("Büro", "Büro"),
}

REFUSED = {
    "no such profile": ("default_profile", "othr", "setting-invalid", "did you mean `other`"),
    "no such store": ("credential_store", "cloud", "setting-invalid", "auto, keychain, file"),
    "no such way": ("defaults.secret", "helpr", "setting-invalid", "did you mean `helper`"),
    "no such preset": ("profiles.work.gateway", "nobody", "unknown-gateway", ""),
    "no address": ("profiles.work.openai_url", "example.com", "usage", "https://"),
    "credentials in an address": ("profiles.work.openai_url", "https://a:b@c/v1", "usage", "credentials"),
    "a fraction": ("profiles.work.quota_per_unit", "1.5", "setting-invalid", "whole number"),
    "less than nothing": ("profiles.work.quota_per_unit", "-1", "setting-invalid", "whole number"),
    "digits of another script": ("profiles.work.quota_per_unit", "٣", "setting-invalid", "whole number"),
    "more digits than a number has": ("profiles.work.quota_per_unit", "9" * 5000, "setting-invalid", "whole"),
    "an option for a model": ("profiles.work.models.codex", "--yes", "setting-invalid", "letters"),
    "an empty model": ("profiles.work.models.codex", "", "setting-invalid", "letters"),
    "a line break": ("profiles.work.label", "a\nb", "setting-invalid", "one line"),
    "nothing": ("profiles.work.label", " ", "setting-invalid", "one line"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_value_that_it_can_have_is_taken(name):
    text, value = TAKEN[name]

    assert read_value(find_setting(name, PROFILES), text, PROFILES) == value


@pytest.mark.parametrize("case", REFUSED)
def test_any_other_value_is_refused_with_the_reason(case):
    name, text, code, reason = REFUSED[case]

    with pytest.raises(UserError) as caught:
        read_value(find_setting(name, PROFILES), text, PROFILES)

    assert caught.value.code == code
    assert reason in caught.value.reason
    assert len(caught.value.message) < 300


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("default_profil", "default_profile"),
        ("models.codex", "profiles.work.models.codex"),
        ("secret", "defaults.secret"),
        ("profiles.wrok.label", "profiles.work.label"),
        ("frobnicate", ""),
        ("", ""),
        ("profiles.work", "profiles.work.label"),
    ],
)
def test_an_unknown_name_is_refused_with_the_one_that_was_meant(typed, meant):
    with pytest.raises(UserError) as caught:
        find_setting(typed, PROFILES)

    assert caught.value.code == "setting-unknown"
    assert caught.value.reason == (f"did you mean `{meant}`?" if meant else "")


def test_without_profiles_there_are_the_own_settings_alone():
    assert [one.name for one in list_settings(())] == [
        "default_profile",
        "credential_store",
        "defaults.secret",
        "defaults.scope",
    ]


def test_every_setting_says_what_it_does_in_one_phrase():
    for one in list_settings(PROFILES):
        assert one.meaning
        assert not one.meaning.endswith(".")
        assert one.kind != "choice" or one.choices


def test_a_member_that_nothing_obeys_is_told():
    text = 'default_profil = "work"\n[profiles.work]\ngateway = "smartaipi"\n[profiles.work.model]\nx = 1\n'

    told = [warning.message for warning in find_strays(text, ("work",))]

    assert told == [
        "nothing obeys `default_profil`: did you mean `default_profile`?",
        "nothing obeys `profiles.work.model.x`: did you mean `profiles.work.models.codex`?",
    ]
