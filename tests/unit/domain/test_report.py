"""Reports put together from buckets: nothing is lost, nothing counted twice."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.report import make_rows, total_of
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery, UsageRecord, UsageTotals
from smartaipi_cli.domain.windows import WINDOWS
from smartaipi_cli.gateways.dialects.derivation import summed

START = datetime(2026, 3, 20, tzinfo=UTC)
HOURS = 24 * 30
amounts = st.integers(0, 10**9).map(Money.from_micros)


@st.composite
def buckets(draw):
    hour = START + timedelta(hours=draw(st.integers(0, HOURS)))
    totals = UsageTotals(
        requests=draw(st.integers(0, 5)), input_tokens=draw(st.integers(0, 10**6)), cost=draw(amounts)
    )
    return UsageBucket(
        start=hour,
        end=hour + timedelta(hours=1),
        totals=totals,
        group=(draw(st.sampled_from(["gpt-5.4", "claude-opus-4-6", ""])),),
        complete=draw(st.booleans()),
    )


@st.composite
def records(draw):
    return UsageRecord(
        id="",
        time=START + timedelta(seconds=draw(st.integers(0, HOURS * 3600))),
        model=draw(st.sampled_from(["a", "b"])),
        cost=draw(amounts),
        key_name=draw(st.sampled_from(["ci", "laptop"])),
        input_tokens=draw(st.integers(0, 1000)),
        status=draw(st.sampled_from(["ok", "error"])),
    )


@given(
    found=st.lists(buckets(), max_size=40),
    window=st.sampled_from((None, *WINDOWS)),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
)
def test_cutting_hours_into_local_windows_conserves_every_total(found, window, zone):
    rows = make_rows(found, window, ZoneInfo(zone))

    assert total_of(rows) == sum((bucket.totals for bucket in found), UsageTotals())


@given(found=st.lists(buckets(), max_size=20))
def test_a_window_is_complete_only_when_all_of_it_is(found):
    rows = make_rows(found, "day", UTC)

    for row in rows:
        own = [
            bucket
            for bucket in found
            if bucket.start.date() == row.start.date() and bucket.group == row.group
        ]
        assert row.complete == all(bucket.complete for bucket in own)


@given(found=st.lists(records(), max_size=60), width=st.sampled_from(["whole", "day", "hour"]))
def test_buckets_made_from_a_log_sum_up_to_the_log(found, width):
    end = START + timedelta(hours=HOURS + 1)
    query = UsageQuery(start=START, end=end, width=width, group_by=("model", "key"))

    made = list(summed(found, query, end))

    assert sum((bucket.totals for bucket in made), UsageTotals()) == sum(
        (record.totals for record in found), UsageTotals()
    )
    assert [bucket.start for bucket in made] == sorted(bucket.start for bucket in made)


def test_the_newest_bucket_of_a_derived_report_is_marked_as_growing():
    record = UsageRecord(id="", time=START, model="a", cost=Money(Decimal(1)))
    query = UsageQuery(start=START, end=START + timedelta(days=2), width="hour")

    fresh = next(summed([record], query, START + timedelta(minutes=65)))
    settled = next(summed([record], query, START + timedelta(minutes=75)))

    assert (fresh.complete, settled.complete) == (False, True)


def test_without_time_the_costliest_group_comes_first():
    cheap, dear = (
        UsageBucket(
            start=START,
            end=START,
            totals=UsageTotals(requests=1, cost=Money(Decimal(cost))),
            group=(name,),
        )
        for name, cost in (("cheap", 1), ("dear", 2))
    )

    assert [row.group for row in make_rows([cheap, dear], None, UTC)] == [("dear",), ("cheap",)]
