"""What holds for every JSON edit, over 20,000 seeded hostile documents."""

import codecs
import copy
import random
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from json_document_generator import JsonGenerator, judge, paths

from smartaipi_cli.documents import DocumentRefused, jsonc

ROUNDS = 5000
ENCODINGS = (("utf-8", b""), ("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE))


def spelled(data: Any) -> str:
    """A text that tells 1, 1.0 and True apart, and takes NaN for NaN."""
    return (
        repr(data) if not isinstance(data, dict) else repr(sorted((k, spelled(v)) for k, v in data.items()))
    )


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


def new_path(data: Any, generator: JsonGenerator) -> tuple[str | int, ...]:
    """A path below some container of the document that leads to nothing yet."""
    pick = generator.random
    containers = [(), *(path for path in paths(data) if isinstance(at(data, path), dict | list))]
    base = pick.choice(containers)
    container = at(data, base)
    part = f"new{pick.randint(0, 9)}" if isinstance(container, dict) else len(container)
    return (*base, part, "sub") if pick.random() < 0.1 else (*base, part)


def with_value(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    data = copy.deepcopy(data)
    node = data
    for part, following in pairwise(path):
        if isinstance(node, dict) and part not in node:
            node[part] = {} if isinstance(following, str) else []
        elif isinstance(node, list) and part == len(node):
            node.append({} if isinstance(following, str) else [])
        node = node[part]
    if isinstance(node, list) and path[-1] == len(node):
        node.append(value)
    else:
        node[path[-1]] = value
    return data


def without_value(data: Any, path: tuple[str | int, ...]) -> Any:
    data = copy.deepcopy(data)
    del at(data, path[:-1])[path[-1]]
    return data


def documents(seed: int):
    """Seeded documents with their data; the few that do not begin with what the judge reads are none."""
    generator = JsonGenerator(seed)
    for _ in range(ROUNDS):
        text, data = generator.document()
        encoding, mark = generator.random.choice(ENCODINGS)
        assert spelled(judge(text)) == spelled(data)
        yield generator, text, data, encoding, mark


def gap_between(old: str, new: str) -> str:
    """What of the old text, which survives whole, stands between the first and the last insertion."""
    rest = iter(new)
    assert all(character in rest for character in old)
    start = 0
    while start < len(old) and old[start] == new[start]:
        start += 1
    end = 0
    while end < len(old) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end]


@pytest.mark.parametrize("seed", [11, 12])
def test_a_new_value_is_only_inserted_and_deleting_it_gives_the_old_bytes(seed):
    outcomes: Counter[str] = Counter()
    for generator, text, data, encoding, mark in documents(seed):
        source = mark + text.encode(encoding)
        path, value = new_path(data, generator), generator.value()
        try:
            edited = jsonc.set_value(source, path, value)
            restored = jsonc.delete_value(edited, path[:-1] if path[-1] == "sub" else path)
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        assert edited.startswith(mark)
        after = edited[len(mark) :].decode(encoding)
        assert spelled(judge(after)) == spelled(with_value(data, path, value))
        assert jsonc.set_value(edited, path, value) == edited
        between = gap_between(text, after)
        # A comma goes before the comments of its line, the new member behind them.
        assert not between.strip(" \t") or between.lstrip(" \t").startswith(("//", "/*"))
        assert spelled(jsonc.parse(restored)) == spelled(data)
        outcomes["restored" if restored == source else "collapsed"] += 1
        if restored != source:
            removed = gap_between(restored[len(mark) :].decode(encoding), text)
            assert not removed
            assert "[]" in restored.decode(encoding) or "{}" in restored.decode(encoding)

    assert outcomes["refused"] <= ROUNDS * 0.001
    assert outcomes["collapsed"] <= ROUNDS * 0.01
    assert outcomes["restored"] >= ROUNDS * 0.98


@pytest.mark.parametrize("seed", [21])
def test_replacing_changes_the_bytes_of_the_value_alone(seed):
    outcomes: Counter[str] = Counter()
    for generator, text, data, encoding, mark in documents(seed):
        if not paths(data):
            continue
        source = mark + text.encode(encoding)
        path, value = generator.random.choice(paths(data)), generator.value()
        try:
            edited = jsonc.set_value(source, path, value)
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        assert spelled(jsonc.get_value(source, path)) == spelled(at(data, path))
        raw = jsonc.raw_value(source, path)
        assert isinstance(raw, bytes)
        after = edited[len(mark) :].decode(encoding)
        assert spelled(judge(after)) == spelled(with_value(data, path, value))
        assert jsonc.set_value(edited, path, value) == edited
        assert jsonc.set_raw(edited, path, raw) == source
        outcomes["same" if edited == source else "replaced"] += 1

    assert outcomes["refused"] == 0
    assert outcomes["same"] >= 20
    assert outcomes["replaced"] >= ROUNDS * 0.6


@pytest.mark.parametrize("seed", [31])
def test_deleting_takes_one_value_away_and_keeps_its_neighbours(seed):
    outcomes: Counter[str] = Counter()
    for generator, text, data, encoding, mark in documents(seed):
        source = mark + text.encode(encoding)
        assert jsonc.delete_value(source, ("absent", "too")) == source
        if not paths(data):
            continue
        path = generator.random.choice(paths(data))
        try:
            edited = jsonc.delete_value(source, path)
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        after = edited[len(mark) :].decode(encoding)
        assert spelled(judge(after)) == spelled(without_value(data, path))
        rest = iter(text)
        assert all(character in rest for character in after)
        outcomes["deleted"] += 1

    assert outcomes["refused"] <= ROUNDS * 0.005
    assert outcomes["deleted"] >= ROUNDS * 0.6


@pytest.mark.parametrize("seed", [41])
def test_damaged_text_is_refused_or_means_the_same_to_the_judge(seed):
    """Cut or altered at random, a document is refused at a place, or read exactly as the judge reads it."""
    generator = JsonGenerator(seed)
    pick = random.Random(seed)
    refused = 0
    for _ in range(2000):
        text, _ = generator.document()
        place = pick.randrange(len(text) + 1)
        damaged = pick.choice((text[:place], text[:place] + pick.choice("{}[],:\"'/x") + text[place:]))
        try:
            data = jsonc.parse(damaged.encode())
        except DocumentRefused:
            refused += 1
            with pytest.raises(DocumentRefused) as caught:
                jsonc.set_value(damaged.encode(), ["new"], 1)
            assert caught.value.line > 0
            assert caught.value.column > 0
        else:
            if data != {}:
                assert spelled(judge(damaged)) == spelled(data)
    assert refused >= 1000
