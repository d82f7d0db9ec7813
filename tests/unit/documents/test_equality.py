"""Two documents are the same only to the last type, at any depth."""

import datetime as dt

import pytest

from smartaipi_cli.documents.equality import is_same, snapshot

NAN = float("nan")
UTC = dt.UTC


def nested(depth, inner):
    for _ in range(depth):
        inner = [inner]
    return inner


SAME = [
    ("order of members", {"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ("NaN", [NAN], [float("nan")]),
    ("big integers", 10**5000, 10**5000),
    ("dates", [dt.date(2026, 1, 2)], [dt.date(2026, 1, 2)]),
    ("depth", nested(100_000, 1), nested(100_000, 1)),
]
DIFFERENT = [
    ("1 and true", [1], [True]),
    ("1 and 1.0", {"a": 1}, {"a": 1.0}),
    ("0 and -0.0", 0.0, -0.0),
    ("null and false", None, False),
    ("text and number", "1", 1),
    ("length", [1], [1, 2]),
    ("names", {"a": 1}, {"b": 1}),
    ("empty containers", [], {}),
    ("one moment in two zones", dt.datetime(2026, 1, 1, 1, tzinfo=UTC),
     dt.datetime(2026, 1, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=1)))),
    ("depth of different ends", nested(100_000, 1), nested(100_000, inner=True)),
    ("depth and no depth", nested(100_000, 1), [1]),
    ("no depth and depth", [1], nested(100_000, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_the_same_values_are_the_same(left, right):
    assert is_same(left, right)


@pytest.mark.parametrize(
    ("left", "right"), [case[1:] for case in DIFFERENT], ids=[case[0] for case in DIFFERENT]
)
def test_other_values_or_types_are_not(left, right):
    assert not is_same(left, right)
    assert not snapshot(left).equals(right)


@pytest.mark.parametrize("data", [{"a": [1, NAN]}, nested(100_000, 1)], ids=["packed", "deep"])
def test_a_snapshot_equals_data_read_again(data):
    assert snapshot(data).equals(data)


def test_a_snapshot_keeps_what_it_saw():
    data = {"a": 1}
    seen = snapshot(data)
    data["a"] = 2

    assert seen.equals({"a": 1})
    assert not seen.equals(data)
