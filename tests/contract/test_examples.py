"""Every example of every help text is a command that the program takes."""

import re
import shlex
from types import SimpleNamespace

import pytest
from command_tree import below, paths

EXAMPLE = re.compile(r"^\s*smartaipi (.+)$", re.MULTILINE)
SHELL = re.compile(r"\s+(?:[<>|]|&&).*$")
"""What the shell takes for itself: redirections and pipes."""

EXAMPLES = [
    pytest.param(path, line, id=line)
    for path, command in paths().items()
    for line in EXAMPLE.findall(command.epilog or "")
]


def parse(line: str) -> tuple[str, ...]:
    """The words of the command that a line reaches, its arguments parsed as if it were run."""
    words = shlex.split(SHELL.sub("", line))
    path = tuple(words[:2]) if tuple(words[:2]) in paths() else tuple(words[:1])
    command = paths()[path]
    with command.make_context(" ".join(path), words[len(path) :], obj=SimpleNamespace(fields=())):
        return path


@pytest.mark.parametrize(("path", "line"), EXAMPLES)
def test_an_example_parses_and_is_of_the_command_that_shows_it(path, line) -> None:
    reached = parse(line)

    assert reached[: len(path)] == path


@pytest.mark.parametrize(
    "path", [path for path, command in paths().items() if not below(command)], ids=" ".join
)
def test_every_command_shows_an_example(path) -> None:
    command = paths()[path]

    assert command.hidden or EXAMPLE.search(command.epilog or "")
