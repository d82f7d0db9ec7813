"""LiteLLM accounts over a proxy with defects, long lists and a wrong clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from defects import Defect, Defective
from fake_litellm import MASTER_KEY, FakeLiteLlm
from serving import Pauses, account_on, serving

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import UsageQuery, UsageTotals
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.operations import OPERATIONS

NOON = datetime(2025, 11, 20, 12, tzinfo=UTC)
ONE = Money(Decimal(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """An account on a made-up proxy, and what can be done to it."""

    fake: FakeLiteLlm
    gateway: Defective
    account: AccountApi
    pauses: Pauses

    def make(self, name: str, **wish: Any) -> Key:
        return self.account.create_key(KeyWish(name=name, **wish), idempotency_key=name)

    def fill(self, count: int, *, step: timedelta = timedelta(seconds=1), model: str = "small") -> None:
        """Requests of one key before noon, the newest at noon."""
        for number in range(count):
            self.fake.log.add(NOON - step * number, "a" * 64, "laptop", model, 9, 20)


@contextmanager
def bench(*defects: Defect, skew: timedelta = timedelta(), **options: Any) -> Iterator[Bench]:
    fake = FakeLiteLlm(now=lambda: datetime.now(UTC) + skew)
    gateway = Defective(app=fake.app(), defects=list(defects), skew=skew)
    pauses = Pauses()
    with (
        serving(gateway) as url,
        account_on("litellm", url, credential=MASTER_KEY, pauses=pauses, **options) as account,
    ):
        yield Bench(fake=fake, gateway=gateway, account=account, pauses=pauses)


def log_query(**options: Any) -> UsageQuery:
    return UsageQuery(start=NOON - timedelta(days=2), end=NOON + timedelta(seconds=1), **options)


def identifiers(account: AccountApi, query: UsageQuery, cursor: str = "") -> list[str]:
    return [record.id for page in account.record_pages(query, cursor) for record in page.records]


KEY = Key(id="a" * 64, name="laptop", redacted_value="", status="active")
CALLS = {
    "keys.list": lambda account, key: list(account.list_keys()),
    "keys.show": lambda account, key: account.show_key(key.id),
    "keys.create": lambda account, key: account.create_key(KeyWish(name="new"), idempotency_key="n"),
    "keys.idempotent-create": lambda account, key: account.create_key(
        KeyWish(name="new"), idempotency_key="n"
    ),
    "keys.reveal": lambda account, key: account.reveal_key(key),
    "keys.rename": lambda account, key: account.update_key(key, KeyChange(name="other")),
    "keys.limit": lambda account, key: account.update_key(key, KeyChange(budgets=())),
    "keys.enable": lambda account, key: account.enable_key(key, enabled=False),
    "keys.revoke": lambda account, key: account.revoke_key(key),
    "keys.models": lambda account, key: account.update_key(key, KeyChange(models=("small",))),
    "keys.group": lambda account, key: account.update_key(key, KeyChange(group="team")),
    "keys.expiry": lambda account, key: account.update_key(key, KeyChange(expires_at=None)),
    "keys.ips": lambda account, key: account.update_key(key, KeyChange(ip_allowlist=("10.0.0.0/8",))),
    "keys.rate-limits": lambda account, key: account.show_key(key.id).rate_limits,
    "keys.metadata": lambda account, key: account.update_key(key, KeyChange(metadata={"a": "b"})),
    "account": lambda account, key: account.account(),
    "balance": lambda account, key: account.balance(),
    "usage.totals": lambda account, key: list(account.usage(log_query())),
    "usage.by-day": lambda account, key: list(account.usage(log_query(width="day"))),
    "usage.by-hour": lambda account, key: list(account.usage(log_query(width="hour"))),
    "usage.by-model": lambda account, key: list(account.usage(log_query(group_by=("model",)))),
    "usage.by-actual-model": lambda account, key: list(account.usage(log_query(group_by=("actual_model",)))),
    "usage.by-key": lambda account, key: list(account.usage(log_query(group_by=("key",)))),
    "usage.by-group": lambda account, key: list(account.usage(log_query(group_by=("group",)))),
    "usage.by-status": lambda account, key: list(account.usage(log_query(group_by=("status",)))),
    "usage.log": lambda account, key: list(account.record_pages(log_query())),
    "usage.show": lambda account, key: account.find_record("chatcmpl-000000"),
    "ledger": lambda account, key: list(account.ledger(NOON, NOON)),
    "models": lambda account, key: list(account.models()),
    "prices": lambda account, key: list(account.prices()),
    "budgets.total": lambda account, key: account.set_budget(key, Budget(period="total", limit=ONE)),
    "budgets.day": lambda account, key: account.set_budget(key, Budget(period="day", limit=ONE)),
    "budgets.week": lambda account, key: account.set_budget(key, Budget(period="week", limit=ONE)),
    "budgets.month": lambda account, key: account.set_budget(key, Budget(period="month", limit=ONE)),
    "budgets.several": lambda account, key: account.update_key(
        key, KeyChange(budgets=(Budget(period="day", limit=ONE), Budget(period="week", limit=ONE)))
    ),
    "budgets.account": lambda account, key: account.set_budget(None, Budget(period="month", limit=ONE)),
    "keys.rotate": lambda account, key: account.rotate_key(key, timedelta()),
}
ABOVE_THE_DIALECT = {"keys.rotate"}
"""Emulated for every dialect alike."""

WITHOUT_A_CALL = {"keys.guard", "balance.free"}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_works_or_says_its_sentence(operation):
    with bench(user_id="alice") as here:
        here.fake.users["alice"] = {
            "user_id": "alice",
            "max_budget": 10.0,
            "budget_duration": None,
            "spend": 0.0,
        }
        key = here.make("laptop")
        here.fill(3)
        capability = here.account.capabilities[operation]
        if operation in WITHOUT_A_CALL:
            assert capability.reason
            assert not capability.is_offered
        elif capability.is_offered and operation not in ABOVE_THE_DIALECT:
            CALLS[operation](here.account, key)
        else:
            with pytest.raises(UserError) as found:
                CALLS[operation](here.account, key)
            assert (found.value.code, found.value.reason) == ("not-offered", capability.reason)
            assert found.value.details["operation"] == operation


def test_the_budget_of_the_whole_proxy_is_read_and_not_set():
    with bench() as here:
        here.fake.proxy_budget = 100.5
        here.fill(1)

        assert str(here.account.balance().available) == "$100.499822"
        with pytest.raises(UserError) as found:
            here.account.set_budget(None, Budget(period="total", limit=ONE))
        assert "configuration file" in found.value.reason


def test_a_user_budget_goes_only_for_the_window_that_it_has():
    with bench(user_id="alice") as here:
        here.fake.users["alice"] = {
            "user_id": "alice",
            "max_budget": 10.0,
            "budget_duration": "30d",
            "spend": 0.0,
        }

        here.account.remove_budget(None, "day")
        assert here.fake.users["alice"]["max_budget"] == 10.0
        here.account.remove_budget(None, "month")
        assert here.fake.users["alice"]["max_budget"] is None


def test_a_creation_whose_answer_is_lost_makes_one_key_and_names_it():
    """Edge case 16."""
    lost = Defect(kind="drop", route="POST /key/generate", keep_effect=True)
    with bench(lost) as here:
        with pytest.raises(UserError) as found:
            here.make("laptop")

        assert lost.fired == 1
        assert found.value.code == "key-missing"
        assert list(here.fake.keys) == [found.value.details["id"]]


def test_a_creation_that_never_arrived_is_sent_again():
    lost = Defect(kind="502", route="POST /key/generate")
    with bench(lost) as here:
        key = here.make("laptop")

        assert lost.fired == 1
        assert key.secret is not None
        assert list(here.fake.keys) == [key.id]


def test_an_older_key_of_the_name_is_not_taken_for_the_one_asked_for():
    refused = Defect(kind="drop", route="POST /key/generate", times=None)
    with bench(refused) as here:
        here.fake.generate({"key_alias": "laptop"}, None)
        for row in here.fake.keys.values():
            row["created_at"] = "2026-01-01T00:00:00.000Z"

        with pytest.raises(UserError) as found:
            here.make("laptop")

        assert refused.fired == 2
        assert found.value.code != "key-missing"


@pytest.mark.parametrize(
    ("defect", "waits"),
    [
        pytest.param(Defect(kind="429", route="GET /key/list"), None, id="429 without a word"),
        pytest.param(
            Defect(kind="429", route="GET /key/list", retry_after="7"), [7.0], id="429 with Retry-After"
        ),
        pytest.param(Defect(kind="500", route="GET /key/list", after=1), None, id="500 within the walk"),
        pytest.param(Defect(kind="cut", route="GET /key/list", after=2), None, id="cut off"),
        pytest.param(Defect(kind="gzip", route="GET /key/list", times=None), [], id="compressed unasked"),
    ],
)
def test_a_walk_survives_what_passes(defect, waits):
    with bench(defect) as here:
        here.fake.most_keys = 2
        made = [here.make(f"key-{number}").id for number in range(5)]

        found = [key.id for key in here.account.list_keys()]

        assert found == made[::-1]
        assert defect.fired
        if waits is not None:
            assert here.pauses.seconds == waits


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        pytest.param("html", "gateway-not-json", id="a login page"),
        pytest.param("text", "gateway-not-json", id="no JSON"),
        pytest.param("500", "gateway-failed", id="broken for good"),
        pytest.param("429", "rate-limited", id="slowed down for good"),
        pytest.param("cut", "gateway-protocol", id="cut off for good"),
    ],
)
def test_a_walk_ends_with_what_stays(kind, code):
    defect = Defect(kind=kind, route="GET /spend/logs/v2", after=1, times=None)
    with bench(defect) as here:
        here.fill(1500)

        with pytest.raises(UserError) as found:
            identifiers(here.account, log_query())

        assert defect.fired
        assert found.value.code == code


def test_keys_that_arrive_while_listing_push_none_away_and_none_comes_twice():
    """Edge case 9."""
    with bench() as here:
        here.fake.most_keys = 2
        before = [here.make(f"key-{number}").id for number in range(6)]

        def arrive(route: str) -> None:
            if route == "GET /key/list" and here.fake.keys:
                here.fake.generate({"key_alias": f"late-{len(here.fake.keys)}"}, None)

        here.gateway.before = arrive
        found = [key.id for key in here.account.list_keys()]

        assert len(here.fake.keys) > 6
        assert [identifier for identifier in found if identifier in before] == before[::-1]
        assert len(found) == len(set(found))


def test_requests_that_arrive_while_walking_neither_hide_nor_double_others():
    """Edge cases 9 and 10."""
    with bench() as here:
        here.fill(2500)
        before = [row["request_id"] for row in here.fake.log.rows]
        here.gateway.before = lambda route: here.fake.log.add(NOON, "b" * 64, None, "small", 1, 1) and None

        found = identifiers(here.account, log_query())

        assert [identifier for identifier in found if identifier in before] == before
        assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(timedelta(), id="all at the same moment"),
        pytest.param(timedelta(milliseconds=1), id="a thousand in a second"),
        pytest.param(timedelta(milliseconds=300), id="across seconds"),
    ],
)
def test_a_crowded_second_is_walked_to_its_end(step):
    with bench() as here:
        here.fill(2600, step=step)

        found = identifiers(here.account, log_query())

        assert sorted(found) == sorted(row["request_id"] for row in here.fake.log.rows)


def test_a_walk_goes_on_where_an_earlier_one_stopped():
    with bench() as here:
        here.fill(2500, step=timedelta(milliseconds=400))
        pages = here.account.record_pages(log_query())
        first = next(pages)

        rest = identifiers(here.account, log_query(), first.next_cursor)

        assert [record.id for record in first.records] + rest == [
            row["request_id"] for row in here.fake.log.rows
        ]
        assert first.total == 2500


def test_a_walk_goes_on_within_a_crowded_moment():
    with bench() as here:
        here.fill(3500, step=timedelta())
        pages = here.account.record_pages(log_query())
        begun = [next(pages) for _ in range(3)]

        rest = identifiers(here.account, log_query(), begun[-1].next_cursor)

        found = [record.id for page in begun for record in page.records] + rest
        assert len(rest) == 1500
        assert sorted(found) == sorted(row["request_id"] for row in here.fake.log.rows)


def test_a_range_over_midnight_has_its_first_and_last_hours():
    with bench() as here:
        here.fill(30, step=timedelta(hours=1))
        query = UsageQuery(start=NOON - timedelta(hours=20), end=NOON - timedelta(hours=2), width="day")

        days = {bucket.start.day: bucket.totals.requests for bucket in here.account.usage(query)}

        assert days == {19: 8, 20: 10}


def test_whole_days_are_not_summed_from_the_log():
    with bench() as here:
        here.fill(3)
        midnight = NOON.replace(hour=0)
        days = UsageQuery(start=midnight, end=midnight + timedelta(days=1), width="day", group_by=("model",))

        (bucket,) = here.account.usage(days)

        assert (bucket.totals.requests, bucket.complete) == (3, True)
        assert "GET /spend/logs/v2" not in here.gateway.asked


def test_a_total_that_stops_counting_is_not_told():
    with bench() as here:
        here.fill(10_001, step=timedelta(milliseconds=100))

        assert next(here.account.record_pages(log_query())).total is None
        assert len(identifiers(here.account, log_query())) == 10_001


def test_days_spread_over_pages_add_up():
    with bench() as here:
        for model in ("small", "large"):
            here.fill(30, step=timedelta(hours=1), model=model)
        here.fake.log.add(NOON, "c" * 64, None, "", 0, 0, error="401")
        here.fake.log.most_sums = 1

        whole = next(here.account.usage(log_query())).totals
        assert (whole.requests, whole.failed_requests) == (61, 1)
        for group_by in (("model",), ("key",), ("model", "key"), ("actual_model",), ("actual_model", "key")):
            for width in ("whole", "day", "hour"):
                buckets = list(here.account.usage(log_query(width=width, group_by=group_by)))
                summed = sum((bucket.totals for bucket in buckets), start=UsageTotals())
                assert (summed.requests, summed.cost) == (whole.requests, whole.cost)
        days = {
            bucket.start.day: bucket.totals.requests for bucket in here.account.usage(log_query(width="day"))
        }
        assert days == {19: 34, 20: 27}


def test_what_has_no_model_is_a_group_without_a_name():
    with bench() as here:
        here.fill(2)
        here.fake.log.add(NOON, "c" * 64, None, "", 0, 0, error="401")

        found = {
            bucket.group: bucket.totals.requests
            for bucket in here.account.usage(log_query(group_by=("model", "key")))
        }

        assert found == {("small", "a" * 64): 2, ("", "c" * 64): 1}


@pytest.mark.parametrize("skew", [timedelta(hours=1), timedelta(hours=-1)], ids=["ahead", "behind"])
def test_an_expiry_is_by_the_clock_of_the_proxy(skew):
    """Edge case 7: a key is to live an hour, whatever time the proxy believes it is."""
    with bench(skew=skew) as here:
        here.account.capabilities  # noqa: B018 - the first answer tells the time
        end = here.account.exchange.server_now() + timedelta(hours=1)

        key = here.make("short", expires_at=end)

        expires = datetime.fromisoformat(here.fake.keys[key.id]["expires"])
        assert abs(expires - (datetime.now(UTC) + skew + timedelta(hours=1))) < timedelta(seconds=30)
        assert here.account.show_key(key.id).status == "active"


def test_only_keys_with_windows_are_asked_for_one_by_one():
    with bench() as here:
        here.make("plain", budgets=(Budget(period="total", limit=ONE),))
        windowed = here.make("windowed", budgets=(Budget(period="day", limit=ONE),))
        here.gateway.asked.clear()

        list(here.account.list_keys())

        assert here.gateway.asked.count("GET /key/info") == 1
        assert windowed.budgets[0].period == "day"


def test_no_secret_stands_in_what_a_connection_shows():
    with bench() as here:
        assert MASTER_KEY not in repr(here.account)
