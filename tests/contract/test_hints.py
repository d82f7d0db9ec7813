"""Every command that a text of the program names exists, with the options that the text gives it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_tree import below, options_of, paths, root

import smartaipi_cli

SOURCE = Path(smartaipi_cli.__file__).parent
ANYTHING = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for what an f-string fills in when it runs."""

QUOTED = re.compile(rf"`smartaipi ([a-z{ANYTHING}][^`]*)`")
PASTED = re.compile(rf"(?:^|: |`)\s*smartaipi ((?:[a-z{ANYTHING}-][^\s`;,()]*[ \t]*)+)", re.MULTILINE)
OPTION = re.compile(r"-{1,2}[a-z][a-z-]*")


def shown(node: ast.AST) -> str:
    """The text of a string as far as it is known before the program runs; nothing for other nodes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else ANYTHING for part in node.values
        )
    return ""


def commands_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, words) of each command: in backticks in any text but a docstring, and as a hint gives it to be pasted."""
    hints = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and (node.arg or "").endswith("hint")
        for inner in ast.walk(node.value)
    }
    documentation = {id(statement.value) for statement in ast.walk(tree) if isinstance(statement, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in documentation:
            continue
        for match in (PASTED if id(node) in hints else QUOTED).finditer(shown(node)):
            yield getattr(node, "lineno", 0), match[1].strip()


def named_commands() -> Iterator[tuple[str, str]]:
    """(place, words) of each command in a text of the program."""
    for file in sorted(SOURCE.rglob("*.py")):
        for line, words in commands_of(ast.parse(file.read_text())):
            yield f"{file.relative_to(SOURCE)}:{line}", words


def reached(words: list[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    """(paths that the words may stand for, the words behind them)."""
    found = [()]
    for number, word in enumerate(words):
        further = [
            (*path, name)
            for path in found
            for name in (below(paths()[path]) if path else root())
            if word in {name, ANYTHING}
        ]
        if not further:
            return found, words[number:]
        found = further
    return found, []


def fault_of(words: list[str]) -> str:
    """What is wrong with a command in a text; nothing when it exists and takes the options."""
    found, rest = reached(words)
    commands = [paths()[path] for path in found if path]
    if not commands:
        return "there is no such command"
    if (
        all(below(command) and not command.invoke_without_command for command in commands)
        and "--help" not in rest
    ):
        return "it is a group that does nothing by itself"
    for option in (word for word in rest if OPTION.fullmatch(word)):
        if not any(option in options_of(command) for command in commands):
            return f"it takes no {option}"
    return ""


NAMED = sorted(set(named_commands()))


def test_texts_name_commands() -> None:
    assert len(NAMED) > 100


@pytest.mark.parametrize(("place", "words"), NAMED, ids=[f"{place} {words}" for place, words in NAMED])
def test_a_named_command_exists_with_its_options(place, words) -> None:
    assert fault_of(words.split()) == ""
