"""What the YAML editor does to a document, byte for byte."""

import pytest

from smartaipi_cli.documents import MISSING, yaml

MODEL = {"name": "S", "roles": ["chat", "edit"]}
LINES = "- name: S\n  roles:\n    - chat\n    - edit\n"

ADDED = [
    ("to an empty list, in lines", "models: []\n", ["models", 0],
     "models:\n  - name: S\n    roles:\n      - chat\n      - edit\n"),
    ("the comment of the empty list stays", "models: [] # none\nz: 1\n", ["models", 0],
     "models: # none\n  - name: S\n    roles:\n      - chat\n      - edit\nz: 1\n"),
    ("to a list at the column of its key", "models:\n- name: a\nz: 1\n", ["models", 1],
     "models:\n- name: a\n- name: S\n  roles:\n  - chat\n  - edit\nz: 1\n"),
    ("to an indented list", "models:\n    - name: a\n", ["models", 1],
     "models:\n    - name: a\n    - name: S\n      roles:\n          - chat\n          - edit\n"),
    ("with the gap behind the dashes", "models:\n-   name: a\n", ["models", 1],
     "models:\n-   name: a\n-   name: S\n    roles:\n    -   chat\n    -   edit\n"),
    ("after the comment in the line", "models:\n- name: a # x\n", ["models", 1],
     "models:\n- name: a # x\n- name: S\n  roles:\n  - chat\n  - edit\n"),
    ("after the comments of the last item", "models:\n- name: a\n  # of a\n# of z\nz: 1\n", ["models", 1],
     "models:\n- name: a\n  # of a\n- name: S\n  roles:\n  - chat\n  - edit\n# of z\nz: 1\n"),
    ("after a block of text", "models:\n- rule: |\n    # text\n\nz: 1\n", ["models", 1],
     "models:\n- rule: |\n    # text\n- name: S\n  roles:\n  - chat\n  - edit\n\nz: 1\n"),
    ("to a list in brackets", "models: [ {name: a}, ] # x\n", ["models", 1],
     "models: [ {name: a}, {name: S, roles: [chat, edit]}, ] # x\n"),
    ("to a list in brackets over lines", "models: [\n  a, # x\n  b\n]\n", ["models", 2],
     "models: [\n  a, # x\n  b, {name: S, roles: [chat, edit]}\n]\n"),
    ("a member to a mapping", "a: 1\nb:\n  c: 2\n", ["b", "m"],
     "a: 1\nb:\n  c: 2\n  m:\n    name: S\n    roles:\n      - chat\n      - edit\n"),
    ("a member to an item", "- name: a\n- x\n", [0, "m"],
     "- name: a\n  m:\n    name: S\n    roles:\n      - chat\n      - edit\n- x\n"),
    ("with CR LF", "models:\r\n- a\r\n", ["models", 1],
     "models:\r\n- a\r\n- name: S\r\n  roles:\r\n  - chat\r\n  - edit\r\n"),
    ("without a final newline", "models:\n- a", ["models", 1], "models:\n- a\n- name: S\n  roles:\n  - chat\n  - edit"),
    ("behind a byte order mark", "\ufeffmodels:\n- a\n", ["models", 1],
     "\ufeffmodels:\n- a\n- name: S\n  roles:\n  - chat\n  - edit\n"),
    ("after a block of text that ends without a line end", "models:\n- |\n  text", ["models", 1],
     "models:\n- |\n  text\n- name: S\n  roles:\n  - chat\n  - edit"),
    ("before the end marker", "models:\n- a\n...\n", ["models", 1],
     "models:\n- a\n- name: S\n  roles:\n  - chat\n  - edit\n...\n"),
    ("beside an anchor that is elsewhere", "x: &a 1\ny: *a\nmodels:\n- a\n", ["models", 1],
     "x: &a 1\ny: *a\nmodels:\n- a\n- name: S\n  roles:\n  - chat\n  - edit\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "path", "expected"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED]
)
def test_something_new_is_added_and_deleted_without_a_trace(source, path, expected):
    edited = yaml.set_value(source.encode(), path, MODEL)

    assert edited.decode() == expected
    assert yaml.set_value(edited, path, MODEL) == edited
    assert yaml.delete_value(edited, path).decode() == source


BEGUN = [
    ("an empty document", "", "models:\n  " + LINES.replace("\n", "\n  ").rstrip(" ")),
    ("comments alone", "# hello", "# hello\nmodels:\n  " + LINES.replace("\n", "\n  ").rstrip(" ")),
    ("a start marker alone", "---\n", "---\nmodels:\n  " + LINES.replace("\n", "\n  ").rstrip(" ")),
    ("a key without value", "models:\nz: 1\n", "models:\n  " + LINES.replace("\n", "\n  ").rstrip(" ") + "z: 1\n"),
    ("a key with null", "models: null # x\n", "models: # x\n  " + LINES.replace("\n", "\n  ").rstrip(" ")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in BEGUN], ids=[case[0] for case in BEGUN]
)
def test_a_list_begins_where_there_is_none(source, expected):
    assert yaml.set_value(source.encode(), ["models", 0], MODEL).decode() == expected


REPLACED = [
    ("a plain value", "a: old # x\n", ["a"], "v", "a: v # x\n"),
    ("a quoted one", "a: 'o # d'   # x\n", ["a"], "v", "a: v   # x\n"),
    ("in brackets", "a: {b: old, c: [1]}\n", ["a", "b"], "x: y", "a: {b: 'x: y', c: [1]}\n"),
    ("an item", "- a\n-   b # x\n", [1], "v", "- a\n-   v # x\n"),
    ("no value", "a:\nb: 1\n", ["a"], "v", "a: v\nb: 1\n"),
    ("no value before a comment", "a: # x\nb: 1\n", ["a"], "v", "a: v # x\nb: 1\n"),
    ("an empty item", "- \n-\n", [1], "v", "- \n- v\n"),
    ("a word that readers take for something else", "a: x\n", ["a"], "no", "a: 'no'\n"),
    ("an address", "a: x\n", ["a"], "https://h.example:80/v1", "a: https://h.example:80/v1\n"),
    ("an address in brackets", "a: [x]\n", ["a", 0], "https://h.example/v1", "a: ['https://h.example/v1']\n"),
    ("a number", "a: 1\n", ["a"], 1.0, "a: 1.0\n"),
    ("a great number, for readers of YAML 1.1 too", "a: 1\n", ["a"], 1e300, "a: 1.0e+300\n"),
    ("lines", "a: 1\n", ["a"], "x\ny", 'a: "x\\ny"\n'),
    ("a mapping part by part", "a:\n  b: 1 # b\n  c: 2\n", ["a"], {"b": 1, "d": 3}, "a:\n  b: 1 # b\n  d: 3\n"),
    ("a first item", "a:\n  # one\n  - x\n", ["a"], ["w", "x"], "a:\n  - w\n  # one\n  - x\n"),
    ("a list whose middle changes", "a:\n- x # x\n- y\n- z # z\n", ["a"], ["x", "v", "w", "z"],
     "a:\n- x # x\n- v\n- w\n- z # z\n"),
    ("a list that shrinks", "a: [x, w, z]\n", ["a"], ["w"], "a: [w]\n"),
    ("a list in brackets by lines of it", "a: [w]\n", ["a"], ["v", "w", "x"], "a: [v, w, x]\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "path", "value", "expected"),
    [case[1:] for case in REPLACED],
    ids=[case[0] for case in REPLACED],
)
def test_a_value_is_replaced_and_all_else_stays(source, path, value, expected):
    edited = yaml.set_value(source.encode(), path, value)

    assert edited.decode() == expected
    assert yaml.get_value(edited, path) == value


DELETED = [
    ("an item with its lines", "a:\n- x: 1 # c\n  y: 2\n- z\n", ["a", 0], "a:\n- z\n"),
    ("the comment above stays", "a: 1\n# of b\nb: 2\n", ["b"], "a: 1\n# of b\n"),
    ("the first member of an item", "- a: 1\n  b: 2\n", [0, "a"], "- b: 2\n"),
    ("the only member of an item", "- a: 1\n- b\n", [0, "a"], "- {}\n- b\n"),
    ("the last item leaves brackets", "a: # c\n- x\nb: 1\n", ["a", 0], "a: [] # c\nb: 1\n"),
    ("the last member of all", "# c\na: 1\n", ["a"], "# c\n{}\n"),
    ("in brackets the first", "a: [x, y]\n", ["a", 0], "a: [y]\n"),
    ("in brackets the last, before a comma", "a: {x: 1, y: 2,}\n", ["a", "y"], "a: {x: 1,}\n"),
    ("in brackets the only one", "a: [ x, ]\n", ["a", 0], "a: []\n"),
    ("the last line without its end", "a: 1\r\nb: 2", ["b"], "a: 1"),
    ("a block of text", "a: |\n  x\n\n  y\nb: 1\n", ["a"], "b: 1\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "path", "expected"), [case[1:] for case in DELETED], ids=[case[0] for case in DELETED]
)
def test_deleting_takes_the_asked_part(source, path, expected):
    assert yaml.delete_value(source.encode(), path).decode() == expected


READ = [
    ("words of YAML 1.1 are strings", "yes", "yes"),
    ("so are dates", "2024-01-01", "2024-01-01"),
    ("and versions", "1.0.0", "1.0.0"),
    ("leading zeros make no octal number", "010", 10),
    ("octal", "0o10", 8),
    ("a float", "1e3", 1000.0),
    ("null", "~", None),
    ("quotes make a string", "'1'", "1"),
    ("a block of text", "|\n  x\n", "x\n"),
    ("a block of text without a line end", "|\n  x", "x\n"),
    ("a block of text that wants none", "|-\n  x", "x"),
    ("a block of text that keeps its lines, and blanks without a line end", "|+\n  x\n\n ", "x\n\n"),
    ("an alias", "*b", "shared"),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_plain_words_are_read_by_the_core_schema(text, expected):
    source = f"b: &b shared\na: {text}".encode()

    value = yaml.get_value(source, ["a"])

    assert value == expected
    assert type(value) is type(expected)


def test_what_is_absent_is_missing():
    assert yaml.get_value(b"a: [1]\n", ["a", 1]) is MISSING
    assert yaml.raw_value(b"a: [1]\n", ["b"]) is MISSING
    assert yaml.delete_value(b"a: [1]\n", ["a", 1]) == b"a: [1]\n"
    assert yaml.parse(b"# nothing\n") == {}


def test_a_raw_spelling_is_kept():
    assert yaml.raw_value(b"a: { x: 0x1F } # c\n", ["a"]) == b"{ x: 0x1F }"
    assert yaml.set_raw(b"a: 1\n", ["a"], b"{ x: 0x1F }") == b"a: { x: 0x1F }\n"
    assert yaml.set_raw(b"a: 31\n", ["a"], b"0x1F") == b"a: 0x1F\n"
    assert yaml.set_raw(b"a: 0x1F\n", ["a"], b"0x1F") == b"a: 0x1F\n"
    assert yaml.set_raw(b"b: 1\n", ["a"], b"0x1F") == b"b: 1\na: 0x1F\n"
