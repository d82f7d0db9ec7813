"""Text in the columns that a terminal has: whole words, and nothing lost."""

import io
import re

import pytest

from smartaipi_cli.render.folding import fold, group_lines
from smartaipi_cli.render.human import draw
from smartaipi_cli.render.plain import plain_lines
from smartaipi_cli.results import Column, Line, Table

HEADINGS = ("FOR", "OUTCOME", "VALUE", "FROM", "WHY")
SENTENCE = "one two three four five six seven eight nine ten eleven twelve thirteen"
BOLD_OR_FAINT = re.compile(r"\x1b\[[012]?m")
LONG_PATH = "/a/very/long/path/that/is/wider/than/the/whole/terminal/is/config.toml"


def grouped(*rows):
    return Table(columns=tuple(map(Column, HEADINGS)), rows=rows, grouped=True)


def drawn(block, width):
    stream = io.StringIO()
    draw(block, stream, colour=False, width=width)
    return BOLD_OR_FAINT.sub("", stream.getvalue())


def lines(*rows, width=60):
    return ["".join(piece.text for piece in line).rstrip() for line in group_lines(grouped(*rows), width)]


@pytest.mark.parametrize("width", [30, 40, 79])
def test_a_folded_text_keeps_its_words_and_the_width(width):
    found = fold(SENTENCE, width)

    assert " ".join(line.strip() for line in found) == SENTENCE
    assert max(map(len, found)) <= width


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three four five six seven", ["one two three four five six", "seven"]),
        ("  one two three four five six", ["  one two three four five", "  six"]),
        ("error: one two three four five", ["error: one two three four", "       five"]),
        ("  hint: one two three four five", ["  hint: one two three four", "        five"]),
    ],
    ids=["bare", "indented", "behind a label", "indented behind a label"],
)
def test_what_follows_stands_below_the_first_word(text, expected):
    assert fold(text, 28) == expected


def test_a_word_that_is_too_long_stays_whole():
    assert fold(f"see {LONG_PATH} there", 40) == ["see", LONG_PATH, "there"]


def test_what_belongs_together_is_named_once():
    found = lines(
        ("model", "wins", "kimi", "ANTHROPIC_MODEL in this environment", "no settings file has it"),
        ("model", "loses", "opus", "model in ~/.claude/settings.json", "ANTHROPIC_MODEL wins"),
        ("key", "wins", "…cdef", "KEY in a file", ""),
        width=80,
    )

    assert found == [
        "  model  wins   kimi",
        "                ANTHROPIC_MODEL in this environment: no settings file has it",
        "         loses  opus",
        "                model in ~/.claude/settings.json: ANTHROPIC_MODEL wins",
        "  key    wins   …cdef",
        "                KEY in a file",
    ]


def test_remarks_are_folded_below_their_value():
    found = lines(("model", "wins", "kimi", "a file with a name", "nothing else that has it"), width=40)

    assert found == [
        "  model  wins  kimi",
        "               a file with a name:",
        "               nothing else that has it",
    ]


def test_nothing_steers_the_terminal():
    assert "\x1b[2J" not in drawn(grouped(("model", "wins", "\x1b[2Jkimi", "file", "")), 80)


def test_a_pipe_gets_the_same_rows_with_headings_and_tabs():
    row = ("model", "wins", "kimi", "file", "reason")

    assert list(plain_lines(grouped(row))) == ["\t".join(HEADINGS), "\t".join(row)]


def test_a_pipe_gets_a_line_that_folds_as_it_is():
    assert list(plain_lines(Line(text=SENTENCE, folds=True))) == [SENTENCE]


def test_a_line_that_does_not_fold_is_left_to_the_terminal():
    assert drawn(Line(text=SENTENCE), 20) == f"{SENTENCE}\n"


def test_the_last_cell_of_a_table_is_broken_and_not_cut():
    table = Table(columns=(Column("A"), Column("WHERE")), rows=(("x", LONG_PATH),))

    text = drawn(table, 50)

    assert "".join(text.split()) == f"AWHEREx{LONG_PATH}"
