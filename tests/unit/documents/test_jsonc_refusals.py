"""What the JSON editor does not touch, and what it says about it."""

import pytest

from smartaipi_cli.documents import MISSING, DocumentRefused, jsonc
from smartaipi_cli.errors import UserError
from smartaipi_cli.exit_codes import ExitCode


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


DAMAGED = [
    ("truncated in an object", b'{"a": 1', 1, 8, "ends too early"),
    ("truncated after a colon", b'{\n  "a":', 2, 7, "ends too early"),
    ("truncated in a text", b'{"a": "x', 1, 7, "no end"),
    ("a comment without end", b'{"a": 1 /* x\n}', 1, 9, "comment"),
    ("a comment without end alone", b"/* x", 1, 1, "comment"),
    ("conflict markers", b'{\n<<<<<<< HEAD\n  "a": 1\n}', 2, 1, "conflict"),
    ("a conflict marker between", b'{\n  "a": 1\n=======\n}', 3, 1, "conflict"),
    ("two documents", b'{"a": 1}\n{"b": 2}\n', 2, 1, "ended"),
    ("text after the end", b'{"a": 1} x', 1, 10, "ended"),
    ("single quotes", b"{'a': 1}", 1, 2, "single quote"),
    ("a single-quoted value", b"{\"a\": 'x'}", 1, 7, "single quote"),
    ("a bare name", b"{a: 1}", 1, 2, "name"),
    ("a hexadecimal number", b'{"a": 0x10}', 1, 7, "value"),
    ("a leading zero", b'{"a": 01}', 1, 7, "value"),
    ("a leading plus", b'{"a": +1}', 1, 7, "value"),
    ("a bare point", b'{"a": 1.}', 1, 7, "value"),
    ("a missing comma", b'{"a": 1\n "b": 2}', 2, 2, "comma"),
    ("a comma too many", b'{"a": 1,, "b": 2}', 1, 9, "name"),
    ("a comma alone", b"[,]", 1, 2, "value"),
    ("a missing colon", b'{"a" 1}', 1, 6, "colon"),
    ("a wrong bracket", b'{"a": [1}', 1, 9, "comma"),
    ("a wrong escape", b'{"a": "\\x41"}', 1, 8, "escape"),
    ("a hash comment", b'{\n  # no\n  "a": 1}', 2, 3, "#"),
    ("truncated behind a comment", b'{"b": [1, /* c */ 2', 1, 20, "ends too early"),
    ("a comma too many behind a comment", b'{"b": [/* c */ 1,, 2]}', 1, 18, "value"),
    ("a leading comma in brackets with a comment", b'{"b": [/* c */ ,]}', 1, 16, "value"),
    ("a NUL", b'{"a": "\x00"}', 1, 8, "NUL"),
    ("UTF-16 without its mark", '{"a": 1}'.encode("utf-16-le"), 1, 2, "NUL"),
    ("a no-break space", '{\u00a0"a": 1}'.encode(), 1, 2, "name"),
    ("the third line by CR", b'{"a":\r1,\rx}', 3, 1, "name"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "line", "column", "word"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED]
)
def test_damage_is_refused_with_its_place_and_reason(source, line, column, word):
    for edit in (
        lambda: jsonc.set_value(source, ["new"], 1),
        lambda: jsonc.delete_value(source, ["a"]),
        lambda: jsonc.parse(source),
        lambda: jsonc.raw_value(source, ["a"]),
        lambda: jsonc.find_extensions(source),
    ):
        with pytest.raises(DocumentRefused) as caught:
            edit()
        assert (caught.value.line, caught.value.column) == (line, column)
        assert word in caught.value.reason
        assert f"line {line}, column {column}" in caught.value.message


@pytest.mark.parametrize("value", ["same", "other"])
def test_damage_far_from_the_edit_is_refused_too(value):
    source = b'{"a": "same", "b": [1 2 /* c */]}'

    with pytest.raises(DocumentRefused) as caught:
        jsonc.set_value(source, ["a"], value)

    assert (caught.value.line, caught.value.column) == (1, 23)


WRONG_PARENTS = [
    ("a text", b'{"env": "x"}', ["env", "A"], "`env` is a string, not an object"),
    ("null", b'{"env": null}', ["env", "A"], "`env` is null, not an object"),
    ("a number", b'{"env": {"A": 1}}', ["env", "A", "B"], "`env.A` is a number, not an object"),
    ("a boolean for an array", b'{"a": true}', ["a", 0], "`a` is a boolean, not an array"),
    ("an array for an object", b'{"a": []}', ["a", "b"], "`a` is an array, not an object"),
    ("an object for an array", b'{"a": {}}', ["a", 0], "`a` is an object, not an array"),
    ("the top is an array", b"[]", ["env", "A"], "the document is an array, not an object"),
    ("the top is a text", b'"x"', ["env"], "the document is a string, not an object"),
    ("an index past the end", b'{"a": [1]}', ["a", 2], "the array has no item before `a[2]`"),
    ("an index into nothing", b"{}", ["a", 1], "an absent array has no item before index 1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "path", "reason"),
    [case[1:] for case in WRONG_PARENTS],
    ids=[case[0] for case in WRONG_PARENTS],
)
def test_a_wrong_parent_is_named_with_what_was_found(source, path, reason):
    with pytest.raises(DocumentRefused) as caught:
        jsonc.set_value(source, path, "v")

    assert caught.value.reason == reason


@pytest.mark.parametrize("path", [[], (), "name", ["a", True], ["a", -1], ["a", None], ["\ud800"]], ids=repr)
def test_a_path_that_names_no_member_is_refused(path):
    with pytest.raises(DocumentRefused):
        jsonc.set_value(b"{}", path, 1)
    with pytest.raises(DocumentRefused):
        jsonc.delete_value(b"{}", path)


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), "\ud800", b"x", {1: 2}, {"a": {2, 3}}, 10**5000, nested(100_000)],
    ids=[
        "NaN",
        "infinity",
        "surrogate",
        "bytes",
        "a number as name",
        "set",
        "5,000 digits",
        "100,000 levels",
    ],
)
def test_a_value_without_json_form_is_refused(value):
    with pytest.raises(DocumentRefused):
        jsonc.set_value(b'{"a": 1}', ["b"], value)


@pytest.mark.parametrize("raw", [b"", b"1 2", b" 1", b"1 ", b"1, 2", b"/* c */ 1", b"x", b'1, "b": 2', b"{"])
def test_raw_text_that_is_not_one_value_is_refused(raw):
    with pytest.raises(DocumentRefused):
        jsonc.set_raw(b'{"a": 1}', ["a"], raw)


def test_half_a_utf_16_character_is_refused():
    with pytest.raises(DocumentRefused) as caught:
        jsonc.parse('\ufeff{"a": 1}'.encode("utf-16-le") + b" ")

    assert caught.value.reason == "the UTF-16 text ends in the middle of a character"


def test_a_raw_value_with_half_a_surrogate_pair_is_refused():
    source = '\ufeff{"a": "\ud800"}'.encode("utf-16-le", "surrogatepass")

    with pytest.raises(DocumentRefused):
        jsonc.raw_value(source, ["a"])
    assert jsonc.delete_value(jsonc.set_value(source, ["b"], 1), ["b"]) == source


@pytest.mark.parametrize(
    "faulty",
    [
        lambda text, *_: text.replace('"kept": 1', '"kept": 1.0').replace("{}", '{"b": 2}'),
        lambda text, *_: text.replace("{}", '{"b": true}'),
        lambda text, *_: text,
        lambda text, *_: text.replace("{}", '{"b": 2'),
    ],
    ids=["another value changed", "another type written", "nothing written", "invalid text written"],
)
def test_a_fault_of_the_editor_becomes_a_refusal(monkeypatch, faulty):
    """The judge over every edit is another parser than the one that found the offsets."""
    monkeypatch.setattr("smartaipi_cli.documents.json_insert.insert", faulty)

    with pytest.raises(DocumentRefused):
        jsonc.set_value(b'{"kept": 1, "a": {}}', ["a", "b"], 2)


def test_a_refusal_tells_what_to_add_by_hand_but_shows_no_value_in_its_text():
    with pytest.raises(DocumentRefused) as caught:
        jsonc.set_value(b"{'a': 1}", ["env", "KEY"], "sk-test-1")
    refused = caught.value

    assert refused.manual == ("in `env`, add", '"KEY": "sk-test-1"')
    shown = [
        str(refused),
        repr(refused),
        refused.message,
        refused.reason,
        refused.hint,
        repr(refused.details),
    ]
    assert not [text for text in shown if "sk-test" in text]
    assert isinstance(refused, UserError)
    assert (refused.code, refused.exit_code) == ("document-refused", ExitCode.REFUSED)
    named = refused.in_file("~/.claude/settings.json")
    assert named.message == "`~/.claude/settings.json` cannot be edited safely (line 1, column 2)"
    assert named.manual == refused.manual


def test_values_are_read_with_their_types_and_the_last_duplicate():
    source = b'{"a": 1.0, "b": [true, null], "c": {"d": 1}, "c": {"d": 12345678901234567890},}'

    assert jsonc.parse(source) == {"a": 1.0, "b": [True, None], "c": {"d": 12345678901234567890}}
    assert jsonc.get_value(source, ["b", 1]) is None
    assert jsonc.get_value(source, ["c", "d"]) == 12345678901234567890
    assert jsonc.get_value(source, ["c", "x"]) is MISSING
    assert jsonc.get_value(source, ["b", 2]) is MISSING
    assert jsonc.get_value(source, ["a", "b"]) is MISSING
    assert jsonc.get_value(source, []) == jsonc.parse(source)
    assert jsonc.raw_value(source, ["c", "x"]) is MISSING
    assert jsonc.raw_value(source, ["a", "x"]) is MISSING
    assert jsonc.raw_value(b" [1] ", []) == b"[1]"
    assert jsonc.parse(b"// none\n") == {}
    assert jsonc.get_value(b"", ["a"]) is MISSING
    assert jsonc.raw_value(b"", ["a"]) is MISSING
    assert repr(MISSING) == "MISSING"


def test_what_a_strict_reader_does_not_take_is_found_with_its_place():
    source = b'\xef\xbb\xbf{\n  // c\n  "a": 1, "a": {"b": [1,],}, /* d */\n}\n'

    assert jsonc.find_extensions(source) == [
        (1, 1, "bom"),
        (2, 3, "comment"),
        (3, 11, "duplicate-key"),
        (3, 24, "trailing-comma"),
        (3, 26, "trailing-comma"),
        (3, 28, "trailing-comma"),
        (3, 30, "comment"),
    ]
    assert jsonc.find_extensions(b'{"a": "// no", "b": [1]}') == []
    assert jsonc.find_extensions(b'{"a": 1, "a": 1.5}') == [(1, 10, "duplicate-key")]
    assert jsonc.find_extensions(b"[true, -1.5e3, null, NaN ,\n]") == [(1, 26, "trailing-comma")]
    assert jsonc.find_extensions(b"// c\n") == [(1, 1, "comment")]
