"""The whole command, killed at any moment: after `repair` everything is old or everything is new."""

import random
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from home import CLAUDE, CODEX, CONFIG, SETTINGS, STATE, Home

from smartaipi_cli.machine.fakes import ManualClock

TRIES = 20
LONGEST_RUN_S = 10.0
LONGEST_COMMIT_S = 0.012


def kill_while_changing(home: Home, command: tuple[str, ...], wait_s: float) -> bool:
    """Start the command and kill it `wait_s` after its journal shows; whether it was killed in the middle."""
    with home.start(*command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + LONGEST_RUN_S
        while not has_begun(home.own / "state/j") and process.poll() is None and time.monotonic() < deadline:
            pass
        deadline = time.monotonic() + wait_s
        while time.monotonic() < deadline:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    return has_begun(home.own / "state/j")


def has_begun(journal: Path) -> bool:
    """Whether a change is under way."""
    return journal.is_dir() and any(journal.iterdir())


def test_a_killed_set_up_is_all_old_or_all_new_after_repair(home):
    """Two files of Claude Code and one of Codex, killed again and again at moments drawn at random."""
    generator = random.Random(20)
    home.clock = ManualClock(moment=datetime.now(UTC) + timedelta(minutes=1))
    home.copy("settings_full.json", SETTINGS)
    home.write(STATE, b'{"numStartups": 3}')
    home.copy("codex_config.toml", CONFIG)
    old = home.tree()
    in_the_middle = 0
    ends = set()

    for number in range(TRIES):
        command = CODEX if number % 4 == 3 else CLAUDE
        in_the_middle += kill_while_changing(
            home, (*command, "--no-verify"), generator.uniform(0, LONGEST_COMMIT_S)
        )
        repaired = home.run("repair", "--json")
        assert repaired.envelope["error"] is None
        now = home.tree()
        ends.add(now == old)
        if now != old:
            names = {name for name in now if now[name] != old.get(name)}
            assert names == ({CONFIG} if command is CODEX else {SETTINGS, STATE})
            assert home.run("undo", "--yes").code == 0
        assert home.tree() == old
        assert not has_begun(home.own / "state/j")

    assert in_the_middle >= TRIES // 4
    assert ends == {True, False}
    assert home.run("history", "list", "--verify", "--json").envelope["warnings"] == []


def test_a_command_after_a_kill_settles_it_without_being_asked(home):
    """Nobody has to know about `repair`: the next set-up does it, and says so."""
    home.copy("settings_full.json", SETTINGS)
    home.clock = ManualClock(moment=datetime.now(UTC) + timedelta(minutes=1))
    old = home.tree()
    generator = random.Random(21)
    for _ in range(TRIES):
        kill_while_changing(home, (*CLAUDE, "--no-verify"), generator.uniform(0, LONGEST_COMMIT_S))
        pending = home.run("status", "--json").envelope["warnings"]
        if pending:
            break
        home.run("repair")
        home.run("undo", "--yes")

    done = home.run(*CODEX, "--json")

    assert [warning["code"] for warning in pending] == ["recovery-pending"]
    assert "recovered" in [warning["code"] for warning in done.envelope["warnings"]]
    now = home.tree()
    assert {name for name in (SETTINGS, STATE) if now.get(name) != old.get(name)} in (
        set(),
        {SETTINGS, STATE},
    )
