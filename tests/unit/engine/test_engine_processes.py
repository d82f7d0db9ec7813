"""Processes of ours on real files: two at once, and one that is killed."""

import json
import random
import subprocess
import sys
from pathlib import Path

import engine_worker
import pytest

from smartaipi_cli.machine.real_files import RealFiles

WORKER = Path(engine_worker.__file__)


@pytest.fixture
def home(tmp_path):
    for name in ("one.json", "two.json"):
        (tmp_path / name).write_text('{"owners": {}}\n')
    return tmp_path


def start(home: Path, number: int, kill_at: int = -1) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, str(WORKER), str(home), str(number), str(kill_at)])


def owners(home: Path) -> list[set[str]]:
    return [set(json.loads((home / name).read_text())["owners"]) for name in ("one.json", "two.json")]


def test_two_processes_at_once_never_interleave(home):
    """Every change of every process is in both files at the end, and every change is in the history."""
    for turn in range(0, 24, 4):
        processes = [start(home, number) for number in range(turn, turn + 4)]
        assert [process.wait(timeout=60) for process in processes] == [0, 0, 0, 0]

    names = {f"n{number}" for number in range(24)}
    engine = engine_worker.make_engine(home, RealFiles())
    assert owners(home) == [names, names]
    assert len(engine.history()) == 24
    assert engine.verify() == ()


def test_a_process_killed_at_any_step_leaves_what_one_recovery_settles(home):
    """Killed for real, at steps drawn at random, over and over in one home."""
    generator = random.Random(11)
    killed = 0
    for number in range(24):
        status = start(home, number, kill_at=generator.randrange(48)).wait(timeout=60)
        killed += status == -9
        engine = engine_worker.make_engine(home, RealFiles())
        engine.recover()

        one, two = owners(home)
        assert one == two
        assert (f"n{number}" in one) == (home / f"made/{number}").exists()
        assert [path.name for path in home.rglob("*smartaipi-*")] == []
        assert list((home / ".state/smartaipi/j").glob("*")) == [] if (home / ".state").exists() else True
    assert killed >= 12
