"""What must not be replaced, each with its own reason and a hint, for a user who is not root."""

from pathlib import Path

import pytest

from smartaipi_cli.engine.targets import check_replaceable, resolve_target
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.memory_files import MemoryFiles

PATH = Path("/home/ada/a.json")


def put_plain(files, **options: object) -> None:
    files.put_file(PATH, b"{}", **options)


CASES = {
    "another-owner": (lambda files: put_plain(files, owner=(0, 1000)), "it belongs to another user or group"),
    "another-group": (lambda files: put_plain(files, owner=(1000, 4)), "it belongs to another user or group"),
    "read-only": (lambda files: put_plain(files, mode=0o444), "it is read-only"),
    "immutable": (lambda files: put_plain(files, is_immutable=True), "it is marked immutable"),
    "writable-for-others-only": (lambda files: put_plain(files, mode=0o420), "it is not writable for you"),
    "fifo": (lambda files: files.put_special(PATH, Kind.FIFO), "it is a fifo"),
    "socket": (lambda files: files.put_special(PATH, Kind.SOCKET), "it is a socket"),
    "device": (lambda files: files.put_special(PATH, Kind.DEVICE), "it is a device"),
    "directory-of-another": (
        lambda files: (files.put_directory(PATH.parent, owner=(0, 0)), put_plain(files)),
        "its directory `/home/ada` is not writable",
    ),
    "new-in-a-directory-of-another": (
        lambda files: files.put_directory(PATH.parent, owner=(0, 0)),
        "its directory `/home/ada` is not writable",
    ),
    "new-below-a-directory-of-another": (
        lambda files: files.put_directory(Path("/home"), owner=(0, 0)),
        "its directory `/home` is not writable",
    ),
    "long-loop": (
        lambda files: (files.put_link(PATH, "b"), files.put_link(PATH.with_name("b"), "./a.json")),
        "its symbolic links lead in a circle",
    ),
    "below-a-file": (
        lambda files: files.put_file(PATH.parent, b""),
        "`/home/ada` is a file, not a directory",
    ),
}


@pytest.mark.parametrize(("stage", "reason"), CASES.values(), ids=CASES)
def test_a_file_that_must_not_be_replaced_is_refused_with_its_reason_and_a_hint(stage, reason):
    files = MemoryFiles()
    stage(files)

    with pytest.raises(UserError) as caught:
        check_replaceable(files, resolve_target(files, PATH))

    assert caught.value.code == "target-refused"
    assert caught.value.reason.startswith(reason)
    assert caught.value.hint


def test_root_may_replace_a_file_of_another_user():
    files = MemoryFiles(uid=0, gid=0)
    put_plain(files, owner=(1000, 1000))

    check_replaceable(files, resolve_target(files, PATH))


def test_the_way_to_a_target_is_told_with_its_links_and_missing_directories():
    files = MemoryFiles()
    files.put_directory(Path("/home/ada/dots"))
    files.put_link(Path("/home/ada/.claude"), "dots/../store/claude")

    target = resolve_target(files, Path("/home/ada/.claude/settings.json"))

    assert target.real == Path("/home/ada/store/claude/settings.json")
    assert target.links == (Path("/home/ada/.claude"),)
    assert target.missing_directories == (Path("/home/ada/store"), Path("/home/ada/store/claude"))
