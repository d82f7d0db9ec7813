"""A state machine over one home in memory: commits, foreign edits, undo, crashes, recoveries in any order."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from smartaipi_cli.engine.engine import Engine
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.memory_files import LostContents, MemoryFiles
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, SetValue
from smartaipi_cli.plan.plan import Plan

HOME = Path("/home/ada")
STATE = HOME / ".state"
PATHS = (HOME / "one.json", HOME / "dots/two.json", HOME / "made/three.json")
KEYS = (("a",), ("env", "b"), ("env", "c"))
CHANGING = frozenset(
    {
        "create",
        "write",
        "write_metadata",
        "sync_file",
        "exchange",
        "move",
        "replace",
        "unlink",
        "make_directory",
        "remove_directory",
        "sync_directory",
    }
)


class Killed(BaseException):
    """The process is gone."""


class MortalFiles:
    """Files of a process that is killed before one of its changing steps."""

    def __init__(self, files: MemoryFiles, left: int) -> None:
        self._files = files
        self._left = left

    def __getattr__(self, name: str) -> object:
        if name in CHANGING:
            if self._left <= 0:
                raise Killed
            self._left -= 1
        return getattr(self._files, name)


class Home(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.files = MemoryFiles()
        self.files.put_file(PATHS[0], b'{\n  "theirs": 0\n}\n', 0o640)
        self.files.put_file(HOME / "store/two.json", b'{"theirs": 0}', 0o600)
        self.files.put_link(HOME / "dots", "store")
        self.now = datetime(2026, 11, 21, tzinfo=UTC)
        self.theirs = dict.fromkeys(PATHS[:2], 0)
        self.model = self.parse()

    def engine(self, files=None) -> Engine:
        return Engine(
            files or self.files,
            STATE,
            clock=self.tick,
            pause=lambda _seconds: None,
            make_identifier=lambda: "test",
        )

    def tick(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def parse(self) -> dict:
        engine, found = self.engine(), {}
        for path in PATHS:
            state = engine.read_state(path)
            found[path] = json.loads(state.data) if hasattr(state, "data") else None
        return found

    def plan(self, edits) -> Plan:
        engine = self.engine()
        changes = [
            change_file(
                path,
                Format.JSON,
                [
                    DeleteValue(key) if value is None else SetValue(key, value)
                    for key, value in wanted.items()
                ],
                engine.read_state(path),
                "test",
            )
            for path, wanted in edits.items()
        ]
        return Plan(title="t", command="c", changes=tuple(changes))

    def wished(self, plan: Plan) -> dict:
        after = dict(self.model)
        for change in plan.changes:
            after[change.path] = json.loads(change.after.data) if hasattr(change.after, "data") else None
        return after

    edits = st.dictionaries(
        st.sampled_from(PATHS),
        st.dictionaries(st.sampled_from(KEYS), st.sampled_from([None, 1, "x", "y"]), min_size=1),
        min_size=1,
    )

    @rule(edits=edits)
    def commit(self, edits) -> None:
        plan = self.plan(edits)
        self.model = self.wished(plan)
        self.engine().apply(plan)

    @rule(path=st.sampled_from(PATHS[:2]), value=st.integers(1, 9))
    def edit_by_somebody_else(self, path, value) -> None:
        if self.model[path] is None:
            return
        self.model[path] = {**self.model[path], "theirs": value}
        self.theirs[path] = value
        real = HOME / "store/two.json" if path == PATHS[1] else path
        self.files.put_file(real, json.dumps(self.model[path]).encode(), self.files.look(real).mode)

    @rule(edits=edits, step=st.integers(0, 60), data=st.data())
    def crash(self, edits, step, data) -> None:
        """Killed somewhere in a commit; the power may fail with it; the next start recovers."""
        plan = self.plan(edits)
        ends = [self.model, self.wished(plan)]
        try:
            self.engine(MortalFiles(self.files, step)).apply(plan)
            ends = ends[1:]
        except Killed:
            pass
        if data.draw(st.booleans()):
            pending = range(self.files.pending_count)
            kept = data.draw(st.sets(st.sampled_from(pending))) if pending else set()
            self.files = self.files.after_power_loss(kept, data.draw(st.sampled_from(LostContents)))
        else:
            self.files = self.files.after_kill()
        self.engine().recover()
        self.model = self.parse()
        assert self.model in ends

    @precondition(lambda self: self.engine().history())
    @rule(data=st.data())
    def undo_and_redo(self, data) -> None:
        """Undo of any change, at any time; undoing that at once gives back the same bytes and modes."""
        record = data.draw(st.sampled_from(self.engine().history()))
        before = self.picture()
        undone = self.engine().plan_undo(record.id)
        applied = self.engine().apply(undone.plan)
        if applied.id:
            middle = self.picture()
            back = self.engine().apply(self.engine().plan_undo(applied.id).plan)
            assert self.picture() == before
            self.engine().apply(self.engine().plan_undo(back.id).plan)
            assert self.picture() == middle
        self.model = self.parse()

    def picture(self) -> set:
        return {entry for entry in self.files.image() if not entry[0].startswith(str(STATE))}

    @invariant()
    def the_home_is_as_reckoned(self) -> None:
        assert self.parse() == self.model

    @invariant()
    def nobody_elses_value_is_lost(self) -> None:
        for path, value in self.theirs.items():
            assert (self.model[path] or {}).get("theirs") == value

    @invariant()
    def nothing_is_left_over_and_modes_stay(self) -> None:
        for path, kind, metadata, _data in self.files.image():
            assert ".smartaipi-" not in path
            assert not path.startswith(f"{STATE}/j/")
            if path.startswith(f"{STATE}/"):
                assert metadata.mode & 0o077 == 0
            assert kind in {Kind.FILE, Kind.DIRECTORY, Kind.LINK}
        assert self.files.look(PATHS[0]).mode == 0o640
        assert self.engine().verify() == ()


TestHome = Home.TestCase
TestHome.settings = settings(
    max_examples=60,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
