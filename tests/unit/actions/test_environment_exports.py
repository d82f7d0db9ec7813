"""Variables for a client, and their spellings for CI."""

import ast
import itertools
from importlib import import_module
from pathlib import Path

import pytest

import smartaipi_cli
from smartaipi_cli.actions.environment.exports import Exports, exports_for
from smartaipi_cli.actions.environment.github import assignments, mask_command
from smartaipi_cli.actions.environment.gitlab import report_of
from smartaipi_cli.actions.environment.known_variables import KNOWN_VARIABLES
from smartaipi_cli.actions.environment.shell_lines import EVALUATIONS, drop_lines, export_lines
from smartaipi_cli.commands.variables import VARIABLES
from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.presets import all_presets

PACKAGE = Path(smartaipi_cli.__file__).parent
KEY = Secret("sk-test-0123456789")
PROFILE = Profile(
    name="work",
    gateway="custom",
    label="Own",
    openai_url="http://gateway.test/v1",
    anthropic_url="http://gateway.test",
    models=ModelChoice(opus="claude-opus-4-6"),
    key_variable="OWN_API_KEY",
)


def test_each_key_comes_before_the_address_that_it_is_for():
    """A program that starts in between must never send a vendor's key to the gateway."""
    names = list(exports_for(PROFILE, KEY, "").variables)

    assert names == ["OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"]


@pytest.mark.parametrize(
    ("client", "names"),
    [
        ("openai", ["OPENAI_API_KEY", "OPENAI_BASE_URL"]),
        ("anthropic", ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"]),
        (
            "claude",
            [
                *("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ANTHROPIC_DEFAULT_OPUS_MODEL"),
                "CLAUDE_CODE_DISABLE_1M_CONTEXT",
            ],
        ),
        ("opencode", ["OWN_API_KEY"]),
        ("qwen", ["OWN_API_KEY"]),
    ],
)
def test_a_client_gets_what_it_obeys_and_no_more(client, names):
    assert list(exports_for(PROFILE, KEY, client).variables) == names


def test_the_rivals_of_a_client_go_first():
    assert "ANTHROPIC_API_KEY" in exports_for(PROFILE, KEY, "anthropic").dropped
    assert "CLAUDE_CODE_USE_BEDROCK" in exports_for(PROFILE, KEY, "claude").dropped
    assert exports_for(PROFILE, KEY, "openai").dropped == ()


@pytest.mark.parametrize(
    ("client", "code"), [("codex", "not-offered"), ("roo", "not-offered"), ("nobody", "usage")]
)
def test_a_client_that_obeys_no_variables_is_refused(client, code):
    with pytest.raises(UserError) as caught:
        exports_for(PROFILE, KEY, client)

    assert caught.value.code == code


def test_a_gateway_without_the_protocol_is_refused():
    bare = Profile(name="a", gateway="custom", label="A", openai_url="http://a.test/v1", protocols=("chat",))

    with pytest.raises(UserError) as caught:
        exports_for(bare, KEY, "claude")

    assert caught.value.code == "not-offered"


def test_the_key_is_in_no_text_of_the_exports():
    assert KEY.reveal() not in repr(exports_for(PROFILE, KEY, ""))


@pytest.mark.parametrize("shell", [name for name in EVALUATIONS if name != "nushell"])
@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0b"], ids=["LF", "CR", "NUL"])
def test_a_value_that_breaks_the_line_is_refused_and_not_shown(shell, value):
    with pytest.raises(DocumentRefused) as caught:
        export_lines(shell, {"NAME": f"sk-test-{value}"})

    assert "sk-test" not in f"{caught.value} {caught.value.reason}"


def test_powershell_gets_its_own_quotes_and_removals():
    assert export_lines("powershell", {"A": "it's \u2019"}, ("B",)) == (
        "Remove-Item -LiteralPath Env:B -ErrorAction SilentlyContinue",
        "$env:A = 'it''s \u2019\u2019'",
    )


def test_nushell_gets_data_in_place_of_a_program():
    assert export_lines("nushell", {"A": 'a"b$(x)'}) == ('{"A": "a\\"b$(x)"}',)
    assert drop_lines("nushell", ("A", "B")) == ("hide-env --ignore-errors A B",)


def test_a_delimiter_that_is_in_the_value_is_not_used():
    """Whoever can choose a value must not end it before its end, and go on with variables of his own."""
    drawn = itertools.chain(["a", "b"], itertools.repeat("c"))
    exports = Exports(PROFILE, {"X": "smartaipi_ab"})

    (text,) = assignments(exports, lambda: next(drawn))

    name, value, delimiter, _ = text.split("\n")
    assert (value, name) == ("smartaipi_ab", f"X<<{delimiter}")
    assert delimiter not in value


def test_each_variable_has_a_delimiter_of_its_own():
    numbers = map(str, itertools.count())

    texts = list(assignments(exports_for(PROFILE, KEY, ""), lambda: next(numbers)))

    assert len({text.split("\n")[2] for text in texts}) == len(texts) == 4


def test_a_per_cent_sign_reaches_the_mask_as_itself():
    """The runner reads `%25`, `%0A` and `%0D` in what follows the command."""
    assert mask_command("sk-test-50%0A") == "::add-mask::sk-test-50%250A"


def test_a_gitlab_report_has_no_quotes_no_blank_lines_and_no_comments():
    assert report_of({"A": "sk-test-1", "B": "http://x/v1"}) == "A=sk-test-1\nB=http://x/v1\n"


@pytest.mark.parametrize("value", ["", "a b", "a\nb", "ä", "a\tb"], ids=repr)
def test_a_value_that_gitlab_cannot_read_is_refused(value):
    with pytest.raises(UserError):
        report_of({"A": value})


def names_that_are_read():
    """(place, variable) of each `environment.get(…)` whose name is written there, outside of what reads for clients."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] in {"tools", "diagnosis", "sandbox"}:
            continue
        module = None
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if node.func.attr != "get" or "environ" not in ast.unparse(node.func.value):
                continue
            if isinstance(node.args[0], ast.Constant):
                yield "/".join(parts), node.args[0].value
            elif isinstance(node.args[0], ast.Name) and node.args[0].id.isupper():
                module = module or import_module(".".join((PACKAGE.name, *parts)))
                yield "/".join(parts), getattr(module, node.args[0].id)


def test_every_variable_that_is_read_stands_in_a_table():
    """So that the page of all variables, which is made from them, misses none."""
    known = {name for one in KNOWN_VARIABLES for name in one.names} | {one.name for one in VARIABLES}
    found = list(names_that_are_read())

    assert len(found) > 15
    assert [(place, name) for place, name in found if name not in known] == []
    assert {one.key_variable for one in all_presets().values()} - {""} <= known


def test_no_variable_stands_there_twice():
    names = [name for one in KNOWN_VARIABLES for name in one.names] + [one.name for one in VARIABLES]

    assert len(names) == len(set(names))
