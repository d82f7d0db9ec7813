"""What the block editor does to a start-up file, byte for byte."""

import pytest

from smartaipi_cli.documents import DocumentRefused, shell_block

LINE = '[ -f "$HOME/x" ] && . "$HOME/x"'
BLOCK = f"# >>> smartaipi >>>\n{LINE}\n# <<< smartaipi <<<\n"
CRLF_BLOCK = BLOCK.replace("\n", "\r\n")

ADDED = [
    ("an empty file holds the block alone", "", BLOCK),
    ("a blank line comes before it", "a\n", "a\n\n" + BLOCK),
    ("a file without final newline gets one, and no blank line", "a", "a\n" + BLOCK),
    ("a blank last line serves, and comes again at the end", "a\n\n", "a\n\n" + BLOCK + "\n"),
    ("of several blank lines the last", "a\n\n\n", "a\n\n\n" + BLOCK + "\n"),
    ("a newline alone", "\n", "\n" + BLOCK + "\n"),
    ("white space alone", "  ", "  \n" + BLOCK),
    ("a line of white space is not blank", "a\n \n", "a\n \n\n" + BLOCK),
    ("CR LF stays", "a\r\n", "a\r\n\r\n" + CRLF_BLOCK),
    ("CR LF without a final one", "a\r\nb", "a\r\nb\r\n" + CRLF_BLOCK),
    ("CR LF with a blank line", "a\r\n\r\n", "a\r\n\r\n" + CRLF_BLOCK + "\r\n"),
    ("the first line end decides", "a\nb\r\n", "a\nb\r\n\n" + BLOCK),
    ("a CR at the end is no line end", "a\r", "a\r\n" + BLOCK),
    ("a comment may end in a backslash", "# a\\", "# a\\\n" + BLOCK),
    ("two backslashes continue nothing", "a \\\\", "a \\\\\n" + BLOCK),
    ("the blank line takes a continuation", "a \\\n", "a \\\n\n" + BLOCK),
    ("another tool's block stays", "# >>> conda >>>\nx\n# <<< conda <<<\n",
     "# >>> conda >>>\nx\n# <<< conda <<<\n\n" + BLOCK),
    ("the word alone is no marker", "alias s=smartaipi\n", "alias s=smartaipi\n\n" + BLOCK),
    ("appending to a file is no marker", "smartaipi usage >> log\n", "smartaipi usage >> log\n\n" + BLOCK),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED]
)
def test_a_block_is_added_and_removed_without_a_trace(source, expected):
    edited = shell_block.set_block(source.encode(), [LINE])

    assert edited.decode() == expected
    assert shell_block.set_block(edited, [LINE]) == edited
    assert shell_block.remove_block(edited).decode() == source
    assert shell_block.remove_block(source.encode()).decode() == source


REPLACED = [
    ("other lines", "a\n\n" + BLOCK + "b\n", ["x", "", "y"],
     "a\n\n# >>> smartaipi >>>\nx\n\ny\n# <<< smartaipi <<<\nb\n"),
    ("no lines", BLOCK, [], "# >>> smartaipi >>>\n# <<< smartaipi <<<\n"),
    ("a line the user added goes", BLOCK.replace("#", "mine\n#").removeprefix("mine\n"), [LINE], BLOCK),
    ("CR LF within", "a\r\n\r\n" + CRLF_BLOCK, ["x"],
     "a\r\n\r\n# >>> smartaipi >>>\r\nx\r\n# <<< smartaipi <<<\r\n"),
    ("non-ASCII lines", BLOCK, ["é"], "# >>> smartaipi >>>\né\n# <<< smartaipi <<<\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "lines", "expected"), [case[1:] for case in REPLACED], ids=[case[0] for case in REPLACED]
)
def test_a_block_is_replaced_where_it_stands(source, lines, expected):
    assert shell_block.set_block(source.encode(), lines).decode() == expected


GROWN = [
    ("behind a blank line", "a\n", "later\n", "a\nlater\n"),
    ("behind a missing newline, which comes", "a", "later\n", "a\nlater\n"),
    ("behind a blank last line", "a\n\n", "later\n", "a\n\nlater\n"),
    ("in an empty file", "", "later\n", "later\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "appended", "expected"), [case[1:] for case in GROWN], ids=[case[0] for case in GROWN]
)
def test_what_was_appended_later_stays_on_its_own_line(source, appended, expected):
    edited = shell_block.set_block(source.encode(), [LINE]) + appended.encode()

    assert shell_block.remove_block(edited).decode() == expected


def test_the_end_of_the_block_may_lack_its_newline():
    assert shell_block.remove_block(("a\n\n" + BLOCK).removesuffix("\n").encode()) == b"a\n"


DAMAGED = [
    ("no end", "a\n# >>> smartaipi >>>\nx\n", 2),
    ("no beginning", "a\nx\n# <<< smartaipi <<<\n", 3),
    ("the end first", "# <<< smartaipi <<<\n# >>> smartaipi >>>\n", 1),
    ("two blocks", BLOCK + BLOCK, 4),
    ("one in another", "# >>> smartaipi >>>\n" + BLOCK, 2),
    ("two ends", BLOCK + "# <<< smartaipi <<<\n", 4),
    ("a marker with something glued to it", "# >>> smartaipi >>>\nx\n# <<< smartaipi <<<export A=1\n", 3),
    ("an indented marker", "a\n  # >>> smartaipi >>>\n# <<< smartaipi <<<\n", 2),
    ("a shortened marker", "# >>> smartaipi >>\nx\n# <<< smartaipi <<<\n", 1),
    ("a marker with a space behind", "# >>> smartaipi >>> \nx\n# <<< smartaipi <<<\n", 1),
    ("a NUL", "a\nb\0\n", 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "line"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED]
)
def test_damaged_markers_are_refused_with_their_line(source, line):
    for edit in (
        lambda: shell_block.set_block(source.encode(), ["x"]),
        lambda: shell_block.remove_block(source.encode()),
    ):
        with pytest.raises(DocumentRefused) as caught:
            edit()
        assert caught.value.line == line
        assert caught.value.manual


@pytest.mark.parametrize(
    "line", ["a\nb", "a\r", "\0", "# >>> smartaipi >>>", " # <<< smartaipi <<<"], ids=repr
)
def test_a_line_that_would_break_the_block_is_refused(line):
    with pytest.raises(DocumentRefused):
        shell_block.set_block(b"", [line])


@pytest.mark.parametrize("source", [b"a \\", b"a\nexport B=1\\", b"a `"], ids=repr)
def test_a_last_line_that_runs_on_is_not_appended_to(source):
    with pytest.raises(DocumentRefused) as caught:
        shell_block.set_block(source, ["x"])

    assert caught.value.line == source.count(b"\n") + 1


def test_a_nul_is_refused_with_its_column():
    with pytest.raises(DocumentRefused) as caught:
        shell_block.remove_block(b"a\nb\0\n")

    assert (caught.value.line, caught.value.column) == (2, 2)


def test_a_refusal_lists_the_block_to_add_by_hand():
    with pytest.raises(DocumentRefused) as caught:
        shell_block.set_block(b"\0", ["x"])

    assert caught.value.manual == (
        "at the end of the file, add",
        "# >>> smartaipi >>>",
        "x",
        "# <<< smartaipi <<<",
    )
