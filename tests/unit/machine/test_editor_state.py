"""The state database of an editor is read so that the editor can never notice."""

import os
import sqlite3
from contextlib import closing

import pytest

from smartaipi_cli.machine.editor_state import EditorState, Unread

ROW = "settings"
VALUE = '{"openAIBaseUrl": "https://gw.test/v1"}'
NOBODY = 2**22 + 1
"""More than any process id of this system."""


@pytest.fixture
def state(tmp_path):
    found = EditorState(database=tmp_path / "state #1?.vscdb", lock=tmp_path / "code.lock")
    with closing(sqlite3.connect(found.database)) as made, made:
        made.execute("CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)")
        made.execute("INSERT INTO ItemTable VALUES (?, ?)", (ROW, VALUE))
        made.execute("INSERT INTO ItemTable VALUES (?, ?)", ("bytes", b"\xc3\xa4"))
    return found


def test_rows_are_read_and_nothing_beside_the_file_is_left(state):
    before = {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in state.database.parent.iterdir()
    }

    found = state.read((ROW, "bytes", "nothing"))

    assert found == {ROW: VALUE, "bytes": "ä"}
    after = {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in state.database.parent.iterdir()
    }
    assert after == before


def test_a_log_in_wal_mode_gets_no_shared_memory_from_us(state):
    """A connection that is only read-only would make `-shm` and `-wal` beside the file."""
    with closing(sqlite3.connect(state.database)) as made:
        made.execute("PRAGMA journal_mode = WAL")

    assert state.read((ROW,)) == {ROW: VALUE}
    assert [path.name for path in state.database.parent.iterdir()] == [state.database.name]


def test_reading_takes_no_lock_that_a_starting_editor_could_meet(state, monkeypatch):
    """In the middle of our reading the editor begins: it gets the file for itself alone."""
    real, locked = sqlite3.connect, []

    def connect(*arguments, **options):
        ours = real(*arguments, **options)
        ours.execute("SELECT * FROM ItemTable").fetchone()
        with closing(real(state.database, timeout=0)) as editor:
            editor.execute("BEGIN EXCLUSIVE")
            locked.append(True)
            editor.rollback()
        return ours

    monkeypatch.setattr(sqlite3, "connect", connect)

    assert state.read((ROW,)) == {ROW: VALUE}
    assert locked == [True]


def test_nothing_is_read_while_the_editor_runs(state):
    state.lock.write_text(f"{os.getpid()}\n")

    assert state.read((ROW,)) is Unread.RUNNING


@pytest.mark.parametrize("content", [str(NOBODY), "no number", ""], ids=["dead", "no number", "empty"])
def test_a_lock_file_that_was_left_behind_stops_nobody(state, content):
    state.lock.write_text(content)

    assert state.read((ROW,)) == {ROW: VALUE}


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_a_log_that_was_left_behind_means_that_the_file_is_not_the_truth(state, end):
    state.database.with_name(state.database.name + end).write_bytes(b"newer rows")

    assert state.read((ROW,)) is Unread.UNSETTLED


def test_what_was_read_while_somebody_wrote_is_thrown_away(state, monkeypatch):
    real = sqlite3.connect

    def connect(*arguments, **options):
        os.utime(state.database, ns=(1, 1))
        return real(*arguments, **options)

    monkeypatch.setattr(sqlite3, "connect", connect)

    assert state.read((ROW,)) is Unread.UNSETTLED


def test_a_file_that_is_no_database_is_said_so(state):
    state.database.write_bytes(b"no database " * 100)

    assert state.read((ROW,)) is Unread.UNREADABLE


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    state = EditorState(database=tmp_path / "state.vscdb", lock=tmp_path / "code.lock")

    assert state.read((ROW,)) is Unread.ABSENT
    assert list(tmp_path.iterdir()) == []
