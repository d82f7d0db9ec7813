"""Which names are kept for TAB out of what commands tell."""

import pytest

from smartaipi_cli.actions.completion.names import (
    LONGEST,
    MOST_NAMES,
    is_safe,
    learn_names,
    names_at,
    names_file,
    read_names,
    updated,
)
from smartaipi_cli.machine.fakes import ManualClock, ScriptedProcesses, ScriptedTerminal
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.paths import Paths
from smartaipi_cli.machine.real_files import RealFiles

UNSAFE = {
    "nothing": "",
    "white space": "  ",
    "a line break": "a\nb",
    "a carriage return": "a\rb",
    "a tab, behind which fish shows a description": "a\tb",
    "an escape": "a\x1b[31mb",
    "a NUL": "a\0b",
    "text from right to left": "a\u202eb",
    "a lone surrogate": "a\udcffb",
    "an option": "-rf",
    "space at an end": "name ",
    "too long": "x" * (LONGEST + 1),
    "a key": "sk-test-0123456789abcdef0123456789abcdef",
    "a key inside": "laptop sk-test-0123456789abcdef0123456789abcdef",
    "a gateway's key": "gw-0123456789abcdef0123456789abcdef",
}
SAFE = ["laptop", "two words", "$(touch x)", "it's", 'a"b', "vendor/model:free", "ключ", "~root", "a-b", "9"]


def refuse():
    raise AssertionError("nobody calls out for a name")


@pytest.fixture
def machine(tmp_path):
    """A machine with nothing in its folders."""
    return Machine(
        files=RealFiles(),
        paths=Paths.under(tmp_path),
        home=tmp_path,
        working_folder=tmp_path,
        environment={},
        platform="linux",
        clock=ManualClock(),
        processes=ScriptedProcesses(),
        terminal=ScriptedTerminal(),
        keychain=lambda: None,
        open_transport=refuse,
        make_identifier=lambda: "abcd",
        program=("/opt/smartaipi",),
    )


@pytest.mark.parametrize("name", UNSAFE.values(), ids=UNSAFE)
def test_a_name_that_is_no_line_or_may_be_a_key_is_left_out(machine, name):
    learn_names(machine, "keys list", {"keys": [{"name": name}, {"name": "laptop"}]})

    assert not is_safe(name)
    assert names_file(machine, "keys").read_text() == "laptop\n"


@pytest.mark.parametrize("name", SAFE)
def test_a_name_with_odd_characters_is_kept_as_it_is(machine, name):
    """The shells quote it."""
    learn_names(machine, "keys list", {"keys": [{"name": name}]})

    assert read_names(machine, "keys") == (name,)


@pytest.mark.parametrize(
    ("way", "expected"),
    [("all", ("b", "c")), ("more", ("c", "a", "b")), ("gone", ("a",))],
    ids=["all that there are", "more of them", "gone"],
)
def test_names_after_a_lesson(way, expected):
    assert updated(("a", "b"), ("b", "c"), way) == expected


@pytest.mark.parametrize(
    ("data", "path", "prefix", "expected"),
    [
        ({"keys": [{"name": "a"}, {"name": "b"}]}, "keys.name", "", ["a", "b"]),
        ({"key": {"name": "a"}}, "key.name", "", ["a"]),
        ({"kept": ["key", "key.work", "token"]}, "kept", "key.", ["work"]),
        ({"kept_as": "key.work"}, "kept_as", "key.", ["work"]),
        ({"key": None}, "key.name", "", []),
        ({}, "key.name", "", []),
        ({"keys": {"name": 5}}, "keys.name", "", []),
        ({"keys": "text"}, "keys.name", "", []),
    ],
    ids=["a list", "one", "stored keys", "one stored key", "none", "no member", "a number", "a text"],
)
def test_names_stand_at_a_path(data, path, prefix, expected):
    assert list(names_at(data, path.split("."), prefix)) == expected


def test_other_commands_teach_nothing(machine, tmp_path):
    learn_names(machine, "status", {"keys": [{"name": "laptop"}]})

    assert list(tmp_path.iterdir()) == []


def test_the_oldest_names_make_room(machine):
    """A gateway of thousands of models does not grow the file without end."""
    first = [{"id": f"old-{number}"} for number in range(MOST_NAMES)]
    learn_names(machine, "models list", {"models": first})
    learn_names(machine, "models list", {"models": [{"id": "new"}]})

    names = read_names(machine, "models")
    assert (names[0], names[1], len(names)) == ("new", "old-0", MOST_NAMES)


def test_an_empty_list_takes_all_names_away(machine):
    learn_names(machine, "profiles list", {"profiles": [{"name": "work"}]})
    learn_names(machine, "profiles list", {"profiles": []})

    assert names_file(machine, "profiles").read_text() == ""
