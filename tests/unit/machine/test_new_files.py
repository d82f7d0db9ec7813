"""New files: made for their owner alone, whole or not at all, and never in the place of another."""

from pathlib import Path

import pytest

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.memory_files import MemoryFiles
from smartaipi_cli.machine.new_files import create_own_file, create_private_file
from smartaipi_cli.machine.real_files import RealFiles


@pytest.fixture(params=["real", "memory"])
def place(request, tmp_path):
    """(files, a folder in it)."""
    if request.param == "real":
        return RealFiles(), tmp_path
    files = MemoryFiles()
    files.put_directory(Path("/home/user"))
    return files, Path("/home/user")


def test_a_private_file_is_for_its_owner_alone(place):
    files, folder = place

    create_private_file(files, folder / "ci.key", b"sk-test-1\n")

    assert files.read(folder / "ci.key") == b"sk-test-1\n"
    assert files.look(folder / "ci.key").mode == 0o600


def test_what_stands_there_is_never_touched(place):
    files, folder = place
    create_private_file(files, folder / "ci.key", b"mine")

    with pytest.raises(UserError) as problem:
        create_private_file(files, folder / "ci.key", b"sk-test-1\n")

    assert problem.value.code == "target-refused"
    assert files.read(folder / "ci.key") == b"mine"


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "ci.key").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UserError):
        create_private_file(RealFiles(), tmp_path / "ci.key", b"sk-test-1\n")

    assert not (tmp_path / "elsewhere").exists()


def test_an_own_file_is_made_once_with_its_folders(place):
    files, folder = place
    path = folder / "own/state/note.json"

    made = [create_own_file(files, path, data, mark) for data, mark in ((b"first", "1"), (b"second", "2"))]

    assert made == [True, False]
    assert files.read(path) == b"first"
    assert files.list_directory(path.parent) == ("note.json",)
    assert (files.look(path).mode, files.look(path.parent).mode) == (0o600, 0o700)


class FullFiles(MemoryFiles):
    """A disk on which nothing fits any more."""

    def write(self, path: Path, data: bytes) -> None:
        """See `Files`."""
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("make", [create_private_file, lambda *given: create_own_file(*given, "1")])
def test_a_full_disk_leaves_nothing_behind(make):
    files = FullFiles()
    files.put_directory(Path("/home/user"))

    with pytest.raises(UserError) as problem:
        make(files, Path("/home/user/file"), b"data")

    assert problem.value.code == "own-file-failed"
    assert files.list_directory(Path("/home/user")) == ()
