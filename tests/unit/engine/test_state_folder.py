"""Where the history may not be."""

from pathlib import Path

import pytest

from smartaipi_cli.engine.state_folder import StateFolder, check_state_folder, prepare_state_folder
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.memory_files import MemoryFiles


@pytest.mark.parametrize("synced", ["Dropbox", "OneDrive - Work", "Mobile Documents", "Google Drive"])
@pytest.mark.parametrize("look", [prepare_state_folder, check_state_folder])
def test_a_folder_that_is_copied_to_a_cloud_is_refused_before_anything_is_made(synced, look):
    files = MemoryFiles()

    with pytest.raises(UserError) as caught:
        look(files, StateFolder(Path("/home/ada", synced, "smartaipi")))

    assert caught.value.code == "state-folder-unusable"
    assert synced in caught.value.reason
    assert not files.look(Path("/home/ada", synced)).size
