"""Each situation gives the finding that it should, and no other."""

import ast
import json
from pathlib import Path

import pytest
from diagnosis_desk import (
    CONFIG,
    FOREIGN,
    GATEWAY,
    KEY,
    SETTINGS,
    claude,
    codex,
    evidence_of,
    opencode,
)

import smartaipi_cli.diagnosis
from smartaipi_cli.diagnosis.checks import diagnose
from smartaipi_cli.diagnosis.explanation import explain
from smartaipi_cli.diagnosis.findings import DOCTOR_CODES, REPAIRED, is_failure
from smartaipi_cli.domain.key_text import redact
from smartaipi_cli.plan.states import bytes_of
from smartaipi_cli.tools.registry import MODULES

LOGIN = json.dumps({"claudeAiOauth": {"accessToken": "sk-ant-oat01-test-0123456789"}})
CHATGPT = json.dumps({"auth_mode": "chatgpt", "tokens": {"access_token": "test-token"}})
OPENCODE = ".config/opencode/opencode.json"
OLD_BLOCK = f"# Smart AIPI\nexport OPENAI_BASE_URL={GATEWAY}/v1\nexport OPENAI_API_KEY={KEY.reveal()}\n"

CLEAN = {
    "nothing": ({}, {}),
    "all connected": ({SETTINGS: claude(), CONFIG: codex(), OPENCODE: opencode()}, {}),
    "exports that settings beat": (
        {SETTINGS: claude(ANTHROPIC_MODEL="", ANTHROPIC_API_KEY="")},
        {"ANTHROPIC_MODEL": "kimi", "ANTHROPIC_API_KEY": FOREIGN, "ANTHROPIC_BASE_URL": "https://else.test"},
    ),
    "set up by exports alone": (
        {},
        {"ANTHROPIC_BASE_URL": GATEWAY, "ANTHROPIC_AUTH_TOKEN": KEY.reveal(), "ANTHROPIC_MODEL": "m"}
        | json.loads(claude())["env"],
    ),
    "a vendor's key at the vendor": (
        {},
        {"ANTHROPIC_API_KEY": FOREIGN, "OPENAI_API_KEY": "sk-proj-test-0123"},
    ),
    "a login at the vendor": ({".claude/.credentials.json": LOGIN, ".codex/auth.json": CHATGPT}, {}),
    "a start file with other variables": ({".bashrc": "export EDITOR=vi\n"}, {}),
    "an old block of another gateway": ({".bashrc": "export OPENAI_BASE_URL=http://localhost:1234/v1\n"}, {}),
    "a key that is not approved and no login": (
        {SETTINGS: claude(key=None, ANTHROPIC_API_KEY=KEY.reveal())},
        {},
    ),
    "an approved key beside a login": (
        {
            SETTINGS: claude(key=None, ANTHROPIC_API_KEY=KEY.reveal()),
            ".claude.json": json.dumps(
                {"oauthAccount": {}, "customApiKeyResponses": {"approved": [KEY.reveal()[-20:]]}}
            ),
        },
        {},
    ),
    "a project with both address and key": (
        {SETTINGS: claude(), "project/.claude/settings.local.json": claude(key="sk-test-second-0123456789")},
        {},
    ),
}
FOUND = {
    "a model exported later": ("stale-export", {SETTINGS: claude()}, {"ANTHROPIC_MODEL": "kimi"}),
    "another cloud exported later": ("stale-export", {SETTINGS: claude()}, {"CLAUDE_CODE_USE_BEDROCK": "1"}),
    "a model in a start file": (
        "stale-export",
        {SETTINGS: claude(), ".zshrc": "export ANTHROPIC_MODEL=kimi\n"},
        {},
    ),
    "a model in fish": (
        "stale-export",
        {SETTINGS: claude(), ".config/fish/config.fish": "set -gx ANTHROPIC_MODEL kimi\n"},
        {},
    ),
    "a model in an editor's terminal": (
        "stale-export",
        {
            SETTINGS: claude(),
            ".config/Code/User/settings.json": '{"terminal.integrated.env.linux": {"ANTHROPIC_MODEL": "kimi"}}',
        },
        {},
    ),
    "a model for the extension": (
        "stale-export",
        {
            SETTINGS: claude(),
            ".config/Cursor/User/settings.json": '{"claudeCode.environmentVariables": '
            '[{"name": "ANTHROPIC_MODEL", "value": "kimi"}]}',
        },
        {},
    ),
    "a whole configuration exported later": (
        "stale-export",
        {OPENCODE: opencode()},
        {"OPENCODE_CONFIG_CONTENT": '{"model": "p/other"}'},
    ),
    "a second key beside ours": (
        "rival-credential",
        {SETTINGS: claude()},
        {"ANTHROPIC_API_KEY": "other-key-0123"},
    ),
    "an address without a key": ("half-switched", {SETTINGS: claude(key=None)}, {}),
    "models that are not pinned": (
        "half-switched",
        {SETTINGS: claude(ANTHROPIC_DEFAULT_OPUS_MODEL=None, ANTHROPIC_DEFAULT_HAIKU_MODEL=None)},
        {},
    ),
    "no model": ("half-switched", {CONFIG: codex().replace('model = "gpt-5.4"\n', "")}, {}),
    "/v1 too much": ("version-segment", {SETTINGS: claude(url=f"{GATEWAY}/v1")}, {}),
    "/v1 and a slash too much": ("version-segment", {SETTINGS: claude(url=f"{GATEWAY}/v1/")}, {}),
    "/v1 too little, Codex": ("version-segment", {CONFIG: codex(url=GATEWAY)}, {}),
    "/v1 too little, OpenCode": ("version-segment", {OPENCODE: opencode(url=GATEWAY)}, {}),
    "a project that redirects Claude Code": (
        "redirected",
        {
            SETTINGS: claude(),
            "project/.claude/settings.json": '{"env": {"ANTHROPIC_BASE_URL": "https://else.test"}}',
        },
        {},
    ),
    "a project that redirects OpenCode": (
        "redirected",
        {
            OPENCODE: opencode(),
            "project/opencode.json": '{"provider": {"p": {"options": {"baseURL": "https://else.test/v1"}}}}',
        },
        {},
    ),
    "our key at the vendor": ("key-elsewhere", {}, {"ANTHROPIC_API_KEY": KEY.reveal()}),
    "our key at OpenAI": (
        "key-elsewhere",
        {".codex/auth.json": json.dumps({"OPENAI_API_KEY": KEY.reveal()})},
        {},
    ),
    "our key at another gateway": ("key-elsewhere", {SETTINGS: claude(url="https://else.test")}, {}),
    "another vendor's key at the gateway": ("foreign-key", {SETTINGS: claude(key=FOREIGN)}, {}),
    "a gateway's key at Anthropic": ("foreign-key", {}, {"ANTHROPIC_API_KEY": "cai-test-0123456789abcdef"}),
    "a gateway's key at OpenAI": (
        "foreign-key",
        {".codex/auth.json": json.dumps({"OPENAI_API_KEY": "sk-or-v1-test-0123456789"})},
        {},
    ),
    "a login that would leak": (
        "login-would-leak",
        {SETTINGS: claude(key=None), ".claude/.credentials.json": LOGIN},
        {},
    ),
    "a ChatGPT login that would leak": (
        "login-would-leak",
        {CONFIG: f'openai_base_url = "{GATEWAY}/v1"\nmodel = "gpt-5.4"\n', ".codex/auth.json": CHATGPT},
        {},
    ),
    "a key that is not approved beside a login": (
        "login-may-leak",
        {
            SETTINGS: claude(key=None, ANTHROPIC_API_KEY=KEY.reveal()),
            ".claude.json": '{"oauthAccount": {"accountUuid": "1"}}',
        },
        {},
    ),
    "a top-level profile": ("client-cannot-start", {CONFIG: codex(head='profile = "x"\n')}, {}),
    "wire_api chat": ("client-cannot-start", {CONFIG: codex(wire="chat")}, {}),
    "a comment in strict JSON": ("client-ignores-file", {SETTINGS: "{ // mine\n}"}, {}),
    "a variable that is not set": ("key-missing", {CONFIG: codex(key='env_key = "MY_KEY"')}, {}),
    "a server that keeps its variables": (
        "server-keeps-environment",
        {CONFIG: codex(key='env_key = "MY_KEY"'), ".codex/app-server-daemon/daemon.pid": '{"pid": 1}'},
        {"MY_KEY": KEY.reveal()},
    ),
    "an old block": ("old-block", {".bashrc": OLD_BLOCK}, {}),
    "an old address alone": ("old-block", {".profile": f"export ANTHROPIC_BASE_URL={GATEWAY}\n"}, {}),
}


def codes(evidence):
    return {finding.code for finding in diagnose(evidence)}


@pytest.mark.parametrize(("files", "environment"), CLEAN.values(), ids=CLEAN)
def test_what_is_right_is_not_complained_about(files, environment):
    assert diagnose(evidence_of(files, environment)) == ()


@pytest.mark.parametrize(("code", "files", "environment"), FOUND.values(), ids=FOUND)
def test_what_is_wrong_is_found_and_nothing_else_is(code, files, environment):
    found = diagnose(evidence_of(files, environment))

    assert {finding.code for finding in found} == {code}
    assert all(finding.hint and finding.code in DOCTOR_CODES for finding in found)


@pytest.mark.parametrize(("code", "files", "environment"), FOUND.values(), ids=FOUND)
def test_no_finding_shows_a_key(code, files, environment):
    shown = "".join(
        f"{finding.message}{finding.reason}{finding.hint}"
        for finding in diagnose(evidence_of(files, environment))
    )

    assert shown
    assert KEY.reveal() not in shown
    assert FOREIGN not in shown
    assert "other-key" not in shown


@pytest.mark.parametrize(
    ("mode", "expected"), [(0o600, set()), (0o640, {"secret-readable"}), (0o644, {"secret-readable"})]
)
def test_a_key_that_others_can_read_is_found_by_the_mode_of_its_file(mode, expected):
    assert codes(evidence_of({CONFIG: codex()}, modes={CONFIG: mode})) == expected


def test_a_file_without_a_key_may_be_open_to_all():
    helper = codex(key='[model_providers.p.auth]\ncommand = "/opt/smartaipi"\nargs = ["credential", "work"]')

    assert codes(evidence_of({CONFIG: helper}, modes={CONFIG: 0o644})) == set()


@pytest.mark.parametrize(
    ("version", "files", "expected"),
    [
        pytest.param((2, 1, 329), {SETTINGS: claude()}, set(), id="tried"),
        pytest.param((2, 1, 400), {SETTINGS: claude()}, {"client-untested"}, id="newer"),
        pytest.param((0, 2, 1), {SETTINGS: claude()}, {"client-too-old"}, id="too old for any key"),
        pytest.param((0, 2, 1), {}, {"client-untested"}, id="too old but not connected"),
    ],
)
def test_versions_are_held_against_what_was_tried(version, files, expected):
    found = diagnose(evidence_of(files, versions={"claude": version}))

    assert {finding.code for finding in found} == expected


def test_a_version_that_was_not_tried_is_no_failure():
    found = diagnose(evidence_of({SETTINGS: claude()}, versions={"claude": (9, 9, 9)}))

    assert [is_failure(finding) for finding in found] == [False]


def test_an_export_in_a_condition_is_a_warning_and_says_maybe():
    files = {SETTINGS: claude(), ".bashrc": 'if [ -n "$WORK" ]; then\n  export ANTHROPIC_MODEL=kimi\nfi\n'}

    (found,) = diagnose(evidence_of(files))

    assert (found.severity, "line 2" in found.message, "maybe" in found.reason) == ("warning", True, True)


def test_what_is_exported_here_by_a_start_file_is_told_once_with_its_line():
    files = {SETTINGS: claude(), ".bashrc": "\nexport ANTHROPIC_MODEL=kimi\n"}

    (found,) = diagnose(evidence_of(files, {"ANTHROPIC_MODEL": "kimi"}))

    assert "`/home/ada/.bashrc`, line 2" in found.message


def test_several_stale_exports_are_all_found_although_one_hides_the_other():
    environment = {"CLAUDE_CODE_USE_BEDROCK": "1", "ANTHROPIC_MODEL": "kimi"}

    found = diagnose(evidence_of({SETTINGS: claude()}, environment))

    assert [finding.code for finding in found] == ["stale-export"] * 2


def test_errors_come_before_warnings_and_those_before_notes():
    files = {SETTINGS: claude(ANTHROPIC_DEFAULT_OPUS_MODEL=None), CONFIG: codex(url=GATEWAY)}

    found = diagnose(evidence_of(files, versions={"claude": (9, 9, 9)}))

    assert [finding.severity for finding in found] == ["error", "warning", "note"]


def test_every_code_that_a_check_gives_stands_in_the_table():
    folder = Path(smartaipi_cli.diagnosis.__file__).parent
    given = {
        keyword.value.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
        for keyword in node.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }

    assert given <= set(DOCTOR_CODES)
    assert len(given) > 10


def test_every_code_that_a_tool_gives_stands_in_the_table():
    tools = Path(smartaipi_cli.diagnosis.__file__).parent.parent / "tools"
    modules = [tools / f"{module.__name__.rpartition('.')[2]}_effective.py" for module in MODULES]
    given = {
        keyword.value.value
        for path in (*modules, tools / "opencode_effective.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
        for keyword in node.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }

    assert given <= set(DOCTOR_CODES)
    assert len(given) > 3


def test_the_codes_that_are_said_to_be_repaired_are_those_that_are():
    found = [
        finding
        for _, files, environment in FOUND.values()
        for finding in diagnose(evidence_of(files, environment))
    ]

    assert {finding.code for finding in found if finding.repair} == REPAIRED


def repaired(evidence):
    """The bytes of each file after every repair."""
    return {
        str(change.path): bytes_of(change.after)
        for finding in diagnose(evidence)
        if finding.repair
        for change in finding.repair.changes
    }


@pytest.mark.parametrize(
    "name",
    [
        "a model exported later",
        "another cloud exported later",
        "a second key beside ours",
        "/v1 too much",
        "/v1 too little, Codex",
        "/v1 too little, OpenCode",
        "a top-level profile",
        "wire_api chat",
        "an old block",
    ],
)
def test_what_can_be_repaired_is_right_afterwards(name):
    _, files, environment = FOUND[name]
    new = {
        path.removeprefix("/home/ada/"): data.decode()
        for path, data in repaired(evidence_of(files, environment)).items()
    }

    assert new
    assert diagnose(evidence_of({**files, **new}, environment)) == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"export EDITOR=vi OPENAI_BASE_URL={GATEWAY}/v1\n", id="another variable on the line"),
        pytest.param(f"cd /tmp; export OPENAI_BASE_URL={GATEWAY}/v1\n", id="another command on the line"),
        pytest.param(f"if true; then\nexport OPENAI_BASE_URL={GATEWAY}/v1\nfi\n", id="in a condition"),
    ],
)
def test_a_line_that_does_more_is_left_to_its_owner(text):
    (found,) = diagnose(evidence_of({".bashrc": text}))

    assert (found.code, found.repair) == ("old-block", None)


def test_an_old_block_goes_with_its_comment_and_nothing_else():
    text = f"export EDITOR=vi\n\n{OLD_BLOCK}alias ll='ls -l'\n"

    assert repaired(evidence_of({".bashrc": text})) == {
        "/home/ada/.bashrc": b"export EDITOR=vi\n\nalias ll='ls -l'\n"
    }


@pytest.mark.parametrize(
    ("files", "environment"),
    [*CLEAN.values(), *(situation[1:] for situation in FOUND.values())],
    ids=[*CLEAN, *FOUND],
)
def test_the_address_and_the_keys_that_win_in_an_explanation_are_those_that_are_sent(files, environment):
    evidence = evidence_of(files, environment)

    for one in evidence.tools:
        winners = {
            subject: {
                value.shown for value in explain(evidence, one) if value.wins and value.subject == subject
            }
            for subject in ("address", "key")
        }
        if one.effective.base_url:
            assert winners["address"] == {one.effective.base_url.value}
        assert {redact(key) for _, key, _ in one.sent()} <= winners["key"]
