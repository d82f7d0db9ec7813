"""What competes for Cline's settings, and what of it wins: always what its command line uses."""

import pytest
from cline_scene import HOME, PROVIDERS, SECRETS, STATE, URL, document, entry, scene, with_slot

from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.cline_contenders import contenders
from smartaipi_cli.tools.cline_effective import resolve

OWN = "sk-test-canary0123456789"
OTHER = "sk-test-other9876543210"
SLOT = "openai-compatible"
OURS = {"baseUrl": URL, "apiKey": OWN, "model": "gpt-5.4"}
BOTH = {
    "gemini": entry("gemini", apiKey=OTHER, baseUrl="https://gemini.test", model="g"),
    SLOT: entry(SLOT, **OURS),
}

SITUATIONS = {
    "nothing": ({}, {}),
    "another provider": ({PROVIDERS: document()}, {}),
    "ours": ({PROVIDERS: with_slot(SLOT, **OURS)}, {}),
    "ours, and an exported key": ({PROVIDERS: with_slot(SLOT, **OURS)}, {"OPENAI_API_KEY": OTHER}),
    "the key from a variable": ({PROVIDERS: with_slot(SLOT, baseUrl=URL)}, {"OPENAI_API_KEY": OWN}),
    "an empty key, and a variable": (
        {PROVIDERS: with_slot(SLOT, baseUrl=URL, apiKey="")},
        {"OPENAI_API_KEY": OWN},
    ),
    "another vendor's variable": ({PROVIDERS: with_slot(SLOT, baseUrl=URL)}, {"ANTHROPIC_API_KEY": OTHER}),
    "Responses": ({PROVIDERS: with_slot("openai-native", baseUrl=URL)}, {"OPENAI_API_KEY": OWN}),
    "Messages": (
        {PROVIDERS: with_slot("anthropic", baseUrl=URL)},
        {"ANTHROPIC_API_KEY": OWN, "OPENAI_API_KEY": OTHER},
    ),
    "the other provider was used last": (
        {PROVIDERS: document(providers=BOTH, lastUsedProvider="gemini")},
        {},
    ),
    "ours was used last": ({PROVIDERS: document(providers=BOTH, lastUsedProvider=SLOT)}, {}),
    "one that is not there was used last": (
        {PROVIDERS: document(providers=BOTH, lastUsedProvider="groq")},
        {},
    ),
    "a file that is dropped": (
        {PROVIDERS: with_slot(SLOT, **OURS) | {"version": 2}},
        {"OPENAI_API_KEY": OTHER},
    ),
    "a file that is no JSON": ({PROVIDERS: b"{"}, {"OPENAI_API_KEY": OTHER}),
    "the extension's fields": (
        {
            PROVIDERS: with_slot(SLOT, **OURS),
            STATE: {"openAiBaseUrl": "https://old.test/v1", "actModeApiProvider": "openai"},
            SECRETS: {"openAiApiKey": OTHER},
        },
        {},
    ),
}


def told(subject, snapshot):
    """(setting, value, source below the home, whether it wins, why) of each value."""
    return [
        (one.setting, one.shown, one.source.removeprefix(f"{HOME}/"), one.wins, one.reason)
        for one in contenders(snapshot)
        if one.subject == subject
    ]


@pytest.mark.parametrize(("files", "environment"), SITUATIONS.values(), ids=SITUATIONS)
def test_what_wins_is_what_the_command_line_uses(files, environment):
    snapshot = scene(files, **environment)
    effective = resolve(snapshot)

    wins = {
        subject: [value for _, value, _, wins, _ in told(subject, snapshot) if wins]
        for subject in ("address", "key", "model")
    }

    assert wins["address"] == ([effective.base_url.value] if effective.base_url else [])
    assert wins["model"] == ([effective.model.value] if effective.model else [])
    if effective.base_url or effective.findings:
        assert wins["key"] == ([redact(effective.secret)] if effective.secret else [])


@pytest.mark.parametrize(("files", "environment"), SITUATIONS.values(), ids=SITUATIONS)
def test_no_key_is_shown_and_a_loser_says_why(files, environment):
    found = contenders(scene(files, **environment))

    assert OWN not in repr(found)
    assert OTHER not in repr(found)
    assert all(one.wins or one.reason for one in found)


def test_a_stored_key_beats_the_variable_and_both_are_told():
    snapshot = scene({PROVIDERS: with_slot(SLOT, **OURS)}, OPENAI_API_KEY=OTHER)

    assert told("key", snapshot) == [
        (f"providers.{SLOT}.settings.apiKey", redact(Secret(OWN)), PROVIDERS, True, ""),
        ("OPENAI_API_KEY", redact(Secret(OTHER)), "environment", False, "the key in the file wins"),
    ]


def test_the_provider_that_was_used_last_comes_first():
    snapshot = scene({PROVIDERS: document(providers=BOTH, lastUsedProvider=SLOT)})

    assert [row[1:] for row in told("address", snapshot)] == [
        (URL, PROVIDERS, True, "it was used last"),
        ("https://gemini.test", PROVIDERS, False, f"`{SLOT}` was used last"),
    ]


def test_a_file_that_is_dropped_wins_nothing_and_the_fault_is_the_reason():
    snapshot = scene({PROVIDERS: with_slot(SLOT, **OURS) | {"version": 2}}, OPENAI_API_KEY=OTHER)

    assert {one.reason for one in contenders(snapshot)} == {"Cline drops the file: `version` is not 1"}


def test_the_extensions_fields_are_told_but_not_for_the_command_line():
    files = {
        STATE: {
            "planModeApiProvider": "openai",
            "openAiBaseUrl": "https://old.test/v1",
            "actModeOpenAiModelId": "o3",
        },
        SECRETS: {"openAiApiKey": OTHER},
    }

    found = contenders(scene(files))

    assert [(one.subject, one.setting) for one in found] == [
        ("provider", "planModeApiProvider"),
        ("address", "openAiBaseUrl"),
        ("key", "openAiApiKey"),
        ("model", "actModeOpenAiModelId"),
    ]
    assert not any(one.wins for one in found)
