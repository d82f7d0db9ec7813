"""Operations on bytes, and what happens to a change when its file moves on."""

from pathlib import Path

import pytest

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import (
    DeleteValue,
    Operation,
    PruneEmpty,
    PutBack,
    RemoveBlock,
    RemoveFile,
    SetBlock,
    SetRaw,
    SetValue,
    WriteWhole,
    apply_operations,
    secrets_in,
)
from smartaipi_cli.plan.readers import is_same_value
from smartaipi_cli.plan.rebase import is_in_effect, rebase_change
from smartaipi_cli.plan.states import Absent, Content

PATH = Path("/home/ada/a.json")


@pytest.mark.parametrize(
    ("source", "operation", "expected"),
    [
        (b'{"a": 1}', SetValue(("a",), 2), b'{"a": 2}'),
        (b'{"a": 1}', SetValue(("a",), 2, only_if_absent=True), b'{"a": 1}'),
        (b'{"a": 1}', SetValue(("b",), 2, only_if_absent=True), b'{"a": 1, "b": 2}'),
        (b'{"a": 1}', SetValue(("a",), {"b": [Secret("sk-test")]}), b'{"a": {"b": ["sk-test"]}}'),
        (b'{"a": 1}', SetRaw(("a",), b"1.0"), b'{"a": 1.0}'),
        (b'{"a": 1, "b": 2}', DeleteValue(("a",)), b'{"b": 2}'),
        (b'{"a": {}, "b": 2}', PruneEmpty(("a",)), b'{"b": 2}'),
        (b'{"a": {"c": 1}, "b": 2}', PruneEmpty(("a",)), b'{"a": {"c": 1}, "b": 2}'),
        (None, DeleteValue(("a",)), None),
        (b"x", RemoveFile(), None),
        (None, WriteWhole(("K=", Secret("sk-test"), "\n")), b"K=sk-test\n"),
        (b"x", PutBack(Content(b"y", 0o600)), b"y"),
        (b"x", PutBack(Absent()), None),
    ],
)
def test_one_operation(source, operation, expected):
    assert apply_operations(Format.JSON, source, [operation]) == expected


def test_secrets_are_found_at_any_depth():
    one, two, three = Secret("sk-test-1"), Secret("sk-test-2"), Secret("sk-test-3")
    operations = [SetValue(("a",), {"b": [one, {"c": two}]}), WriteWhole(("x", three))]

    assert secrets_in(operations) == {one, two, three}


def change(*operations: Operation, before: bytes = b'{"a": 1}'):
    return change_file(PATH, Format.JSON, operations, Content(before, 0o640), "test")


def test_a_file_that_did_not_move_is_changed_as_planned():
    planned = change(SetValue(("b",), 2))

    assert rebase_change(planned, planned.before) == planned


def test_edits_elsewhere_are_kept_and_the_mode_follows_the_file():
    moved = rebase_change(change(SetValue(("b",), 2)), Content(b'{"a": 9}', 0o600))

    assert moved.after == Content(b'{"a": 9, "b": 2}', 0o600)


def test_a_value_of_ours_that_was_set_meanwhile_stops_the_change_without_showing_it():
    with pytest.raises(UserError) as caught:
        rebase_change(change(SetValue(("a",), 2)), Content(b'{"a": "sk-test-theirs"}', 0o640))

    assert caught.value.code == "changed-meanwhile"
    assert "sk-test" not in f"{caught.value.message}{caught.value.reason}{caught.value.hint}"


def test_a_value_that_somebody_else_already_set_to_ours_is_no_conflict():
    assert rebase_change(change(SetValue(("a",), 2)), Content(b'{"a":2}', 0o640)).is_noop


@pytest.mark.parametrize("operation", [WriteWhole(b"new"), RemoveFile(), PutBack(Absent())])
def test_a_whole_file_that_moved_is_never_overwritten(operation):
    with pytest.raises(UserError, match="changed since"):
        rebase_change(change(operation), Content(b"theirs", 0o640))


def test_whether_a_change_is_in_effect():
    planned = change(SetValue(("b",), 2))

    assert is_in_effect(planned, Content(b'{"b":2, "c": 3}', 0o600))
    assert not is_in_effect(planned, Content(b'{"c": 3}', 0o600))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1.0, True),
        (1, True, False),
        (True, True, True),
        ({"a": [1]}, {"a": [1.0]}, True),
        ({"a": [1]}, {"a": [True]}, False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1, 2], [2, 1], False),
        ("1", 1, False),
        (None, 0, False),
    ],
)
def test_values_that_mean_the_same(one, other, expected):
    assert is_same_value(one, other) is expected


def test_shell_blocks_are_set_and_removed():
    made = apply_operations(Format.SHELL, None, [SetBlock(("export A=1",))])

    assert b"export A=1" in made
    assert apply_operations(Format.SHELL, made, [RemoveBlock()]) == b""
    assert apply_operations(Format.SHELL, None, [RemoveBlock()]) is None


@pytest.mark.parametrize("secret", ["sk-test-canary", 'sk-"test-canary"-ü'])
def test_a_refusal_does_not_carry_the_secret_that_was_to_be_written(secret):
    with pytest.raises(DocumentRefused) as caught:
        apply_operations(Format.JSON, b'{"env": ', [SetValue(("env", "KEY"), Secret(secret))])

    assert caught.value.manual
    assert "canary" not in f"{caught.value} {caught.value.reason} {caught.value.hint} {caught.value.manual}"


def test_a_refusal_names_the_file():
    with pytest.raises(DocumentRefused, match=r"`/home/ada/a.json` cannot be edited"):
        change(SetValue(("a",), 1), before=b'{"a": ')


def test_a_block_that_moved_on_is_not_overwritten():
    planned = change_file(PATH, Format.SHELL, [SetBlock(("a",))], Content(b"x\n", 0o600), "test")
    theirs = apply_operations(Format.SHELL, b"x\n", [SetBlock(("theirs",))])

    assert b"y" in rebase_change(planned, Content(b"y\n", 0o600)).after.data
    with pytest.raises(UserError, match="changed since"):
        rebase_change(planned, Content(theirs, 0o600))
