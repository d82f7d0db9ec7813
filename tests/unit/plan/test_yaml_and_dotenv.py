"""YAML and dotenv files as part of a plan: operations, and their undo when somebody else wrote meanwhile."""

from pathlib import Path

import pytest

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.merge import RecordedFile, UndoKind, undo_change
from smartaipi_cli.plan.operations import DeleteValue, PruneEmpty, SetRaw, SetValue, apply_operations
from smartaipi_cli.plan.states import Absent, Content, bytes_of

PATH = Path("/home/ada/file")
OPERATIONS = [
    (Format.YAML, b"a: 1\n", SetValue(("b", 0), {"c": Secret("sk-test")}), b"a: 1\nb:\n  - c: sk-test\n"),
    (Format.YAML, b"a: 1\n", SetValue(("a",), 2, only_if_absent=True), b"a: 1\n"),
    (Format.YAML, b"a: 1\n", SetRaw(("a",), b"0x1"), b"a: 0x1\n"),
    (Format.YAML, b"a: 1\nb: 2\n", DeleteValue(("a",)), b"b: 2\n"),
    (Format.YAML, b"a: []\nb: 2\n", PruneEmpty(("a",)), b"b: 2\n"),
    (Format.YAML, b"a: [1]\n", PruneEmpty(("a",)), b"a: [1]\n"),
    (Format.YAML, None, SetValue(("a",), 1), b"a: 1\n"),
    (Format.DOTENV, None, SetValue(("A",), Secret("sk-test")), b"A='sk-test'\n"),
    (Format.DOTENV, b"A=1\n", SetValue(("A",), "2", only_if_absent=True), b"A=1\n"),
    (Format.DOTENV, b"A=1 # x\n", SetRaw(("A",), b'"2"'), b'A="2" # x\n'),
    (Format.DOTENV, b"A=1\nB=2\n", DeleteValue(("A",)), b"B=2\n"),
]


@pytest.mark.parametrize(("format_", "source", "operation", "expected"), OPERATIONS)
def test_operations_work_on_both_formats(format_, source, operation, expected):
    assert apply_operations(format_, source, [operation]) == expected


def undone(format_, old, operations, foreign):
    """What is left when a change is undone after somebody else has edited the file."""
    before = Absent() if old is None else Content(old, 0o600)
    change = change_file(PATH, format_, operations, before, "why")
    recorded = RecordedFile(
        path=PATH, format=format_, keys=change.keys, has_block=False, old=before, new=change.after
    )
    outcome = undo_change(recorded, Content(foreign(bytes_of(change.after)), 0o600))
    return outcome.kind, bytes_of(outcome.change.after) if outcome.change else None


MODEL = SetValue(("models", 1), {"name": "ours", "apiKey": "${{ secrets.X }}"})
UNDONE = [
    pytest.param(
        Format.YAML,
        b"models:\n- name: a # x\n",
        MODEL,
        lambda data: data + b"rules: [r]\n",
        b"models:\n- name: a # x\nrules: [r]\n",
        id="an item of a list",
    ),
    pytest.param(
        Format.YAML,
        None,
        SetValue(("models", 0), {"name": "ours"}),
        lambda data: data + b"rules: [r]\n",
        b"rules: [r]\n",
        id="a list that was made for it",
    ),
    pytest.param(
        Format.YAML,
        b"a: 0x1F # mine\n",
        SetValue(("a",), 2),
        lambda data: data + b"b: 1\n",
        b"a: 0x1F # mine\nb: 1\n",
        id="a spelling",
    ),
    pytest.param(
        Format.DOTENV,
        b'A="1" # mine\n',
        SetValue(("A",), "2"),
        lambda data: b"B=1\n" + data,
        b'B=1\nA="1" # mine\n',
        id="a value in quotes",
    ),
    pytest.param(
        Format.DOTENV, None, SetValue(("A",), "2"), lambda data: b"B=1\n" + data, b"B=1\n", id="a new file"
    ),
]


@pytest.mark.parametrize(("format_", "old", "operation", "foreign", "expected"), UNDONE)
def test_undo_keeps_what_others_wrote_meanwhile(format_, old, operation, foreign, expected):
    assert undone(format_, old, [operation], foreign) == (UndoKind.MERGED, expected)


def test_undo_leaves_an_item_alone_that_is_no_longer_the_one_written():
    def insert_before(data):
        return data.replace(b"models:\n", b"models:\n- name: theirs\n")

    kind, _ = undone(Format.YAML, b"models:\n- name: a\n", [MODEL], insert_before)

    assert kind is UndoKind.CONFLICT
