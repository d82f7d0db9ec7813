"""What holds for every YAML edit, over 3,000 of seeded hostile documents.

The judge is the loader of `ruamel.yaml`, which makes its values by rules of its own.
"""

import copy
from collections import Counter
from typing import Any

import pytest
from ruamel.yaml import YAML
from yaml_document_generator import YamlGenerator

from smartaipi_cli.documents import DocumentRefused, yaml

EDITS = 1000
Path = tuple[str | int, ...]


def load(source: bytes) -> Any:
    """The data, with dates and the names of members as text, as the clients' own readers have them.

    They end a block of text with a line end also where the file ends without one.
    """
    text = source.decode()
    text = f"{text}\n" if text.rpartition("\n")[2].strip() else text
    loader = YAML(typ="safe", pure=True)
    loader.Constructor.add_constructor(
        "tag:yaml.org,2002:timestamp", lambda self, node: self.construct_scalar(node)
    )
    return plain(loader.load(text))


def plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(name): plain(value) for name, value in data.items()}
    return [plain(item) for item in data] if isinstance(data, list) else data


def spelled(data: Any) -> str:
    """A text that tells 1, 1.0 and True apart; the order of members does not count."""
    if isinstance(data, dict):
        return repr(sorted((name, spelled(value)) for name, value in data.items()))
    return repr([spelled(value) for value in data]) if isinstance(data, list) else repr(data)


def paths(data: Any, prefix: Path = ()) -> list[Path]:
    """The paths of all values, the whole included."""
    parts: list[tuple[Any, Any]] = []
    if isinstance(data, dict):
        parts = list(data.items())
    elif isinstance(data, list):
        parts = list(enumerate(data))
    return [prefix, *(path for part, value in parts for path in paths(value, (*prefix, part)))]


def at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def with_value(data: Any, path: Path, value: Any) -> Any:
    data = copy.deepcopy(data)
    parent = at(data, path[:-1])
    if isinstance(parent, list) and path[-1] == len(parent):
        parent.append(value)
    else:
        parent[path[-1]] = value
    return data


def is_one_insertion(old: bytes, new: bytes) -> bool:
    start = 0
    while start < len(old) and old[start : start + 1] == new[start : start + 1]:
        start += 1
    return any(new.endswith(old[place:]) for place in range(start, max(start - 8, -1), -1))


def comments(source: bytes) -> list[str]:
    return [line.strip() for line in source.decode().splitlines() if line.lstrip().startswith("#")]


def test_something_new_is_one_insertion_and_deleting_it_gives_the_old_bytes():
    generator = YamlGenerator(51)
    pick = generator.random
    outcomes: Counter[str] = Counter()
    for _ in range(EDITS):
        source = generator.document().encode()
        data = load(source)
        parent = pick.choice([path for path in paths(data) if isinstance(at(data, path), dict | list)])
        node = at(data, parent)
        path = (*parent, "new key" if isinstance(node, dict) else len(node))
        value = generator.value()
        try:
            edited = yaml.set_value(source, path, value)
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        assert spelled(load(edited)) == spelled(with_value(data, path, value))
        assert yaml.set_value(edited, path, value) == edited
        assert comments(edited) == comments(source)
        if node:
            assert is_one_insertion(source, edited)
            assert yaml.delete_value(edited, path) == source
            outcomes["inserted"] += 1
        else:
            restored = yaml.delete_value(edited, path)
            assert restored.replace(b" ", b"") == source.replace(b" ", b"")
            outcomes["filled"] += 1
    assert outcomes["refused"] <= EDITS * 0.01
    assert outcomes["filled"] >= EDITS * 0.02


def test_replacing_changes_the_value_alone_and_its_old_spelling_comes_back():
    generator = YamlGenerator(61)
    pick = generator.random
    outcomes: Counter[str] = Counter()
    for _ in range(EDITS):
        source = generator.document().encode()
        data = load(source)
        path = pick.choice(paths(data)[1:])
        value = generator.value()
        is_single = not isinstance(at(data, path), dict | list)
        try:
            edited = yaml.set_value(source, path, value)
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        assert spelled(load(edited)) == spelled(with_value(data, path, value))
        assert yaml.set_value(edited, path, value) == edited
        outcomes["replaced"] += 1
        if is_single:
            assert comments(edited) == comments(source)
            try:
                restored = yaml.set_raw(edited, path, yaml.raw_value(source, path))
            except DocumentRefused:
                continue
            assert restored == source
            outcomes["restored"] += 1
    assert outcomes["replaced"] >= EDITS * 0.5
    assert outcomes["restored"] >= EDITS * 0.2


def test_deleting_takes_the_value_and_no_comment_of_another():
    generator = YamlGenerator(71)
    pick = generator.random
    outcomes: Counter[str] = Counter()
    for _ in range(EDITS):
        source = generator.document().encode()
        data = load(source)
        path = pick.choice(paths(data)[1:])
        try:
            edited = yaml.delete_value(source, path)
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        expected = copy.deepcopy(data)
        del at(expected, path[:-1])[path[-1]]
        assert spelled(load(edited)) == spelled(expected)
        assert yaml.delete_value(edited, (*path[:-1], "absent")) == edited
        if not isinstance(at(data, path), dict | list | str):
            assert comments(edited) == comments(source)
        outcomes["deleted"] += 1
    assert outcomes["refused"] <= EDITS * 0.03
    assert outcomes["deleted"] >= EDITS * 0.9


@pytest.mark.parametrize("damage", ["truncated", "disturbed"])
def test_a_damaged_document_is_refused_or_edited_in_what_it_means_now(damage):
    generator = YamlGenerator(91)
    pick = generator.random
    refused = 0
    for _ in range(150):
        text = generator.document()
        place = pick.randrange(len(text) + 1)
        rest = "" if damage == "truncated" else pick.choice("[]{}\"'&*!|\t\0:-") + text[place:]
        source = (text[:place] + rest).encode()
        try:
            edited = yaml.set_value(source, ["new"], 1)
        except DocumentRefused:
            refused += 1
            continue
        assert spelled(load(edited)) == spelled((load(source) or {}) | {"new": 1})
    assert refused >= 10
