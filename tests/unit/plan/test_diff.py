"""The diff shows what changes and never a secret: not ours, not the user's, not in the lines around."""

import json
from pathlib import Path

import pytest

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.diff import DiffKind, render_diff, render_diff_text
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.masking import mask_secrets
from smartaipi_cli.plan.operations import DeleteValue, RemoveFile, SetValue, WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.secret_names import is_secret_name
from smartaipi_cli.plan.states import Absent, Content, FileState

CANARY = "zq-canary-7f3a9"
PATH = Path("/home/ada/file")


def plan_for(format_: Format, operations, before: FileState) -> Plan:
    change = change_file(PATH, format_, operations, before, "test")
    return Plan(title="t", command="c", changes=(change,))


def diff_of(old: bytes | None, new: bytes, format_: Format = Format.WHOLE, secrets=()) -> str:
    before = Absent() if old is None else Content(old, 0o600)
    pieces = (new.decode("utf-8", "surrogateescape"), *secrets) if secrets else new
    change = change_file(PATH, Format.WHOLE, [WriteWhole(pieces)], before, "test")
    object.__setattr__(change, "format", format_)  # written whole, shown as its real format
    return render_diff_text(Plan(title="t", command="c", changes=(change,)))


def test_a_changed_key_is_shown_as_a_unified_diff_with_three_lines_around():
    old = b"".join(b'"k%d": %d\n' % (number, number) for number in range(12))
    new = old.replace(b'"k6": 6', b'"k6": 66')

    assert diff_of(old, new) == (
        "--- /home/ada/file\n"
        "+++ /home/ada/file\n"
        "@@ -4,7 +4,7 @@\n"
        ' "k3": 3\n "k4": 4\n "k5": 5\n-"k6": 6\n+"k6": 66\n "k7": 7\n "k8": 8\n "k9": 9\n'
    )


def test_changes_far_apart_stand_in_hunks_of_their_own_and_near_ones_in_one():
    old = b"".join(b"%d\n" % number for number in range(40))
    far = old.replace(b"\n3\n", b"\nthree\n").replace(b"\n35\n", b"\nx\n")
    near = old.replace(b"\n3\n", b"\nthree\n").replace(b"\n8\n", b"\nx\n")

    assert diff_of(old, far).count("@@ -") == 2
    assert diff_of(old, near).count("@@ -") == 1


def test_a_new_and_a_removed_file_are_shown_against_nothing():
    made = diff_of(None, b"a\n")
    removed = render_diff_text(plan_for(Format.WHOLE, [RemoveFile()], Content(b"a\n", 0o600)))

    assert made.splitlines() == ["--- /dev/null", "+++ /home/ada/file", "@@ -0,0 +1 @@", "+a"]
    assert removed.splitlines() == ["--- /home/ada/file", "+++ /dev/null", "@@ -1 +0,0 @@", "-a"]


def test_a_missing_end_of_the_last_line_is_said():
    assert "\\ No newline at end of file" in diff_of(b"a\n", b"a")


def test_a_plan_without_effect_has_no_lines():
    assert render_diff(plan_for(Format.WHOLE, [WriteWhole(b"a")], Content(b"a", 0o600))) == ()


def test_invalid_utf_8_is_shown_by_its_numbers():
    assert "\\xff" in diff_of(b"a\xff\nb\n", b"a\xff\nc\n")


def test_more_changed_lines_than_can_be_compared_are_shown_as_one_removal_and_one_addition():
    old = b"head\n" + b"".join(b"o%d\n" % number for number in range(3000)) + b"tail\n"
    new = b"head\n" + b"".join(b"n%d\n" % number for number in range(3000)) + b"tail\n"
    lines = diff_of(old, new).splitlines()

    assert lines[2] == "@@ -1,3002 +1,3002 @@"
    assert [lines[3], lines[4], lines[3003], lines[3004], lines[-1]] == [
        " head",
        "-o0",
        "-o2999",
        "+n0",
        " tail",
    ]


HIDDEN = {
    "json-string": (Format.JSON, f'{{"apiKey": "{CANARY}"}}'),
    "json-no-space": (Format.JSON, f'{{"apiKey":"{CANARY}"}}'),
    "json-on-the-next-line": (Format.JSON, f'{{"apiKey":\n  "{CANARY}"}}'),
    "json-behind-a-comment": (Format.JSON, f'{{"apiKey": /* it\'s mine */ "{CANARY}"}}'),
    "json-list": (Format.JSON, f'{{"keys": ["{CANARY}", "{CANARY}"]}}'),
    "json-below": (Format.JSON, f'{{"tokens": {{"id": {{"a": "{CANARY}"}}}}}}'),
    "json-list-outermost": (Format.JSON, f'[{{"apiKey": "{CANARY}"}}]'),
    "toml-list-of-tables": (Format.TOML, f'[[servers]]\napi_key = "{CANARY}"'),
    "json-upper": (Format.JSON, f'{{"ANTHROPIC_AUTH_TOKEN": "{CANARY}"}}'),
    "json-header": (Format.JSON, f'{{"headers": {{"X": "Bearer {CANARY}"}}}}'),
    "json-escapes": (Format.JSON, f'{{"password": "a\\"{CANARY}\\" b"}}'),
    "json-comment": (Format.JSON, f'{{\n// "apiKey": "{CANARY}"\n"a": 1}}'),
    "json-known-form": (Format.JSON, '{"note": "sk-ant-zq-canary-7f3a9"}'),
    "json-address": (Format.JSON, f'{{"proxy": "http://ada:{CANARY}@proxy:80"}}'),
    "toml-string": (Format.TOML, f'api_key = "{CANARY}"'),
    "toml-literal": (Format.TOML, f"api_key = '{CANARY}'"),
    "toml-many-lines": (Format.TOML, f'secret = """\n{CANARY}\nmore {CANARY}"""'),
    "toml-header": (Format.TOML, f'[auth.tokens]\nid = "{CANARY}"'),
    "toml-inline": (Format.TOML, f'http_headers = {{ Authorization = "{CANARY}" }}'),
    "toml-list": (Format.TOML, f'tokens = [\n  "{CANARY}", # it\'s old\n  "{CANARY}"]'),
    "toml-dotted": (Format.TOML, f'a.token.b = "{CANARY}"'),
    "toml-comment": (Format.TOML, f"# api_key = '{CANARY}'"),
    "shell-export": (Format.SHELL, f"export OPENAI_API_KEY={CANARY}"),
    "shell-quoted": (Format.SHELL, f"export OPENAI_API_KEY='{CANARY} {CANARY}'"),
    "shell-joined": (Format.SHELL, f"K_TOKEN='a'\"'\"'{CANARY}'; export K_TOKEN"),
    "shell-comment": (Format.SHELL, f"# export OLD_API_KEY={CANARY}"),
    "shell-fish": (Format.SHELL, f"set -gx MY_SECRET {CANARY}"),
    "shell-powershell": (Format.SHELL, f'$env:MY_API_KEY = "{CANARY}"'),
    "whole-yaml": (Format.WHOLE, f"apiKey: {CANARY}"),
    "whole-header": (Format.WHOLE, f"Authorization: Basic {CANARY}"),
}


@pytest.mark.parametrize(("format_", "text"), HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("side", ["added", "removed", "context"])
def test_a_secret_of_the_users_is_covered_wherever_it_stands(format_, text, side):
    secret = f"{text}\n".encode()
    old, new = {
        "added": (b"x\n", b"x\n" + secret),
        "removed": (b"x\n" + secret, b"x\n"),
        "context": (secret + b"x\n", secret + b"y\n"),
    }[side]
    shown = diff_of(old, new, format_)

    assert "canary" not in shown
    assert "characters)" in shown


PLAIN = {
    "helper": (Format.JSON, '{"apiKeyHelper": "smartaipi credential work"}', "smartaipi credential work"),
    "name-of-a-variable": (Format.TOML, 'env_key = "WORK_VARIABLE"', "WORK_VARIABLE"),
    "number": (Format.JSON, '{"maxTokens": 4096}', "4096"),
    "key-bindings": (Format.JSON, '{"keybindings": "emacs-style"}', "emacs-style"),
    "address": (Format.JSON, '{"url": "https://gateway.test/v1"}', "https://gateway.test/v1"),
    "neighbour": (Format.JSON, '{"apiKey": "a", "model": "sonnet"}', "sonnet"),
    "after-a-secret-table": (Format.TOML, '[tokens]\nid = "a"\n[ui]\ntheme = "dark"', "dark"),
}


@pytest.mark.parametrize(("format_", "text", "seen"), PLAIN.values(), ids=PLAIN)
def test_what_is_no_secret_is_shown(format_, text, seen):
    assert seen in diff_of(b"", f"{text}\n".encode(), format_)


@pytest.mark.parametrize("value", [CANARY, 'quo"te\\canary', "ümläut-canary", "it's-canary"])
def test_the_secret_being_written_is_covered_under_any_name_and_in_any_spelling(value):
    plan = plan_for(Format.JSON, [SetValue(("harmless",), [Secret(value)])], Content(b'{"a": 1}\n', 0o600))
    elsewhere = json.dumps({"copy": value}).encode() + b"\n"
    also = change_file(
        PATH, Format.JSON, [SetValue(("b",), 2)], Content(b'{\n  "a": 1,\n' + elsewhere[1:], 0o600), "test"
    )
    shown = render_diff_text(Plan(title="t", command="c", changes=(*plan.changes, also)))

    assert "canary" not in shown
    assert f"({len(json.dumps(value, ensure_ascii=False)) - 2} characters)" in shown


def test_a_key_that_is_replaced_by_one_of_equal_length_is_still_shown_as_a_change():
    plan = plan_for(
        Format.JSON,
        [SetValue(("api_key",), Secret("sk-test-bbbb"))],
        Content(b'{"api_key": "sk-test-aaaa"}\n', 0o600),
    )
    kinds = [line.kind for line in render_diff(plan)]

    assert (DiffKind.REMOVED in kinds, DiffKind.ADDED in kinds) == (True, True)
    assert "sk-test" not in render_diff_text(plan)


def test_neither_a_plan_nor_an_operation_shows_a_secret_in_its_repr():
    plan = plan_for(
        Format.JSON,
        [SetValue(("a",), Secret(CANARY)), DeleteValue(("b",))],
        Content(f'{{"b": "{CANARY}"}}'.encode(), 0o600),
    )

    assert "canary" not in repr(plan)
    assert "canary" not in repr(WriteWhole(CANARY.encode()))


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("key", True),
        ("API_KEY", True),
        ("accessToken", True),
        ("x-api-key", True),
        ("clientSecret", True),
        ("Authorization", True),
        ("auth", True),
        ("author", False),
        ("apiKeyHelper", False),
        ("env_key", False),
        ("max_output_tokens", False),
        ("model", False),
    ],
)
def test_names_of_secrets(name, is_secret):
    assert is_secret_name(name) is is_secret


def test_covered_text_has_as_many_lines_as_before():
    text = 'secret = """a\n\nb"""\nx = 1\n'

    assert mask_secrets(text, [], Format.TOML).count("\n") == text.count("\n")
