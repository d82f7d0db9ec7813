"""Where other tools find us again, and whether that place lasts."""

from pathlib import Path

import pytest

from smartaipi_cli.machine.installation import find_program, reason_to_vanish
from smartaipi_cli.tools.own_helper import helper_command, is_own_helper, profile_of_helper

HOME = Path("/home/ada")
VANISHING = {
    "uvx": (HOME / ".cache/uv/archive-v0/abc", {}),
    "uvx with its cache elsewhere": (Path("/data/uv/environments-v2/x"), {"UV_CACHE_DIR": "/data/uv"}),
    "pipx run": (HOME / ".local/share/pipx/.cache/abc", {}),
    "pipx run of older versions": (HOME / ".cache/pipx/abc", {}),
    "a temporary folder": (Path("/tmp/xyz/venv"), {}),
}
LASTING = {
    "uv tool install": HOME / ".local/share/uv/tools/smartaipi",
    "pipx install": HOME / ".local/share/pipx/venvs/smartaipi",
    "a checkout": HOME / "src/smartaipi/.venv",
    "the system": Path("/usr"),
}


@pytest.mark.parametrize(("prefix", "environment"), VANISHING.values(), ids=VANISHING)
def test_a_place_that_will_vanish_is_recognised(prefix, environment):
    assert reason_to_vanish(prefix, environment, HOME)


@pytest.mark.parametrize("prefix", LASTING.values(), ids=LASTING)
def test_a_place_that_lasts_is_one(prefix):
    assert reason_to_vanish(prefix, {}, HOME) == ""


def test_the_script_is_found_whoever_started_the_interpreter(tmp_path):
    script = tmp_path / "bin" / "smartaipi"
    script.parent.mkdir()
    script.touch()

    assert find_program("/usr/bin/pytest", tmp_path, "/usr/bin/python3") == (str(script),)
    assert find_program(str(script), Path("/nowhere"), "/usr/bin/python3") == (str(script),)


def test_without_a_script_the_interpreter_starts_us_and_imports_nothing_of_the_clients_folder(tmp_path):
    assert find_program("x", tmp_path, "/usr/bin/python3") == (
        "/usr/bin/python3",
        "-P",
        "-m",
        "smartaipi_cli",
    )


@pytest.mark.parametrize(
    "program", [("/opt/my tools/smartaipi",), ("/usr/bin/python3", "-P", "-m", "smartaipi_cli")]
)
@pytest.mark.parametrize("name", ["", "ci"])
def test_our_own_helper_is_known_again(program, name):
    command = helper_command(program, "work", name, Path("/home/ada/.local/share/smartaipi/credentials"))

    assert profile_of_helper(command) == "work"


@pytest.mark.parametrize(
    "command",
    [(), ("echo", "credential"), ("op", "read", "op://x"), ("/usr/bin/smartaipi",), ("credential", "work")],
)
def test_a_helper_of_others_is_not_taken_for_ours(command):
    assert not is_own_helper(command)
