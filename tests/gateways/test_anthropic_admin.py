"""Anthropic's administration API: keys, token usage, costs; and every row of its capability table."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from defects import Defect, Defective
from fake_anthropic_admin import ANTHROPIC_ADMIN, FakeAnthropic
from fake_vendor import NOW, Call
from serving import Pauses, account_on, serving

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money, parse_money
from smartaipi_cli.domain.usage import UsageQuery, UsageTotals
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.anthropic_admin.parse import parse_cost
from smartaipi_cli.gateways.operations import OPERATIONS

TODAY = datetime(2026, 11, 18, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def gateway():
    """Two keys in two workspaces, the console, and a web search that has a cost and no tokens."""
    found = FakeAnthropic()
    found.add("apikey_one")
    found.add("apikey_two", workspace_id="wrkspc_two")
    found.calls = [
        Call(time=TODAY - 5 * DAY, key="apikey_one", place=None, tier="standard"),
        Call(
            time=TODAY - 5 * DAY + timedelta(hours=3),
            key="apikey_two",
            place="wrkspc_two",
            model="model-b",
            tier="batch",
        ),
        Call(time=TODAY - DAY, key=None, place=None, tier="standard", cost="1.25"),
        Call(time=TODAY - DAY, key="apikey_one", place=None, model=None, tier=None, cost="0.01"),
    ]
    return found


@pytest.fixture
def account(gateway):
    with (
        serving(Defective(app=gateway.app(), skew=NOW - datetime.now(UTC))) as url,
        account_on("anthropic-admin", url, credential=ANTHROPIC_ADMIN, now=NOW) as found,
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


def test_the_organization_is_named(account):
    assert (account.account().id, account.account().name) == ("org-test", "Test Organization")


@pytest.mark.parametrize("most", [1, 2, 3, 1000])
def test_every_key_is_listed_once_whatever_a_page_holds(gateway, account, most):
    """Edge case 9."""
    gateway.most_keys = most
    gateway.add("apikey_three")

    assert [key.id for key in account.list_keys()] == ["apikey_three", "apikey_two", "apikey_one"]


STATUSES = {
    "active": "active",
    "inactive": "disabled",
    "archived": "revoked",
    "expired": "expired",
    "brand_new_status": "unknown",
}


@pytest.mark.parametrize(("told", "status"), STATUSES.items(), ids=STATUSES)
def test_the_vendors_statuses_are_ours(gateway, account, told, status):
    gateway.keys[0]["status"] = told

    assert next(account.list_keys()).status == status


def test_a_key_is_told_with_all_that_anthropic_says(account):
    key = account.show_key("apikey_two")

    assert (key.name, key.group, key.redacted_value) == ("two", "wrkspc_two", "sk-ant-api03-R2D...igAA")
    assert key.created_at == datetime(2026, 10, 30, 23, 58, 27, 427722, tzinfo=UTC)
    assert key.secret is None


def test_a_key_is_renamed_disabled_enabled_and_archived(gateway, account):
    key = account.show_key("apikey_one")

    renamed = account.update_key(key, KeyChange(name="laptop"))
    disabled = account.enable_key(key, enabled=False)
    enabled = account.enable_key(key, enabled=True)
    account.revoke_key(key)

    assert (renamed.name, disabled.status, enabled.status) == ("laptop", "disabled", "active")
    assert gateway.keys[1]["status"] == "archived"


def test_revoking_a_key_twice_or_one_that_is_not_there_is_success(gateway, account):
    """Edge case 5."""
    key = account.show_key("apikey_one")

    account.revoke_key(key)
    account.revoke_key(key)
    gateway.keys.clear()
    account.revoke_key(key)

    assert code_of(lambda: account.show_key(key.id)) == "key-not-found"
    assert code_of(lambda: account.enable_key(key, enabled=True)) == "key-not-found"


def test_a_change_whose_answer_was_lost_is_sent_again(gateway):
    """The same change twice does no more than once."""
    defect = Defect(kind="drop", route="POST /api_keys", keep_effect=True)

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("anthropic-admin", url, credential=ANTHROPIC_ADMIN, now=NOW) as account,
    ):
        key = account.enable_key(account.show_key("apikey_one"), enabled=False)

    assert defect.fired == 1
    assert key.status == "disabled"


def test_the_whole_input_is_what_was_not_cached_and_what_was_written_and_read(account):
    first = next(account.usage(query(width="day"))).totals

    assert first.input_tokens == 2 * (10 + 4 + 2 + 1)
    assert (first.cached_input_tokens, first.cache_write_tokens, first.output_tokens) == (8, 6, 14)
    assert first.requests == 0


def test_days_have_the_costs_of_tokens_and_of_everything_else(account):
    buckets = list(account.usage(query(width="day")))

    assert [(bucket.start, str(bucket.totals.cost)) for bucket in buckets] == [
        (TODAY - 5 * DAY, "$0.000356"),
        (TODAY - DAY, "$1.26"),
    ]


CENTS = {"123.45": "$1.2345", "123.78912": "$1.2378912", "0": "$0.00", "-5": "-$0.05"}


@pytest.mark.parametrize(("text", "shown"), CENTS.items(), ids=CENTS)
def test_amounts_are_decimal_cents(text, shown):
    """Edge case 3: not dollars, and not rounded to whole cents."""
    part = parse_cost({"starting_at": "2026-11-18T00:00:00Z"}, {"amount": text, "currency": "USD"}, ())

    assert str(part.totals.cost) == shown


@pytest.mark.parametrize("result", [{"amount": "1", "currency": "EUR"}, {"currency": "USD"}], ids=str)
def test_what_is_no_amount_of_dollars_is_refused(result):
    """Edge case 18."""
    with pytest.raises(UserError) as caught:
        parse_cost({"starting_at": "2026-11-18T00:00:00Z"}, result, ())

    assert caught.value.code == "gateway-not-json"


def test_the_sum_of_the_days_is_the_whole(account):
    (whole,) = account.usage(query())

    assert total(account.usage(query(width="day"))) == whole.totals


def test_usage_by_model_has_costs_and_a_row_for_what_belongs_to_no_model(account):
    found = {bucket.group: bucket.totals for bucket in account.usage(query(group_by=("model",)))}

    assert {group: (totals.output_tokens, str(totals.cost)) for group, totals in found.items()} == {
        ("model-a",): (14, "$1.250178"),
        ("model-b",): (7, "$0.000178"),
        ("",): (0, "$0.01"),
    }


def test_usage_by_workspace_has_costs_and_the_default_one_has_no_id(account):
    found = {bucket.group: str(bucket.totals.cost) for bucket in account.usage(query(group_by=("group",)))}

    assert found == {("",): "$1.260178", ("wrkspc_two",): "$0.000178"}


def test_usage_by_key_has_tokens_alone_and_the_console_belongs_to_none(account):
    buckets = list(account.usage(query(group_by=("key",))))

    assert {bucket.group: bucket.totals.output_tokens for bucket in buckets} == {
        ("apikey_one",): 7,
        ("apikey_two",): 7,
        ("",): 7,
    }
    assert total(buckets).cost == Money.zero()
    assert "costs are not told by key" in account.capabilities["usage.by-key"].reason


def test_usage_by_service_tier_and_model_joins_tokens_and_costs(account):
    found = {
        bucket.group: (bucket.totals.output_tokens, str(bucket.totals.cost))
        for bucket in account.usage(query(group_by=("service_tier", "model")))
    }

    assert found == {
        ("standard", "model-a"): (14, "$1.250178"),
        ("batch", "model-b"): (7, "$0.000178"),
        ("", ""): (0, "$0.01"),
    }


def test_a_filter_by_model_holds_for_the_costs_too(account):
    (found,) = account.usage(query(models=("model-b",)))

    assert (found.totals.output_tokens, str(found.totals.cost)) == (7, "$0.000178")


def test_a_filter_by_key_leaves_the_costs_of_all_out(account):
    (found,) = account.usage(query(key=account.show_key("apikey_two")))

    assert (found.totals.output_tokens, found.totals.cost) == (7, Money.zero())


def test_hours_are_counted_over_several_pages(gateway, account):
    buckets = list(account.usage(query(width="hour")))

    assert [bucket.start for bucket in buckets] == [
        TODAY - 5 * DAY,
        TODAY - 5 * DAY + timedelta(hours=3),
        TODAY - DAY,
    ]
    assert len(gateway.queries) > 50
    assert {path for path, _ in gateway.queries} == {"/usage_report/messages"}


def test_an_api_key_in_place_of_an_admin_key_is_named(gateway):
    secret = "sk-ant-api03-test-canary-0000"

    with (
        serving(gateway.app()) as url,
        account_on("anthropic-admin", url, credential=secret, now=NOW) as account,
        pytest.raises(UserError) as caught,
    ):
        account.account()

    assert caught.value.code == "wrong-credential"
    assert secret not in f"{caught.value.message} {caught.value.reason} {caught.value.hint}"


def test_an_admin_key_that_does_not_count_any_more_is_refused_as_such(gateway):
    with (
        serving(gateway.app()) as url,
        account_on("anthropic-admin", url, credential="sk-ant-admin01-test-archived", now=NOW) as account,
    ):
        assert code_of(account.account) == "credential-refused"


DEFECTS = {
    "429 with a wait": partial(Defect, kind="429", route="GET /cost_report", retry_after="2"),
    "429 without a body": partial(Defect, kind="429", route="GET /usage_report"),
    "502 between two pages": partial(Defect, kind="502", route="GET /usage_report", after=1),
    "cut": partial(Defect, kind="cut", route="GET /cost_report", after=1),
    "gzip": partial(Defect, kind="gzip", route="GET /usage_report", times=None),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_passing_defects_in_the_middle_of_a_report_change_no_number(gateway, name):
    defect = DEFECTS[name]()
    pauses = Pauses()

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("anthropic-admin", url, credential=ANTHROPIC_ADMIN, now=NOW, pauses=pauses) as account,
    ):
        found = total(account.usage(query()))

    assert defect.fired
    assert (found.output_tokens, str(found.cost)) == (21, "$1.260356")
    assert name != "429 with a wait" or pauses.seconds == [2.0]


@pytest.mark.parametrize(("kind", "code"), [("html", "gateway-not-json"), ("500", "gateway-failed")])
def test_lasting_defects_are_named_and_no_half_report_is_shown(gateway, kind, code):
    """Edge case 14."""
    defect = Defect(kind=kind, route="GET /usage_report", after=1, times=None)

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("anthropic-admin", url, credential=ANTHROPIC_ADMIN, now=NOW) as account,
    ):
        found = code_of(lambda: list(account.usage(query())))

    assert defect.fired
    assert found == code


def a_key(account):
    return account.show_key("apikey_one")


def change(**members):
    return lambda account: account.update_key(a_key(account), KeyChange(**members))


def limit(period):
    return Budget(period=period, limit=parse_money("1"))


WORKS = {
    "keys.list": lambda account: list(account.list_keys()),
    "keys.show": a_key,
    "keys.rename": change(name="new"),
    "keys.enable": lambda account: account.enable_key(a_key(account), enabled=False),
    "keys.revoke": lambda account: account.revoke_key(a_key(account)),
    "keys.group": lambda account: account.show_key("apikey_two").group,
    "account": lambda account: account.account(),
    "usage.totals": lambda account: list(account.usage(query())),
    "usage.by-day": lambda account: list(account.usage(query(width="day"))),
    "usage.by-hour": lambda account: list(account.usage(query(width="hour"))),
    "usage.by-model": lambda account: list(account.usage(query(group_by=("model",)))),
    "usage.by-key": lambda account: list(account.usage(query(group_by=("key",)))),
    "usage.by-group": lambda account: list(account.usage(query(group_by=("group",)))),
}
REFUSED = {
    "keys.create": lambda account: account.create_key(KeyWish(name="new"), idempotency_key="one"),
    "keys.reveal": lambda account: account.reveal_key(a_key(account)),
    "keys.limit": change(budgets=()),
    "keys.rotate": lambda account: account.rotate_key(a_key(account), DAY),
    "keys.models": change(models=("a",)),
    "keys.expiry": change(expires_at=NOW),
    "keys.ips": change(ip_allowlist=("::1",)),
    "keys.rate-limits": lambda account: account.demand("keys.rate-limits"),
    "keys.metadata": change(metadata={"a": "b"}),
    "keys.idempotent-create": lambda account: account.demand("keys.idempotent-create"),
    "keys.guard": lambda account: account.demand("keys.guard"),
    "balance": lambda account: account.balance(),
    "balance.free": lambda account: account.demand("balance.free"),
    "usage.by-actual-model": lambda account: account.usage(query(group_by=("actual_model",))),
    "usage.by-status": lambda account: account.usage(query(group_by=("status",))),
    "usage.log": lambda account: account.record_pages(query()),
    "usage.show": lambda account: account.find_record("req_1"),
    "ledger": lambda account: account.ledger(NOW - DAY, NOW),
    "models": lambda account: account.models(),
    "prices": lambda account: account.prices(),
    "budgets.several": lambda account: account.demand("budgets.several"),
    "budgets.account": lambda account: account.set_budget(None, limit("day")),
    **{
        f"budgets.{period}": lambda account, period=period: account.set_budget(a_key(account), limit(period))
        for period in ("total", "day", "week", "month")
    },
}


def test_the_table_of_operations_is_tested_as_a_whole():
    assert WORKS.keys() | REFUSED.keys() == OPERATIONS.keys()
    assert not WORKS.keys() & REFUSED.keys()


@pytest.mark.parametrize("operation", WORKS)
def test_what_the_table_offers_works(account, operation):
    assert account.capabilities[operation].is_offered
    assert WORKS[operation](account) != ""


@pytest.mark.parametrize("operation", REFUSED)
def test_what_the_table_does_not_offer_says_why(account, operation):
    with pytest.raises(UserError) as caught:
        REFUSED[operation](account)

    assert caught.value.code == "not-offered"
    assert caught.value.details["operation"] == operation
    assert caught.value.reason == account.capabilities[operation].reason != ""


def test_a_key_cannot_move_to_another_workspace_and_the_reason_is_given(account):
    with pytest.raises(UserError) as caught:
        change(group="wrkspc_two")(account)

    assert (caught.value.code, bool(caught.value.reason)) == ("not-offered", True)


def test_a_change_of_nothing_changes_nothing(account):
    key = a_key(account)

    assert account.update_key(key, KeyChange()) == key


def test_the_list_of_budgets_is_refused_and_not_empty(account):
    assert code_of(account.list_budgets) == "not-offered"
