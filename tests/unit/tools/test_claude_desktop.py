"""Where Claude Desktop keeps things on each system, and the program that prints the key."""

import subprocess
from pathlib import Path

import pytest

from smartaipi_cli.plan.states import Absent, Content
from smartaipi_cli.tools import claude_desktop
from smartaipi_cli.tools.base import Place, ReadFile


def place(platform, **environment):
    return Place(home=Path("/home/ada"), working_folder=Path("/"), environment=environment, platform=platform)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (place("darwin"), Path("/home/ada/Library/Application Support/Claude-3p/configLibrary")),
        (place("win32", LOCALAPPDATA="/local"), Path("/local/Claude-3p/configLibrary")),
        (place("win32"), Path("/home/ada/AppData/Local/Claude-3p/configLibrary")),
        (place("linux"), None),
    ],
    ids=["macOS", "Windows", "Windows without a variable", "Linux"],
)
def test_configurations_are_where_the_system_has_them(where, expected):
    assert claude_desktop.configuration_folder(where) == expected


def test_managed_preferences_are_those_of_the_user():
    expected = Path("/Library/Managed Preferences/ada/com.anthropic.claudefordesktop.plist")

    assert claude_desktop.managed_file(place("darwin")) == expected
    assert claude_desktop.managed_file(place("win32")) is None


def test_the_helper_is_a_program_that_needs_no_arguments(tmp_path):
    """The app runs it bare; quotes in the words of our command survive."""
    file = ReadFile(path=tmp_path / "helper", state=Absent())
    plan = claude_desktop.plan_helper(file, ["/bin/echo", "a key's", "$HOME"], "Smart AIPI")
    made = plan.changes[0].after
    assert isinstance(made, Content)
    file.path.write_bytes(made.data)
    file.path.chmod(made.mode)

    done = subprocess.run([file.path], capture_output=True, check=True, text=True)

    assert (made.mode, done.stdout) == (0o700, "a key's $HOME\n")


def test_names_of_other_families_are_told():
    models = ["claude-opus-4-6", "gpt-5.4", "claude-3-5-sonnet"]

    assert claude_desktop.odd_names(models) == ("gpt-5.4", "claude-3-5-sonnet")
