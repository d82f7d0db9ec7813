"""The tables that scripts and documentation rely on are whole."""

import ast
from pathlib import Path

import pytest

import smartaipi_cli
from smartaipi_cli.app import COMMANDS, Deferred, build_root, walk
from smartaipi_cli.errors import ERROR_CODES
from smartaipi_cli.stored_help import read_help

PACKAGE = Path(smartaipi_cli.__file__).parent


def raised_codes() -> set[str]:
    codes = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UserError" and node.args:
                first = node.args[0]
                codes |= {leaf.value for leaf in ast.walk(first) if isinstance(leaf, ast.Constant)}
    return {code for code in codes if isinstance(code, str)}


def test_every_error_that_is_raised_stands_in_the_table():
    assert raised_codes() - set(ERROR_CODES) == set()


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_the_line_of_a_command_in_the_root_help_is_that_of_its_own_help(entry):
    command = Deferred(entry).load()

    assert command.help
    assert command.name == entry.name


def test_the_stored_root_help_names_every_visible_command():
    lines = read_help([]).splitlines()

    missing = [
        entry.name for entry in COMMANDS if not entry.hidden and f"  {entry.name}" not in "\n".join(lines)
    ]
    assert missing == []


def test_every_command_has_help_and_an_example():
    root = build_root()
    for path in walk():
        command = root
        for name in path:
            command = command.commands[name]
            command = command.load() if isinstance(command, Deferred) else command
        if not hasattr(command, "commands"):
            assert command.help, path
            assert "smartaipi" in (command.epilog or ""), path
        for option in command.params:
            assert getattr(option, "help", ""), (path, option.name)
