"""Reports are read from sums; they must say exactly what the requests say, whatever happened to those."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_desk import open_desk

import smartaipi_cli.sandbox.store as store_module
from smartaipi_cli.sandbox.management.parameters import Range
from smartaipi_cli.sandbox.management.stretches import DAY_S, HOUR_S, cover
from smartaipi_cli.sandbox.management.usage_sums import COUNTERS, GROUPS, Filters, sum_usage, sum_windows

SCHEMA = Path(store_module.__file__).with_name("schema.sql").read_text(encoding="utf-8")
MOMENTS = st.integers(0, 5 * DAY_S) | st.integers(0, 120).map(lambda hour: hour * HOUR_S)
REQUESTS = st.lists(
    st.tuples(
        MOMENTS,
        st.sampled_from("ab"),
        st.sampled_from("mn"),
        st.sampled_from(["ok", "error", "blocked", "pending"]),
        st.integers(0, 10**9),
    ),
    max_size=30,
)
SETTLED = st.lists(
    st.tuples(st.integers(0, 29), st.sampled_from(["ok", "error"]), st.integers(0, 10**6)), max_size=10
)
INSERT = """INSERT INTO requests (seq, id, time, key_id, model, actual_model, endpoint, service_tier, streamed, status,
                                  input_tokens, cost_micros)
            VALUES (?1, 'req_' || ?1, ?2, ?3, ?4, ?4, '/', 'default', 0, ?5, ?6, ?6 * 2)"""


def books_with(requests, settled):
    """Books in memory in which requests came and some of them settled later."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    connection.executescript(SCHEMA)
    connection.executemany(INSERT, [(number, *request) for number, request in enumerate(requests)])
    connection.executemany(
        "UPDATE requests SET status = ?2, input_tokens = ?3, cost_micros = ?3 WHERE seq = ?1", settled
    )
    return connection


def counted(rows):
    """The direct sum, row by row."""
    totals = dict.fromkeys(COUNTERS, 0)
    for row in rows:
        totals["requests"] += 1
        totals["failed_requests"] += row["status"] != "ok"
        for name in COUNTERS[2:]:
            totals[name] += row[name]
    return totals


@settings(max_examples=150, deadline=None, derandomize=True)
@given(requests=REQUESTS, settled=SETTLED, start=MOMENTS, end=MOMENTS, key=st.sampled_from(["", "a"]))
def test_the_totals_of_any_range_are_the_direct_sum(requests, settled, start, end, key):
    filters = Filters(conditions=("key_id = :key",), values={"key": key}) if key else Filters()
    with closing(books_with(requests, settled)) as books:
        found = sum_usage(books, Range(start=start, end=end), filters)
        rows = books.execute("SELECT * FROM requests WHERE time >= ? AND time < ?", (start, end)).fetchall()

    assert dict(found) == counted(row for row in rows if not key or row["key_id"] == key)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    requests=REQUESTS,
    settled=SETTLED,
    start=MOMENTS,
    end=MOMENTS,
    width=st.sampled_from([60, HOUR_S, DAY_S]),
    groups=st.sets(st.sampled_from(sorted(GROUPS.keys() - {"group"})), max_size=2).map(tuple),
)
def test_the_windows_of_any_range_are_the_direct_sums(requests, settled, start, end, width, groups):
    with closing(books_with(requests, settled)) as books:
        found = sum_windows(books, Range(start=start, end=end), Filters(), width_s=width, groups=groups)
        rows = books.execute("SELECT * FROM requests WHERE time >= ? AND time < ?", (start, end)).fetchall()
    places = {}
    for row in rows:
        place = (row["time"] // width * width, *(row[name] for name in groups))
        places.setdefault(place, []).append(row)

    told = {
        (row["bucket"], *(row[f"group_{name}"] for name in groups)): {name: row[name] for name in COUNTERS}
        for row in found
    }
    assert told == {place: counted(inside) for place, inside in places.items()}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(start=MOMENTS, end=MOMENTS, widest=st.sampled_from([60, HOUR_S, DAY_S]))
def test_the_stretches_of_a_range_are_the_range_and_each_is_aligned(start, end, widest):
    stretches = list(cover(Range(start=start, end=end), widest))
    bounds = [start, *(stretch.end for stretch in stretches)]

    assert [stretch.start for stretch in stretches] == bounds[:-1]
    assert bounds[-1] == max(start, end)
    for width, first, last in stretches:
        assert width <= widest
        assert first < last
        assert not width or first % width == last % width == 0


def test_a_report_over_days_reads_no_request_one_by_one(desk):
    plan = desk.rows(
        "EXPLAIN QUERY PLAN SELECT sum(cost_micros) FROM usage_sums WHERE width_s = 86400 AND start >= 0 AND start < 9"
    )

    assert [stretch.width_s for stretch in cover(Range(start=0, end=90 * DAY_S), DAY_S)] == [DAY_S]
    assert "SEARCH usage_sums USING PRIMARY KEY (width_s=? AND start>? AND start<?)" in plan[0][3]


@pytest.mark.parametrize(
    "where", ["", "AND key_id = 'a'", "AND +key_id IN ('a', 'b')"], ids=["all", "key", "keys"]
)
def test_a_page_deep_in_the_log_is_found_by_an_index_and_sorts_nothing(desk, where):
    sql = f"SELECT * FROM requests WHERE time >= 1 AND time < 9 {where} ORDER BY time DESC, seq DESC LIMIT 9"  # noqa: S608 - words of the table above
    plan = [step[3] for step in desk.rows(f"EXPLAIN QUERY PLAN {sql}")]

    assert len(plan) == 1
    assert "time>? AND time<?" in plan[0]


def test_a_sandbox_made_before_there_were_sums_is_counted_when_it_is_opened(tmp_path):
    desk = open_desk(tmp_path / "box")
    desk.say(desk.any_key())
    before = desk.rows("SELECT * FROM usage_sums")
    desk.store.submit(lambda books: books.execute("DELETE FROM usage_sums")).result()
    desk.store.submit(lambda books: books.execute("PRAGMA user_version = 0")).result()
    desk.store.close()
    again = open_desk(tmp_path / "box")

    assert again.rows("SELECT * FROM usage_sums") == before != []
    again.store.close()


def test_a_bucket_is_complete_when_it_is_over_and_nothing_of_it_is_in_flight(desk):
    desk.say(desk.any_key())
    yesterday = desk.time.now - DAY_S
    path = f"/usage/buckets?start_time={int(yesterday)}"
    plain = [bucket["complete"] for bucket in desk.manage("GET", path).json()["data"]]
    desk.rows("SELECT 1")
    desk.store.submit(
        lambda books: books.execute(
            """INSERT INTO requests (id, time, key_id, model, actual_model, endpoint, service_tier, streamed, status)
               VALUES ('req_slow', ?, 'k', 'm', 'm', '/', 'default', 1, 'pending')""",
            (int(yesterday),),
        )
    ).result()
    desk.store.submit(
        lambda books: books.execute("INSERT INTO reservations VALUES ('req_slow', 'k', 1)")
    ).result()
    in_flight = [bucket["complete"] for bucket in desk.manage("GET", path).json()["data"]]

    assert (plain, in_flight) == ([True, False], [False, False])
