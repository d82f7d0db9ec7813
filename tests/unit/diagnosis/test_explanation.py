"""Which value wins and why, as `doctor --explain` has it."""

from dataclasses import replace

import pytest
from diagnosis_desk import CONFIG, FOREIGN, GATEWAY, KEY, PINS, SETTINGS, claude, codex, evidence_of, opencode

from smartaipi_cli.diagnosis.explanation import explain
from smartaipi_cli.tools.registry import TOOLS

OPENCODE = ".config/opencode/opencode.json"
MODEL = "ANTHROPIC_MODEL"
HELPER = f'{{"apiKeyHelper": "/opt/smartaipi credential work", "env": {{"ANTHROPIC_BASE_URL": "{GATEWAY}"}}}}'


def explained(tool, files, environment=None):
    """(subject, setting, value, whether it wins, source below the home, reason) of each value."""
    evidence = evidence_of(files, environment)
    one = next(one for one in evidence.tools if one.name == tool)
    return [
        (
            value.subject,
            value.setting,
            value.shown,
            value.wins,
            value.source.replace("/home/ada", "~"),
            value.reason,
        )
        for value in explain(evidence, one)
    ]


def about(subject, *arguments):
    """Without the subject, the values of one."""
    return [row[1:] for row in explained(*arguments) if row[0] == subject]


def test_an_export_beats_a_setting_of_another_name_and_both_decide_the_model():
    assert about("model", "claude", {SETTINGS: claude()}, {MODEL: "kimi"}) == [
        (MODEL, "kimi", True, "this environment", "no settings file has it"),
        ("model", "opus", False, f"~/{SETTINGS}", f"{MODEL} wins"),
    ]


def test_an_empty_text_in_the_settings_keeps_an_export_out():
    assert about("model", "claude", {SETTINGS: claude(ANTHROPIC_MODEL="")}, {MODEL: "kimi"}) == [
        ("model", "opus", True, f"~/{SETTINGS}", "asks for claude-opus-4-6"),
        (MODEL, "kimi", False, "this environment", "user settings empty it"),
    ]


def test_settings_of_the_project_beat_those_of_the_user():
    files = {
        SETTINGS: claude(),
        "project/.claude/settings.json": '{"env": {"ANTHROPIC_BASE_URL": "https://b"}}',
    }

    assert about("address", "claude", files) == [
        (
            "ANTHROPIC_BASE_URL",
            "https://b",
            True,
            "~/project/.claude/settings.json",
            "project settings beat the rest",
        ),
        ("ANTHROPIC_BASE_URL", GATEWAY, False, f"~/{SETTINGS}", "project settings win"),
    ]


def test_a_value_without_a_rival_needs_no_reason():
    assert about("opus", "claude", {SETTINGS: claude()}) == [
        ("ANTHROPIC_DEFAULT_OPUS_MODEL", PINS["ANTHROPIC_DEFAULT_OPUS_MODEL"], True, f"~/{SETTINGS}", "")
    ]


def test_a_file_that_is_ignored_wins_nothing():
    (row,) = about("address", "claude", {SETTINGS: claude()[:-1] + ",}"})

    assert (row[2], "the file is ignored" in row[4]) == (False, True)


def test_a_login_loses_against_a_helper():
    files = {
        SETTINGS: HELPER,
        ".claude/.credentials.json": '{"claudeAiOauth": {"accessToken": "sk-test-login"}}',
    }

    rows = about("key", "claude", files)

    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("apiKeyHelper", "/opt/smartaipi credential work", True),
        ("login", "••••", False),
    ]


def test_a_console_key_fills_the_header_that_a_token_leaves_free():
    state = '{"primaryApiKey": "sk-ant-test-console-0123456789"}'

    rows = about("key", "claude", {SETTINGS: claude(), ".claude.json": state})

    assert [(row[0], row[2]) for row in rows] == [("ANTHROPIC_AUTH_TOKEN", True), ("primaryApiKey", True)]


def test_the_switch_to_another_cloud_comes_first():
    rows = explained("claude", {SETTINGS: claude()}, {"CLAUDE_CODE_USE_BEDROCK": "1"})

    assert rows[0][:4] == ("cloud", "CLAUDE_CODE_USE_BEDROCK", "1", True)


def test_codex_ignores_the_address_that_is_exported():
    assert about("address", "codex", {CONFIG: codex()}, {"OPENAI_BASE_URL": "https://else.test/v1"}) == [
        ("model_providers.p.base_url", f"{GATEWAY}/v1", True, f"~/{CONFIG}", ""),
        (
            "OPENAI_BASE_URL",
            "https://else.test/v1",
            False,
            "this environment",
            "ignored since 0.120.0",
        ),
    ]


@pytest.mark.parametrize(
    ("key", "wins"),
    [('env_key = "MY_KEY"', True), (f'experimental_bearer_token = "{KEY.reveal()}"', False)],
    ids=["the key comes from a variable", "the key stands in the file"],
)
def test_the_background_server_counts_where_the_key_comes_from_a_variable(key, wins):
    files = {CONFIG: codex(key=key), ".codex/app-server-daemon/daemon.pid": '{"pid": 1}'}

    rows = about("key", "codex", files, {"MY_KEY": KEY.reveal()})

    assert [row[2] for row in rows if row[0] == "background server"] == [wins]


def test_the_file_that_opencode_reads_last_wins():
    files = {OPENCODE: opencode(), "project/opencode.json": '{"model": "p/other"}'}

    assert [(row[1], row[2]) for row in about("model", "opencode", files)] == [
        ("p/other", True),
        ("p/gpt-5.4", False),
    ]


def test_a_start_file_is_named_with_its_line_where_the_value_comes_from_it():
    files = {SETTINGS: claude(), ".bashrc": "\nexport ANTHROPIC_MODEL=kimi\n"}

    assert (
        about("model", "claude", files, {MODEL: "kimi"})[0][3] == "this environment, from ~/.bashrc, line 2"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".zshrc", "export ANTHROPIC_MODEL=kimi\n"),
        (".config/fish/config.fish", "set -gx ANTHROPIC_MODEL kimi\n"),
        (".config/Code/User/settings.json", '{"terminal.integrated.env.linux": {"ANTHROPIC_MODEL": "kimi"}}'),
    ],
    ids=["zsh", "fish", "an editor's terminal"],
)
def test_what_only_later_programs_will_have_is_said_so(name, text):
    row = about("model", "claude", {SETTINGS: claude(), name: text})[-1]

    assert row[:3] == (MODEL, "kimi", False)
    assert row[3].startswith(f"~/{name}")
    assert row[4] == "it would win in what is started from there"


def test_a_start_file_that_would_lose_says_why():
    files = {SETTINGS: claude(), ".zshrc": "export ANTHROPIC_BASE_URL=https://else.test\n"}

    assert about("address", "claude", files)[-1][-1] == "user settings win"


def test_an_export_in_a_condition_is_a_perhaps():
    files = {SETTINGS: claude(), ".zshrc": "if true; then\nexport ANTHROPIC_MODEL=kimi\nfi\n"}

    assert about("model", "claude", files)[-1][-1].startswith("perhaps never set")


def test_a_client_whose_rivals_nobody_worked_out_shows_what_it_uses():
    class Plain:
        SPEC = TOOLS["opencode"].SPEC

        def contenders(self, snapshot):
            return ()

    evidence = evidence_of({OPENCODE: opencode()})
    one = next(one for one in evidence.tools if one.name == "opencode")

    rows = explain(evidence, replace(one, tool=Plain()))

    assert [(row.subject, row.shown, row.wins) for row in rows] == [
        ("address", f"{GATEWAY}/v1", True),
        ("key", "…-own", True),
        ("model", "gpt-5.4", True),
    ]


def test_no_explanation_shows_a_key():
    files = {
        SETTINGS: claude(ANTHROPIC_API_KEY=FOREIGN),
        CONFIG: codex(),
        OPENCODE: opencode(),
        ".codex/auth.json": f'{{"OPENAI_API_KEY": "{FOREIGN}"}}',
        ".zshrc": f"export ANTHROPIC_API_KEY={FOREIGN}\nexport CODEX_API_KEY={KEY.reveal()}\n",
    }

    shown = "".join(map(str, (explained(tool, files) for tool in ("claude", "codex", "opencode"))))

    assert "…-own" in shown
    assert KEY.reveal() not in shown
    assert FOREIGN not in shown
