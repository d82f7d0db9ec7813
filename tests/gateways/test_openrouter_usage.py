"""OpenRouter: credit, activity, single requests, models and prices; and every row of its capability table."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from defects import Defect, Defective
from fake_openrouter import MANAGEMENT, NOW, Call, FakeOpenRouter
from serving import Pauses, account_on, serving

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import parse_money
from smartaipi_cli.domain.usage import UsageQuery, UsageTotals
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.operations import OPERATIONS

TODAY = datetime(2026, 11, 18, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def gateway():
    """Two keys that spent on four days, one of them today, one further back than the activity reaches."""
    found = FakeOpenRouter()
    one, two = (found.add(name)["hash"] for name in ("one", "two"))
    found.calls = [
        Call(time=TODAY - 40 * DAY, key=one, cost="5"),
        Call(time=TODAY - 2 * DAY, key=one),
        Call(time=TODAY - 2 * DAY + timedelta(hours=5), key=two),
        Call(time=TODAY - DAY, key=two, model="free/tiny", cost="0"),
        Call(time=TODAY + timedelta(hours=1), key=one, cost="0.25"),
    ]
    return found


@pytest.fixture
def account(gateway):
    with (
        serving(Defective(app=gateway.app(), skew=NOW - datetime.now(UTC))) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as found,
    ):
        yield found


def query(days=7, **options):
    return UsageQuery(start=NOW - days * DAY, end=NOW + timedelta(minutes=5), **options)


def total(buckets):
    return sum((bucket.totals for bucket in buckets), UsageTotals())


def code_of(action):
    with pytest.raises(UserError) as caught:
        action()
    return caught.value.code


def test_the_balance_is_what_was_bought_less_what_was_used(account):
    balance = account.balance()

    assert (str(balance.available), str(balance.lifetime_spend)) == ("$19.749644", "$5.250356")
    assert (balance.paid, balance.free) == (None, None)


def test_a_balance_below_zero_stays_below_zero(gateway, account):
    gateway.bought = "5.00"

    assert str(account.balance().available) == "-$0.250356"


def test_amounts_are_read_from_their_text_and_never_become_binary(gateway, account):
    """Edge case 3."""
    gateway.bought = "0.30000000000000000000000001"
    gateway.calls = []

    assert account.balance().available.decimal_text == "0.30000000000000000000000001"


def test_days_are_summed_and_today_is_said_to_be_missing(account):
    """Edge case 11: OpenRouter tells completed days alone."""
    buckets = list(account.usage(query(width="day")))

    assert [(bucket.start, bucket.totals.requests, bucket.complete) for bucket in buckets] == [
        (TODAY - 2 * DAY, 2, True),
        (TODAY - DAY, 1, True),
        (TODAY, 0, False),
    ]
    assert str(buckets[0].totals.cost) == "$0.000356"
    assert (buckets[0].totals.input_tokens, buckets[0].totals.output_tokens) == (18, 40)
    assert buckets[0].totals.reasoning_tokens == 8
    assert "today" in account.capabilities["usage.by-day"].reason


def test_the_sum_of_the_days_is_the_whole(account):
    (whole,) = account.usage(query())

    assert total(account.usage(query(width="day"))) == whole.totals
    assert not whole.complete


def test_a_range_of_completed_days_is_complete(account):
    ended = UsageQuery(start=TODAY - 3 * DAY, end=TODAY - DAY)

    (whole,) = account.usage(ended)

    assert (whole.complete, whole.totals.requests) == (True, 2)


def test_a_range_that_begins_before_what_is_kept_is_not_complete(account):
    (whole,) = account.usage(UsageQuery(start=TODAY - 45 * DAY, end=TODAY - DAY))

    assert (whole.complete, whole.totals.requests) == (False, 2)


def test_a_range_without_requests_is_one_empty_bucket(account):
    (whole,) = account.usage(UsageQuery(start=TODAY - 9 * DAY, end=TODAY - 8 * DAY))

    assert whole.totals == UsageTotals()


def test_days_are_whole_utc_days(account):
    """Edge case 8: what is told by day cannot be cut finer."""
    (whole,) = account.usage(query(days=2))

    assert whole.start == TODAY - 2 * DAY
    assert whole.end == TODAY + DAY


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [
        (("model",), {("openai/gpt-test",): 2, ("free/tiny",): 1}),
        (("actual_model",), {("openai/gpt-test-2026-01-01",): 2, ("free/tiny-2026-01-01",): 1}),
    ],
)
def test_usage_is_grouped_by_model(account, group_by, groups):
    found = {bucket.group: bucket.totals.requests for bucket in account.usage(query(group_by=group_by))}

    assert found == groups


def test_usage_by_key_is_one_call_a_key_and_adds_up(gateway, account):
    one, two = gateway.keys[1]["hash"], gateway.keys[0]["hash"]

    buckets = list(account.usage(query(group_by=("key", "model"))))

    assert {bucket.group: bucket.totals.requests for bucket in buckets} == {
        (one, "openai/gpt-test"): 1,
        (two, "openai/gpt-test"): 1,
        (two, "free/tiny"): 1,
    }
    assert total(buckets) == next(account.usage(query())).totals
    assert sum("api_key_hash" in asked for asked in gateway.queries) == 2


def test_usage_is_filtered_by_key_and_by_model(gateway, account):
    key = account.show_key(gateway.keys[0]["hash"])

    (by_key,) = account.usage(query(key=key))
    (by_both,) = account.usage(query(key=key, models=("free/tiny",)))

    assert (by_key.totals.requests, by_both.totals.requests) == (2, 1)


def test_the_walk_over_the_keys_tells_how_far_it_is(gateway):
    told = []

    with (
        serving(gateway.app()) as url,
        account_on(
            "openrouter",
            url,
            credential=MANAGEMENT,
            now=NOW,
            on_progress=lambda done, of: told.append((done, of)),
        ) as account,
    ):
        list(account.usage(query(group_by=("key",))))

    assert told == [(2, None), (1, 2), (2, 2)]


def test_a_request_is_waited_for_until_it_shows_up(gateway):
    pauses = Pauses()

    with (
        serving(gateway.app()) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW, pauses=pauses) as account,
    ):
        record = account.find_record("gen-1")

    assert pauses.seconds == [1.0, 2.0]
    assert record.cost.decimal_text == "0.00015999999999999999"
    assert (record.input_tokens, record.cached_input_tokens, record.output_tokens) == (9, 3, 20)
    assert (record.duration_ms, record.streamed, record.status) == (1234, True, "ok")


def test_a_request_that_never_shows_up_is_not_found(account):
    assert code_of(lambda: account.find_record("gen-404")) == "request-not-found"


def test_models_tell_their_lengths_and_the_version_behind_them(account):
    first, auto, *_ = account.models()

    assert (first.owner, first.context_window, first.max_output) == ("openai", 131072, 8192)
    assert (first.alias_of, auto.alias_of, auto.max_output) == ("openai/gpt-test-2026-01-01", "", None)


def test_prices_are_exact_amounts_for_a_million_tokens(account):
    prices = {price.model: price for price in account.prices()}
    paid, free = prices["openai/gpt-test"], prices["free/tiny"]

    assert (str(paid.input), str(paid.output), str(paid.cached_input)) == ("$1.50", "$6.00", "$0.15")
    assert (paid.cache_write, paid.request) == (None, None)
    assert paid.formula == "besides, a unit each: web_search $0.01"
    assert (str(free.input), str(free.output), free.formula) == ("$0.00", "$0.00", "")
    assert str(prices["per/call"].request) == "$0.03"


def test_a_price_of_minus_one_is_no_price_but_a_rule(account):
    auto = next(price for price in account.prices() if price.model == "openrouter/auto")

    assert (auto.input, auto.output, auto.request) == (None, None, None)
    assert auto.formula.startswith("varies")


DEFECTS = {
    "429 with a wait": partial(Defect, kind="429", route="GET /activity", retry_after="3"),
    "429 without a body": partial(Defect, kind="429", route="GET /activity"),
    "500": partial(Defect, kind="500", route="GET /activity", after=1),
    "cut": partial(Defect, kind="cut", route="GET /activity", after=1),
    "drop": partial(Defect, kind="drop", route="GET /activity"),
    "gzip": partial(Defect, kind="gzip", route="GET /activity", times=None),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_passing_defects_in_the_middle_of_a_walk_change_no_number(gateway, name):
    defect = DEFECTS[name]()
    pauses = Pauses()

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW, pauses=pauses) as account,
    ):
        found = total(account.usage(query(group_by=("key",))))

    assert defect.fired
    assert found.requests == 3
    assert name != "429 with a wait" or pauses.seconds == [3.0]


LASTING = {
    "html": ("html", "gateway-not-json"),
    "text": ("text", "gateway-not-json"),
    "500": ("500", "gateway-failed"),
    "429": ("429", "rate-limited"),
}


@pytest.mark.parametrize(("kind", "code"), LASTING.values(), ids=LASTING)
def test_lasting_defects_are_named_and_no_half_list_is_shown(gateway, kind, code):
    """Edge case 14."""
    for number in range(150):
        gateway.add(f"key {number}")
    defect = Defect(kind=kind, route="GET /keys", after=1, times=None)

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account,
    ):
        found = code_of(lambda: list(account.list_keys()))

    assert defect.fired
    assert found == code


def test_members_and_values_of_a_later_version_do_no_harm(gateway, account):
    gateway.add("new", limit=5, limit_reset="yearly", brand_new={"deep": [1]})

    key = next(account.list_keys())

    assert key.budgets[0].period == "yearly"
    assert key.budgets[0].resets_at is None


def test_usage_by_service_tier_is_refused_in_its_own_words(account):
    with pytest.raises(UserError) as caught:
        account.usage(query(group_by=("service_tier",)))

    assert caught.value.code == "not-offered"
    assert "service tier" in caught.value.message


def first_key(account):
    return next(account.list_keys())


def limit(period):
    return Budget(period=period, limit=parse_money("1"))


WORKS = {
    "keys.list": lambda account: list(account.list_keys()),
    "keys.show": lambda account: account.show_key(first_key(account).id),
    "keys.create": lambda account: account.create_key(KeyWish(name="new"), idempotency_key="1"),
    "keys.rename": lambda account: account.update_key(first_key(account), KeyChange(name="new")),
    "keys.limit": lambda account: account.update_key(
        first_key(account), KeyChange(budgets=(limit("total"),))
    ),
    "keys.enable": lambda account: account.enable_key(first_key(account), enabled=False),
    "keys.revoke": lambda account: account.revoke_key(first_key(account)),
    "keys.expiry": lambda account: account.create_key(
        KeyWish(name="new", expires_at=NOW + DAY), idempotency_key="1"
    ),
    "keys.rotate": lambda account: account.demand("keys.rotate"),
    "keys.idempotent-create": lambda account: account.demand("keys.idempotent-create"),
    "account": lambda account: account.account(),
    "balance": lambda account: account.balance(),
    "usage.totals": lambda account: list(account.usage(query())),
    "usage.by-day": lambda account: list(account.usage(query(width="day"))),
    "usage.by-model": lambda account: list(account.usage(query(group_by=("model",)))),
    "usage.by-actual-model": lambda account: list(account.usage(query(group_by=("actual_model",)))),
    "usage.by-key": lambda account: list(account.usage(query(group_by=("key",)))),
    "usage.show": lambda account: account.find_record("gen-1"),
    "models": lambda account: list(account.models()),
    "prices": lambda account: list(account.prices()),
    **{
        f"budgets.{period}": lambda account, period=period: account.set_budget(
            first_key(account), limit(period)
        )
        for period in ("total", "day", "week", "month")
    },
}
REFUSED = {
    "keys.reveal": lambda account: account.reveal_key(first_key(account)),
    "keys.models": lambda account: account.update_key(first_key(account), KeyChange(models=("a",))),
    "keys.group": lambda account: account.update_key(first_key(account), KeyChange(group="a")),
    "keys.ips": lambda account: account.update_key(first_key(account), KeyChange(ip_allowlist=("::1",))),
    "keys.metadata": lambda account: account.update_key(first_key(account), KeyChange(metadata={"a": "b"})),
    "keys.rate-limits": lambda account: account.demand("keys.rate-limits"),
    "keys.guard": lambda account: account.demand("keys.guard"),
    "balance.free": lambda account: account.demand("balance.free"),
    "usage.by-hour": lambda account: account.usage(query(width="hour")),
    "usage.by-group": lambda account: account.usage(query(group_by=("group",))),
    "usage.by-status": lambda account: account.usage(query(group_by=("status",))),
    "usage.log": lambda account: account.record_pages(query()),
    "ledger": lambda account: account.ledger(NOW - DAY, NOW),
    "budgets.several": lambda account: account.update_key(
        first_key(account), KeyChange(budgets=(limit("day"), limit("total")))
    ),
    "budgets.account": lambda account: account.set_budget(None, limit("day")),
}


def test_the_table_of_operations_is_tested_as_a_whole():
    assert WORKS.keys() | REFUSED.keys() == OPERATIONS.keys()
    assert not WORKS.keys() & REFUSED.keys()


@pytest.mark.parametrize("operation", WORKS)
def test_what_the_table_offers_works(account, operation):
    assert account.capabilities[operation].is_offered
    WORKS[operation](account)


@pytest.mark.parametrize("operation", REFUSED)
def test_what_the_table_does_not_offer_says_why(account, operation):
    with pytest.raises(UserError) as caught:
        REFUSED[operation](account)

    assert caught.value.code == "not-offered"
    assert caught.value.details["operation"] == operation
    assert caught.value.reason == account.capabilities[operation].reason != ""
