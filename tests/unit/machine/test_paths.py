"""Where our own files belong."""

import sys
from pathlib import Path

import pytest
from platformdirs.unix import Unix

from smartaipi_cli.machine.paths import APPLICATION, HOME_VARIABLE, XDG_FOLDERS, Paths

VARIABLES = [variable for variable, _ in XDG_FOLDERS.values()]
HOME = Path("/home/ada")


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
@pytest.mark.parametrize("value", [None, "", "/elsewhere", "/with a space/"])
@pytest.mark.parametrize("variable", VARIABLES)
def test_the_folders_on_linux_are_those_of_the_library_for_all_systems(monkeypatch, variable, value):
    environment = {"HOME": str(HOME)} | ({} if value is None else {variable: value})
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    library = Unix(APPLICATION, appauthor=False)

    expected = Paths(
        config=library.user_config_path,
        data=library.user_data_path,
        state=library.user_state_path,
        cache=library.user_cache_path,
    )
    assert Paths.of_system(environment) == expected


def test_a_variable_that_names_no_absolute_folder_counts_as_unset():
    assert Paths.of_linux({"XDG_STATE_HOME": "state"}, HOME).state == HOME / ".local/state/smartaipi"


def test_our_own_variable_puts_everything_below_one_folder():
    paths = Paths.of_system({HOME_VARIABLE: "/srv/ours", "XDG_CONFIG_HOME": "/elsewhere"})

    assert {path.parent for path in paths} == {Path("/srv/ours")}
