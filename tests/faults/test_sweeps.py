"""One fault at every step of a change of several files: afterwards all of it is there, or nothing."""

import functools
import json

import mutants
import pytest
import sweeps
from faulty_files import FaultyFiles
from scenes import ENVIRONMENT, LEGACY, SETTINGS, four_files, linked_files, make_engine

from smartaipi_cli.engine.recovery import Recovery
from smartaipi_cli.machine.files import Kind

without_exchange = functools.partial(four_files, can_exchange=False)

SCENES = pytest.mark.parametrize(
    "make_scene", [four_files, linked_files, without_exchange], ids=["four-files", "links", "no-exchange"]
)


@SCENES
def test_a_kill_or_power_failure_at_any_step_ends_in_all_old_or_all_new(make_scene):
    """One recovery settles it, a second changes nothing, and reported success is durable."""
    found = sweeps.sweep_kills_and_power(make_scene)

    assert found.violations == []
    assert found.fired >= 50
    assert found.states >= 1500


@SCENES
def test_a_crash_inside_the_recovery_is_recovered_from_as_well(make_scene):
    found = sweeps.sweep_nested(make_scene, sample=40, seed=1)

    assert found.violations == []
    assert found.fired >= 250
    assert found.states >= 1000


@SCENES
def test_an_error_at_any_step_is_reported_and_leaves_all_old_or_is_none_and_leaves_all_new(make_scene):
    found = sweeps.sweep_errors(make_scene)

    assert found.violations == []
    assert found.fired == found.states >= 800


def test_a_write_by_another_program_between_any_two_steps_is_never_lost():
    """Its update is in the file at the end; the other files are all old or all new, as reported."""
    found = sweeps.sweep_foreign(four_files, sweeps.FOREIGN_TARGETS)

    assert found.violations == []
    assert found.fired == found.states >= 2000


def test_a_write_into_the_old_file_after_the_swap_is_not_lost_either():
    """A program that had the file open writes when its name is already ours, at any step until we look."""
    scene = four_files()
    counting = FaultyFiles(scene.files)
    plan = scene.make_plan(make_engine(scene.files))
    make_engine(counting).apply(plan)
    names = [(step.name, step.paths[:1]) for step in counting.steps]
    swap, removal = names.index(("exchange", (SETTINGS,))), [name for name, _ in names].index("unlink")
    assert removal - swap >= 5

    for number in range(swap + 1, removal):
        scene = four_files()
        plan = scene.make_plan(make_engine(scene.files))
        old = counting.steps[swap].paths[1]
        write = functools.partial(scene.files.overwrite, old, b'{"theirs": 1}')
        faulty = FaultyFiles(scene.files, lambda now, _step, n=number, w=write: w() if now == n else None)

        assert make_engine(faulty).apply(plan).id

        assert json.loads(scene.files.read(SETTINGS)).keys() == {"theirs", "env"}
        assert sweeps.leftovers(scene.files) == []


def test_whoever_writes_over_ours_while_we_swap_back_has_the_last_word():
    """One program writes just before our swap, another just before the swap back: the later one stays."""
    scene = four_files()
    plan = scene.make_plan(make_engine(scene.files))
    texts = [b'{"theirs": 1}', b'{"theirs": 2}']
    faulty = FaultyFiles(scene.files)

    def write(_number, step):
        if step.name == "exchange" and SETTINGS in step.paths and texts:
            scene.files.put_file(SETTINGS, texts.pop(0), 0o640)

    faulty._on_step = write
    make_engine(faulty).apply(plan)

    assert json.loads(scene.files.read(SETTINGS))["theirs"] == 2
    assert sweeps.is_ours(scene.files, SETTINGS)


def test_a_write_by_another_program_just_before_a_swap_survives_a_crash_after_it():
    found = sweeps.sweep_foreign_crash(four_files)

    assert found.violations == []
    assert found.fired >= 150
    assert found.states >= 15_000


@pytest.mark.parametrize(
    ("wrap", "least"),
    [
        (mutants.no_journal, 100),
        (mutants.no_temporary_sync, 100),
        (mutants.no_journal_sync, 20),
        (mutants.no_target_directory_sync, 100),
        (mutants.no_directory_sync, 100),
    ],
    ids=[
        "no-journal",
        "files-not-flushed",
        "journal-not-flushed",
        "target-directories-not-flushed",
        "no-directory-flushed",
    ],
)
def test_the_sweep_notices_a_safeguard_that_is_missing(wrap, least):
    found = sweeps.sweep_kills_and_power(four_files, wrap)

    assert len(found.violations) >= least


def test_the_sweep_notices_when_displaced_files_are_not_swapped_back():
    found = sweeps.sweep_foreign(four_files, [SETTINGS], mutants.no_swap_back)

    assert any("their update is lost" in violation for violation in found.violations)


def test_the_sweep_notices_a_recovery_that_does_not_look_at_displaced_files():
    found = sweeps.sweep_foreign_crash(four_files, wrap_recovery=mutants.blind_recovery, powers=8)

    assert any("their update is lost" in violation for violation in found.violations)


@SCENES
def test_no_file_of_ours_is_ever_open_to_more_than_its_target(make_scene):
    """Checked after every single step; what is made without a target is private."""
    scene = make_scene()
    plan = scene.make_plan(make_engine(scene.files))
    widths: list[tuple[int, int]] = []

    def look(_number, _step):
        for path, kind, metadata, _data in scene.files.image():
            if kind is Kind.FILE and ".smartaipi-" in path:
                name = path.rpartition("/.")[2].partition(".smartaipi-")[0]
                target = [one for one in scene.files.image() if one[0] == f"{path.rpartition('/')[0]}/{name}"]
                widths.append((metadata.mode, target[0][2].mode if target else 0o600))

    make_engine(FaultyFiles(scene.files, look)).apply(plan)

    assert len(widths) >= 20
    assert [pair for pair in widths if pair[0] & ~pair[1]] == []


def test_a_change_is_applied_in_the_order_of_the_plan_and_taken_back_in_reverse():
    scene = four_files()
    faulty = FaultyFiles(scene.files)
    engine = make_engine(faulty)
    engine.apply(scene.make_plan(engine))
    first = len(faulty.steps)
    engine.apply(engine.plan_undo().plan)

    def swaps(steps):
        names = {"env.sh", ".claude.json", ".legacy", "settings.json"}
        swapped = [step for step in steps if step.name in {"exchange", "move"}]
        return [path.name for step in swapped for path in step.paths if path.name in names]

    assert swaps(faulty.steps[:first]) == ["env.sh", ".claude.json", ".legacy", "settings.json"]
    assert swaps(faulty.steps[first:]) == ["settings.json", ".legacy", ".claude.json", "env.sh"]


def crash_before(scene, name: str):
    """The files after a kill just before the first step of that name."""
    plan = scene.make_plan(make_engine(scene.files))
    faulty = FaultyFiles(scene.files)

    def kill(_number, step):
        if step.name == name:
            faulty.kill()

    faulty._on_step = kill
    with pytest.raises(sweeps.Killed):
        make_engine(faulty).apply(plan)
    return scene.files.after_kill()


def test_a_crash_after_which_a_changed_file_was_respelled_is_completed():
    """Killed before the old versions went; then a program saves a file, in which our values live on."""
    left = crash_before(four_files(), "unlink")
    respelled = json.dumps({**json.loads(left.read(SETTINGS)), "theirs": 1}).encode()
    left.put_file(SETTINGS, respelled, 0o640)

    (recovered,) = make_engine(left, later_s=60).recover()

    assert recovered.outcome is Recovery.COMPLETED
    assert left.read(SETTINGS) == respelled
    assert left.look(ENVIRONMENT).kind is Kind.FILE
    assert left.look(LEGACY).kind is Kind.ABSENT
    assert sweeps.leftovers(left) == []


def test_a_crash_after_which_our_values_were_dropped_is_taken_back():
    left = crash_before(four_files(), "unlink")
    left.put_file(SETTINGS, b'{"theirs": 1}', 0o640)

    (recovered,) = make_engine(left, later_s=60).recover()

    assert (recovered.outcome, recovered.foreign) == (Recovery.TAKEN_BACK, (SETTINGS,))
    assert left.look(ENVIRONMENT).kind is Kind.ABSENT
    assert left.read(LEGACY) == b"old key\n"


def test_a_crash_after_which_a_file_was_edited_returns_the_others_and_keeps_the_edit():
    """Killed after the first swap; then the user edits a file that was still to be changed."""
    left = crash_before(four_files(), "exchange")
    left.put_file(LEGACY, b"edited\n")
    assert left.look(ENVIRONMENT).kind is Kind.FILE

    (recovered,) = make_engine(left, later_s=60).recover()

    assert recovered.foreign == (LEGACY,)
    assert left.read(LEGACY) == b"edited\n"
    assert left.look(ENVIRONMENT).kind is Kind.ABSENT
