"""Homes in memory, plans to apply to them, and the judge of what a fault may leave."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations, count
from pathlib import Path

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.engine.engine import Engine
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.memory_files import LostContents, MemoryFiles
from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, RemoveFile, SetValue, WriteWhole
from smartaipi_cli.plan.plan import Plan

HOME = Path("/home/ada")
STATE = HOME / ".local/state/smartaipi"
SETTINGS = HOME / ".claude/settings.json"
CLAUDE = HOME / ".claude.json"
ENVIRONMENT = HOME / ".config/smartaipi/env.sh"
LEGACY = HOME / ".legacy"
LOCK = HOME / ".claude.json.lock"

SETTINGS_TEXT = b'{\n  "model": "opus",\n  "env": {"A": "1"}\n}\n'
CLAUDE_TEXT = b'{"numStartups": 3, "old": true}'
KEY = Secret("sk-test-0123456789abcdef")


@dataclass(frozen=True)
class Scene:
    """A home before anything happens, and how a plan for it is made."""

    files: MemoryFiles
    make_plan: Callable[[Engine], Plan]


def make_engine(files, *, later_s: float = 0) -> Engine:
    ticks = count()
    start = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(seconds=later_s)
    return Engine(
        files,
        STATE,
        clock=lambda: start + timedelta(milliseconds=next(ticks)),
        pause=lambda _seconds: None,
        make_identifier=lambda: "test",
    )


def four_files(*, can_exchange: bool = True) -> Scene:
    """Two files replaced, one made with its directories, one removed."""
    files = MemoryFiles(can_exchange=can_exchange)
    files.put_file(SETTINGS, SETTINGS_TEXT, 0o640, attributes=(("user.note", b"mine"),))
    files.put_file(CLAUDE, CLAUDE_TEXT, 0o600)
    files.put_file(LEGACY, b"old key\n", 0o600)

    def make_plan(engine: Engine) -> Plan:
        return Plan(
            title="Connect",
            command="claude",
            changes=(
                change_file(
                    ENVIRONMENT,
                    Format.WHOLE,
                    [WriteWhole(("export K=", KEY, "\n"))],
                    engine.read_state(ENVIRONMENT),
                    "key",
                ),
                change_file(
                    CLAUDE,
                    Format.JSON,
                    [SetValue(("done",), True), DeleteValue(("old",))],  # noqa: FBT003 -- a JSON value
                    engine.read_state(CLAUDE),
                    "onboarding",
                    contested=True,
                    foreign_lock=LOCK,
                ),
                change_file(LEGACY, Format.WHOLE, [RemoveFile()], engine.read_state(LEGACY), "replaced"),
                change_file(
                    SETTINGS,
                    Format.JSON,
                    [SetValue(("env", "URL"), "https://gateway.test"), SetValue(("env", "KEY"), KEY)],
                    engine.read_state(SETTINGS),
                    "switch",
                ),
            ),
        )

    return Scene(files, make_plan)


def linked_files() -> Scene:
    """One file behind a relative chain of links, one to be made where a link points to nothing."""
    files = MemoryFiles()
    files.put_file(HOME / "dotfiles/claude/settings.json", SETTINGS_TEXT, 0o644)
    files.put_link(HOME / ".claude", "dotfiles/claude")
    files.put_link(HOME / "dotfiles/env", "store/env.sh")
    files.put_link(HOME / ".env", "dotfiles/env")

    def make_plan(engine: Engine) -> Plan:
        environment = HOME / ".env"
        return Plan(
            title="Connect",
            command="claude",
            changes=(
                change_file(
                    environment,
                    Format.WHOLE,
                    [WriteWhole((KEY, "\n"))],
                    engine.read_state(environment),
                    "key",
                ),
                change_file(
                    SETTINGS,
                    Format.JSON,
                    [SetValue(("env", "KEY"), KEY)],
                    engine.read_state(SETTINGS),
                    "switch",
                ),
            ),
        )

    return Scene(files, make_plan)


def home_image(files: MemoryFiles) -> frozenset:
    """Everything outside the state folder and the way to it."""
    way = {str(STATE), *map(str, STATE.parents)}
    return frozenset(
        entry
        for entry in files.image()
        if entry[0] not in way and not entry[0].startswith(f"{STATE}/") and entry[0] != "/"
    )


def leftovers(files: MemoryFiles) -> list[str]:
    """What no fault may leave: files of ours beside targets, lock directories, an unsettled journal."""
    return [
        path
        for path, kind, _metadata, _data in files.image()
        if ".smartaipi-" in path
        or (path.endswith(".lock") and kind is Kind.DIRECTORY)
        or path.startswith(f"{STATE}/j/")
    ]


def power_losses(files: MemoryFiles, seed: int) -> Iterator[MemoryFiles]:
    """What a power failure can leave: every subset of up to six lost changes of names, 60 samples beyond."""
    numbers = range(files.pending_count)
    if len(numbers) <= 6:
        subsets = list(chain.from_iterable(combinations(numbers, size) for size in range(len(numbers) + 1)))
    else:
        generator = random.Random(seed)
        subsets = [(), tuple(numbers)]
        subsets += [tuple(n for n in numbers if generator.random() < 0.5) for _ in range(58)]
    contents = list(LostContents) if files.has_unsynced_contents else [LostContents.FULL]
    for subset in subsets:
        for content in contents:
            yield files.after_power_loss(subset, content)
