"""What each TOML edit gives, byte for byte."""

import tomllib

import pytest

from smartaipi_cli.documents import toml

DELETED = object()
# Name, source, path, value (or DELETED), result. The name is the sentence that the case argues.
CASES = [
    # Keys at the top
    ("an empty file", "", ["a"], 1, "a = 1\n"),
    ("behind the last key at the top", "a = 1\n\n[t]\nb = 2\n", ["c"], 3, "a = 1\nc = 3\n\n[t]\nb = 2\n"),
    ("a missing final newline stays missing", "a = 1", ["b"], 2, "a = 1\nb = 2"),
    ("above the first header", "[t]\nb = 2\n", ["a"], 1, "a = 1\n\n[t]\nb = 2\n"),
    ("above the comment of the first header", "# file\n\n# about t\n[t]\n", ["a"], 1,
     "# file\n\na = 1\n\n# about t\n[t]\n"),
    ("behind a file of comments", "# one\n# two\n", ["a"], 1, "# one\n# two\na = 1\n"),
    ("behind a comment without newline", "# one", ["a"], 1, "# one\na = 1"),
    ("before trailing blank lines", "a = 1\n\n\n", ["b"], 2, "a = 1\nb = 2\n\n\n"),
    ("behind a value over lines", "a = [\n  1, # [x]\n]\n[t]\n", ["b"], 2,
     "a = [\n  1, # [x]\n]\nb = 2\n[t]\n"),
    ("behind a text over lines", 'a = """\n[t]\nb = 1\n"""\n', ["c"], 2, 'a = """\n[t]\nb = 1\n"""\nc = 2\n'),
    ("with the same-line comment left alone", "a = 1 # one\n", ["b"], 2, "a = 1 # one\nb = 2\n"),
    ("CR LF stays", "a = 1\r\n\r\n[t]\r\n", ["b"], 2, "a = 1\r\nb = 2\r\n\r\n[t]\r\n"),
    ("tight equals signs are copied", "a=1\n", ["b"], 2, "a=1\nb=2\n"),
    ("aligned equals signs are not", "a     = 1\n", ["b"], 2, "a     = 1\nb = 2\n"),
    # Keys of tables
    ("behind the last key of its table", "[t]\na = 1\n\n# about u\n[u]\n", ["t", "b"], 2,
     "[t]\na = 1\nb = 2\n\n# about u\n[u]\n"),
    ("before the comments that follow", "[t]\na = 1\n# about u\n[u]\n", ["t", "b"], 2,
     "[t]\na = 1\nb = 2\n# about u\n[u]\n"),
    ("below a header without keys", "[t]\n\n[u]\n", ["t", "a"], 1, "[t]\na = 1\n\n[u]\n"),
    ("below a header without newline", "[t]", ["t", "a"], 1, "[t]\na = 1"),
    ("below a header with a comment", "[t] # mine\n[u]\n", ["t", "a"], 1, "[t] # mine\na = 1\n[u]\n"),
    ("indented as its neighbour", "[t]\n  a = 1\n", ["t", "b"], 2, "[t]\n  a = 1\n  b = 2\n"),
    ("a quoted header is found", '[p."/src/a"]\nx = 1\n', ["p", "/src/a", "y"], 2,
     '[p."/src/a"]\nx = 1\ny = 2\n'),
    ("a literal and spaced header is found", "[ p . 'a.b' ]\nx = 1\n", ["p", "a.b", "y"], 2,
     "[ p . 'a.b' ]\nx = 1\ny = 2\n"),
    ("an escaped header is found", '["\\u0061"]\nx = 1\n', ["a", "y"], 2, '["\\u0061"]\nx = 1\ny = 2\n'),
    ("a super-table behind its sub-table", "[a.b]\nx = 1\n[a]\ny = 2\n", ["a", "z"], 3,
     "[a.b]\nx = 1\n[a]\ny = 2\nz = 3\n"),
    ("a name that needs quotes", "[t]\na = 1\n", ["t", "b c"], 2, '[t]\na = 1\n"b c" = 2\n'),
    ("an empty name needs quotes", "a = 1\n", [""], 2, 'a = 1\n"" = 2\n'),
    ("a dotted table is extended with dots", "a.b = 1\nx = 2\n", ["a", "c"], 3, "a.b = 1\na.c = 3\nx = 2\n"),
    ("also within a table", "[t]\na.b = 1\nx = 2\n", ["t", "a", "c"], 3, "[t]\na.b = 1\na.c = 3\nx = 2\n"),
    ("in its spelling", '"a" . b = 1\n', ["a", "c"], 3, '"a" . b = 1\n"a".c = 3\n'),
    ("and for new tables below it", "a.b = 1\n", ["a", "n", "k"], 3, "a.b = 1\na.n.k = 3\n"),
    # New tables
    ("a table comes at the end behind a blank line", "a = 1\n", ["t", "k"], "v", 'a = 1\n\n[t]\nk = "v"\n'),
    ("a table in an empty file", "", ["t", "k"], "v", '[t]\nk = "v"\n'),
    ("a table behind a missing newline", "a = 1", ["t", "k"], "v", 'a = 1\n\n[t]\nk = "v"'),
    ("a table with CR LF", "a = 1\r\n", ["t", "k"], "v", 'a = 1\r\n\r\n[t]\r\nk = "v"\r\n'),
    ("a table before trailing blank lines", "a = 1\n\n", ["t", "k"], "v", 'a = 1\n\n[t]\nk = "v"\n\n'),
    ("a table behind trailing comments", "[u]\n# end\n", ["t", "k"], "v", '[u]\n# end\n\n[t]\nk = "v"\n'),
    ("a table of tables has one header", "", ["a", "b", "k"], 1, "[a.b]\nk = 1\n"),
    ("a table beside its sibling", "[m.x]\na = 1\n", ["m", "y", "a"], 2, "[m.x]\na = 1\n\n[m.y]\na = 2\n"),
    ("an implied table gets its header", "[a.b]\nx = 1\n", ["a", "k"], 2, "[a.b]\nx = 1\n\n[a]\nk = 2\n"),
    ("a dict: plain values before tables", "", ["t"], {"n": {"x": 1}, "k": [1, 2]},
     "[t]\nk = [1, 2]\n\n[t.n]\nx = 1\n"),
    ("a dict of dicts has no header of its own", "", ["t"], {"n": {"x": 1}}, "[t.n]\nx = 1\n"),
    ("an empty dict is a header", "a = 1\n", ["t"], {}, "a = 1\n\n[t]\n"),
    ("a dict of names that need quotes", "", ["p"], {"/src/a": {"trust": "t"}},
     '[p."/src/a"]\ntrust = "t"\n'),
    # Inline tables
    ("an item of an inline table", 'e = { A = "x" } # c\n', ["e", "B"], "y",
     'e = { A = "x", B = "y" } # c\n'),
    ("an item of an empty inline table", "e = {}\n", ["e", "B"], 1, "e = {B = 1}\n"),
    ("an item of a padded empty one", "e = { }\n", ["e", "B"], 1, "e = { B = 1 }\n"),
    ("tight commas are copied", "e = {a=1,b=2}\n", ["e", "c"], 3, "e = {a=1,b=2,c = 3}\n"),
    ("inside an inline table in it", "e = { f = { a = 1 } }\n", ["e", "f", "b"], 2,
     "e = { f = { a = 1, b = 2 } }\n"),
    ("a new table inside it", "e = { a = 1 }\n", ["e", "f", "b"], 2, "e = { a = 1, f = { b = 2 } }\n"),
    ("a dotted table inside it", "e = { f.a = 1 }\n", ["e", "f", "b"], 2, "e = { f.a = 1, f.b = 2 }\n"),
    ("an item's value", 'e = { A = "x", B = [1, 2] }\n', ["e", "A"], "y", 'e = { A = "y", B = [1, 2] }\n'),
    ("an item goes", 'e = { A = "x", B = 2 }\n', ["e", "A"], DELETED, "e = { B = 2 }\n"),
    ("the last item goes with its comma", "e = { A = 1, B = 2 }\n", ["e", "B"], DELETED, "e = { A = 1 }\n"),
    ("the only item goes", "e = { A = 1 }\n", ["e", "A"], DELETED, "e = { }\n"),
    ("dotted items go together", "e = { f.a = 1, g = 2, f.b = 3 }\n", ["e", "f"], DELETED, "e = { g = 2 }\n"),
    # Replace
    ("a value and nothing else", "a  =  1   # one\n", ["a"], "x", 'a  =  "x"   # one\n'),
    ("a text over lines", 'a = """\nx\n""" # c\nb = 1\n', ["a"], "y", 'a = "y" # c\nb = 1\n'),
    ("quotes at the end of a text", 'a = """x""""\n', ["a"], 1, "a = 1\n"),
    ("a literal text over lines", "a = '''\nit's'''\n", ["a"], 1, "a = 1\n"),
    ("a date with a space", "a = 1979-05-27 07:32:00 # c\n", ["a"], 1, "a = 1 # c\n"),
    ("an array over lines", "a = [ # one ]\n  1,\n] # two\n", ["a"], [2], "a = [2] # two\n"),
    ("an inline table", "a = { b = 1 }\n", ["a"], {"c": 2}, "a = { c = 2 }\n"),
    ("a table key by key", "[t]\na = 1 # one\nb = 2\n[t.n]\n", ["t"], {"a": 3, "c": 4},
     "[t]\na = 3 # one\nc = 4\n"),
    ("1 is not true", "a = true\n", ["a"], 1, "a = 1\n"),
    ("1 is not 1.0", "a = 1.0\n", ["a"], 1, "a = 1\n"),
    ("an equal value keeps its spelling", "a = 0x10\nb = 'x'\n", ["a"], 16, "a = 0x10\nb = 'x'\n"),
    ("an equal text keeps its quotes", "b = 'x'\n", ["b"], "x", "b = 'x'\n"),
    ("an equal table keeps its form", "t.a = 1\nt.b = 2\n", ["t"], {"b": 2, "a": 1}, "t.a = 1\nt.b = 2\n"),
    # Values
    ("escapes", "", ["a"], 'é"\\\n\t\x7f\u2028', 'a = "é\\"\\\\\\n\\t\\u007F\u2028"\n'),
    ("floats", "", ["a"], [1.0, 1e16, -0.5, float("inf")], "a = [1.0, 1e+16, -0.5, inf]\n"),
    ("dicts in a list", "", ["a"], [{"x": True}, {}], "a = [{ x = true }, {}]\n"),
    # Arrays of tables are no tables
    ("a table beside an array of tables", "[[p]]\nk = 1\n[[p]]\nk = 2\n", ["q", "k"], 3,
     "[[p]]\nk = 1\n[[p]]\nk = 2\n\n[q]\nk = 3\n"),
    ("nothing is below an array of tables", "[[p]]\nk = 1\n", ["p", "k"], DELETED, "[[p]]\nk = 1\n"),
    ("a sub-table of an array item is no table", "[[p]]\n[p.t]\nk = 1\n", ["p", "t"], DELETED,
     "[[p]]\n[p.t]\nk = 1\n"),
    ("an array of tables goes whole",
     "a = 1\n\n[[p]]\nk = 1\n\n[[p]]\nk = 2\n\n[p.s]\nk = 3\n\n[q]\n", ["p"], DELETED,
     "a = 1\n\n[q]\n"),
    # Deleting keys
    ("a key goes with its line", "a = 1\nb = 2 # two\nc = 3\n", ["b"], DELETED, "a = 1\nc = 3\n"),
    ("comments above stay", "a = 1\n# about b\nb = 2\n", ["b"], DELETED, "a = 1\n# about b\n"),
    ("a blank line too much goes", "a = 1\n\nb = 2\n\nc = 3\n", ["b"], DELETED, "a = 1\n\nc = 3\n"),
    ("the last line without newline", "a = 1\nb = 2", ["b"], DELETED, "a = 1"),
    ("a value over lines goes whole", "a = [\n  1,\n]\nb = 2\n", ["a"], DELETED, "b = 2\n"),
    ("the header stays when its last key goes", "[t]\na = 1\n\n[u]\n", ["t", "a"], DELETED, "[t]\n\n[u]\n"),
    ("a dotted key goes, its table with it", "a.b = 1\nc = 2\n", ["a", "b"], DELETED, "c = 2\n"),
    ("a dotted table goes", "a.b = 1\nx = 1\na.c = 2\n", ["a"], DELETED, "x = 1\n"),
    ("what is not there stays not there", "a = 1\n", ["b"], DELETED, "a = 1\n"),
    ("deleting from an empty file does nothing", "", ["a", "b"], DELETED, ""),
    # Deleting tables
    ("a table goes with its sub-tables, wherever they stand",
     "[m.x]\na = 1\n\n# about y\n[m.y]\nb = 2\n\n[m.x.auth]\nc = 3\n\n[m.xx]\nd = 4\n", ["m", "x"], DELETED,
     "# about y\n[m.y]\nb = 2\n\n[m.xx]\nd = 4\n"),
    ("the comment above the next table stays", "a = 1\n\n[t]\nk = 1\n# about u\n[u]\n", ["t"], DELETED,
     "a = 1\n\n# about u\n[u]\n"),
    ("the header with a comment is another table",
     "[t]\nk = 1\n[tools] # my tools\nw = true\n", ["t"], DELETED,
     "[tools] # my tools\nw = true\n"),
    ("its own header may have a comment", "a = 1\n\n[t] # mine\nk = 1\n", ["t"], DELETED, "a = 1\n"),
    ("comments inside it go", "[t]\n# about k\nk = 1\n\n[u]\n", ["t"], DELETED, "[u]\n"),
    ("the last table without newline", "a = 1\n\n[t]\nk = 1", ["t"], DELETED, "a = 1"),
    ("the only table", "[t]\nk = 1\n", ["t"], DELETED, ""),
    ("a table by header and dots", "[a]\nt.x = 1\ny = 2\n[a.t.s]\nz = 3\n", ["a", "t"], DELETED,
     "[a]\ny = 2\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "path", "value", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_an_edit_gives_exactly(source, path, value, expected):
    if value is DELETED:
        assert toml.delete_value(source.encode(), path).decode() == expected
        return
    edited = toml.set_value(source.encode(), path, value)

    assert edited.decode() == expected
    assert toml.set_value(edited, path, value) == edited


CODEX = b"""\
# my settings
model = "gpt-5"   # pinned

[profiles.work]
model = "o3"

[projects."/src/a"]
trust_level = "trusted"
"""


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "UTF-8 mark"])
@pytest.mark.parametrize(
    "ending", [b"\n", b"\n\n", b"\n  \n", b"", b"   ", b"\n# end", b"\n# \xff\n"], ids=repr
)
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["LF", "CR LF"])
def test_a_provider_comes_key_by_key_and_goes_without_a_trace(mark, ending, newline):
    source = mark + (CODEX.removesuffix(b"\n") + ending).replace(b"\n", newline)
    table = ["model_providers", "smartaipi"]

    edited = toml.set_value(source, [*table, "name"], "Smart AIPI")
    edited = toml.set_value(edited, [*table, "base_url"], "https://gateway.example/v1")
    edited = toml.set_value(edited, [*table, "auth", "command"], "smartaipi")
    edited = toml.set_value(edited, ["model_provider"], "smartaipi")

    assert edited.count(newline) > source.count(newline)
    assert edited.replace(newline, b"").count(b"\n") == 0
    data = tomllib.loads(edited.removeprefix(mark).decode("utf-8", "surrogateescape"))
    assert data["model_providers"]["smartaipi"]["auth"] == {"command": "smartaipi"}
    assert toml.delete_value(toml.delete_value(edited, ["model_provider"]), table) == source
    assert toml.delete_value(toml.delete_value(edited, table), ["model_provider"]) == source


def test_a_raw_value_comes_back_in_its_own_spelling():
    source = b"a = 0x1F # one\ne = { k = '''x''' }\n"
    raw = toml.raw_value(source, ["e", "k"])
    edited = toml.set_value(source, ["e", "k"], "y")

    assert raw == b"'''x'''"
    assert toml.set_raw(edited, ["e", "k"], raw) == source
    assert toml.set_raw(source, ["a"], b"31") == b"a = 31 # one\ne = { k = '''x''' }\n"
    assert toml.set_raw(source, ["a"], b"0x1F") == source
    assert toml.set_raw(b"", ["t", "k"], b"1_0") == b"[t]\nk = 1_0\n"
