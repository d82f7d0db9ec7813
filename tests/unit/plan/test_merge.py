"""Undo of one file: exact when nothing changed since, else value by value, and never over somebody's edit."""

from pathlib import Path

import pytest

from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.merge import WHOLE_FILE, RecordedFile, UndoKind, undo_change
from smartaipi_cli.plan.operations import DeleteValue, Operation, SetBlock, SetValue, WriteWhole
from smartaipi_cli.plan.states import Absent, Content, FileState

PATH = Path("/home/ada/settings.json")
OLD = b'{\n  "model": "opus", // mine\n  "n": 1.0\n}\n'


def record(old: FileState, *operations: Operation, format_=Format.JSON) -> RecordedFile:
    change = change_file(PATH, format_, operations, old, "test")
    return RecordedFile(
        path=PATH, format=format_, keys=change.keys, has_block=False, old=old, new=change.after
    )


def content(data: bytes) -> Content:
    return Content(data, 0o600)


def data_of(outcome) -> bytes | None:
    after = outcome.change.after
    return after.data if isinstance(after, Content) else None


def test_an_untouched_file_gets_its_old_bytes_back():
    recorded = record(content(OLD), SetValue(("env", "URL"), "u"), SetValue(("n",), 2))
    outcome = undo_change(recorded, recorded.new)

    assert (outcome.kind, data_of(outcome)) == (UndoKind.EXACT, OLD)


def test_a_file_that_was_made_and_not_touched_is_removed():
    recorded = record(Absent(), SetValue(("a",), 1))
    outcome = undo_change(recorded, recorded.new)

    assert (outcome.kind, outcome.change.after) == (UndoKind.EXACT, Absent())


def test_edits_elsewhere_stay_and_an_old_value_returns_in_its_old_spelling():
    recorded = record(content(OLD), SetValue(("env", "URL"), "u"), SetValue(("n",), 2))
    edited = recorded.new.data.replace(b'"opus"', b'"haiku"')
    outcome = undo_change(recorded, content(edited))

    assert (outcome.kind, data_of(outcome)) == (UndoKind.MERGED, OLD.replace(b"opus", b"haiku"))


def test_a_container_made_by_the_change_goes_when_it_is_empty_and_stays_when_it_is_not():
    recorded = record(content(b'{"a": 1}'), SetValue(("env", "deep", "URL"), "u"))
    alone = undo_change(recorded, content(b'{"a": 2, "env": {"deep": {"URL": "u"}}}'))
    shared = undo_change(recorded, content(b'{"a": 1, "env": {"deep": {"URL": "u"}, "theirs": 1}}'))

    assert data_of(alone) == b'{"a": 2}'
    assert data_of(shared) == b'{"a": 1, "env": {"theirs": 1}}'


def test_an_empty_container_that_was_there_before_stays():
    recorded = record(content(b'{"env": {}}'), SetValue(("env", "URL"), "u"))

    assert b'"env"' in data_of(undo_change(recorded, content(b'{"env": {"URL": "u"}, "b": 1}')))


def test_a_value_that_somebody_set_since_is_kept_and_reported():
    recorded = record(content(OLD), SetValue(("n",), 2), SetValue(("m",), 3))
    current = content(recorded.new.data.replace(b"2", b"7"))
    outcome = undo_change(recorded, current)

    assert (outcome.kind, outcome.kept, outcome.restored) == (UndoKind.MERGED, (("n",),), (("m",),))
    assert b'"n": 7' in data_of(outcome)


def test_force_restores_the_value_that_somebody_set_since():
    recorded = record(content(OLD), SetValue(("n",), 2))
    outcome = undo_change(recorded, content(b'{"n": 7}'), force={("n",)})

    assert data_of(outcome) == b'{"n": 1.0}'


def test_when_every_value_was_set_since_it_is_a_conflict_and_nothing_changes():
    recorded = record(content(OLD), SetValue(("n",), 2))
    outcome = undo_change(recorded, content(b'{"n": 7}'))

    assert (outcome.kind, outcome.change, outcome.kept) == (UndoKind.CONFLICT, None, (("n",),))


def test_values_that_are_back_already_need_nothing():
    recorded = record(content(OLD), SetValue(("n",), 2))

    assert undo_change(recorded, content(b'{"n": 1, "b": 2}')).kind is UndoKind.ALREADY


def test_a_deleted_value_returns_in_its_old_spelling():
    recorded = record(content(b'{"a": 1e0, "b": 2}'), DeleteValue(("a",)))
    outcome = undo_change(recorded, content(b'{"b": 3}'))

    assert outcome.kind is UndoKind.MERGED
    assert b'"a": 1e0' in data_of(outcome)


def test_a_made_file_that_holds_nothing_else_is_removed_although_it_was_respelled():
    recorded = record(Absent(), SetValue(("env", "a"), 1))

    assert undo_change(recorded, content(b'{"env":{"a":1}}')).change.after == Absent()


def test_a_made_file_to_which_somebody_added_stays_with_what_they_added():
    recorded = record(Absent(), SetValue(("env", "a"), 1))

    assert data_of(undo_change(recorded, content(b'{"env":{"a":1},"b":2}'))) == b'{"b":2}'


def test_items_of_a_list_are_taken_out_from_the_last():
    recorded = record(content(b'{"l": [1], "m": 0}'), SetValue(("l", 1), 2), SetValue(("l", 2), 3))

    assert data_of(undo_change(recorded, content(b'{"l": [1, 2, 3], "m": 9}'))) == b'{"l": [1], "m": 9}'


def test_a_file_that_is_gone_is_reported():
    recorded = record(content(OLD), SetValue(("n",), 2))

    assert undo_change(recorded, Absent()).kind is UndoKind.MISSING


def test_a_file_that_cannot_be_read_any_more_is_a_conflict():
    recorded = record(content(OLD), SetValue(("n",), 2))

    assert undo_change(recorded, content(b'{"n": ')).kind is UndoKind.CONFLICT


@pytest.mark.parametrize("force", [frozenset(), frozenset({WHOLE_FILE})], ids=["kept", "forced"])
def test_a_file_written_whole_and_edited_since_is_put_back_only_by_force(force):
    recorded = record(content(b"old"), WriteWhole(b"new"), format_=Format.WHOLE)
    outcome = undo_change(recorded, content(b"theirs"), force=force)

    assert (outcome.change is None) == (not force)
    assert outcome.kind is (UndoKind.EXACT if force else UndoKind.CONFLICT)


TOML = b'# mine\nmodel = "o3"  # keep\n\n[tools]\nweb = true\n'
PROVIDER = [
    SetValue(("model_providers", "smartaipi", "name"), "Smart AIPI"),
    SetValue(("model_providers", "smartaipi", "env_key"), "SMARTAIPI_API_KEY"),
    SetValue(("model_provider",), "smartaipi"),
    SetValue(("model",), "gpt-5"),
]


def test_a_toml_table_of_ours_goes_with_its_header_and_the_rest_stays_as_it_was():
    recorded = record(content(TOML), *PROVIDER, format_=Format.TOML)
    edited = recorded.new.data.replace(b"web = true", b"web = false")
    outcome = undo_change(recorded, content(edited))

    assert outcome.kind is UndoKind.MERGED
    assert data_of(outcome) == TOML.replace(b"web = true", b"web = false")


def test_a_toml_file_that_we_made_is_removed_when_nothing_else_is_in_it():
    recorded = record(Absent(), *PROVIDER, format_=Format.TOML)
    respelled = recorded.new.data.replace(b" = ", b"=")

    assert undo_change(recorded, content(respelled)).change.after == Absent()


RC = b"alias ll='ls -l'\n"
LINE = '. "$HOME/.config/smartaipi/env.sh"'


def record_block(old: FileState, line: str = LINE) -> RecordedFile:
    change = change_file(PATH, Format.SHELL, [SetBlock((line,))], old, "test")
    return RecordedFile(path=PATH, format=Format.SHELL, keys=(), has_block=True, old=old, new=change.after)


def test_an_untouched_block_goes_while_other_lines_stay():
    recorded = record_block(content(RC))
    outcome = undo_change(recorded, content(recorded.new.data + b"alias la='ls -a'\n"))

    assert (outcome.kind, outcome.restored) == (UndoKind.MERGED, (WHOLE_FILE,))
    assert data_of(outcome) == RC + b"alias la='ls -a'\n"


def test_an_earlier_block_comes_back_in_the_place_of_ours():
    earlier = record_block(content(RC), "old line").new
    recorded = record_block(earlier)
    outcome = undo_change(recorded, content(recorded.new.data + b"x=1\n"))

    assert data_of(outcome) == earlier.data + b"x=1\n"


def test_a_block_that_somebody_edited_is_kept_and_reported():
    recorded = record_block(content(RC))
    outcome = undo_change(recorded, content(recorded.new.data.replace(b"env.sh", b"other.sh")))

    assert (outcome.kind, outcome.change, outcome.kept) == (UndoKind.CONFLICT, None, (WHOLE_FILE,))


def test_a_block_that_is_gone_already_needs_nothing():
    assert undo_change(record_block(content(RC)), content(RC + b"x=1\n")).kind is UndoKind.ALREADY


def test_a_profile_that_we_made_is_removed_unless_somebody_added_to_it():
    recorded = record_block(Absent())
    added = undo_change(recorded, content(recorded.new.data + b"x=1\n"))

    assert undo_change(recorded, recorded.new).change.after == Absent()
    assert data_of(added) == b"x=1\n"


def test_an_address_does_not_come_back_beside_a_credential_that_somebody_else_set():
    """Both stay as they are, and both are reported; what is not bound to them goes back."""
    old = b'{"env": {"URL": "https://old.test", "TOKEN": "old"}}'
    ours = b'{"env": {"URL": "https://ours.test", "TOKEN": "ours", "FLAG": "1"}}'
    theirs = b'{"env": {"URL": "https://ours.test", "TOKEN": "theirs", "FLAG": "1"}}'
    recorded = RecordedFile(
        path=Path("/home/ada/settings.json"),
        format=Format.JSON,
        keys=(("env", "URL"), ("env", "TOKEN"), ("env", "FLAG")),
        has_block=False,
        old=Content(old, 0o600),
        new=Content(ours, 0o600),
        bound=(("env", "URL"), ("env", "TOKEN")),
    )

    outcome = undo_change(recorded, Content(theirs, 0o600))

    assert outcome.change.after.data == b'{"env": {"URL": "https://ours.test", "TOKEN": "theirs"}}'
    assert sorted(outcome.kept) == [("env", "TOKEN"), ("env", "URL")]
    assert outcome.restored == (("env", "FLAG"),)
