"""Blocks of several names in one start-up file do not know of each other."""

from itertools import permutations

import pytest

from smartaipi_cli.documents import DocumentRefused, shell_block
from smartaipi_cli.documents.shell_block import COMPLETION, NAMES, markers
from smartaipi_cli.plan.blocks import block_lines, differing_blocks

SOURCES = {
    "empty": b"",
    "lines": b"a\n",
    "a blank last line": b"a\n\n",
    "blank lines": b"a\n\n\n",
    "CR LF": b"a\r\nb\r\n",
    "CR LF with a blank last line": b"a\r\n\r\n",
    "a newline alone": b"\n",
    "no final newline": b"a",
    "CR LF, no final newline": b"a\r\nb",
}
LINES = {"": b"x=1", COMPLETION: b"y=2"}


def with_both(source, order):
    for name in order:
        source = shell_block.set_block(source, [LINES[name].decode()], name)
    return source


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("added", [*permutations(NAMES)], ids=str)
@pytest.mark.parametrize("removed", [*permutations(NAMES)], ids=str)
def test_both_come_off_again_in_any_order(source, added, removed):
    both = with_both(source, added)
    one = shell_block.remove_block(both, removed[0])
    none = shell_block.remove_block(one, removed[1])

    assert [block_lines(both, name) for name in NAMES] == [(LINES[name],) for name in NAMES]
    assert [block_lines(one, name) for name in removed] == [None, (LINES[removed[1]],)]
    assert none == source


def test_a_block_is_replaced_in_place_and_the_other_stays():
    both = with_both(b"a\n", NAMES)

    changed = shell_block.set_block(both, ["z=3"], COMPLETION)

    assert changed == both.replace(b"y=2", b"z=3")
    assert differing_blocks(both, changed) == (COMPLETION,)


@pytest.mark.parametrize("name", NAMES)
def test_a_block_inside_another_is_refused(name):
    other = next(one for one in NAMES if one != name)
    (begin, end), (inner, _) = markers(name), markers(other)
    source = f"{begin}\n{inner}\n{end}\n".encode()

    with pytest.raises(DocumentRefused) as refused:
        shell_block.remove_block(source, name)

    assert refused.value.line == 2


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line", [marker for name in NAMES for marker in markers(name)])
def test_no_line_of_a_block_may_be_a_marker_of_any(name, line):
    with pytest.raises(DocumentRefused):
        shell_block.set_block(b"", [line], name)


def test_a_marker_of_a_name_that_nobody_has_is_damaged():
    with pytest.raises(DocumentRefused):
        shell_block.set_block(b"# >>> smartaipi compeltion >>>\n", ["x=1"])
