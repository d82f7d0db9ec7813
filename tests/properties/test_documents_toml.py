"""What holds for every TOML edit, over 10,000 seeded hostile documents."""

import copy
import tomllib
from collections import Counter
from typing import Any

import pytest
from toml_document_generator import TomlGenerator

from smartaipi_cli.documents import MISSING, DocumentRefused, toml

ROUNDS = 5000
Path = tuple[str, ...]


def spelled(data: Any) -> str:
    """A text that tells 1, 1.0 and True apart; the order of keys does not count."""
    if isinstance(data, dict):
        return repr(sorted((name, spelled(value)) for name, value in data.items()))
    return repr([spelled(value) for value in data]) if isinstance(data, list) else repr(data)


def tables(data: dict[str, Any], prefix: Path = ()) -> list[Path]:
    """The paths of all tables, the document included; those inside arrays have none."""
    inner = [tables(value, (*prefix, name)) for name, value in data.items() if isinstance(value, dict)]
    return [prefix, *(path for paths in inner for path in paths)]


def at(data: Any, path: Path) -> Any:
    for name in path:
        data = data[name]
    return data


def with_value(data: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(data)
    node = data
    for name in path[:-1]:
        node = node.setdefault(name, {})
    node[path[-1]] = value
    return data


def without_value(data: dict[str, Any], path: Path) -> list[str]:
    """What may be left: tables that hold nothing else may go with the value."""
    data = copy.deepcopy(data)
    left = []
    for depth in range(len(path) - 1, -1, -1):
        parent = at(data, path[:depth])
        del parent[path[depth]]
        left.append(spelled(data))
        if parent:
            break
    return left


def is_one_insertion(old: bytes, new: bytes) -> bool:
    start = 0
    while start < len(old) and old[start] == new[start]:
        start += 1
    return new.endswith(old[start:])


def test_a_new_key_is_one_insertion_and_deleting_it_gives_the_old_bytes():
    generator = TomlGenerator(51)
    pick = generator.random
    outcomes: Counter[str] = Counter()
    for _ in range(ROUNDS):
        text, data = generator.document()
        source = text.encode()
        made = pick.choice((0, 0, 0, 1, 2))
        table = pick.choice(tables(data)) + ("new", "sub")[:made]
        path, value = (*table, "new key"), generator.value()
        try:
            edited = toml.set_value(source, path, value)
            restored = toml.delete_value(edited, path)
            if made and toml.get_value(restored, table[: len(table) - made + 1]) is not MISSING:
                restored = toml.delete_value(restored, table[: len(table) - made + 1])
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        assert spelled(tomllib.loads(edited.decode())) == spelled(with_value(data, path, value))
        assert is_one_insertion(source, edited)
        assert toml.set_value(edited, path, value) == edited
        outcomes["restored" if restored == source else "header stays"] += 1
        if restored != source:
            # A table that was only implied has got a header, which stays with its first key gone.
            assert not made
            assert spelled(toml.parse(restored)) == spelled(data)

    assert outcomes["refused"] == 0
    assert outcomes["restored"] >= ROUNDS * 0.9


def test_replacing_changes_the_bytes_of_the_value_alone():
    generator = TomlGenerator(61)
    pick = generator.random
    outcomes: Counter[str] = Counter()
    for _ in range(ROUNDS // 2):
        text, data = generator.document()
        source = text.encode()
        leaves = [
            (*table, name)
            for table in tables(data)
            for name, value in at(data, table).items()
            if not isinstance(value, dict)
        ]
        if not leaves:
            continue
        path, value = pick.choice(leaves), generator.value()
        try:
            edited = toml.set_value(source, path, value)
        except DocumentRefused:
            with pytest.raises(DocumentRefused, match="edited") as caught:
                toml.raw_value(source, path)
            assert "an array of its own lines" in caught.value.reason
            outcomes["array of tables"] += 1
            continue

        raw = toml.raw_value(source, path)
        assert isinstance(raw, bytes)
        assert spelled(tomllib.loads(edited.decode())) == spelled(with_value(data, path, value))
        assert toml.set_value(edited, path, value) == edited
        assert toml.set_raw(edited, path, raw) == source
        outcomes["same" if edited == source else "replaced"] += 1

    assert outcomes["same"] >= 10
    assert outcomes["array of tables"] <= ROUNDS * 0.1
    assert outcomes["replaced"] >= ROUNDS * 0.35


def test_deleting_takes_a_key_or_a_table_away_and_no_comment_of_another():
    generator = TomlGenerator(71)
    pick = generator.random
    outcomes: Counter[str] = Counter()
    for _ in range(ROUNDS // 2):
        text, data = generator.document()
        source = text.encode()
        assert toml.delete_value(source, ["absent", "too"]) == source
        paths = [(*table, name) for table in tables(data) for name in at(data, table)]
        if not paths:
            continue
        path = pick.choice(paths)
        try:
            edited = toml.delete_value(source, path)
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        assert spelled(tomllib.loads(edited.decode())) in without_value(data, path)
        assert toml.delete_value(edited, path) == edited
        rest = iter(edited.decode().splitlines())
        kept = [line for line in text.splitlines() if line in ("# note", "# [t]")]
        survived = [line for line in rest if line in ("# note", "# [t]")]
        if not isinstance(at(data, path), dict | list):
            # A single value stands between the comment lines; all of them stay.
            assert survived == kept
        outcomes["deleted"] += 1

    assert outcomes["refused"] <= ROUNDS * 0.005
    assert outcomes["deleted"] >= ROUNDS * 0.4


def test_a_table_set_key_by_key_and_deleted_whole_leaves_no_byte():
    """The set-up of a client and its undo."""
    generator = TomlGenerator(81)
    pick = generator.random
    for _ in range(ROUNDS // 5):
        text, data = generator.document()
        if isinstance(data.get("model_providers", {}), dict) is False:
            continue
        source = text.encode()
        table = ("model_providers", "smartaipi")
        edited = toml.set_value(source, (*table, "name"), "Smart")
        edited = toml.set_value(edited, (*table, "base_url"), "https://gateway.example")
        edited = toml.set_value(edited, (*table, "auth"), {"command": "smartaipi", "args": ["credential"]})
        edited = toml.set_value(edited, (*table, "auth", "timeout"), pick.randint(1, 9))
        root_edited = toml.set_value(edited, ["model_provider"], "smartaipi")

        assert toml.delete_value(root_edited, ["model_provider"]) == edited
        assert toml.delete_value(edited, table) == source


@pytest.mark.parametrize("cut", ["truncated", "disturbed"])
def test_damaged_text_is_refused_at_a_place(cut):
    generator = TomlGenerator(91)
    pick = generator.random
    refused = 0
    for _ in range(500):
        text, _ = generator.document()
        place = pick.randrange(len(text) + 1)
        damaged = text[:place] + ("" if cut == "truncated" else pick.choice("[]{}\"'=\r\0") + text[place:])
        try:
            tomllib.loads(damaged)
        except tomllib.TOMLDecodeError:
            refused += 1
            with pytest.raises(DocumentRefused) as caught:
                toml.set_value(damaged.encode(), ["new"], 1)
            assert caught.value.line > 0
            assert caught.value.column > 0
        else:
            toml.set_value(damaged.encode(), ["new"], 1)
    assert refused >= 50
