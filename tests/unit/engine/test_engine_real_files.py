"""The engine on real files: links, modes, attributes, and everything that it must not touch."""

import os
import resource
import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from smartaipi_cli.engine.engine import Engine
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.real_files import RealFiles
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import RemoveFile, SetValue, WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, Content

TEXT = b'{"theirs": 1}\n'


@pytest.fixture
def home(tmp_path):
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def engine(home):
    ticks = count()
    start = datetime(2026, 11, 21, tzinfo=UTC)
    return Engine(
        RealFiles(),
        home / ".state/smartaipi",
        clock=lambda: start + timedelta(milliseconds=next(ticks)),
        pause=lambda _seconds: None,
        make_identifier=lambda: "test",
    )


def set_key(engine: Engine, path: Path, name: str = "ours") -> Plan:
    before = engine.read_state(path)
    change = change_file(path, Format.JSON, [SetValue((name,), "x")], before, "test")
    return Plan(title="Set", command="test", changes=(change,))


def write_whole(engine: Engine, path: Path, data: bytes) -> Plan:
    change = change_file(path, Format.WHOLE, [WriteWhole(data)], engine.read_state(path), "test")
    return Plan(title="Write", command="test", changes=(change,))


def snapshot(folder: Path) -> dict[str, tuple]:
    """Everything below a folder: kind and mode, owner, link counts, times, bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = (
            status.st_mode,
            status.st_uid,
            status.st_ino,
            status.st_mtime_ns,
            status.st_ctime_ns,
            data,
        )
    return found


def make_file(path: Path, mode: int = 0o600) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(TEXT)
    path.chmod(mode)
    return path


def run_tool(name: str, *arguments: str) -> None:
    """Runs a program of the system; skips the test where it is missing or the file system refuses."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"NOT RUN: no {name} here")
    done = subprocess.run([program, *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"NOT RUN: {name} is refused here: {done.stderr.strip()}")


class TestLinks:
    def test_a_chain_of_relative_links_stays_and_its_end_changes(self, home, engine):
        real = make_file(home / "store/real.json")
        (home / "dots").mkdir()
        (home / "dots/middle").symlink_to("../store/real.json")
        (home / "settings.json").symlink_to("dots/middle")

        engine.apply(set_key(engine, home / "settings.json"))

        assert (home / "settings.json").readlink() == Path("dots/middle")
        assert (home / "dots/middle").readlink() == Path("../store/real.json")
        assert not real.is_symlink()
        assert b'"ours"' in real.read_bytes()

    def test_a_relative_link_below_a_linked_directory_is_followed_from_where_it_really_stands(
        self, home, engine
    ):
        real = make_file(home / "a/b/real.json")
        (home / "a/c").mkdir()
        (home / "a/c/settings.json").symlink_to("../b/real.json")
        (home / "claude").symlink_to("a/c")

        engine.apply(set_key(engine, home / "claude/settings.json"))

        assert b'"ours"' in real.read_bytes()

    def test_a_link_to_nothing_gets_its_target(self, home, engine):
        (home / "settings.json").symlink_to("not/yet.json")

        engine.apply(set_key(engine, home / "settings.json"))

        assert (home / "settings.json").is_symlink()
        assert b'"ours"' in (home / "not/yet.json").read_bytes()

    def test_a_loop_of_links_is_refused(self, home, engine):
        (home / "one").symlink_to("two")
        (home / "two").symlink_to("one")

        with pytest.raises(UserError, match="left alone") as caught:
            engine.read_state(home / "one")
        assert (caught.value.code, caught.value.reason) == (
            "target-refused",
            "its symbolic links lead in a circle",
        )


class TestMetadata:
    def test_mode_and_inode_rules_hold_for_a_replaced_and_a_new_file(self, home, engine):
        old = make_file(home / "old.json", 0o640)
        engine.apply(set_key(engine, old))
        engine.apply(set_key(engine, home / "made/new.json"))

        assert old.stat().st_mode & 0o7777 == 0o640
        assert (home / "made/new.json").stat().st_mode & 0o7777 == 0o600
        assert (home / "made").stat().st_mode & 0o7777 == 0o700

    def test_extended_attributes_stay(self, home, engine):
        path = make_file(home / "a.json")
        try:
            os.setxattr(path, "user.note", b"mine")
        except OSError as error:
            pytest.skip(f"NOT RUN: no extended attributes here: {error}")
        engine.apply(set_key(engine, path))

        assert os.getxattr(path, "user.note") == b"mine"

    def test_an_access_list_stays_and_an_inherited_one_does_not_open_the_file(self, home, engine):
        path = make_file(home / "a.json", 0o640)
        run_tool("setfacl", "-m", "u:12345:r", str(path))
        run_tool("setfacl", "-d", "-m", "u:54321:rw", str(home))
        before = os.getxattr(path, "system.posix_acl_access")
        plain = make_file(home / "b.json", 0o640)
        os.removexattr(plain, "system.posix_acl_access")
        plain.chmod(0o640)

        engine.apply(set_key(engine, path))
        engine.apply(set_key(engine, plain))

        assert os.getxattr(path, "system.posix_acl_access") == before
        assert "system.posix_acl_access" not in os.listxattr(plain)
        assert plain.stat().st_mode & 0o7777 == 0o640

    @pytest.mark.skipif(os.geteuid() != 0, reason="NOT RUN: only root can give files away")
    def test_the_owner_stays(self, home, engine):
        path = make_file(home / "a.json")
        os.chown(path, 12345, 54321)

        engine.apply(set_key(engine, path))

        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)

    def test_everything_in_the_state_folder_is_private(self, home, engine):
        engine.apply(set_key(engine, make_file(home / "a.json", 0o644)))

        modes = {path.lstat().st_mode & 0o077 for path in (home / ".state/smartaipi").rglob("*")}
        assert modes == {0}
        assert (home / ".state/smartaipi").stat().st_mode & 0o7777 == 0o700

    def test_undo_brings_mode_attributes_and_bytes_of_a_removed_file_back(self, home, engine):
        path = make_file(home / "a.json", 0o640)
        change = change_file(path, Format.WHOLE, [RemoveFile()], engine.read_state(path), "test")
        engine.apply(Plan(title="Remove", command="test", changes=(change,)))
        assert not path.exists()

        engine.apply(engine.plan_undo().plan)

        assert engine.read_state(path) == Content(TEXT, 0o640)


def stand_directory(path: Path) -> None:
    path.mkdir()


def stand_fifo(path: Path) -> None:
    os.mkfifo(path)


def stand_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def stand_device(path: Path) -> None:
    path.symlink_to("/dev/null")


class TestRefusals:
    @pytest.mark.parametrize(
        ("stand", "kind"),
        [
            (stand_directory, "directory"),
            (stand_fifo, "fifo"),
            (stand_socket, "socket"),
            (stand_device, "device"),
        ],
        ids=["directory", "fifo", "socket", "device"],
    )
    def test_what_is_no_regular_file_is_refused_at_once(self, tmp_path_factory, engine, stand, kind):
        path = Path(tmp_path_factory.mktemp("s")) / "a.json"  # a socket's path must be short
        stand(path)

        with pytest.raises(UserError) as caught:
            engine.read_state(path)
        assert caught.value.reason == f"it is a {kind}, not a regular file"

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (lambda path: path.chmod(0o400), "it is read-only"),
            (lambda path: os.link(path, path.with_name("other")), "it has 2 hard links"),
        ],
        ids=["read-only", "hard-link"],
    )
    def test_a_file_that_a_replacement_would_spoil_is_refused_before_anything_is_written(
        self, home, engine, spoil, reason
    ):
        first, path = make_file(home / "first.json"), make_file(home / "a.json")
        plan = set_key(engine, path)
        spoil(path)
        plan = Plan(title="Both", command="test", changes=(*set_key(engine, first).changes, *plan.changes))
        before = snapshot(home)

        with pytest.raises(UserError) as caught:
            engine.apply(plan)

        assert caught.value.code == "target-refused"
        assert caught.value.reason.startswith(reason)
        assert snapshot(home) == before

    def test_an_immutable_file_is_refused(self, home, engine):
        path = make_file(home / "a.json")
        run_tool("chattr", "+i", str(path))
        try:
            with pytest.raises(UserError) as caught:
                engine.apply(set_key(engine, path))
        finally:
            run_tool("chattr", "-i", str(path))
        assert caught.value.reason == "it is marked immutable or append-only"

    def test_a_file_below_a_file_is_refused(self, home, engine):
        make_file(home / "a.json")

        with pytest.raises(UserError) as caught:
            engine.read_state(home / "a.json/b")
        assert "is a file, not a directory" in caught.value.reason

    @pytest.mark.parametrize("spoil", ["link", "file", "open"])
    def test_an_unusable_state_folder_stops_everything_before_a_file_is_touched(self, home, engine, spoil):
        path, state = make_file(home / "a.json"), home / ".state/smartaipi"
        state.parent.mkdir()
        if spoil == "link":
            (home / "elsewhere").mkdir(mode=0o700)
            state.symlink_to(home / "elsewhere")
        elif spoil == "file":
            state.write_text("")
        else:
            state.mkdir()
            state.chmod(0o755)
        before = path.stat()

        with pytest.raises(UserError) as caught:
            engine.apply(set_key(engine, path))

        assert caught.value.code == "state-folder-unusable"
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (TEXT, before.st_mtime_ns)


class TestNothingToDo:
    def test_a_plan_without_effect_writes_nothing_at_all(self, home, engine):
        path = make_file(home / "a.json")
        engine.apply(set_key(engine, path))
        before = snapshot(home)

        applied = engine.apply(set_key(engine, path))

        assert applied.id == ""
        assert snapshot(home) == before

    def test_a_plan_without_effect_makes_no_state_folder(self, home, engine):
        path = make_file(home / "a.json")

        engine.apply(write_whole(engine, path, TEXT))

        assert sorted(entry.name for entry in home.iterdir()) == ["a.json"]


def test_a_full_disk_leaves_everything_as_it_was(home, engine):
    """The largest file this process may write is set below the size of the new file."""
    path = make_file(home / "a.json")
    plan = write_whole(engine, path, b"x" * 200_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))  # the interpreter ignores SIGXFSZ
    try:
        with pytest.raises(UserError) as caught:
            engine.apply(plan)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert caught.value.code == "write-failed"
    assert "File too large" in caught.value.reason
    assert path.read_bytes() == TEXT
    assert list(home.rglob(".a.json.smartaipi-*")) == []
    assert list((home / ".state/smartaipi/j").iterdir()) == []


def test_undo_of_a_made_file_takes_its_directories_along_but_not_other_peoples_files(home, engine):
    engine.apply(set_key(engine, home / "made/deep/a.json"))
    (home / "made/theirs").write_text("x")

    engine.apply(engine.plan_undo().plan)

    assert not (home / "made/deep").exists()
    assert (home / "made/theirs").exists()
    assert engine.read_state(home / "made/deep/a.json") == Absent()
