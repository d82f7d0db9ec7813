"""Random histories of our changes, other people's edits, undo and redo, judged on the parsed data."""

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

from smartaipi_cli.plan.change import change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.merge import RecordedFile, UndoKind, undo_change
from smartaipi_cli.plan.operations import DeleteValue, SetValue
from smartaipi_cli.plan.states import Absent, Content, FileState

PATH = Path("/home/ada/settings.json")
KEYS = [("a",), ("b",), ("env", "x"), ("env", "y"), ("env", "deep", "z"), ("list",)]
VALUES = [0, 1, 1.5, "text", "ümlaut", True, None, [], [1, "two"], ""]
GONE = object()


def find(data, path):
    for name in path:
        if not isinstance(data, dict) or name not in data:
            return GONE
        data = data[name]
    return data


def is_same(one, other) -> bool:
    if one is GONE or other is GONE:
        return one is other
    return json.dumps(one) == json.dumps(other)


def store(data: dict, path, value) -> None:
    for name in path[:-1]:
        data = data.setdefault(name, {})
    data[path[-1]] = value


def remove(data: dict, path) -> None:
    parent = find(data, path[:-1])
    if isinstance(parent, dict):
        parent.pop(path[-1], None)


def parse(state: FileState) -> dict:
    return json.loads(state.data) if isinstance(state, Content) else {}


def judge_undo(recorded: RecordedFile, current: FileState) -> tuple[dict, set]:
    """What undo must lead to, reckoned on parsed data alone: the new data, and the keys left alone."""
    old, new, now = parse(recorded.old), parse(recorded.new), parse(current)
    expected, kept = parse(current), set()
    for path in recorded.keys:
        was, ours, is_now = find(old, path), find(new, path), find(now, path)
        if is_same(is_now, was):
            continue
        if not is_same(is_now, ours):
            kept.add(path)
        elif was is not GONE:
            store(expected, path, was)
        else:
            remove(expected, path)
            for depth in range(len(path) - 1, 0, -1):
                if find(old, path[:depth]) is GONE and find(expected, path[:depth]) == {}:
                    remove(expected, path[:depth])
    return expected, kept


def our_change(generator: random.Random, state: FileState) -> RecordedFile | None:
    paths = generator.sample(KEYS, generator.randint(1, 3))
    operations = [
        SetValue(path, generator.choice(VALUES)) if generator.random() < 0.75 else DeleteValue(path)
        for path in paths
    ]
    change = change_file(PATH, Format.JSON, operations, state, "test")
    if change.is_noop:
        return None
    return RecordedFile(
        path=PATH, format=Format.JSON, keys=change.keys, has_block=False, old=state, new=change.after
    )


def their_edit(generator: random.Random, state: FileState) -> FileState:
    """Another program reads, changes a value of its own or of ours, and writes everything in its own style.

    Now and then somebody removes the file.
    """
    data = parse(state)
    if generator.random() < 0.05:
        return Absent()
    if generator.random() < 0.7:
        store(data, (f"theirs{generator.randrange(3)}",), generator.choice(VALUES))
    else:
        path = generator.choice(KEYS)
        if isinstance(find(data, path[:-1]), dict) or find(data, path[:1]) is GONE:
            store(data, path, generator.choice([*VALUES, "theirs"]))
    indent = generator.choice([None, 2, "\t"])
    return Content(json.dumps(data, indent=indent, ensure_ascii=generator.random() < 0.5).encode(), 0o600)


def start(generator: random.Random) -> FileState:
    if generator.random() < 0.15:
        return Absent()
    return generator.choice(
        [
            Content(b"{}", 0o600),
            Content(b'{\n\t"a" : 1 ,\n\t"env": {"x": "old"}\n}\n', 0o644),
            Content(b'{"b": 1.50, "list": [1,  2]}', 0o600),
        ]
    )


def play(generator: random.Random, seen: Counter) -> None:
    state = start(generator)
    recorded: list[RecordedFile] = []
    for _ in range(generator.randint(3, 7)):
        turn = generator.random()
        if turn < 0.4 or not recorded:
            ours = our_change(generator, state)
            if ours is not None:
                recorded.append(ours)
                state = ours.new
        elif turn < 0.65:
            state = their_edit(generator, state)
        else:
            entry = generator.choice(recorded)
            is_redo = generator.random() < 0.2
            entry = replace(entry, old=entry.new, new=entry.old) if is_redo else entry
            expected, kept = judge_undo(entry, state)
            outcome = undo_change(entry, state)
            after = outcome.change.after if outcome.change else state
            seen[outcome.kind] += 1
            if outcome.kind is UndoKind.EXACT:
                assert after == entry.old
            elif outcome.kind is UndoKind.MISSING:
                assert after == state == Absent()
            else:
                assert json.dumps(parse(after), sort_keys=True) == json.dumps(expected, sort_keys=True)
                assert set(outcome.kept) == kept
            state = after


def test_undo_gives_back_ours_and_keeps_theirs_in_five_thousand_histories():
    generator, seen = random.Random(2026), Counter()
    for _ in range(5000):
        play(generator, seen)

    # Whether a file stays for the sake of another is decided where all files of a change are known.
    assert min(seen[kind] for kind in set(UndoKind) - {UndoKind.STAYS}) >= 50, seen


def test_independent_changes_are_taken_back_in_any_order_to_the_same_bytes():
    generator = random.Random(5)
    for _ in range(300):
        first = state = generator.choice([Content(b'{"k": 1}\n', 0o600), Content(b'{\n  "k": 1\n}\n', 0o600)])
        recorded = []
        for path in generator.sample([("a",), ("b",), ("env", "x"), ("other", "y")], 3):
            change = change_file(PATH, Format.JSON, [SetValue(path, "ours")], state, "test")
            recorded.append(
                RecordedFile(
                    path=PATH,
                    format=Format.JSON,
                    keys=change.keys,
                    has_block=False,
                    old=state,
                    new=change.after,
                )
            )
            state = change.after
        generator.shuffle(recorded)
        for entry in recorded:
            state = undo_change(entry, state).change.after
        assert state == first
