"""The scripts of the shells are written from the command table, and no text in it can break them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path += [str(Path(__file__).parents[3] / "scripts"), str(Path(__file__).parents[2] / "terminal")]

from completion_scripts.pages import WRITERS, completion_pages
from completion_scripts.spelling import value_word
from completion_scripts.table import Command, read_table, shared_options, walk
from completion_scripts.values import choice, name_of, value_of
from hostile_commands import HOSTILE, hostile_table

from smartaipi_cli.actions.completion.names import LESSONS
from smartaipi_cli.actions.completion.scripts import FOLDER, MARK, SCRIPTS
from smartaipi_cli.app import COMMANDS, Deferred

CHECKS = {
    "bash": ["bash", "--norc", "-n"],
    "zsh": ["zsh", "-f", "-n"],
    "fish": ["fish", "--no-config", "--no-execute"],
}
LISTED_ELSEWHERE = {
    ("config get", "name"),
    ("config set", "name"),
    ("config unset", "name"),
    ("doctor", "tool"),
    ("env", "--client"),
    ("gateways show", "name"),
    ("ledger", "--type"),
    ("profiles add", "--gateway"),
    ("run", "--client"),
    ("setup", "--tools"),
}
"""Parameters whose help does not name all choices: it says where they stand, or that there are more."""


@pytest.fixture(scope="module")
def table() -> Command:
    """The real table."""
    return read_table()


def parameters():
    """(command, parameter) for each that takes a value."""

    def of(path, command):
        for parameter in command.params:
            if not getattr(parameter, "is_flag", False):
                yield path, parameter
        for name, inner in getattr(command, "commands", {}).items():
            yield from of(f"{path} {name}", inner)

    for entry in COMMANDS:
        if not entry.hidden:
            yield from of(entry.name, Deferred(entry).load())


def test_the_shipped_scripts_are_what_the_command_table_says():
    """As `scripts/generate_docs.py --check` has it."""
    stale = [path.name for path, text in completion_pages() if path.read_text(encoding="utf-8") != text]

    assert stale == [], "run scripts/generate_docs.py"
    assert {path.name for path in FOLDER.iterdir()} == set(SCRIPTS.values())


def test_every_value_is_spoken_for():
    """A new option or argument says in `values.py` what may stand there, be it that nobody can know."""
    unknown = [
        f"{path}: {parameter.name}" for path, parameter in parameters() if value_of(path, parameter) is None
    ]

    assert unknown == []


def test_choices_are_those_that_the_help_names():
    """So that the two cannot drift apart."""
    differing = {
        (path, name_of(parameter))
        for path, parameter in parameters()
        if (value := value_of(path, parameter)) and value.kind == "choice"
        if any(word not in (parameter.help or "") for word in value.words)
    }

    assert differing == LISTED_ELSEWHERE


def test_names_are_of_kinds_that_commands_leave(table):
    kinds = {lesson.kind for lessons in LESSONS.values() for lesson in lessons}

    offered = {
        one.value.words[0]
        for command in walk(table)
        for one in (*command.options, *command.arguments)
        if one.value and one.value.kind == "names"
    }

    assert offered == kinds


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_script_has_every_command_and_every_option(table, shell):
    """Also those of a command of tomorrow."""
    script = WRITERS[shell](table)

    for command in walk(table):
        path = " ".join(command.words)
        function = f"{'_'.join(('_smartaipi', *command.words)).replace('-', '_')}() {{"
        assert (function if shell == "zsh" else f"'{path}'") in script, path
        missing = [flag for option in command.options for flag in option.flags if flag not in script]
        assert missing == [], path
    assert MARK in script[:1000]


@pytest.mark.parametrize("shell", CHECKS)
@pytest.mark.parametrize("source", ["shipped", "hostile"])
def test_no_help_text_breaks_a_script(tmp_path, shell, source):
    """The shell's own opinion."""
    if shutil.which(shell) is None:
        pytest.skip(f"NOT RUN: {shell} is not installed")
    script = tmp_path / "script"
    script.write_text(
        WRITERS[shell](hostile_table() if source == "hostile" else read_table()), encoding="utf-8"
    )

    done = subprocess.run([*CHECKS[shell], script], capture_output=True, text=True, check=False, cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_fish_shows_hostile_descriptions_as_they_are(tmp_path):
    if shutil.which("fish") is None:
        pytest.skip("NOT RUN: fish is not installed")
    script = tmp_path / "script"
    script.write_text(WRITERS["fish"](hostile_table()), encoding="utf-8")

    done = subprocess.run(
        [shutil.which("fish"), "-c", f"source {script}; complete -C 'smartaipi '"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )

    shown = dict(line.split("\t") for line in done.stdout.splitlines())
    assert shown == {f"command-{number}": text for number, text in enumerate(HOSTILE)}
    assert not (tmp_path / "injected").exists()


@pytest.mark.parametrize("word", ["two words", "$(x)", "*", "a,b", "", "'"])
def test_a_choice_that_a_shell_would_expand_is_not_written(word):
    with pytest.raises(ValueError, match="would read more"):
        value_word(choice("good", word))


def test_options_that_most_commands_have_are_written_once(table):
    names = {option.flags[0] for option in shared_options(table)}

    assert {"--json", "--quiet", "--help"} <= names
    assert WRITERS["zsh"](table).count("--json[") <= 2


def test_hidden_commands_are_offered_nowhere(table):
    assert "credential" not in {command.name for command in walk(table)}
