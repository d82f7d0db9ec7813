"""The schemas themselves: one for each command, valid, told in words, and closed sets that are those of the code."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from command_tree import paths
from jsonschema import Draft202012Validator

from document_check import check_document
from smartaipi_cli.actions.usage.totals import COUNTS
from smartaipi_cli.diagnosis.findings import SEVERITIES
from smartaipi_cli.domain.key import KeyStatus
from smartaipi_cli.domain.models import Role
from smartaipi_cli.domain.spans import PERIODS
from smartaipi_cli.domain.usage import Dimension
from smartaipi_cli.domain.windows import WINDOWS
from smartaipi_cli.engine.recovery import Recovery
from smartaipi_cli.gateways.capabilities import Support
from smartaipi_cli.gateways.presets import Protocol
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.merge import UndoKind
from smartaipi_cli.probe.conformance.requirement import Level
from smartaipi_cli.probe.recording import STAGE_NAMES, Ending
from smartaipi_cli.probe.statistics import METRICS
from smartaipi_cli.probe.story import Piece
from smartaipi_cli.probe.verdict import Grade
from smartaipi_cli.stored_schemas import (
    FOLDER,
    Schema,
    commands_with_schema,
    data_members,
    field_paths,
    members_of,
    read_schema,
    resolved,
    schema_of,
)
from smartaipi_cli.tools.base import SecretMode

PAGE = Path(__file__).parents[2] / "docs/json.md"
FILES = sorted(path.stem for path in FOLDER.iterdir())
SHARED = read_schema("definitions")["$defs"]
EMPTY = {"schema": "smartaipi/1", "command": "budgets set", "data": None, "warnings": [], "error": None}


def takes_json(command: Any) -> bool:
    return any("--json" in parameter.opts and not parameter.hidden for parameter in command.params)


def kinds_of_pieces() -> set[str]:
    names = (piece.__name__ for piece in get_args(Piece))
    return {name.removesuffix("Piece").removesuffix("Told").lower() for name in names}


def objects_in(schema: Schema) -> Iterator[Schema]:
    """Every schema of an object with declared members: this one, and those in it."""
    whole = resolved(schema)
    if "properties" in whole:
        yield whole
    inside = [*whole.get("properties", {}).values(), *whole.get("anyOf", ())]
    inside += [whole[name] for name in ("items", "additionalProperties") if name in whole]
    for part in inside:
        yield from objects_in(part)


def test_every_command_has_a_schema_and_every_schema_a_command():
    """Of the commands that take `--json`; a new one cannot be forgotten here."""
    commands = {" ".join(words) for words, command in paths().items() if takes_json(command)}

    assert set(commands_with_schema()) == commands - {"credential"}


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_a_valid_schema(name):
    Draft202012Validator.check_schema(read_schema(name))


@pytest.mark.parametrize("command", commands_with_schema())
def test_a_schema_extends_the_envelope_and_names_its_command(command):
    schema = schema_of(command)

    assert (schema["$ref"], schema["title"]) == ("envelope.json", f"smartaipi {command} --json")
    assert schema["properties"]["command"] == {"const": command}
    assert schema["properties"].keys() == {"command", "data"}


@pytest.mark.parametrize("command", commands_with_schema())
def test_every_member_is_told_in_words_and_has_a_form(command):
    """One sentence or more; what it is, or which values it has."""
    for member in members_of(schema_of(command)):
        if member.path not in {("data",), ("command",)}:
            assert member.schema["description"].endswith("."), member.path
            assert {"type", "enum", "const", "anyOf"} & member.schema.keys(), member.path


@pytest.mark.parametrize("command", commands_with_schema())
def test_what_is_always_there_is_declared(command):
    """Also in the alternatives of which one holds: a slip there would demand what nobody can give."""
    for part in objects_in(schema_of(command)):
        declared = set(resolved(part)["properties"])
        demanded = [part.get("required", ()), *(other.get("required", ()) for other in part.get("anyOf", ()))]
        assert {name for names in demanded for name in names} <= declared


def test_every_shared_part_is_used():
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.iterdir()]

    unused = [name for name in SHARED if not any(f'#/$defs/{name}"' in text for text in texts)]

    assert unused == []


def test_a_command_that_is_none_has_no_schema_and_no_members():
    assert (schema_of("envelope"), schema_of("nobody"), schema_of("../pyproject")) == (None, None, None)
    assert field_paths(None) == ()


def test_members_have_dots_in_lists_as_well_and_maps_end_the_way():
    """`key.metadata` has names that nobody declared."""
    paths = field_paths(schema_of("keys list"))

    assert paths[:2] == ("keys", "keys.id")
    assert {"keys.budgets.limit_usd", "keys.metadata"} < set(paths)
    assert not any(path.startswith("keys.metadata.") for path in paths)
    assert field_paths(schema_of("gemini")) == ()


def test_what_alternatives_share_is_named_once():
    paths = field_paths(schema_of("keys rotate"))

    assert paths.count("key.id") == 1
    assert {"key.value", "key.budgets.limit_usd", "previous_expires_at"} < set(paths)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"later": 1},
        {"command": 5},
        {"schema": "smartaipi/2"},
        {"data": {}},
        {"data": {"budget": None, "previous_limit_usd": None}},
        {"warnings": [{"code": "a", "message": "b"}]},
        {"warnings": [{"code": "a", "message": "b", "hint": "", "later": ""}]},
        {"error": {"code": "usage", "message": "", "reason": "", "hint": "", "details": {"later": 1}}},
    ],
    ids=str,
)
def test_a_document_that_is_not_as_declared_is_noticed(spoilt):
    """A member too many, one too few, one of another form: the check of all outputs can fail."""
    check_document(EMPTY)

    with pytest.raises(AssertionError, match=r"schemas/"):
        check_document({**EMPTY, **spoilt})


def test_what_is_no_command_gives_no_data():
    check_document({**EMPTY, "command": "budgets"})

    with pytest.raises(AssertionError):
        check_document({**EMPTY, "command": "budgets", "data": {}})


@pytest.mark.parametrize(("command", "accepted"), [("keys list", True), ("balance", True), ("nobody", False)])
def test_the_example_in_the_documentation_holds_a_document_against_its_schema(command, accepted):
    """The files alone are enough for it."""
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    document = json.dumps({**EMPTY, "command": command})

    done = subprocess.run(
        [sys.executable, "-c", example],
        input=document.encode(),
        capture_output=True,
        timeout=30,
        check=False,
    )

    assert (done.returncode == 0) is accepted, done.stderr.decode()


@pytest.mark.parametrize("amount", ["1.5", "-0.000178", "20"])
def test_amounts_are_decimal_texts(amount):
    Draft202012Validator(SHARED["money"]).validate(amount)


@pytest.mark.parametrize("amount", [1.5, "1e-6", "$1.00", ".5", ""], ids=repr)
def test_other_amounts_are_none(amount):
    assert not Draft202012Validator(SHARED["money"]).is_valid(amount)


@pytest.mark.parametrize("moment", ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.250+00:00"])
def test_times_are_in_utc(moment):
    Draft202012Validator(SHARED["time"]).validate(moment)


@pytest.mark.parametrize("moment", ["2026-01-02T03:04:05", "2026-01-02T03:04:05+01:00", "2026-01-02", 5])
def test_other_times_are_none(moment):
    assert not Draft202012Validator(SHARED["time"]).is_valid(moment)


def values(owner: str, way: str) -> set[str]:
    """The closed set at the end of a way through members."""
    schema = {"$ref": f"#/$defs/{owner}"} if owner in SHARED else schema_of(owner)["properties"]["data"]
    found = [member.schema for member in members_of(schema) if ".".join(member.path) == way]
    return set(found[0].get("enum") or found[0]["items"]["enum"])


def names(owner: str, way: str = "") -> set[str]:
    """The members of the object at the end of a way."""
    schema = resolved({"$ref": f"#/$defs/{owner}"}) if owner in SHARED else schema_of(owner)
    found = [member.schema for member in members_of(schema) if ".".join(member.path) == way]
    return set((found[0] if way else schema)["properties"])


@pytest.mark.parametrize(
    ("owner", "way", "known"),
    [
        ("key", "status", get_args(KeyStatus)),
        ("gateway", "protocols", get_args(Protocol)),
        ("change", "files.[].format", Format),
        ("verdict", "grade", Grade),
        ("tested", "grade", Grade),
        ("attempt", "ending", Ending),
        ("attempt", "pieces.[].kind", kinds_of_pieces()),
        ("balance", "source", Support),
        ("budgets remove", "period", PERIODS.values()),
        ("doctor", "findings.[].severity", SEVERITIES),
        ("gateways probe", "capabilities.*.support", Support),
        ("repair", "recovered.[].outcome", Recovery),
        ("status", "tools.[].secret", {"", *get_args(SecretMode)}),
        ("test", "requirements.[].level", Level),
        ("undo", "files.[].outcome", UndoKind),
        ("usage", "by", {*WINDOWS, *get_args(Dimension)}),
    ],
)
def test_a_closed_set_is_that_of_the_code(owner, way, known):
    """So that a value which is added there is declared here."""
    assert values(owner, way) == {str(value) for value in known}


@pytest.mark.parametrize(
    ("owner", "way", "known"),
    [
        ("usage_totals", "", {*COUNTS, "cost_usd"}),
        ("attempt", "stages_s", STAGE_NAMES),
        ("profile", "models", get_args(Role)),
    ],
)
def test_the_members_are_those_of_the_code(owner, way, known):
    assert names(owner, way) == set(known)


def test_the_figures_of_a_benchmark_are_those_of_the_code():
    measured = {
        member.path[-1] for member in data_members(schema_of("bench")) if "spreads" in member.path[-2:-1]
    }

    assert {f"{metric}_s" for metric in METRICS} <= measured
