"""The sweeps: one fault at every step of a commit, a recovery, and the judgement of what is left.

`wrap` puts a layer between the engine and the files; the seeded mutants are such layers, and the same sweep
that finds nothing in the engine has to find them.
"""

import itertools
import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from faulty_files import CHANGING, ERRORS, LOOKING, FaultyFiles, Killed, act_before, fail_at, kill_at
from scenes import (
    CLAUDE,
    ENVIRONMENT,
    LEGACY,
    LOCK,
    SETTINGS,
    Scene,
    home_image,
    leftovers,
    make_engine,
    power_losses,
)

from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.files import Kind
from smartaipi_cli.machine.memory_files import MemoryFiles

LATER_S = 60
"""Recovery happens this much later: lock directories of a killed process are stale by then."""


@dataclass
class Findings:
    """How many states were judged, how many faults fired, and what was wrong."""

    states: int = 0
    distinct: int = 0
    fired: int = 0
    violations: list[str] = field(default_factory=list)


def same(files):
    """No layer."""
    return files


@dataclass(frozen=True)
class Ends:
    """The only two homes that may be left."""

    old: frozenset
    new: frozenset


def find_ends(make_scene: Callable[[], Scene]) -> Ends:
    scene = make_scene()
    old = home_image(scene.files)
    engine = make_engine(scene.files)
    engine.apply(scene.make_plan(engine))
    return Ends(old, home_image(scene.files))


def count_steps(make_scene, names=CHANGING, wrap=same) -> int:
    scene = make_scene()
    plan = scene.make_plan(make_engine(scene.files))
    counting = FaultyFiles(scene.files, names=names)
    make_engine(wrap(counting)).apply(plan)
    return len(counting.steps)


def killed_states(make_scene, wrap=same) -> Iterator[tuple[int, bool, MemoryFiles]]:
    """The files after a kill at each changing step, and whether the command had reported success by then."""
    for number in range(count_steps(make_scene, wrap=wrap) + 1):
        scene = make_scene()
        faulty = kill_at(scene.files, number)
        engine = make_engine(wrap(faulty))
        with suppress(Killed):
            engine.apply(scene.make_plan(engine))
        yield number, not faulty.fired, scene.files


def judge(
    files: MemoryFiles, ends: Ends, where: str, findings: Findings, *, must_be_new=False, wrap=same
) -> None:
    """One recovery leads to all-old or all-new with nothing left over, and a second one changes nothing."""
    findings.states += 1
    engine = make_engine(wrap(files), later_s=LATER_S)
    try:
        engine.recover()
    except (UserError, OSError) as error:
        findings.violations.append(f"{where}: recovery failed: {error!r}")
        return
    home = home_image(files)
    if home not in ((ends.new,) if must_be_new else (ends.old, ends.new)):
        findings.violations.append(f"{where}: neither all old nor all new: {_differing(home, ends)}")
    if left := leftovers(files):
        findings.violations.append(f"{where}: left over {left}")
    image = files.image()
    make_engine(wrap(files), later_s=LATER_S).recover()
    if files.image() != image:
        findings.violations.append(f"{where}: the second recovery changed something")


def sweep_kills_and_power(make_scene, wrap=same, *, powers=True) -> Findings:
    """A kill and every power failure at every changing step of a commit, and after its end."""
    findings, ends, seen = Findings(), find_ends(make_scene), set()
    for number, is_done, killed in killed_states(make_scene, wrap):
        findings.fired += not is_done
        judge(killed.after_kill(), ends, f"kill {number}", findings, must_be_new=is_done, wrap=wrap)
        for index, lost in enumerate(power_losses(killed, number) if powers else ()):
            findings.states += 1
            key = (lost.image(), is_done)
            if key in seen:
                continue
            seen.add(key)
            findings.states -= 1
            judge(lost, ends, f"power {number}.{index}", findings, must_be_new=is_done, wrap=wrap)
    findings.distinct = len(seen)
    return findings


def sweep_nested(make_scene, *, sample: int, seed: int) -> Findings:
    """A second crash at every step of the recovery from a first one."""
    findings, ends, seen = Findings(), find_ends(make_scene), {}
    for number, is_done, killed in killed_states(make_scene):
        if not is_done:
            for lost in [killed.after_kill(), *power_losses(killed, number)]:
                seen.setdefault(lost.image(), (number, lost))
    firsts = list(seen.values())
    generator = random.Random(seed)
    for number, first in generator.sample(firsts, min(sample, len(firsts))):
        step = 0
        while True:
            again = first.after_kill()
            faulty = kill_at(again, step)
            with suppress(Killed):
                make_engine(faulty, later_s=LATER_S).recover()
            if not faulty.fired:
                break
            findings.fired += 1
            judge(again.after_kill(), ends, f"kill {number}, again at {step}", findings)
            losses = list(power_losses(again, step))
            for lost in generator.sample(losses, min(6, len(losses))):
                judge(lost, ends, f"power {number}, again at {step}", findings)
            step += 1
    findings.distinct = len(firsts)
    return findings


def sweep_errors(make_scene) -> Findings:
    """Every error at every step, looking or changing: reported means all old, else all new."""
    findings, ends = Findings(), find_ends(make_scene)
    steps = count_steps(make_scene, LOOKING | CHANGING)
    for name, code in ERRORS.items():
        for number in range(steps):
            scene = make_scene()
            plan = scene.make_plan(make_engine(scene.files))
            faulty = fail_at(scene.files, number, code)
            wanted = ends.new
            try:
                make_engine(faulty).apply(plan)
            except UserError:
                wanted = ends.old
            except OSError as error:
                findings.violations.append(f"{name} at {number}: not translated: {error!r}")
            findings.states += 1
            findings.fired += faulty.fired
            if faulty.steps[number].name == "remove_directory" and faulty.steps[number].paths[0] == LOCK:
                scene.files.remove_directory(LOCK)  # what the other program does once it is stale
            if home_image(scene.files) != wanted:
                findings.violations.append(f"{name} at {number}: not as reported")
            if left := leftovers(scene.files):
                findings.violations.append(f"{name} at {number}: left over {left}")
    return findings


def _differing(home: frozenset, ends: Ends) -> list[str]:
    """The paths that are neither as before nor as after."""
    return sorted({entry[0] for entry in home - ends.old - ends.new})


THEIRS = b"theirs"


def write_theirs(files: MemoryFiles, path, *, in_place: bool) -> None:
    """Another program saves: its own key into JSON, read an instant before; a new text into other files."""
    entry = files.look(path)
    old = files.read(path) if entry.kind is Kind.FILE else b""
    new = json.dumps({**json.loads(old), "theirs": 1}).encode() if path.suffix == ".json" else THEIRS + old
    if in_place and entry.kind is Kind.FILE:
        files.overwrite(path, new)
    else:
        files.put_file(path, new, entry.mode or 0o600)


FOREIGN_TARGETS = (SETTINGS, CLAUDE, LEGACY, ENVIRONMENT)
OUR_MARKS = {SETTINGS: b"gateway.test", CLAUDE: b'"done"', ENVIRONMENT: b"sk-test", LEGACY: b""}


def is_ours(files: MemoryFiles, path) -> bool:
    """Whether our change of the file is in effect."""
    is_there = files.look(path).kind is Kind.FILE
    if path == LEGACY:
        return not is_there
    return is_there and OUR_MARKS[path] in files.read(path)


def sweep_foreign(make_scene, paths, wrap=same) -> Findings:
    """Another program writes one of the files between any two steps.

    Its update must be in the file at the end. The other files are all old or all new, as reported.
    """
    findings = Findings()
    steps = count_steps(make_scene, LOOKING | CHANGING)
    for path in paths:
        for in_place in (False, True):
            for number in range(steps):
                scene = make_scene()
                plan = scene.make_plan(make_engine(scene.files))
                faulty = act_before(
                    scene.files,
                    number,
                    lambda s=scene, p=path, i=in_place: write_theirs(s.files, p, in_place=i),
                )
                where = f"foreign {path.name} at {number}{' in place' if in_place else ''}"
                outcome = None
                try:
                    outcome = bool(make_engine(wrap(faulty)).apply(plan).id)
                except UserError as error:
                    outcome = False
                    if error.code != "changed-meanwhile":
                        findings.violations.append(f"{where}: {error.code}")
                findings.states += 1
                findings.fired += faulty.fired
                check_foreign(scene.files, path, where, findings, outcome)
    return findings


def check_foreign(files: MemoryFiles, path, where: str, findings: Findings, outcome: bool | None) -> None:
    data = files.read(path) if files.look(path).kind is Kind.FILE else b""
    if THEIRS not in data:
        findings.violations.append(f"{where}: their update is lost")
    others = {is_ours(files, other) for other in FOREIGN_TARGETS if other != path}
    if len(others) != 1 or (outcome is not None and others != {outcome}):
        findings.violations.append(f"{where}: the others are {others}, reported {outcome}")
    if left := leftovers(files):
        findings.violations.append(f"{where}: left over {left}")


def sweep_foreign_crash(make_scene, wrap_recovery=same, *, powers: int | None = None) -> Findings:
    """Another program writes exactly before a swap, and we are killed at any step after it, or lose power.

    `powers` is how many of the power failures at each step are tried, by default all.
    """
    findings, seen = Findings(), set()
    generator = random.Random(7)
    for swap, path in _find_swaps(make_scene):
        for number in itertools.count(swap + 1):
            files = _write_and_kill(make_scene, path, swap, number)
            if files is None:
                break
            findings.fired += 1
            losses = list(power_losses(files, number))
            if powers is not None:
                losses = generator.sample(losses, min(powers, len(losses)))
            for left in [files.after_kill(), *losses]:
                findings.states += 1
                if left.image() in seen:
                    continue
                seen.add(left.image())
                where = f"swap {swap}, kill {number}"
                try:
                    make_engine(wrap_recovery(left), later_s=LATER_S).recover()
                except (UserError, OSError) as error:
                    findings.violations.append(f"{where}: {error!r}")
                check_foreign(left, path, where, findings, None)
    findings.distinct = len(seen)
    return findings


def _find_swaps(make_scene) -> list:
    """The numbers of the steps that swap a file that was there before, and the file."""
    scene = make_scene()
    plan = scene.make_plan(make_engine(scene.files))
    counting = FaultyFiles(scene.files)
    make_engine(counting).apply(plan)
    return [
        (number, step.paths[0])
        for number, step in enumerate(counting.steps)
        if step.name == "exchange" or (step.name == "move" and step.paths[0] == LEGACY)
    ]


def _write_and_kill(make_scene, path, write_before: int, kill_before: int) -> MemoryFiles | None:
    """The files as a kill leaves them; `None` when the command ended before that step."""
    scene = make_scene()
    plan = scene.make_plan(make_engine(scene.files))
    faulty = FaultyFiles(scene.files)

    def act(now: int, _step) -> None:
        if now == write_before:
            write_theirs(scene.files, path, in_place=False)
        if now == kill_before:
            faulty.kill()

    faulty._on_step = act
    with suppress(Killed, UserError):
        make_engine(faulty).apply(plan)
    return scene.files if faulty.fired else None
