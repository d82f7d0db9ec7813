from datetime import UTC, datetime

import pytest

from smartaipi_cli.sandbox.budgets import Period, window_end, window_start


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("period", "now", "start", "end"),
    [
        pytest.param(Period.DAY, "2026-11-18T12:00", "2026-11-18", "2026-11-19", id="a day is a UTC day"),
        pytest.param(Period.DAY, "2026-11-18T00:00", "2026-11-18", "2026-11-19", id="midnight begins a day"),
        pytest.param(
            Period.WEEK, "2026-11-18T12:00", "2026-11-16", "2026-11-23", id="a week begins on Monday"
        ),
        pytest.param(Period.WEEK, "2026-11-22T23:59", "2026-11-16", "2026-11-23", id="Sunday ends a week"),
        pytest.param(
            Period.WEEK, "2027-01-01T00:00", "2026-12-28", "2027-01-04", id="a week crosses the year"
        ),
        pytest.param(
            Period.MONTH, "2026-12-31T23:59", "2026-12-01", "2027-01-01", id="December ends in January"
        ),
        pytest.param(
            Period.MONTH, "2028-02-29T01:00", "2028-02-01", "2028-03-01", id="February may have 29 days"
        ),
    ],
)
def test_a_window_runs_from_its_start_to_the_next_start(period, now, start, end):
    assert window_start(period, at(now)) == at(start)
    assert window_end(period, at(now)) == at(end)


def test_the_total_has_no_end():
    assert (window_start(Period.TOTAL, at("2026-11-18")), window_end(Period.TOTAL, at("2026-11-18"))) == (
        0,
        None,
    )
