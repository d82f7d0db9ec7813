"""What the YAML editor does not touch, and where and why it says so."""

import pytest

from smartaipi_cli.documents import DocumentRefused, yaml

WHOLE = [
    ("a second document", "a: 1\n---\nb: 2\n", 2, "a second document"),
    ("a directive", "%YAML 1.1\n---\na: 1\n", 2, "a directive"),
    ("a tag", "a: 1\nb: !!str 1\n", 2, "a tag"),
    ("a tagged list", "a: !x [1]\n", 1, "a tag"),
    ("a key that stands twice", "a: 1\nb: 2\n'a': 3\n", 3, "twice"),
    ("a key that is a list", "? [a]\n: 1\n", 1, "a key is"),
    ("a tab in the indentation", "a:\n\tb: 1\n", 2, "not YAML"),
    ("a tab in the indentation of brackets", "a: [\n\t1]\n", 2, "tab"),
    ("an open bracket", "a: [1\n", 2, "not YAML"),
    ("an open quote", "a: 'x\n", 2, "not YAML"),
    ("a wrong indentation", "a: 1\n  b: 2\n", 2, "not YAML"),
    ("a conflict marker", "a: 1\n<<<<<<< HEAD\nb: 1\n", 3, "not YAML"),
    ("a control character", "a: \x07\n", 1, "control"),
    ("a rare line end", "a: x\u2028b: 1\n", 1, "line end"),
    ("a CR without LF", "a: 1 # x\r", 1, "line end"),
    ("a CR without LF among others", "a: 1\r\nb: 2\rc: 3\n", 2, "line end"),
    ("a value below a comment", "a:\n#x\n  b\n", 2, "below this comment"),
    ("a value below a comment further in", "- a: 1\n  b:\n  #x\n    c\n", 3, "below this comment"),
    ("a byte order mark inside", "a: 1\n\ufeffb: 2\n", 2, "byte order mark"),
    ("a colon before a comma", "a: {b:, c: 1}\n", 1, "this colon"),
    ("an alias for nothing", "a: *b\n", 1, "alias"),
    ("an alias of itself", "a: &b [*b]\n", 1, "alias"),
]


@pytest.mark.parametrize(
    ("source", "line", "reason"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE]
)
def test_a_document_is_refused_as_a_whole(source, line, reason):
    with pytest.raises(DocumentRefused) as caught:
        yaml.set_value(source.encode(), ["new"], 1)

    assert caught.value.line == line
    assert reason in caught.value.reason
    assert caught.value.manual == ("at the top level, add", "new: 1")


ON_THE_WAY = [
    ("an anchor", "m: &x\n  a: 1\nz: *x\n", ["m", "b"], "anchor"),
    ("an anchored value", "m: &x 1\n", ["m"], "anchor"),
    ("an anchored key", "&x m: 1\n", ["m"], "anchor"),
    ("an alias", "z: &x {a: 1}\nm: *x\n", ["m", "a"], "alias"),
    ("a merge key", "z: &x {a: 1}\nm:\n  <<: *x\n", ["m", "a"], "merge key"),
    ("a scalar", "m: word\n", ["m", "a"], "no place"),
    ("a list where a mapping is asked for", "m: [1]\n", ["m", "a"], "no place"),
    ("a mapping where a list is asked for", "m: {a: 1}\n", ["m", 0], "no place"),
    ("an empty list where a mapping is asked for", "m: []\n", ["m", "a"], "no place"),
    ("a list with fewer items", "m: [1]\n", ["m", 2], "no place"),
    ("a block of text", "m: |\n  x\n", ["m"], "several lines"),
    ("a value over lines", "m: x\n  y\n", ["m"], "several lines"),
    ("a mapping where one value is asked for", "m:\n  a: 1\n", ["m"], "several lines"),
    ("a list at the top level", "- 1\n", ["m"], "top level"),
]


@pytest.mark.parametrize(
    ("source", "path", "reason"), [case[1:] for case in ON_THE_WAY], ids=[case[0] for case in ON_THE_WAY]
)
def test_an_edit_is_refused_for_what_stands_on_the_way(source, path, reason):
    with pytest.raises(DocumentRefused) as caught:
        yaml.set_value(source.encode(), path, "v")

    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "value", ["\ud800", b"x", {1: 2}, [object()]], ids=["surrogate", "bytes", "name", "object"]
)
def test_a_value_without_yaml_form_is_refused(value):
    with pytest.raises(DocumentRefused):
        yaml.set_value(b"a: 1\n", ["b"], value)


@pytest.mark.parametrize("raw", [b"1 # x", b"1\n2", b" 1", b"", b"a: 1\nb: 2", b"[1"])
def test_a_raw_value_with_something_around_it_is_refused(raw):
    with pytest.raises(DocumentRefused):
        yaml.set_raw(b"a: 1\n", ["a"], raw)


def test_a_comment_that_would_go_with_another_part_is_a_reason_to_refuse():
    with pytest.raises(DocumentRefused, match="edited"):
        yaml.delete_value(b"- a: 1\n  # of b\n  b: 2\n", [0, "a"])
    with pytest.raises(DocumentRefused, match="edited"):
        yaml.delete_value(b"a: [\n  x, # of x\n  y\n]\n", ["a", 0])
    with pytest.raises(DocumentRefused, match="edited"):
        yaml.set_value(b"a: [\n  # none yet\n]\n", ["a", 0], "x")


def test_a_nul_is_refused_before_all_else():
    with pytest.raises(DocumentRefused) as caught:
        yaml.set_value(b"a: 1\nb: \0\n", ["new"], 1)

    assert (caught.value.line, caught.value.column) == (2, 4)


def test_aliases_of_aliases_end_in_a_refusal():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    with pytest.raises(DocumentRefused, match="edited") as caught:
        yaml.parse("\n".join(lines).encode())

    assert "aliases of aliases" in caught.value.reason


def test_a_deep_document_is_refused_or_read():
    source = b"a: " + b"[" * 600 + b"]" * 600

    with pytest.raises(DocumentRefused):
        yaml.set_value(source, ["b"], 1)


def test_no_refusal_holds_a_piece_of_the_document():
    for source in (
        b"a: {k: 'sk-test-secret",
        b"k: sk-test-secret: x",
        b"k: @sk-test-secret",
        b"k: *sk-test-secret",
    ):
        with pytest.raises(DocumentRefused) as caught:
            yaml.set_value(source, ["b"], 1)
        assert "sk-test" not in str(caught.value) + caught.value.reason
