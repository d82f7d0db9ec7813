"""A process of its own that applies one change; started by tests that kill it or run two at once.

Arguments: the home directory, a number to write, and at which changing step to kill itself (-1: never).
"""

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from smartaipi_cli.engine.engine import Engine
from smartaipi_cli.machine.real_files import RealFiles
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import SetValue, WriteWhole
from smartaipi_cli.plan.plan import Plan

CHANGING = frozenset(
    {
        "create",
        "write",
        "write_metadata",
        "sync_file",
        "exchange",
        "move",
        "unlink",
        "make_directory",
        "remove_directory",
        "sync_directory",
    }
)


class DeadlyFiles:
    """Real files that kill their own process before one changing step."""

    def __init__(self, kill_at: int) -> None:
        self._files = RealFiles()
        self._left = kill_at

    def __getattr__(self, name: str) -> object:
        if name in CHANGING:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1
        return getattr(self._files, name)


def make_engine(home: Path, files: object) -> Engine:
    return Engine(
        files,
        home / ".state/smartaipi",
        clock=lambda: datetime.now(UTC),
        pause=time.sleep,
        make_identifier=lambda: f"{random.SystemRandom().randrange(16**6):06x}",
    )


def make_plan(engine: Engine, home: Path, number: int) -> Plan:
    """Sets a key of its own in two files, and the same number in both as one."""
    one, two, made = home / "one.json", home / "two.json", home / f"made/{number}"
    operations = [SetValue(("owners", f"n{number}"), number)]
    return Plan(
        title=f"Number {number}",
        command="test",
        changes=(
            change_file(one, Format.JSON, operations, engine.read_state(one), "first"),
            change_file(made, Format.WHOLE, [WriteWhole(b"%d" % number)], engine.read_state(made), "made"),
            change_file(two, Format.JSON, operations, engine.read_state(two), "second"),
        ),
    )


def main() -> None:
    home, number, kill_at = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    engine = make_engine(home, DeadlyFiles(kill_at))
    engine.apply(make_plan(engine, home, number))


if __name__ == "__main__":
    main()
