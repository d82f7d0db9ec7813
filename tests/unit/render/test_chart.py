"""Bars: honest lengths, nothing where there is nothing to compare."""

import pytest

from smartaipi_cli.render.chart import MOST_BARS, bar, chart_lines
from smartaipi_cli.results import Chart


def lines(*bars, width=40):
    return list(chart_lines(Chart(bars=bars), width))


def test_the_longest_bar_fills_the_room_and_half_of_it_is_half():
    first, second = lines(("mon", 2.0), ("tue", 1.0), width=21)

    assert (first, second) == ("mon  " + "█" * 16, "tue  " + "█" * 8)


@pytest.mark.parametrize("bars", [(), (("mon", 1.0),), (("mon", 0.0), ("tue", 0.0))])
def test_nothing_is_drawn_where_there_is_nothing_to_compare(bars):
    assert lines(*bars) == []


def test_an_amount_above_zero_is_seen_however_small():
    assert bar(0.00001, 10) == "▏"
    assert bar(0.0, 10) == ""


def test_a_long_series_becomes_one_line_of_columns():
    (line,) = lines(*((str(day), float(day)) for day in range(MOST_BARS + 10)), width=200)

    assert len(line) == MOST_BARS + 10
    assert (line[0], line[-1]) == ("▁", "█")
