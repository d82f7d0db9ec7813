"""What is read out of the start files of shells."""

from pathlib import Path

import pytest

from smartaipi_cli.diagnosis.start_files import read_exports
from smartaipi_cli.plan.states import Content
from smartaipi_cli.tools.base import ReadFile

CASES = {
    "export": ("export A=1\n", [("A", "1", 1, True)]),
    "two in one": ("export A=1 B=2\n", [("A", "1", 1, True), ("B", "2", 1, True)]),
    "double quotes": ('export A="a b"\n', [("A", "a b", 1, True)]),
    "single quotes": ("export A='$a'\n", [("A", "$a", 1, True)]),
    "assigned, then exported": ("A=1\nexport A\n", [("A", "1", 1, True)]),
    "never exported": ("A=1\n", []),
    "for one command alone": ("A=1 make\nexport A\n", []),
    "declare": ("declare -x A=1\n", [("A", "1", 1, True)]),
    "declared, not exported": ("declare A=1\n", []),
    "fish": ("set -gx A 1\n", [("A", "1", 1, True)]),
    "fish, long option": ("set --global --export A 1\n", [("A", "1", 1, True)]),
    "fish, not exported": ("set -g A 1\n", []),
    "fish, erased": ("set -ex A\n", []),
    "computed": ("export A=$(pass show a)\n", [("A", None, 1, True)]),
    "from another": ('export A="$B"\n', [("A", None, 1, True)]),
    "in a condition": (
        "if true; then\n  export A=1\nfi\nexport B=2\n",
        [("A", "1", 2, False), ("B", "2", 4, True)],
    ),
    "after a test": ("[ -n x ] && export A=1\n", [("A", "1", 1, False)]),
    "in a function": ("f() {\n  export A=1\n}\n", []),
    "in a comment": ("# export A=1\n", []),
    "in a here-document": ("cat <<END\nexport A=1\nEND\n", []),
    "with a comment behind": ("export A=1 # mine\n", [("A", "1", 1, True)]),
    "with CRLF": ("export A=1\r\n", [("A", "1", 1, True)]),
}


def read(text):
    return read_exports(ReadFile(path=Path("/home/ada/.bashrc"), state=Content(text, 0o644)))


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_exports_are_read_with_value_and_line(text, expected):
    assert [(one.name, one.value, one.line, one.is_certain) for one in read(text.encode())] == expected


def test_a_file_that_is_no_text_exports_nothing():
    assert read(b"export A=\xff\n") == ()


def test_a_value_is_not_shown_by_accident():
    (one,) = read(b"export OPENAI_API_KEY=sk-test-canary-0123456789\n")

    assert "canary" not in repr(one)
