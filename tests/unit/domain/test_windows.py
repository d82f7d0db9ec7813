"""Windows of a calendar: local, whole, and right on the days on which clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartaipi_cli.domain.windows import WINDOWS, find_zone, has_whole_hours, is_utc, label_of, start_of
from smartaipi_cli.errors import UserError

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Auckland", "America/Sao_Paulo")
moments = st.integers(1_577_836_800, 1_893_456_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(moment=moments, window=st.sampled_from(WINDOWS), zone=st.sampled_from(ZONES))
def test_a_window_begins_at_or_before_its_moment_and_its_start_is_its_own_start(moment, window, zone):
    start = start_of(moment, window, ZoneInfo(zone))

    assert start <= moment
    assert start_of(start.astimezone(UTC), window, ZoneInfo(zone)) == start


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-01", 24)])
def test_days_on_which_the_clocks_change_have_23_or_25_hours(day, hours):
    midnight = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=BERLIN).astimezone(UTC)

    inside = [
        hour
        for hour in range(-2, 28)
        if start_of(midnight + timedelta(hours=hour), "day", BERLIN).astimezone(UTC) == midnight
    ]

    assert inside == list(range(hours))


def test_the_hour_that_comes_twice_is_two_windows():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    labels = [label_of(start_of(first + timedelta(hours=hour), "hour", BERLIN), "hour") for hour in (0, 1)]

    assert labels == ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"]


def test_weeks_begin_on_monday_and_months_on_their_first():
    sunday = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)

    assert label_of(start_of(sunday, "week", UTC), "week") == "2026-W44"
    assert label_of(start_of(sunday, "month", UTC), "month") == "2026-11"
    assert label_of(start_of(sunday, "week", BERLIN), "week") == "2026-W45"


def test_zones_of_half_hours_are_recognised_also_when_only_a_part_of_the_range_is_off():
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)

    assert has_whole_hours(start, end, BERLIN)
    assert not has_whole_hours(start, end, ZoneInfo("Asia/Kolkata"))
    assert not has_whole_hours(start, end, ZoneInfo("Australia/Lord_Howe"))


def test_a_zone_counts_as_utc_only_while_it_is():
    london = ZoneInfo("Europe/London")

    assert is_utc(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC), london)
    assert not is_utc(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC), london)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "Europe/Berlin\x00"])
def test_a_zone_that_does_not_exist_is_an_error_of_usage(name):
    with pytest.raises(UserError) as caught:
        find_zone(name)

    assert caught.value.code == "usage"
