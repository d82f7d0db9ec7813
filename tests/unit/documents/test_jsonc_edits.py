"""What each JSON edit gives, byte for byte."""

import pytest

from smartaipi_cli.documents import jsonc

# Name, source, path, value (or DELETED), result. The name is the sentence that the case argues.
DELETED = object()
CASES = [
    # A document without a value
    ("an empty file becomes a minimal document", "", ["a"], 1, '{\n  "a": 1\n}\n'),
    ("an empty file gets the objects on the way", "", ["a", "b"], 1, '{\n  "a": {\n    "b": 1\n  }\n}\n'),
    ("white space alone counts as empty", " \n", ["a"], 1, '{\n  "a": 1\n}\n'),
    ("white space alone keeps its line ends", "\r\n", ["a"], 1, '{\r\n  "a": 1\r\n}\r\n'),
    ("comments alone stay above", "// mine\n", ["a"], 1, '// mine\n{\n  "a": 1\n}\n'),
    ("a comment without a line end gets one", "// mine", ["a"], 1, '// mine\n{\n  "a": 1\n}\n'),
    ("deleting from an empty file does nothing", "", ["a"], DELETED, ""),
    ("deleting from comments alone does nothing", "/* c */", ["a"], DELETED, "/* c */"),
    # New members, in the manner of their siblings
    ("the first member of {} goes over lines", "{}", ["a"], 1, '{\n  "a": 1\n}'),
    ("a line of its own, the comma before it", '{\n  "a": 1\n}\n', ["b"], 2, '{\n  "a": 1,\n  "b": 2\n}\n'),
    ("tabs stay tabs", '{\n\t"a": 1\n}', ["b"], 2, '{\n\t"a": 1,\n\t"b": 2\n}'),
    ("no indentation stays none", '{\n"a": 1\n}', ["b"], {"c": 1}, '{\n"a": 1,\n"b": {\n"c": 1\n}\n}'),
    ("four spaces nest by four", '{\n    "a": 1\n}', ["b", "c"], 2,
     '{\n    "a": 1,\n    "b": {\n        "c": 2\n    }\n}'),
    ("one line stays one line", '{"a": 1}', ["b"], 2, '{"a": 1, "b": 2}'),
    ("compact stays compact", '{"a":1}', ["b"], {"c": [1, 2]}, '{"a":1,"b":{"c":[1,2]}}'),
    ("the gap after commas is copied", '{"a": 1,"b": 2}', ["c"], 3, '{"a": 1,"b": 2,"c": 3}'),
    ("a padded object keeps its padding", '{ "a": 1 }', ["b"], 2, '{ "a": 1, "b": 2 }'),
    ("the colon style is copied", '{"a" : 1}', ["b"], 2, '{"a" : 1, "b" : 2}'),
    ("CR LF stays", '{\r\n  "a": 1\r\n}\r\n', ["b"], 2, '{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n'),
    ("CR alone stays", '{\r  "a": 1\r}', ["b"], 2, '{\r  "a": 1,\r  "b": 2\r}'),
    ("mixed line ends take the one at the place", '{\n  "a": 1\r\n}', ["b"], 2,
     '{\n  "a": 1,\r\n  "b": 2\r\n}'),
    ("a missing final newline stays missing", '{\n  "a": 1\n}', ["b"], 2, '{\n  "a": 1,\n  "b": 2\n}'),
    ("a trailing comma is a habit", '{\n  "a": 1,\n}', ["b"], 2, '{\n  "a": 1,\n  "b": 2,\n}'),
    ("a trailing comma on one line is a habit", '{"a": 1,}', ["b"], 2, '{"a": 1, "b": 2,}'),
    ("leading commas are a habit", '{\n    "a": 1\n  , "b": 2\n}', ["c"], 3,
     '{\n    "a": 1\n  , "b": 2\n  , "c": 3\n}'),
    ("a brace on the last line stays there", '{\n  "a": 1 }', ["b"], 2, '{\n  "a": 1,\n  "b": 2 }'),
    ("two members on a line make a third", '{\n  "a": 1, "b": 2\n}', ["c"], 3,
     '{\n  "a": 1, "b": 2, "c": 3\n}'),
    ("a blank line between members is not copied", '{\n  "a": 1,\n\n  "b": 2\n}', ["c"], 3,
     '{\n  "a": 1,\n\n  "b": 2,\n  "c": 3\n}'),
    ("white space at the line's end stays", '{\n  "a": 1  \n}', ["b"], 2, '{\n  "a": 1,  \n  "b": 2\n}'),
    # New members beside comments
    ("a same-line comment stays with its member", '{\n  "a": 1 // one\n}', ["b"], 2,
     '{\n  "a": 1, // one\n  "b": 2\n}'),
    ("it does so behind a trailing comma", '{\n  "a": 1, // one\n}', ["b"], 2,
     '{\n  "a": 1, // one\n  "b": 2,\n}'),
    ("a block comment stays with its member on one line", '{"a": 1 /* one */}', ["b"], 2,
     '{"a": 1 /* one */, "b": 2}'),
    ("a comment below stays below", '{\n  "a": 1\n  // end\n}', ["b"], 2,
     '{\n  "a": 1,\n  "b": 2\n  // end\n}'),
    ("a comment that runs to the line end forces a line", '{"a": 1 // one\n}', ["b"], 2,
     '{"a": 1, // one\n  "b": 2\n}'),
    ("an object of comments keeps them first", "{\n  // none yet\n}", ["a"], 1,
     '{\n  // none yet\n  "a": 1\n}'),
    ("a comment in braces on one line stays first", '{"o": {/* c */}}', ["o", "a"], 1,
     '{"o": {/* c */ "a": 1}}'),
    ("brackets in comments and strings mean nothing", '{\n  // }{\n  "a": "}]//"\n}', ["b"], 2,
     '{\n  // }{\n  "a": "}]//",\n  "b": 2\n}'),
    # New members in new and empty objects
    ("a new object follows its inline siblings", '{\n  "a": {"x": 1}\n}', ["b"], {"y": 2},
     '{\n  "a": {"x": 1},\n  "b": {"y": 2}\n}'),
    ("a new object follows its tall siblings", '{\n  "a": {\n    "x": 1\n  }\n}', ["b"], {"y": 2},
     '{\n  "a": {\n    "x": 1\n  },\n  "b": {\n    "y": 2\n  }\n}'),
    ("arrays speak for objects where there are none", '{\n  "a": [1]\n}', ["b"], {"y": 2},
     '{\n  "a": [1],\n  "b": {"y": 2}\n}'),
    ("a member of an empty inner object", '{\n  "env": {}\n}', ["env", "A"], "x",
     '{\n  "env": {\n    "A": "x"\n  }\n}'),
    ("a padded empty object stays on its line", '{\n  "env": { }\n}', ["env", "A"], "x",
     '{\n  "env": { "A": "x" }\n}'),
    ("an empty object on one line stays there", '{"env": {}}', ["env", "A"], "x", '{"env": {"A": "x"}}'),
    ("empty brackets over two lines are filled", "{\n}", ["a"], 1, '{\n  "a": 1\n}'),
    ("a name with a dot is one name", '{"a": 1}', ["b.c"], 2, '{"a": 1, "b.c": 2}'),
    ("__proto__ is a name like any", '{"a": 1}', ["__proto__"], 2, '{"a": 1, "__proto__": 2}'),
    # New values
    ("text is escaped as little as possible", "{}", ["a"], 'é"\\\n\u2028',
     '{\n  "a": "é\\"\\\\\\n\u2028"\n}'),
    ("control characters are escaped", '{"b": 0}', ["a"], "\x00\x1f\t", '{"b": 0, "a": "\\u0000\\u001f\\t"}'),
    ("null is a value", '{"b": 0}', ["a"], None, '{"b": 0, "a": null}'),
    ("an empty dict", '{"b": 0}', ["a"], {}, '{"b": 0, "a": {}}'),
    ("big integers are exact", '{"b": 0}', ["a"], 2**70, '{"b": 0, "a": 1180591620717411303424}'),
    ("a list of dicts", '{"b": 0}', ["a"], [{"x": True}, []], '{"b": 0, "a": [{"x": true}, []]}'),
    # Replace
    ("a value and nothing else", '{ "a" :  1 , "b":2}', ["a"], "x", '{ "a" :  "x" , "b":2}'),
    ("numbers beside it keep their spelling", '{"n": 1.0, "m": 1E+2, "a": 1}', ["a"], 2,
     '{"n": 1.0, "m": 1E+2, "a": 2}'),
    ("escapes beside it stay", '{"\\u0061": "\\/", "b": 1}', ["b"], 2, '{"\\u0061": "\\/", "b": 2}'),
    ("an escaped name is found", '{"\\u0061": 1}', ["a"], 2, '{"\\u0061": 2}'),
    ("NaN beside it stays", '{"n": NaN, "i": -Infinity, "a": 1}', ["a"], 2,
     '{"n": NaN, "i": -Infinity, "a": 2}'),
    ("the last duplicate, which readers use", '{"a": 1, "a": 2}', ["a"], 3, '{"a": 1, "a": 3}'),
    ("inside the last duplicate object", '{"e": {"x": 1}, "e": {"y": 2}}', ["e", "x"], 3,
     '{"e": {"x": 1}, "e": {"y": 2, "x": 3}}'),
    ("a duplicate that is no object comes last", '{"e": {"x": 1}, "e": 2}', ["e"], 3,
     '{"e": {"x": 1}, "e": 3}'),
    ("a tall object stays tall", '{\n  "a": {\n    "x": 1\n  }\n}', ["a"], {"y": 2},
     '{\n  "a": {\n    "y": 2\n  }\n}'),
    ("an inline object stays inline", '{\n  "a": {"x": 1}\n}', ["a"], {"y": 2}, '{\n  "a": {"y": 2}\n}'),
    ("a number by an object, over lines as the others", '{\n  "a": 1\n}', ["a"], {"x": 1},
     '{\n  "a": {\n    "x": 1\n  }\n}'),
    ("a text by an object, over lines as the others", '{\n  "a": "xx"\n}', ["a"], {"x": 1},
     '{\n  "a": {\n    "x": 1\n  }\n}'),
    ("1 is not true", '{"a": true}', ["a"], 1, '{"a": 1}'),
    ("1 is not 1.0", '{"a": 1.0}', ["a"], 1, '{"a": 1}'),
    ("0 is not false", '{"a": false}', ["a"], 0, '{"a": 0}'),
    ("an equal value keeps its spelling", '{"a": 1.00, "b": "\\u0078"}', ["b"], "x",
     '{"a": 1.00, "b": "\\u0078"}'),
    ("an equal number keeps its spelling", '{"a": 1E+2}', ["a"], 100.0, '{"a": 1E+2}'),
    ("an equal object keeps its order and layout", '{"a": {"y":2,\n"x":1}}', ["a"], {"x": 1, "y": 2},
     '{"a": {"y":2,\n"x":1}}'),
    # Arrays
    ("an item", '{"a": [1, 2]}', ["a", 1], 3, '{"a": [1, 3]}'),
    ("an item behind the last", '{"a": [1,2]}', ["a", 2], 3, '{"a": [1,2,3]}'),
    ("an item on its line", '{\n  "a": [\n    1\n  ]\n}', ["a", 1], 2, '{\n  "a": [\n    1,\n    2\n  ]\n}'),
    ("inside an item", '{"a": [{"x": 1}]}', ["a", 0, "x"], 2, '{"a": [{"x": 2}]}'),
    ("an absent array", '{"b": 0}', ["a", 0, "x"], 2, '{"b": 0, "a": [{"x": 2}]}'),
    ("the first item", '{"a": []}', ["a", 0], 1, '{"a": [1]}'),
    ("an array at the top", "[1, 2]", [2], 3, "[1, 2, 3]"),
    ("an item goes", '{"a": [1, 2, 3]}', ["a", 1], DELETED, '{"a": [1, 3]}'),
    ("an item past the end is not there", '{"a": [1]}', ["a", 5], DELETED, '{"a": [1]}'),
    ("True is no index and names nothing", '{"a": {"b": 1}}', ["a", "c"], DELETED, '{"a": {"b": 1}}'),
    # Deleting whole lines
    ("a line goes whole", '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', ["b"], DELETED,
     '{\n  "a": 1,\n  "c": 3\n}'),
    ("the last line takes the comma before it", '{\n  "a": 1,\n  "b": 2\n}', ["b"], DELETED,
     '{\n  "a": 1\n}'),
    ("a trailing comma stays a habit", '{\n  "a": 1,\n  "b": 2,\n}', ["b"], DELETED, '{\n  "a": 1,\n}'),
    ("the only member leaves {}", '{\n  "a": 1\n}\n', ["a"], DELETED, "{}\n"),
    ("an inner object closes up, and stays", '{\n  "e": {\n    "a": 1\n  }\n}', ["e", "a"], DELETED,
     '{\n  "e": {}\n}'),
    ("its same-line comment goes with it", '{\n  "a": 1, // one\n  "b": 2 // two\n}', ["a"], DELETED,
     '{\n  "b": 2 // two\n}'),
    ("the comment of the member before stays", '{\n  "a": 1, // one\n  "b": 2 // two\n}', ["b"], DELETED,
     '{\n  "a": 1 // one\n}'),
    ("comments above stay", '{\n  // about a\n  "a": 1,\n  // about b\n  "b": 2\n}', ["a"], DELETED,
     '{\n  // about a\n  // about b\n  "b": 2\n}'),
    ("a tall value goes with all its lines", '{\n  "a": {\n    "x": 1\n  },\n  "b": 2\n}', ["a"], DELETED,
     '{\n  "b": 2\n}'),
    ("leading commas go with their line", '{\n    "a": 1\n  , "b": 2\n  , "c": 3\n}', ["b"], DELETED,
     '{\n    "a": 1\n  , "c": 3\n}'),
    ("the first of leading commas", '{\n    "a": 1\n  , "b": 2\n}', ["a"], DELETED, '{\n    "b": 2\n}'),
    ("CR LF lines", '{\r\n  "a": 1,\r\n  "b": 2\r\n}', ["b"], DELETED, '{\r\n  "a": 1\r\n}'),
    # Deleting within a line
    ("the first of a line", '{"a": 1, "b": 2}', ["a"], DELETED, '{"b": 2}'),
    ("the last of a line", '{"a": 1, "b": 2}', ["b"], DELETED, '{"a": 1}'),
    ("the last with a trailing comma", '{"a": 1, "b": 2, }', ["b"], DELETED, '{"a": 1, }'),
    ("the only one of a line", '{"a": 1}', ["a"], DELETED, "{}"),
    ("the only one, padded", '{ "a": 1 }', ["a"], DELETED, "{ }"),
    ("the comment before the next stays", '{"a": 1, /* b */ "b": 2}', ["a"], DELETED, '{/* b */ "b": 2}'),
    ("the comment after the one before stays", '{"a": 1 /* a */, "b": 2}', ["b"], DELETED,
     '{"a": 1 /* a */}'),
    ("one of two on a line keeps the line's comment", '{\n  "a": 1, "b": 2 // both\n}', ["b"], DELETED,
     '{\n  "a": 1 // both\n}'),
    ("the first of two on a line", '{\n  "a": 1, "b": 2\n}', ["a"], DELETED, '{\n  "b": 2\n}'),
    ("a comment behind the first on the brace's line", '{"a": 1, // of a\n  "b": 2}', ["a"], DELETED,
     '{\n  "b": 2}'),
    ("the comment before the last stays", '{"a": 1, /* b */ "b": 2}', ["b"], DELETED, '{"a": 1 /* b */}'),
    ("a comment right behind the comma stays", '{"a": 1,/* b */"b": 2}', ["a"], DELETED, '{/* b */"b": 2}'),
    ("the last before a brace on its line", '{\n  "a": 1,\n  "b": 2 }', ["b"], DELETED, '{\n  "a": 1 }'),
    ("the only one before a brace on its line", '{\n  "a": 1 }', ["a"], DELETED, "{ }"),
    ("the only one behind a comment", '{"o": {/* c */ "a": 1}}', ["o", "a"], DELETED, '{"o": {/* c */}}'),
    ("a line comment before a brace keeps its line end", '{"a": 1, // x\n  "b": 2 }', ["b"], DELETED,
     '{"a": 1 // x\n }'),
    ("all duplicates go", '{"a": 1, "b": 2, "a": 3}', ["a"], DELETED, '{"b": 2}'),
    ("all duplicates among comments go", '{\n  "a": 1, // x\n  // y\n  "a": 2\n}', ["a"], DELETED,
     "{\n  // y\n}"),
    ("what is not there stays not there", '{"a": 1}', ["b"], DELETED, '{"a": 1}'),
    ("nothing is below a text", '{"a": "x"}', ["a", "b"], DELETED, '{"a": "x"}'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "path", "value", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_an_edit_gives_exactly(source, path, value, expected):
    if value is DELETED:
        assert jsonc.delete_value(source.encode(), path).decode() == expected
        return
    edited = jsonc.set_value(source.encode(), path, value)

    assert edited.decode() == expected
    assert jsonc.set_value(edited, path, value) == edited


BYTES = [
    ("a UTF-8 mark stays", b'\xef\xbb\xbf{"a": 1}\r\n', b'\xef\xbb\xbf{"a": 1, "b": "\xc3\xa9"}\r\n'),
    ("a lone mark gets a document", b"\xef\xbb\xbf", b'\xef\xbb\xbf{\n  "b": "\xc3\xa9"\n}\n'),
    ("bytes that are no UTF-8 stay", b'{"a": "\xff\xfe"}', b'{"a": "\xff\xfe", "b": "\xc3\xa9"}'),
    ("also in comments", b'{"a": 1} // \xe9', b'{"a": 1, "b": "\xc3\xa9"} // \xe9'),
    ("UTF-16 LE stays", '\ufeff{"a": 1}'.encode("utf-16-le"), '\ufeff{"a": 1, "b": "é"}'.encode("utf-16-le")),
    ("UTF-16 BE stays", '\ufeff{"a": 1}'.encode("utf-16-be"), '\ufeff{"a": 1, "b": "é"}'.encode("utf-16-be")),
    ("a raw tab in a text stays", b'{"a": "\t"}', b'{"a": "\t", "b": "\xc3\xa9"}'),
    ("a number of 5,000 digits stays", b'{"a": %s}' % (b"7" * 5000),
     b'{"a": %s, "b": "\xc3\xa9"}' % (b"7" * 5000)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in BYTES], ids=[case[0] for case in BYTES]
)
def test_bytes_around_the_edit_survive(source, expected):
    edited = jsonc.set_value(source, ["b"], "é")

    assert edited == expected
    if len(source) > 3:
        assert jsonc.delete_value(edited, ["b"]) == source


@pytest.mark.parametrize("depth", [900, 3_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"d":', "}")], ids=["arrays", "objects"])
def test_depth_costs_no_recursion(depth, opening, closing):
    source = ('{"deep": ' + opening * depth + "1" + closing * depth + "}").encode()

    edited = jsonc.set_value(source, ["a"], 1)

    assert edited == source[:-1] + b', "a": 1}'
    assert jsonc.delete_value(edited, ["a"]) == source


def test_a_path_of_100_000_names_is_followed():
    path = ["d"] * 100_000
    source = ('{"d":' * len(path) + "1" + "}" * len(path)).encode()

    assert jsonc.set_value(source, path, 2) == source.replace(b"1", b"2")
    assert jsonc.raw_value(source, path) == b"1"


def test_a_raw_value_comes_back_in_its_own_spelling():
    source = b'{"a": [1.0, /* c */ 1E+2], "b": "\\u0078"}'
    raw = jsonc.raw_value(source, ["a"])
    edited = jsonc.set_value(source, ["a"], 0)

    assert raw == b"[1.0, /* c */ 1E+2]"
    assert jsonc.set_raw(edited, ["a"], raw) == source
    assert jsonc.set_raw(source, ["b"], b'"x"') == b'{"a": [1.0, /* c */ 1E+2], "b": "x"}'
    assert jsonc.set_raw(b"{}", ["n", "v"], b"1.00") == b'{\n  "n": {\n    "v": 1.00\n  }\n}'
