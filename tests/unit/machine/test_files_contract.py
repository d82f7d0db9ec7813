"""What every `Files` does, in memory and on the disk alike."""

import os
from pathlib import Path

import pytest

from smartaipi_cli.machine.files import Kind, Metadata
from smartaipi_cli.machine.memory_files import MemoryFiles
from smartaipi_cli.machine.real_files import RealFiles


class Room:
    """A directory to work in, and files that other programs put there."""

    def __init__(self, files, path: Path) -> None:
        self.files = files
        self.path = path
        self.is_real = isinstance(files, RealFiles)

    def put(self, name: str, data: bytes = b"text", mode: int = 0o600) -> Path:
        path = self.path / name
        if self.is_real:
            path.write_bytes(data)
            path.chmod(mode)
        else:
            self.files.put_file(path, data, mode)
        return path

    def link(self, name: str, destination: str) -> Path:
        path = self.path / name
        if self.is_real:
            path.symlink_to(destination)
        else:
            self.files.put_link(path, destination)
        return path

    def fifo(self, name: str) -> Path:
        path = self.path / name
        if self.is_real:
            os.mkfifo(path)
        else:
            self.files.put_special(path, Kind.FIFO)
        return path


@pytest.fixture(params=["real", "memory"])
def room(request, tmp_path):
    if request.param == "real":
        return Room(RealFiles(), tmp_path)
    files = MemoryFiles(uid=os.getuid(), gid=os.getgid())
    files.put_directory(Path("/room"))
    return Room(files, Path("/room"))


def test_nothing_is_absent(room):
    assert room.files.look(room.path / "none").kind is Kind.ABSENT
    assert room.files.look(room.path / "none/below").kind is Kind.ABSENT


def test_a_file_is_seen_with_its_mode_size_and_links(room):
    entry = room.files.look(room.put("file", b"12345", 0o640))

    assert (entry.kind, entry.mode, entry.size, entry.links) == (Kind.FILE, 0o640, 5, 1)


def test_a_link_is_seen_as_a_link_and_not_followed(room):
    room.put("file")
    link = room.link("link", "file")

    assert room.files.look(link).kind is Kind.LINK
    assert room.files.read_link(link) == "file"
    with pytest.raises(OSError, match=r"Too many levels|symbolic"):
        room.files.read(link)


def test_a_link_among_the_directories_of_a_path_is_followed(room):
    room.files.make_directory(room.path / "real", 0o700)
    room.link("alias", "real")
    room.files.create(room.path / "alias/file", 0o600)

    assert room.files.look(room.path / "real/file").kind is Kind.FILE


def test_a_fifo_is_refused_at_once_instead_of_waited_for(room):
    fifo = room.fifo("fifo")

    assert room.files.look(fifo).kind is Kind.FIFO
    with pytest.raises(OSError, match=r"not a regular file|Invalid argument"):
        room.files.read(fifo)


@pytest.mark.parametrize("mode", [0o600, 0o666, 0o640], ids=oct)
def test_a_new_file_has_exactly_the_mode_asked_for(room, mode):
    room.files.create(room.path / "new", mode)

    assert room.files.look(room.path / "new").mode == mode


def test_a_new_directory_has_exactly_the_mode_asked_for(room):
    room.files.make_directory(room.path / "new", 0o750)

    assert (room.files.look(room.path / "new").kind, room.files.look(room.path / "new").mode) == (
        Kind.DIRECTORY,
        0o750,
    )


@pytest.mark.parametrize("call", ["create", "make_directory"])
def test_nothing_is_made_where_something_stands(room, call):
    path = room.put("there")

    with pytest.raises(FileExistsError):
        getattr(room.files, call)(path, 0o600)


def test_nothing_is_made_through_a_link_to_nothing(room):
    link = room.link("link", "nowhere")

    with pytest.raises(FileExistsError):
        room.files.create(link, 0o600)


def test_writing_appends(room):
    path = room.put("file", b"one ")
    room.files.write(path, b"two")

    assert room.files.read(path) == b"one two"


def test_metadata_comes_back_as_it_was_given(room):
    source, target = room.put("source", b"", 0o640), room.put("target", b"", 0o600)
    metadata = room.files.read_metadata(source)
    room.files.write_metadata(target, metadata)
    room.files.sync_file(target)

    assert room.files.read_metadata(target) == metadata
    assert metadata == Metadata(mode=0o640, uid=os.getuid(), gid=os.getgid())


def test_exchange_swaps_two_files(room):
    one, other = room.put("one", b"1"), room.put("other", b"2")
    room.files.exchange(one, other)

    assert (room.files.read(one), room.files.read(other)) == (b"2", b"1")


def test_exchange_with_nothing_is_an_error(room):
    one = room.put("one")

    with pytest.raises(FileNotFoundError):
        room.files.exchange(one, room.path / "none")


def test_moving_never_replaces(room):
    one, other = room.put("one", b"1"), room.put("other", b"2")

    with pytest.raises(FileExistsError):
        room.files.move(one, other)
    assert room.files.read(other) == b"2"


def test_moving_a_directory_takes_what_is_in_it_along(room):
    room.files.make_directory(room.path / "from", 0o700)
    room.files.create(room.path / "from/file", 0o600)
    room.files.move(room.path / "from", room.path / "to")
    room.files.sync_directory(room.path)

    assert room.files.list_directory(room.path / "to") == ("file",)
    assert room.files.look(room.path / "from").kind is Kind.ABSENT


def test_replacing_does_replace(room):
    one, other = room.put("one", b"1"), room.put("other", b"2")
    room.files.replace(one, other)

    assert room.files.read(other) == b"1"
    assert room.files.look(one).kind is Kind.ABSENT


def test_removing_a_directory_that_is_not_empty_is_an_error(room):
    room.files.make_directory(room.path / "full", 0o700)
    room.files.create(room.path / "full/file", 0o600)

    with pytest.raises(OSError, match="not empty"):
        room.files.remove_directory(room.path / "full")
    room.files.unlink(room.path / "full/file")
    room.files.remove_directory(room.path / "full")
    assert room.files.look(room.path / "full").kind is Kind.ABSENT


def test_a_lock_is_given_to_one_at_a_time_and_makes_a_private_file(room):
    path = room.path / "lock"
    first = room.files.try_lock(path)

    assert first is not None
    assert room.files.try_lock(path) is None
    assert room.files.look(path).mode == 0o600
    first.release()
    second = room.files.try_lock(path)
    assert second is not None
    second.release()


def test_guards_of_a_file_of_the_users_own(room):
    guards = room.files.guards(room.put("file"))

    assert (guards.is_writable, guards.is_immutable, guards.is_own, guards.can_give_back) == (
        True,
        False,
        True,
        True,
    )
