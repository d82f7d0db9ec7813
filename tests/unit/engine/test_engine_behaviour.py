"""The engine beside crashes: rewriting programs, locks, damaged journals, history, restore and repair."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.engine.engine import Engine
from smartaipi_cli.engine.recovery import Recovery
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.memory_files import MemoryFiles
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.merge import UndoKind
from smartaipi_cli.plan.operations import RemoveFile, SetValue, WriteWhole
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, Content

HOME = Path("/home/ada")
STATE = HOME / ".state"
CLAUDE = HOME / ".claude.json"
SETTINGS = HOME / "settings.json"
LOCK = HOME / ".claude.json.lock"
KEY = "sk-test-canary-0123456789"


class World:
    """Files in memory, a clock that ticks, and pauses in which other programs may act."""

    def __init__(self) -> None:
        self.files = MemoryFiles()
        self.files.put_file(CLAUDE, b'{"n": 1}', 0o600)
        self.files.put_file(SETTINGS, b'{"model": "opus"}', 0o640)
        self.now = datetime(2026, 11, 21, tzinfo=UTC)
        self.pauses: list[float] = []
        self.during_pause = lambda: None
        self.engine = Engine(
            self.files, STATE, self.tick, self.pause, lambda: f"r{len(self.pauses)}", version="1.0"
        )

    def tick(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.during_pause()

    def plan(self, path=SETTINGS, value="x", *, name="ours", **options: object) -> Plan:
        before = self.engine.read_state(path)
        change = change_file(path, Format.JSON, [SetValue((name,), value)], before, "test", **options)
        return Plan(title="Set", command="test", tool="claude", changes=(change,), labels={"profile": "work"})

    def data(self, path=SETTINGS) -> dict:
        return json.loads(self.files.read(path))


@pytest.fixture
def world():
    return World()


class TestRewritingPrograms:
    def test_a_contested_file_is_looked_at_after_50_250_and_1000_milliseconds(self, world):
        world.engine.apply(world.plan(CLAUDE, contested=True))

        assert [round(sum(world.pauses[: n + 1]), 3) for n in range(3)] == [0.05, 0.25, 1.0]

    def test_another_file_is_not_waited_for(self, world):
        world.engine.apply(world.plan())

        assert world.pauses == []

    def test_a_change_that_a_program_undoes_is_made_again_and_is_one_change_in_the_history(self, world):
        def rewrite_from_memory():
            if len(world.pauses) < 3:
                world.files.put_file(CLAUDE, b'{"n": %d}' % len(world.pauses))

        world.during_pause = rewrite_from_memory
        applied = world.engine.apply(world.plan(CLAUDE, contested=True))

        assert applied.repairs == 2
        assert world.data(CLAUDE) == {"n": 2, "ours": "x"}
        assert [record.id for record in world.engine.history()] == [applied.id]
        world.engine.apply(world.engine.plan_undo().plan)
        assert world.data(CLAUDE) == {"n": 2}

    def test_a_program_that_never_stops_is_reported_after_five_repairs(self, world):
        original = world.engine._apply

        def apply_and_lose(plan):
            applied = original(plan)
            world.files.put_file(CLAUDE, b'{"n": 1}')
            return applied

        world.engine._apply = apply_and_lose
        with pytest.raises(UserError) as caught:
            world.engine.apply(world.plan(CLAUDE, contested=True))

        assert (caught.value.code, caught.value.exit_code) == ("rewritten-by-program", 5)
        assert "smartaipi repair" in caught.value.hint
        assert len(world.engine._history.list_ids()) == 6

    def test_a_value_that_somebody_chose_instead_is_not_fought_over(self, world):
        world.during_pause = lambda: world.files.put_file(CLAUDE, b'{"ours": "theirs"}')

        with pytest.raises(UserError) as caught:
            world.engine.apply(world.plan(CLAUDE, contested=True))

        assert caught.value.code == "rewritten-by-program"
        assert world.data(CLAUDE) == {"ours": "theirs"}

    def test_repair_applies_again_what_was_put_back_later(self, world):
        applied = world.engine.apply(world.plan())
        world.files.put_file(SETTINGS, b'{"model":"haiku"}', 0o640)

        world.engine.apply(world.engine.plan_repair(applied.id).plan)

        assert world.data() == {"model": "haiku", "ours": "x"}

    def test_a_file_that_changes_at_every_attempt_is_given_up_with_nothing_written(self, world):
        plan, count = world.plan(), iter(range(1000))
        exchange = world.files.exchange

        def exchange_too_late(one, other):
            if one == SETTINGS:
                world.files.put_file(SETTINGS, b'{"theirs": %d}' % next(count), 0o640)
            exchange(one, other)

        world.files.exchange = exchange_too_late
        with pytest.raises(UserError) as caught:
            world.engine.apply(plan)

        assert (caught.value.code, caught.value.exit_code) == ("changed-meanwhile", 5)
        assert list(world.data()) == ["theirs"]
        assert world.engine.history() == ()


class TestForeignLock:
    def test_it_is_held_during_the_swap_and_given_back(self, world):
        seen, exchange = [], world.files.exchange

        def look_and_exchange(one, other):
            seen.append(world.files.look(LOCK).kind)
            exchange(one, other)

        world.files.exchange = look_and_exchange
        world.engine.apply(world.plan(CLAUDE, foreign_lock=LOCK))

        assert seen == [Kind.DIRECTORY]
        assert world.files.look(LOCK).kind is Kind.ABSENT

    def test_one_that_is_held_is_waited_for_two_seconds_and_never_removed(self, world):
        world.files.put_directory(LOCK)

        world.engine.apply(world.plan(CLAUDE, foreign_lock=LOCK))

        assert sum(world.pauses) == pytest.approx(2.0)
        assert world.files.look(LOCK).kind is Kind.DIRECTORY
        assert world.data(CLAUDE)["ours"] == "x"


def test_a_second_process_waits_ten_seconds_and_then_reports(world):
    world.engine.apply(world.plan())
    held = world.files.try_lock(STATE / "lock")

    with pytest.raises(UserError) as caught:
        world.engine.apply(world.plan(value="y"))
    held.release()

    assert caught.value.code == "busy"
    assert sum(world.pauses) == pytest.approx(10.0)


def test_two_first_commands_at_once_share_the_state_folder(world):
    make = world.files.make_directory

    def make_too_late(path, mode):
        if path.parent != STATE / "j":
            world.files.put_directory(path, mode)
        make(path, mode)

    world.files.make_directory = make_too_late
    world.engine.apply(world.plan())

    assert world.data()["ours"] == "x"


def test_two_changes_of_one_file_under_two_names_are_refused(world):
    world.files.put_link(HOME / "alias.json", "settings.json")
    plan = world.plan()
    twin = world.plan(HOME / "alias.json", name="other")

    with pytest.raises(UserError, match="left alone"):
        world.engine.apply(Plan(title="t", command="c", changes=(*plan.changes, *twin.changes)))


def test_an_interrupt_from_the_keyboard_leaves_everything_as_it_was(world):
    plan, exchange = world.plan(), world.files.exchange

    def interrupt(one, other):
        exchange(one, other)
        world.files.exchange = exchange
        raise KeyboardInterrupt

    world.files.exchange = interrupt
    with pytest.raises(KeyboardInterrupt):
        world.engine.apply(plan)

    assert world.data() == {"model": "opus"}
    assert world.engine.pending() == ()


class TestDamagedJournal:
    def cut_short(self, world) -> Path:
        """A change whose intent is on the disk and of which nothing has happened."""
        plan, exchange = world.plan(), world.files.exchange

        def stop(_one, _other):
            raise SystemError

        world.files.exchange = stop
        world.engine._committer = Stubborn(world.engine._committer)
        with pytest.raises(SystemError):
            world.engine.apply(plan)
        world.files.exchange = exchange
        world.engine = Engine(world.files, STATE, world.tick, world.pause, lambda: "again")
        (pending,) = world.engine.pending()
        return pending.folder

    @pytest.mark.parametrize("name", ["plan", "new0", "old0"])
    def test_nothing_is_touched_and_the_folder_is_named(self, world, name):
        folder = self.cut_short(world)
        world.files.overwrite(folder / name, world.files.read(folder / name)[:-3] + b"???")
        image = world.files.image()

        with pytest.raises(UserError) as caught:
            world.engine.apply(world.plan(value="y"))
        (reported,) = world.engine.recover()

        assert caught.value.code == "journal-damaged"
        assert str(folder) in caught.value.message
        assert (reported.outcome, reported.folder) == (Recovery.DAMAGED, folder)
        assert world.files.image() == image

    def test_an_undamaged_one_is_settled_by_the_next_change(self, world):
        self.cut_short(world)

        applied = world.engine.apply(world.plan(value="y"))

        assert [change.outcome for change in applied.recovered] == [Recovery.TAKEN_BACK]
        assert world.data()["ours"] == "y"

    def test_pending_only_looks(self, world):
        self.cut_short(world)
        image = world.files.image()

        (pending,) = world.engine.pending()

        assert (pending.outcome, pending.title) == (Recovery.TAKEN_BACK, "Set")
        assert world.files.image() == image


class Stubborn:
    """A committer whose process dies before it can take anything back."""

    def __init__(self, committer) -> None:
        self._committer = committer

    def commit(self, draft):
        return self._committer._try(draft)


class TestHistory:
    def test_a_record_tells_everything_but_values(self, world):
        world.engine.apply(world.plan(value=Secret(KEY)))
        (record,) = world.engine.history()
        (file,) = record.files

        assert (record.command, record.tool, record.title, record.version) == ("test", "claude", "Set", "1.0")
        assert record.labels == {"profile": "work"}
        assert (file.path, file.keys, file.format) == (SETTINGS, (("ours",),), Format.JSON)
        assert world.engine.read_recorded(record, file)[0] == Content(b'{"model": "opus"}', 0o640)

    def test_the_key_stands_in_blobs_alone_and_in_no_name_or_log(self, world):
        world.engine.apply(world.plan(value=Secret(KEY)))

        holding = {path for path, _kind, _meta, data in world.files.image() if KEY.encode() in (data or b"")}
        record_id = world.engine.history()[0].id
        assert holding == {str(SETTINGS), f"{STATE}/h/{record_id}/new0"}
        assert all(KEY not in path for path, *_ in world.files.image())

    def test_an_entry_is_found_by_its_beginning_or_its_random_part(self, world):
        applied = world.engine.apply(world.plan())

        assert world.engine.show(applied.id[:12]).id == applied.id
        assert world.engine.show(applied.id.rpartition("-")[2]).id == applied.id

    @pytest.mark.parametrize("name", ["", "2", "none"])
    def test_an_unclear_or_unknown_entry_is_refused(self, world, name):
        world.engine.apply(world.plan())
        world.engine.apply(world.plan(value="y"))

        with pytest.raises(UserError) as caught:
            world.engine.show(name)
        assert caught.value.code == "history-not-found"

    def test_identifiers_sort_by_time_even_when_the_clock_stands_still(self, world):
        world.engine._clock = lambda: datetime(2026, 11, 21, tzinfo=UTC)
        ids = [world.engine.apply(world.plan(value=number)).id for number in range(5)]

        assert ids == sorted(set(ids))

    def test_identifiers_sort_by_time_though_the_clock_was_set_back_by_months(self, world):
        world.engine._clock = lambda: datetime(2026, 11, 21, 23, 59, 59, 999_000, tzinfo=UTC)
        later = world.engine.apply(world.plan(value="later")).id
        world.engine._clock = lambda: datetime(2026, 2, 1, tzinfo=UTC)

        ids = [later, *(world.engine.apply(world.plan(value=number)).id for number in range(3))]

        assert ids == sorted(set(ids))
        assert ids[1].startswith("20261122T000000000-")

    def test_verify_names_a_damaged_entry_and_undo_refuses_it(self, world):
        applied = world.engine.apply(world.plan())
        assert world.engine.verify() == ()
        world.files.overwrite(STATE / "h" / applied.id / "old0", b"other")

        (damage,) = world.engine.verify()
        with pytest.raises(UserError) as caught:
            world.engine.plan_undo(applied.id)

        assert damage.id == applied.id
        assert caught.value.code == "journal-damaged"

    def test_a_large_file_is_kept_compressed_and_comes_back_whole(self, world):
        large = b'{"a": "' + b"x" * 6_000_000 + b'"}'
        world.files.put_file(SETTINGS, large, 0o640)
        applied = world.engine.apply(world.plan())
        folder = STATE / "h" / applied.id

        assert world.files.list_directory(folder) == ("new0.gz", "old0.gz", "plan")
        assert gzip.decompress(world.files.read(folder / "old0.gz")) == large
        world.engine.apply(world.engine.plan_undo().plan)
        assert world.files.read(SETTINGS) == large

    @pytest.mark.parametrize(
        "spoil",
        [lambda data: b"no gzip", lambda data: data[:-9], lambda data: data[:20] + b"\xff" * 20 + data[40:]],
        ids=["other", "cut short", "overwritten"],
    )
    def test_a_compressed_old_version_that_is_damaged_is_said_so(self, world, spoil):
        world.files.put_file(SETTINGS, b'{"text": "' + b"x" * 5_000_001 + b'"}', 0o600)
        applied = world.engine.apply(world.plan())
        blob = STATE / "h" / applied.id / "old0.gz"
        world.files.put_file(blob, spoil(world.files.read(blob)), 0o600)

        assert [damage.id for damage in world.engine.verify()] == [applied.id]

    def test_pruning_keeps_fifty_changes_and_the_first_of_every_file(self, world):
        first = world.engine.apply(world.plan()).id
        other = world.engine.apply(world.plan(CLAUDE)).id
        ids = [world.engine.apply(world.plan(value=number)).id for number in range(60)]

        kept = [record.id for record in world.engine.history()]
        assert kept == [first, other, *ids[10:]]

    def test_pruning_drops_what_is_older_than_ninety_days(self, world):
        first = world.engine.apply(world.plan()).id
        world.engine.apply(world.plan(value="old"))
        world.now += timedelta(days=91)
        last = world.engine.apply(world.plan(value="new")).id

        assert [record.id for record in world.engine.history()] == [first, last]

    def test_pruning_drops_the_oldest_beyond_200_megabytes(self, world, monkeypatch):
        monkeypatch.setattr("smartaipi_cli.engine.history._KEPT_BYTES", 6_000)
        first = world.engine.apply(world.plan()).id
        ids = [world.engine.apply(world.plan(value=f"{number}" * 900)).id for number in range(1, 6)]

        kept = [record.id for record in world.engine.history()]
        assert kept[0] == first
        assert kept[-1] == ids[-1]
        assert len(kept) < 6


class TestUndo:
    def test_without_a_name_it_takes_the_last_change_and_then_the_one_before(self, world):
        world.engine.apply(world.plan(value="one"))
        world.engine.apply(world.plan(value="two"))

        world.engine.apply(world.engine.plan_undo().plan)
        assert world.data()["ours"] == "one"
        world.engine.apply(world.engine.plan_undo().plan)
        assert world.data() == {"model": "opus"}
        with pytest.raises(UserError, match="no change left"):
            world.engine.plan_undo()

    def test_undo_of_an_undo_is_redo_and_makes_the_change_undoable_again(self, world):
        world.engine.apply(world.plan(value="one"))
        undone = world.engine.apply(world.engine.plan_undo().plan)
        world.engine.apply(world.engine.plan_undo(undone.id).plan)

        assert world.data()["ours"] == "one"
        world.engine.apply(world.engine.plan_undo().plan)
        assert world.data() == {"model": "opus"}

    def test_a_merged_undo_can_be_undone_by_keys_as_well(self, world):
        world.engine.apply(world.plan(value="one"))
        world.files.put_file(SETTINGS, b'{"model": "haiku", "ours": "one"}', 0o640)
        undone = world.engine.apply(world.engine.plan_undo().plan)
        world.files.put_file(SETTINGS, b'{"model": "sonnet"}', 0o640)

        world.engine.apply(world.engine.plan_undo(undone.id).plan)

        assert world.data() == {"model": "sonnet", "ours": "one"}

    def test_a_conflict_is_kept_until_it_is_forced(self, world):
        world.engine.apply(world.plan(value="one"))
        world.files.put_file(SETTINGS, b'{"model": "opus", "ours": "theirs"}', 0o640)

        kept = world.engine.plan_undo()
        forced = world.engine.plan_undo(force={("ours",)})

        assert ([one.kind for one in kept.outcomes], kept.plan.is_noop) == ([UndoKind.CONFLICT], True)
        world.engine.apply(forced.plan)
        assert world.data() == {"model": "opus"}


class TestRestore:
    def test_a_file_comes_back_as_before_as_after_or_as_first_known(self, world):
        world.engine.apply(world.plan(value="one"))
        second = world.engine.apply(world.plan(value="two")).id
        world.files.put_file(SETTINGS, b"broken", 0o640)
        seen = {}
        for which in ("before", "after", "original"):
            world.engine.apply(world.engine.plan_restore(second, SETTINGS, which))
            seen[which] = world.data()

        assert seen == {
            "before": {"model": "opus", "ours": "one"},
            "after": {"model": "opus", "ours": "two"},
            "original": {"model": "opus"},
        }

    def test_a_file_that_is_gone_comes_back_and_a_restore_can_be_undone(self, world):
        remove = change_file(
            SETTINGS, Format.WHOLE, [RemoveFile()], world.engine.read_state(SETTINGS), "test"
        )
        gone = world.engine.apply(Plan(title="t", command="c", changes=(remove,))).id

        restored = world.engine.apply(world.engine.plan_restore(gone, SETTINGS, "original"))
        assert world.engine.read_state(SETTINGS) == Content(b'{"model": "opus"}', 0o640)
        world.engine.apply(world.engine.plan_undo(restored.id).plan)
        assert world.engine.read_state(SETTINGS) == Absent()

    def test_a_file_that_the_change_is_not_about_is_refused(self, world):
        applied = world.engine.apply(world.plan())

        with pytest.raises(UserError, match="is not about"):
            world.engine.plan_restore(applied.id, CLAUDE)


def test_a_file_system_without_exchange_is_served_and_the_user_told():
    world = World()
    world.files._can_exchange = False

    applied = world.engine.apply(world.plan())

    assert world.data()["ours"] == "x"
    assert "cannot exchange files in one step" in applied.notes[0]


def test_a_file_that_we_write_whole_is_private_from_the_start(world):
    change = change_file(HOME / "env", Format.WHOLE, [WriteWhole((Secret(KEY),))], Absent(), "key")
    world.engine.apply(Plan(title="t", command="c", changes=(change,)))

    assert world.files.look(HOME / "env").mode == 0o600
