"""What the TOML editor does not touch, and what it says about it."""

import pytest

from smartaipi_cli.documents import MISSING, DocumentRefused, toml

DAMAGED = [
    ("a truncated text", b'a = "x', 1, 7),
    ("a truncated array", b"a = [1,\n", 2, 1),
    ("a truncated header", b"[t\n", 1, 3),
    ("a key without value", b"a = 1\nb\n", 2, 2),
    ("a key twice", b"a = 1\na = 2\n", 2, 6),
    ("a table twice", b"[t]\n[t]\n", 2, 3),
    ("a header over dotted keys", b"a.b = 1\n[a]\n", 2, 3),
    ("conflict markers", b"<<<<<<< HEAD\na = 1\n", 1, 1),
    ("a conflict marker between", b"a = 1\n=======\nb = 2\n", 2, 1),
    ("a NUL", b"a = 1\n\x00", 2, 1),
    ("CR alone", b"a = 1\rb = 2\r", 1, 6),
    ("UTF-16", "\ufeffa = 1\n".encode("utf-16-le"), 1, 4),
    ("a line break in an inline table, as in TOML 1.1", b"a = {\n b = 1 }\n", 1, 6),
    ("a trailing comma in an inline table, as in TOML 1.1", b"a = { b = 1, }\n", 1, 14),
    ("an escape of TOML 1.1", b'a = "\\e"\n', 1, 8),
    ("a bare text", b"a = 1\nb = yes\n", 2, 5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "line", "column"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED]
)
def test_damage_is_refused_with_its_place(source, line, column):
    for edit in (
        lambda: toml.set_value(source, ["new"], 1),
        lambda: toml.delete_value(source, ["a"]),
        lambda: toml.parse(source),
        lambda: toml.raw_value(source, ["a"]),
    ):
        with pytest.raises(DocumentRefused) as caught:
            edit()
        assert (caught.value.line, caught.value.column) == (line, column)


def test_a_conflict_marker_is_named():
    with pytest.raises(DocumentRefused) as caught:
        toml.parse(b"a = 1\n>>>>>>> theirs\n")

    assert caught.value.reason == "a merge conflict marker stands here"


def test_the_parser_s_message_is_passed_on_without_a_piece_of_the_file():
    with pytest.raises(DocumentRefused) as caught:
        toml.parse(b'[sk-test-1]\n["sk-test-1"]\n')

    assert "sk-test" not in caught.value.reason
    assert caught.value.reason.startswith("not TOML 1.0: ")


def test_more_depth_than_the_parser_follows_is_refused():
    with pytest.raises(DocumentRefused, match="edited"):
        toml.set_value(b"a = " + b"[" * 100_000 + b"]" * 100_000, ["b"], 1)


def test_more_digits_than_the_parser_takes_are_refused():
    with pytest.raises(DocumentRefused):
        toml.set_value(b"a = " + b"7" * 5000, ["b"], 1)


WRONG = [
    ("a text for a table", 'env = "x"\n', ["env", "A"], 1, 1, "`env` is a string, not a table"),
    ("a number in a table", "[t]\na = 1\n", ["t", "a", "b"], 1, 2, "`t.a` is a single value, not a table"),
    ("an array", "a = [1]\n", ["a", "b"], 1, 1, "`a` is an array, not a table"),
    ("an array of tables", "\n[[p]]\nk = 1\n", ["p", "k"], 1, 2, "`p` is an array, not a table"),
    ("a sub-table of its items", "[[p]]\n[p.t]\n", ["p", "t", "k"], 1, 1, "`p` is an array, not a table"),
    ("a value in an inline table", "e = { a = 1 }\n", ["e", "a", "b"], 1, 1,
     "`e.a` is a single value, not a table"),
    ("a table for a value", "\n[t]\na = 1\n", ["t"], 1, 2, "`t` is a table of its own lines"),
    ("a table by sub-tables", "[t.u]\na = 1\n", ["t"], 1, 1, "`t` is a table of its own lines"),
    ("an array of tables for a value", "[[p]]\n", ["p"], [], 1, "`p` is an array of its own lines"),
    ("an item of an array", "a = [1]\n", ["a", 0], 2, 0, "items of a TOML array are not edited one by one"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "path", "value", "line", "reason"),
    [case[1:] for case in WRONG],
    ids=[case[0] for case in WRONG],
)
def test_what_stands_in_the_way_is_named(source, path, value, line, reason):
    with pytest.raises(DocumentRefused) as caught:
        toml.set_value(source.encode(), path, value)

    assert (caught.value.reason, caught.value.line) == (reason, line)


@pytest.mark.parametrize("path", [[], "name", ["a", True], ["a", -1], [None]], ids=repr)
def test_a_path_that_names_no_key_is_refused(path):
    with pytest.raises(DocumentRefused):
        toml.set_value(b"", path, 1)
    with pytest.raises(DocumentRefused):
        toml.delete_value(b"", path)


@pytest.mark.parametrize(
    "value",
    [None, [None], "\ud800", b"x", {1: 2}, {"a": None}, 2**63, -(2**63) - 1, {"a": {1: {}}}],
    ids=repr,
)
def test_a_value_without_toml_form_is_refused(value):
    with pytest.raises(DocumentRefused):
        toml.set_value(b"a = 1\n", ["b"], value)


@pytest.mark.parametrize("raw", [b"", b"1\nx = 2", b" 1", b"1 # c", b"x", b"[1", b'"a" "b"', b"1 2"])
def test_raw_text_that_is_not_one_value_is_refused(raw):
    with pytest.raises(DocumentRefused):
        toml.set_raw(b"a = 1\n", ["a"], raw)


@pytest.mark.parametrize(
    "faulty",
    [
        lambda text, *_: text.replace("kept = 1", "kept = 1.0") + "b = 2\n",
        lambda text, *_: text + "b = true\n",
        lambda text, *_: text,
        lambda text, *_: text + "b =\n",
    ],
    ids=["another value changed", "another type written", "nothing written", "invalid text written"],
)
def test_a_fault_of_the_editor_becomes_a_refusal(monkeypatch, faulty):
    """The judge over every edit is another parser than the one that found the offsets."""
    monkeypatch.setattr("smartaipi_cli.documents.toml.set_in", faulty)
    monkeypatch.setattr("smartaipi_cli.documents.toml.delete_in", faulty)

    with pytest.raises(DocumentRefused):
        toml.set_value(b"kept = 1\n", ["b"], 2)
    with pytest.raises(DocumentRefused):
        toml.delete_value(b"kept = 1\n[t]\na = 1\n", ["t"])


def test_a_table_of_its_own_lines_has_no_raw_text():
    with pytest.raises(DocumentRefused) as caught:
        toml.raw_value(b"[t]\na = 1\n", ["t"])

    assert caught.value.reason == "`t` is a table of its own lines, not a single text"
    assert toml.raw_value(b"[t]\na = 1\n", ["t", "b"]) is MISSING


def test_a_refusal_tells_what_to_add_by_hand_but_shows_no_value_in_its_text():
    with pytest.raises(DocumentRefused) as caught:
        toml.set_value(b"a =\n", ["model_providers", "x y", "key"], "sk-test-1")

    assert caught.value.manual == ('under `[model_providers."x y"]`, add', 'key = "sk-test-1"')
    assert "sk-test" not in str(caught.value) + caught.value.reason + caught.value.hint
    with pytest.raises(DocumentRefused) as caught:
        toml.set_value(b"a =\n", ["k"], 1)
    assert caught.value.manual == ("above the first table, add", "k = 1")
    with pytest.raises(DocumentRefused) as caught:
        toml.delete_value(b"a =\n", ["t", "k"])
    assert caught.value.manual == ("remove `t.k`",)


def test_values_are_read_with_their_types():
    source = b"a = 1.0\n[t]\nb = [true, 2]\n"

    assert toml.parse(source) == {"a": 1.0, "t": {"b": [True, 2]}}
    assert toml.get_value(source, ["t", "b", 1]) == 2
    assert toml.get_value(source, ["t", "c"]) is MISSING
    assert toml.get_value(source, []) == toml.parse(source)
