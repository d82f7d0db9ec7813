"""What the dotenv editor does to a file, byte for byte, and what it refuses."""

import pytest

from smartaipi_cli.documents import MISSING, DocumentRefused, dotenv

ADDED = [
    ("an empty file holds the line alone", "", "KEY='v'\n"),
    ("the line comes last", "A=1\n", "A=1\nKEY='v'\n"),
    ("a missing final newline stays missing", "A=1", "A=1\nKEY='v'"),
    ("CR LF stays", "A=1\r\n# note\r\n", "A=1\r\n# note\r\nKEY='v'\r\n"),
    ("CR LF without a final one", "A=1\r\nB=2", "A=1\r\nB=2\r\nKEY='v'"),
    ("a byte order mark stays", "\ufeffA=1\n", "\ufeffA=1\nKEY='v'\n"),
    ("a comment is no assignment", "# KEY=old\n", "# KEY=old\nKEY='v'\n"),
    ("nor is a line inside quotes", 'A="x\nKEY=old\n"\n', 'A="x\nKEY=old\n"\nKEY=\'v\'\n'),
    ("nor one inside backticks", "A=`x\nKEY=old\n`\n", "A=`x\nKEY=old\n`\nKEY='v'\n"),
    ("another name that ends the same", "MY_KEY=1\n", "MY_KEY=1\nKEY='v'\n"),
    ("lines that are no assignments", "not one\n\n=x\n", "not one\n\n=x\nKEY='v'\n"),
    ("an apostrophe within a plain value", "A=it's\n", "A=it's\nKEY='v'\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED]
)
def test_a_name_is_added_and_deleted_without_a_trace(source, expected):
    edited = dotenv.set_value(source.encode(), ["KEY"], "v")

    assert edited.decode() == expected
    assert dotenv.set_value(edited, ["KEY"], "v") == edited
    assert dotenv.delete_value(edited, ["KEY"]).decode() == source
    assert dotenv.delete_value(source.encode(), ["KEY"]).decode() == source


REPLACED = [
    ("a plain value", "KEY=old\nB=2\n", "KEY='v'\nB=2\n"),
    ("its comment stays", "KEY=old # note\n", "KEY='v' # note\n"),
    ("blanks around the sign stay", "  KEY = old\n", "  KEY = 'v'\n"),
    ("the word export stays", "export KEY=old\n", "export KEY='v'\n"),
    ("single quotes", "KEY='o # d' # note\n", "KEY='v' # note\n"),
    ("double quotes", 'KEY="o\\"d"\n', "KEY='v'\n"),
    ("backticks", "KEY=`o'd`\n", "KEY='v'\n"),
    ("several lines", 'KEY="a\nB=1\nc"\r\nC=1\n', "KEY='v'\r\nC=1\n"),
    ("no value", "KEY=\nB='2'\n", "KEY='v'\nB='2'\n"),
    ("a backslash before the last quote", "KEY='C:\\'\n", "KEY='v'\n"),
    ("of two the last, which readers use", "KEY=1\nB=2\nKEY=2\n", "KEY=1\nB=2\nKEY='v'\n"),
    ("without a final newline", "A=1\nKEY=old", "A=1\nKEY='v'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in REPLACED], ids=[case[0] for case in REPLACED]
)
def test_a_value_is_replaced_and_its_old_spelling_comes_back(source, expected):
    raw = dotenv.raw_value(source.encode(), ["KEY"])

    edited = dotenv.set_value(source.encode(), ["KEY"], "v")

    assert edited.decode() == expected
    assert dotenv.set_raw(edited, ["KEY"], raw).decode() == source


DELETED = [
    ("one line", "A=1\nKEY=x # note\nB=2\n", "A=1\nB=2\n"),
    ("every line that sets it", "KEY=1\nA=1\nexport KEY=2\n", "A=1\n"),
    ("a value of several lines", "A=1\nKEY='a\nb'\nB=2\n", "A=1\nB=2\n"),
    ("the comment above stays", "# mine\nKEY=1\n", "# mine\n"),
    ("the last line without its end", "A=1\r\nKEY=1", "A=1"),
    ("a line with a colon", "A=1\nKEY: old\nB=2\n", "A=1\nB=2\n"),
]


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in DELETED], ids=[case[0] for case in DELETED]
)
def test_deleting_takes_the_lines_of_a_name(source, expected):
    assert dotenv.delete_value(source.encode(), ["KEY"]).decode() == expected


READ = [
    ("plain", "KEY=a b ", "a b"),
    ("plain before a comment", "KEY=a # b", "a"),
    ("single quotes keep `#`, blanks and backslashes", r"KEY=' # \n'", r" # \n"),
    ("double quotes know line ends", r'KEY="a\nb"', "a\nb"),
    ("backticks hold both other quotes", "KEY=`'\"`", "'\""),
    ("a closed quote over lines", "KEY='a\nb'", "a\nb"),
    ("an open quote belongs to the value", "KEY='a\nB=1", "'a"),
    ("nothing", "KEY=\nB=1", ""),
    ("the last of two", "KEY=1\nKEY=2", "2"),
    ("an equals sign", "KEY=a==", "a=="),
    ("no such name", "key=1", MISSING),
    ("a colon with a blank does what the sign does", "KEY: a", "a"),
    ("a colon without one does not", "KEY:a", MISSING),
    ("quotes on the next line", "KEY=\n'a'", "a"),
    ("a name on the line after the word", "export\nKEY=a", "a"),
    ("line ends in a quote that is not closed", 'KEY="a\\nb', '"a\nb'),
    ("blanks that are none to Python", "\ufeffKEY\u1680=\u3000a\u2003", "a"),
    ("and such as are none to JavaScript", "KEY=\x85a\x1f", "\x85a\x1f"),
]


@pytest.mark.parametrize(("source", "expected"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_values_are_read_as_node_programs_read_them(source, expected):
    assert dotenv.get_value(source.encode(), ["KEY"]) == expected


REFUSED = [
    ("an open quote", "A='x\nB=1\n", 1, 3),
    ("text after a quoted value", "B=1\nA='x'y\n", 2, 3),
    ("an escaped quote over lines", 'A="x\\"\ny"\n', 1, 3),
    ("a hash mark glued to our value", "KEY=a#b\n", 1, 6),
    ("our name before a colon", "A=1\nKEY: old\n", 2, 1),
    ("a NUL", "A=\0\n", 1, 3),
]


@pytest.mark.parametrize(
    ("source", "line", "column"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_programs_read_in_two_ways_is_refused_at_its_place(source, line, column):
    with pytest.raises(DocumentRefused) as caught:
        dotenv.set_value(source.encode(), ["KEY"], "v")

    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    "value", ["it's", "a\\b", "$HOME", "a\nb", "a\r", "\x7f", "\u2028", "\ud800", 1, True, None]
)
def test_a_value_that_readers_would_take_differently_is_refused(value):
    with pytest.raises(DocumentRefused, match="edited"):
        dotenv.set_value(b"A=1\n", ["KEY"], value)


@pytest.mark.parametrize("path", [[], ["A", "B"], ["A B"], [0], ["1A"], [""]])
def test_a_path_that_is_no_single_name_is_refused(path):
    with pytest.raises(DocumentRefused):
        dotenv.set_value(b"", path, "v")


@pytest.mark.parametrize("raw", [b"'a' # b", b"a\nB=1", b" a", b"'a", b""])
def test_a_raw_value_with_something_around_it_is_refused(raw):
    if raw:
        with pytest.raises(DocumentRefused):
            dotenv.set_raw(b"KEY='v'\n", ["KEY"], raw)
    else:
        assert dotenv.set_raw(b"KEY='v'\n", ["KEY"], raw) == b"KEY=\n"


TWO_WAYS = {
    "a sign on the next line": "A=1\nKEY\n='x'\n",
    "a name on the line after the word": "export\nKEY=x\nKEY:\ny\n",
    "both": "A=1\nKEY\nexport KEY\n= 'C:\\'",
    "blanks that are none to us": "\u00a0A='a\nKEY=1\nb'\nA=2\n",
}


@pytest.mark.parametrize("source", TWO_WAYS.values(), ids=TWO_WAYS)
def test_lines_that_clients_read_otherwise_than_they_look_are_left_alone(source):
    with pytest.raises(DocumentRefused, match="edited") as caught:
        dotenv.set_value(source.encode(), ["KEY"], "v")

    assert "which lines" in caught.value.reason
    assert caught.value.manual == ("at the end of the file, add", "KEY='v'")


def test_bytes_that_are_no_utf8_stay():
    assert dotenv.set_value(b"A=\xff\xfe\n", ["KEY"], "v") == b"A=\xff\xfe\nKEY='v'\n"
