"""A folder that is thrown away goes with all that is in it, and with nothing else."""

from pathlib import Path

import pytest

from smartaipi_cli.machine.memory_files import MemoryFiles
from smartaipi_cli.machine.own_folders import remove_own_folder
from smartaipi_cli.machine.real_files import RealFiles


def test_links_go_and_what_they_lead_to_stays(tmp_path):
    folder, other = tmp_path / "run", tmp_path / "other"
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "deep" / "file").write_text("x")
    other.mkdir()
    (other / "kept").write_text("x")
    (folder / "link").symlink_to(other)
    (folder / "deep" / "broken").symlink_to("/nowhere")

    assert remove_own_folder(RealFiles(), folder)

    assert not folder.exists()
    assert (other / "kept").exists()


@pytest.mark.parametrize("files", [RealFiles(), MemoryFiles()], ids=["real", "memory"])
def test_a_folder_that_is_not_there_is_gone(files):
    assert remove_own_folder(files, Path("/nowhere/run"))


class Refilled(RealFiles):
    """Files of a folder into which somebody writes while it is emptied."""

    def __init__(self, times: int) -> None:
        self.times = times

    def remove_directory(self, path):
        """See `Files`."""
        if self.times:
            self.times -= 1
            (path / "late").write_text("x")
        super().remove_directory(path)


@pytest.mark.parametrize(("times", "is_gone"), [(2, True), (3, False)], ids=["a little", "without end"])
def test_what_is_written_meanwhile_goes_too_unless_it_never_ends(tmp_path, times, is_gone):
    folder = tmp_path / "run"
    folder.mkdir()

    assert remove_own_folder(Refilled(times), folder) is is_gone
    assert folder.exists() is not is_gone
