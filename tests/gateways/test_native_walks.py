"""Long lists and reports of the native dialect: complete, sorted, each thing once, and sums that agree."""

from datetime import timedelta

import pytest
from defects import Defective
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sandbox_books import TOKEN, open_books, recent
from serving import account_on, serving

from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import UsageQuery, UsageTotals
from smartaipi_cli.gateways.dialects.derivation import summed

DIMENSIONS = ("key", "model", "actual_model", "status", "service_tier")
SEEDED = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    with open_books(tmp_path_factory.mktemp("walks") / "box", records=1_500, days=45) as opened:
        yield opened


@pytest.fixture(scope="module")
def account(books):
    with serving(books.app) as url, account_on("native", f"{url}/api", credential=TOKEN) as found:
        yield found


@pytest.fixture(scope="module")
def log(account):
    """Every record, newest first."""
    start, end = recent()
    return [
        record for page in account.record_pages(UsageQuery(start=start, end=end)) for record in page.records
    ]


def test_five_thousand_keys_are_listed_complete_newest_first_and_revoked_ones_last(tmp_path):
    with (
        open_books(tmp_path / "box", records=1, keys=5_000, days=1) as many,
        serving(many.app) as url,
        account_on("native", f"{url}/api", credential=TOKEN) as account,
    ):
        ids = [key.id for key in account.list_keys()]

        standing = many.rows("SELECT id FROM api_keys ORDER BY state = 'revoked', seq DESC")
    assert len(ids) == 5_000
    assert [(name,) for name in ids] == standing


def test_the_log_is_walked_over_months_each_record_once_newest_first(books, log):
    assert [record.id for record in log] == [
        name for (name,) in books.rows("SELECT id FROM requests ORDER BY time DESC, seq DESC")
    ]


@pytest.mark.parametrize("stop", [1, 3, 8])
def test_a_walk_goes_on_where_an_earlier_one_stopped(account, log, stop):
    start, end = recent()
    query = UsageQuery(start=start, end=end)
    pages = []
    for page in account.record_pages(query):
        pages.append(page)
        if len(pages) == stop:
            break
    rest = account.record_pages(query, pages[-1].next_cursor)

    assert [record for page in (*pages, *rest) for record in page.records] == log


def test_requests_that_arrive_during_a_walk_move_none_of_the_others(tmp_path):
    """Edge case 9."""
    with open_books(tmp_path / "box", records=450, days=20) as books:
        before = [name for (name,) in books.rows("SELECT id FROM requests ORDER BY time DESC, seq DESC")]
        app = Defective(app=books.app)
        app.before = lambda route: route == "GET /api/usage/records" and books.log_request(len(app.asked))
        start, end = recent()
        with serving(app) as url, account_on("native", f"{url}/api", credential=TOKEN) as account:
            pages = account.record_pages(UsageQuery(start=start, end=end))
            seen = [record.id for page in pages for record in page.records]

    assert len(seen) == len(set(seen))
    assert [name for name in seen if not name.startswith("req_late")] == before
    assert app.asked.count("GET /api/usage/records") >= 5


@SEEDED
@given(
    first=st.integers(0, 45 * 24 * 3600),
    length=st.integers(0, 45 * 24 * 3600),
    width=st.sampled_from(["whole", "day", "hour"]),
    group_by=st.sets(st.sampled_from(DIMENSIONS), max_size=2).map(lambda found: tuple(sorted(found))),
)
def test_a_report_is_what_the_records_add_up_to(account, log, first, length, width, group_by):
    start = log[-1].time + timedelta(seconds=first)
    query = UsageQuery(start=start, end=start + timedelta(seconds=length), width=width, group_by=group_by)
    expected = {
        (bucket.start, bucket.group): bucket.totals
        for bucket in summed(log, query, account.exchange.server_now())
    }
    found = {(bucket.start, bucket.group): bucket.totals for bucket in account.usage(query)}

    assert found == expected or (expected == {} and set(found.values()) <= {UsageTotals()})


@SEEDED
@given(first=st.integers(0, 45 * 24 * 3600), length=st.integers(0, 45 * 24 * 3600))
def test_the_buckets_of_a_range_add_up_to_its_summary(account, log, first, length):
    start = log[-1].time + timedelta(seconds=first)
    end = start + timedelta(seconds=length)
    (summary,) = account.usage(UsageQuery(start=start, end=end))
    for width in ("day", "hour"):
        buckets = account.usage(UsageQuery(start=start, end=end, width=width, group_by=("model",)))
        assert sum((bucket.totals for bucket in buckets), UsageTotals()) == summary.totals


def test_the_ledger_adds_up_to_the_balance_and_each_entry_says_what_stood_after_it(account):
    start, end = recent()
    entries = list(account.ledger(start, end))[::-1]
    stood = Money.zero()
    for entry in entries:
        stood += entry.amount
        assert entry.balance_after == stood

    assert account.balance().available == stood == Money.from_cents(2_500)
    assert sum((entry.free for entry in entries), Money.zero()) == account.balance().free


def test_what_the_ledger_took_for_usage_is_what_the_records_cost(account, log):
    start, end = recent()
    taken = {entry.reference: -entry.amount for entry in account.ledger(start, end) if entry.type == "usage"}

    assert taken == {record.id: record.cost for record in log if record.cost != Money.zero()}
