"""Another process holds the lock of Claude Code's state file: it is waited for shortly, and never taken from it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import lock_holder
import pytest
from home import CLAUDE, PATIENCE_S, SETTINGS, STATE, Home

BEFORE = b'{\n  "numStartups": 1\n}\n'
LOCK = f"{STATE}.lock"
LONG_AGO = (1_000_000_000, 1_000_000_000)
HOLDER = Path(lock_holder.__file__)


@pytest.fixture
def holder(home: Home) -> Iterator[subprocess.Popen[str]]:
    """A process that has the lock; it ends with the test."""
    path = home.write(STATE, BEFORE)
    with subprocess.Popen(
        [sys.executable, str(HOLDER), str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def lock_of(home: Home) -> tuple[int, int]:
    """What tells a lock from another one at the same place, and from one that somebody touched."""
    status = (home.path / LOCK).stat()
    return status.st_ino, status.st_mtime_ns


def drafts(home: Home) -> list[Path]:
    """What is to take the file's place: it is there before the lock is asked for."""
    return list(home.path.glob(f".{STATE}.smartaipi-*"))


def test_a_set_up_goes_on_without_the_lock_and_leaves_it_to_its_holder(home, holder):
    """The client itself writes without a lock that it cannot have, so waiting for ever would gain nothing."""
    lock = lock_of(home)

    done = home.call(*CLAUDE)
    found = lock_of(home)
    holder.communicate("let go\n", timeout=PATIENCE_S)

    assert done.code == 0, done.text
    assert home.read_json(STATE) == {"numStartups": 1, "hasCompletedOnboarding": True}
    assert "apiKeyHelper" in home.read_json(SETTINGS)
    assert (found, holder.returncode) == (lock, 0)


def test_what_the_holder_saves_while_we_wait_for_it_is_kept(home, holder):
    with home.start(*CLAUDE) as setting_up:
        while not drafts(home):
            assert setting_up.poll() is None
        holder.communicate("save\n", timeout=PATIENCE_S)
        code = setting_up.wait(PATIENCE_S)

    assert (code, holder.returncode) == (0, 0)
    assert home.read_json(STATE) == {"numStartups": 1, "saved": True, "hasCompletedOnboarding": True}
    assert not (home.path / LOCK).exists()


def test_undo_gives_the_bytes_back_beside_a_holder(home, holder):
    assert home.call(*CLAUDE).code == 0
    lock = lock_of(home)

    undone = home.call("undo", "--yes")

    assert undone.code == 0, undone.text
    assert home.read(STATE) == BEFORE
    assert lock_of(home) == lock


def test_a_lock_whose_holder_died_long_ago_stops_nothing_and_is_left_to_the_client(home):
    home.write(STATE, BEFORE)
    (home.path / LOCK).mkdir()
    os.utime(home.path / LOCK, LONG_AGO)
    lock = lock_of(home)

    done = home.call(*CLAUDE)

    assert done.code == 0, done.text
    assert home.read_json(STATE)["hasCompletedOnboarding"] is True
    assert lock_of(home) == lock
