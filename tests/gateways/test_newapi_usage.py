"""Request log, reports and ledger on gateways of the new-api family."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from defects import Defect, Defective
from fake_newapi import SECRET, USER_ID, FakeNewApi, now
from serving import Pauses, account_on, serving

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.errors import UserError

START = datetime(2025, 3, 10, tzinfo=UTC)
SECOND = int(START.timestamp())
DAY = timedelta(days=1)
GENERATIONS = ("v06", "2026", "reseller", "oneapi")
every_generation = pytest.mark.parametrize("generation", GENERATIONS)


@contextmanager
def opened(generation="2026", *, defects=(), pauses=None, progress=None, **state):
    fake = FakeNewApi(generation=generation, **state)
    fake.defective = Defective(app=fake, defects=list(defects))
    dialect = "oneapi" if generation == "oneapi" else "newapi"
    options = {"on_progress": progress} if progress else {}
    with (
        serving(fake.defective) as url,
        account_on(dialect, url, user_id=str(USER_ID), pauses=pauses, **options) as account,
    ):
        yield fake, account


def query(days=1, **more):
    return UsageQuery(start=START, end=START + days * DAY, **more)


def dollars(text):
    return Money(Decimal(text))


def walked(account, asked):
    return [record for page in account.record_pages(asked) for record in page.records]


def calls(fake, route):
    return [parameters for asked, parameters, _ in fake.asked if asked == route]


@every_generation
@pytest.mark.parametrize("many", [0, 10, 100, 250])
def test_every_request_of_the_range_comes_once(generation, many):
    """Seconds, milliseconds, ten rows a page: the log is the same."""
    with opened(generation) as (fake, account):
        for number in range(many):
            fake.add_log(created_at=SECOND + number, quota=number)
        fake.add_log(created_at=SECOND + 86_400)

        found = walked(account, query())

    assert [int(record.cost.dollars * 500_000) for record in found] == list(reversed(range(many)))


@every_generation
def test_equal_requests_of_one_second_are_all_counted(generation):
    """Edge case 9."""
    with opened(generation) as (fake, account):
        for _ in range(130):
            fake.add_log(created_at=SECOND + 5)

        assert len(walked(account, query())) == 130


def test_requests_that_arrive_during_a_walk_repeat_none():
    """Edge case 9: late rows of the same second push the pages on."""
    with opened() as (fake, account):
        for number in range(250):
            fake.add_log(created_at=SECOND + number, quota=number)
        fake.defective.before = lambda route: (
            fake.add_log(created_at=SECOND + 86_399, quota=9999) if route == "GET /api/log/self" else None
        )

        found = [record.cost for record in walked(account, query())]

    assert [found.count(dollars(Decimal(number) / 500_000)) for number in range(250)] == [1] * 250


def test_a_walk_goes_on_from_its_cursor_with_the_same_end():
    with opened() as (fake, account):
        for number in range(230):
            fake.add_log(created_at=SECOND + number, quota=number)
        first = next(account.record_pages(query()))
        rest = [
            record for page in account.record_pages(query(), first.next_cursor) for record in page.records
        ]

    assert (len(first.records), len(rest), first.total) == (100, 130, 230)
    assert {record.cost for record in first.records}.isdisjoint(record.cost for record in rest)


@pytest.mark.parametrize("cursor", ["x", "1/2", "1/2/3/4", "1/-2/1", "key_12"])
def test_a_cursor_of_something_else_is_refused(cursor):
    with opened() as (_, account), pytest.raises(UserError) as caught:
        list(account.record_pages(query(), cursor))

    assert caught.value.code == "usage"


def test_the_end_is_exclusive_though_the_gateways_is_inclusive():
    """Edge case 8."""
    with opened() as (fake, account):
        for offset in (-1, 0, 86_399, 86_400):
            fake.add_log(created_at=SECOND + offset, quota=offset + 1)

        found = [record.time for record in walked(account, query())]

    assert found == [START + DAY - timedelta(seconds=1), START]
    assert calls(fake, "GET /api/log/self")[0]["end_timestamp"] == str(SECOND + 86_399)


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(hours=-2)], ids=["ahead", "behind"])
def test_the_walk_ends_at_the_gateways_now(ahead):
    """Edge case 7: the newest requests are there although our clock is two hours off."""
    with opened() as (fake, account):
        fake.defective.skew = ahead
        moment = datetime.now(UTC)
        fake.add_log(created_at=int((moment + ahead).timestamp()) - 1)

        found = walked(account, UsageQuery(start=moment + ahead - DAY, end=moment + ahead + DAY))

    frozen = int(calls(fake, "GET /api/log/self")[0]["end_timestamp"])
    assert len(found) == 1
    assert abs(frozen - (moment + ahead).timestamp()) < 3600


def test_a_window_that_still_runs_is_not_complete():
    """Edge case 11: streams settle late."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with opened() as (fake, account):
        for ago in (timedelta(hours=3), timedelta()):
            fake.add_log(created_at=int((hour - ago).timestamp()))
        asked = UsageQuery(start=hour - DAY, end=hour + timedelta(hours=1), width="hour")

        found = [one.complete for one in account.usage(asked)]

    assert found == [True, False]


def test_only_requests_stand_in_the_log():
    """Edge case 9 of the types: top-ups, management, system, refunds and logins are no requests."""
    with opened() as (fake, account):
        for kind in range(1, 9):
            fake.add_log(created_at=SECOND + kind, type=kind)

        found = [record.status for record in walked(account, query())]

    assert found == ["error", "ok"]


def test_in_one_api_type_five_is_a_test_of_the_operator():
    with opened("oneapi") as (fake, account):
        fake.add_log(created_at=SECOND, type=5)

        assert walked(account, query()) == []


DETAILS = {
    "none": ("", 100, 0, None),
    "null": (None, 100, 0, None),
    "invalid": ("{cache_tokens: 1", 100, 0, None),
    "no object": ("[1]", 100, 0, None),
    "cached, as OpenAI counts": (json.dumps({"cache_tokens": 40, "frt": 350.0}), 100, 40, 350),
    "cached, as Anthropic counts": (
        json.dumps({"cache_tokens": 40, "claude": True, "frt": -1000}),
        140,
        40,
        None,
    ),
}


@pytest.mark.parametrize(("other", "tokens", "cached", "first_ms"), DETAILS.values(), ids=DETAILS)
def test_details_that_stand_as_text_are_read_or_left(other, tokens, cached, first_ms):
    with opened() as (fake, account):
        fake.add_log(created_at=SECOND, other=other)

        (record,) = walked(account, query())

    assert (record.input_tokens, record.cached_input_tokens, record.first_token_ms) == (
        tokens,
        cached,
        first_ms,
    )


def test_a_mapped_model_is_told_apart_from_the_one_asked_for():
    with opened() as (fake, account):
        fake.add_log(created_at=SECOND, other=json.dumps({"upstream_model_name": "gpt-5.4-2026"}))

        (record,) = walked(account, query())

    assert (record.model, record.actual_model) == ("gpt-5.4", "gpt-5.4-2026")


@pytest.mark.parametrize(("generation", "expected_ms"), [("2026", 2000), ("oneapi", 1500)])
def test_durations_are_seconds_or_milliseconds(generation, expected_ms):
    with opened(generation) as (fake, account):
        fake.add_log(created_at=SECOND)

        assert walked(account, query())[0].duration_ms == expected_ms


def test_one_request_is_found_by_its_id():
    with opened() as (fake, account):
        for number in range(3):
            fake.add_log(created_at=now() - 60, request_id=f"req-{number}", quota=number)

        assert account.find_record("req-1").cost == dollars("0.000002")
        with pytest.raises(UserError) as caught:
            account.find_record("req-9")

    assert caught.value.code == "request-not-found"


def test_a_report_sums_the_log_by_day_and_model():
    with opened() as (fake, account):
        for hours, model in [(1, "a"), (23, "a"), (23, "b"), (25, "a")]:
            fake.add_log(created_at=SECOND + hours * 3600, model_name=model)

        found = list(account.usage(query(days=2, width="day", group_by=("model",))))

    assert [(one.start.day, one.group, one.totals.requests, one.totals.output_tokens) for one in found] == [
        (10, ("a",), 2, 20),
        (10, ("b",), 1, 10),
        (11, ("a",), 1, 10),
    ]


def test_sums_are_exact_where_single_amounts_are_not():
    """Edge case 1: three thirds of a dollar are a dollar."""
    with opened(quota_per_unit=3) as (fake, account):
        for number in range(3):
            fake.add_log(created_at=SECOND + number, quota=1)

        (total,) = account.usage(query())
        costs = [record.cost for record in walked(account, query())]

    assert total.totals.cost == dollars("1")
    assert costs == [dollars("0.333333333333")] * 3


def test_usage_by_key_takes_ids_and_where_they_are_hidden_names():
    with opened() as (fake, account):
        fake.add_log(created_at=SECOND, token_id=4, token_name="ci")
        fake.add_log(created_at=SECOND, token_id=5, token_name="ci")
        fake.add_log(created_at=SECOND, token_id=0, token_name="ci")

        found = [one.group for one in account.usage(query(group_by=("key",)))]

    assert found == [("4",), ("5",), ("ci",)]


def test_the_log_of_one_key_leaves_out_another_of_its_name():
    with opened() as (fake, account):
        fake.add_key(name="ci")
        fake.add_key(name="ci")
        fake.add_log(created_at=SECOND, token_id=1)
        fake.add_log(created_at=SECOND, token_id=2)

        found = walked(account, query(key=account.show_key("2")))

    assert [record.key_id for record in found] == ["2"]
    assert calls(fake, "GET /api/log/self")[0]["token_name"] == "ci"


def long_log(fake):
    for number in range(3_200):
        fake.add_log(created_at=SECOND + number * 60, model_name="ab"[number % 2])


def test_a_long_report_comes_from_hourly_sums():
    """Edge case 10: sums of the gateway before ten thousand pages."""
    with opened() as (fake, account):
        long_log(fake)
        found = list(account.usage(query(days=4, width="day", group_by=("model",))))

    assert sum(one.totals.requests for one in found) == 3_200
    assert sum((one.totals.cost for one in found), Money.zero()) == dollars("6.4")
    assert found[0].totals.input_tokens == 720 * 110
    assert (len(calls(fake, "GET /api/log/self")), len(calls(fake, "GET /api/data/self"))) == (1, 1)


WALKED = {
    "sums are switched off": ({"hours_on": False}, {}),
    "by key": ({}, {"group_by": ("key",)}),
    "by status": ({}, {"group_by": ("status",)}),
    "of one key": ({}, {"key": Key(id="1", name="ci", redacted_value="", status="active")}),
    "not from a full hour": ({}, {"start": START + timedelta(minutes=1)}),
}


@pytest.mark.parametrize(("state", "asked"), WALKED.values(), ids=WALKED)
def test_what_hourly_sums_do_not_know_is_summed_from_the_log(state, asked):
    with opened(**state) as (fake, account):
        long_log(fake)
        found = list(account.usage(UsageQuery(**{"start": START, "end": START + 4 * DAY, **asked})))

    assert sum(one.totals.requests for one in found) == 3_200 - ("start" in asked)
    assert sum(one.totals.output_tokens for one in found) == 10 * (3_200 - ("start" in asked))


def test_sums_that_were_never_written_fall_back_to_the_log():
    with opened(status={"enable_data_export": True}, hours_on=False) as (fake, account):
        long_log(fake)

        (total,) = account.usage(query(days=4))

    assert total.totals.requests == 3_200


def test_hourly_sums_are_asked_for_in_stretches_that_the_gateway_allows():
    with opened() as (fake, account):
        long_log(fake)
        fake.add_log(created_at=SECOND + 45 * 86_400, quota=7)
        (total,) = account.usage(query(days=65))

    spans = [
        int(one["end_timestamp"]) - int(one["start_timestamp"]) for one in calls(fake, "GET /api/data/self")
    ]
    assert (len(spans), max(spans) < 2_592_000, total.totals.requests) == (3, True, 3_201)


def test_rebucketing_conserves_totals():
    """Edge case 8: hours sum to days, days to the whole, from the log as from the sums."""
    with opened() as (fake, account):
        long_log(fake)
        sums = {
            width: sum((one.totals.cost for one in account.usage(query(days=4, width=width))), Money.zero())
            for width in ("whole", "day", "hour")
        }
        from_log = sum(
            (one.totals.cost for one in account.usage(query(days=4, group_by=("group",)))), Money.zero()
        )

    assert set(sums.values()) == {from_log}


def test_long_walks_stay_below_the_limit_on_requests_and_tell_how_far_they_are():
    told = []
    pauses = Pauses()
    with opened(pauses=pauses, progress=lambda done, total: told.append((done, total))) as (fake, account):
        for number in range(4_000):
            fake.add_log(created_at=SECOND + number)
        walked(account, query())

    requests = len(fake.asked)
    assert requests == 41
    assert pauses.seconds == [1.25] * (requests - 30)
    assert 30 + 180 / 1.25 < 180
    assert (told[0], told[-1]) == ((100, 4_000), (4_000, 4_000))


def test_one_api_reports_whole_days_of_the_last_week_from_its_dashboard():
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with opened("oneapi") as (fake, account):
        for model in ("a", "a", "b"):
            fake.add_log(created_at=int(today.timestamp()) - 3600, model_name=model)
        asked = UsageQuery(start=today - 2 * DAY, end=today + DAY, width="day", group_by=("model",))
        found = list(account.usage(asked))

    assert [(one.start, one.group, one.totals.requests, one.totals.input_tokens) for one in found] == [
        (today - DAY, ("a",), 2, 200),
        (today - DAY, ("b",), 1, 100),
    ]
    assert found[0].totals.cost == dollars("0.004")
    assert calls(fake, "GET /api/log/self") == []


def test_one_api_sums_older_days_from_the_log():
    with opened("oneapi") as (fake, account):
        for number in range(25):
            fake.add_log(created_at=SECOND + number)
        (found,) = account.usage(query(width="day"))

    assert (found.totals.requests, found.complete) == (25, True)
    assert calls(fake, "GET /api/user/dashboard") == []


TEXTS = {
    "quota in the row": ({"type": 1, "quota": 500_000, "content": "x"}, "top_up", "1"),
    "dollars in the text": (
        {"type": 1, "quota": 0, "content": "通过兑换码充值 ＄10.500000 额度"},
        "top_up",
        "10.5",
    ),
    "quota in the text": ({"type": 1, "quota": 0, "content": "充值 5000000 点额度"}, "top_up", "10"),
    "set by the operator": (
        {"type": 3, "quota": 0, "content": "管理员将用户额度从 ＄5.000000 额度修改为 ＄2.000000 额度"},
        "adjustment",
        "-3",
    ),
    "taken by the operator": (
        {"type": 3, "quota": 0, "content": "管理员减少用户额度 ＄1.5"},
        "adjustment",
        "-1.5",
    ),
    "refund": ({"type": 6, "quota": 2_000, "content": "task failed"}, "refund", "0.004"),
    "no legible amount": ({"type": 3, "quota": 0, "content": "group changed"}, "adjustment", "0"),
}


@pytest.mark.parametrize(("row", "kind", "amount"), TEXTS.values(), ids=TEXTS)
def test_the_ledger_is_read_from_the_log(row, kind, amount):
    with opened() as (fake, account):
        fake.add_log(created_at=SECOND, **row)
        fake.add_log(created_at=SECOND, type=4, content="no movement")

        (entry,) = account.ledger(START, START + DAY)

    assert (entry.type, entry.amount, entry.time) == (kind, dollars(amount), START)


def test_a_payment_that_stands_in_the_log_too_is_one_movement():
    paid = {"id": 1, "amount": 10, "money": 71.5, "trade_no": "T1", "payment_method": "stripe"}
    times = {"create_time": SECOND, "complete_time": SECOND + 60}
    top_ups = [
        {**paid, **times, "status": "success"},
        {**paid, **times, "id": 2, "trade_no": "T2", "status": "pending"},
        {
            **paid,
            **times,
            "id": 3,
            "trade_no": "T3",
            "status": "success",
            "amount": 500_000,
            "payment_method": "creem",
        },
    ]
    with opened(top_ups=top_ups) as (fake, account):
        fake.add_log(
            created_at=SECOND + 61, type=1, quota=0, content="在线充值成功，充值金额: ＄10.000000 额度"
        )
        fake.add_log(created_at=SECOND + 3600, type=1, quota=0, content="通过兑换码充值 ＄10.000000 额度")

        found = [(entry.amount, entry.reference) for entry in account.ledger(START, START + DAY)]

    assert sorted(found) == [(dollars("1"), "T3"), (dollars("10"), ""), (dollars("10"), "T1")]


def test_the_ledger_is_newest_first_and_shows_no_addresses_and_no_keys():
    """Edge case 20."""
    echoed = f"by 203.0.113.9, key sk-test-canary0123456789 or {SECRET}001"
    with opened() as (fake, account):
        fake.add_log(created_at=SECOND, type=1, quota=1, content="old")
        fake.add_log(created_at=SECOND + 1, type=3, quota=0, content=echoed)

        newest, oldest = account.ledger(START, START + DAY)

    assert (newest.description, oldest.description) == ("by [hidden], key [hidden] or [hidden]", "old")


WALK_DEFECTS = {
    "a limit that says when": Defect(kind="429", route="GET /api/log/self", after=1, retry_after="2"),
    "a limit that says nothing": Defect(kind="429", route="GET /api/log/self", after=1),
    "a server error": Defect(kind="500", route="GET /api/log/self", after=1),
    "a cut answer": Defect(kind="cut", route="GET /api/log/self", after=1),
    "no answer": Defect(kind="drop", route="GET /api/log/self", after=1),
    "a compressed answer": Defect(kind="gzip", route="GET /api/log/self", times=None),
}


@pytest.mark.parametrize("defect", WALK_DEFECTS.values(), ids=WALK_DEFECTS)
def test_a_walk_survives(defect):
    defect.seen = defect.fired = 0
    with opened(defects=[defect]) as (fake, account):
        for number in range(250):
            fake.add_log(created_at=SECOND + number, quota=number)

        found = walked(account, query())

    assert defect.fired >= 1
    assert len({record.cost for record in found}) == len(found) == 250


@pytest.mark.parametrize(
    ("kind", "code"), [("html", "gateway-not-json"), ("500", "gateway-failed"), ("429", "rate-limited")]
)
def test_a_walk_that_cannot_go_on_fails_and_gives_no_part_as_the_whole(kind, code):
    lasting = Defect(kind=kind, route="GET /api/log/self", after=1, times=None)
    with opened(defects=[lasting]) as (fake, account):
        for number in range(250):
            fake.add_log(created_at=SECOND + number)

        with pytest.raises(UserError) as caught:
            list(account.usage(query()))

    assert (caught.value.code, lasting.fired > 0) == (code, True)
