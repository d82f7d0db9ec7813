"""Every row of the mapping table for new-api and one-api: it works, or it says its sentence."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from defects import Defect, Defective
from fake_newapi import SECRET, USER_ID, FakeNewApi, now
from serving import KEY, TOKEN, Pauses, account_on, serving

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.operations import OPERATIONS

START = datetime(2025, 3, 10, tzinfo=UTC)
RANGE = {"start": START, "end": START + timedelta(days=1)}
PRICING = {
    "data": [
        {
            "model_name": "a",
            "quota_type": 0,
            "model_ratio": 1.25,
            "completion_ratio": 4,
            "enable_groups": ["all"],
        },
    ],
    "group_ratio": {"default": 1},
    "usable_group": {"default": "everybody"},
}


@contextmanager
def opened(
    dialect="newapi", *, generation=None, defects=(), credential=TOKEN, kind="token", state=None, **options
):
    fake = FakeNewApi(generation=generation or {"newapi": "2026"}.get(dialect, "oneapi"), **(state or {}))
    options = {"user_id": str(USER_ID), **options}
    with (
        serving(Defective(app=fake, defects=list(defects))) as url,
        account_on(dialect, url, credential=credential, kind=kind, **options) as account,
    ):
        yield fake, account


def dollars(text):
    return Money(Decimal(text))


def budget(period):
    return Budget(period=period, limit=dollars("1"))


def changed(**members):
    return lambda account: account.update_key(account.show_key("1"), KeyChange(**members))


def reported(**members):
    return lambda account: list(account.usage(UsageQuery(**RANGE, **members)))


WORKS = {
    "keys.list": lambda account: list(account.list_keys()),
    "keys.show": lambda account: account.show_key("1"),
    "keys.create": lambda account: account.create_key(KeyWish(name="x"), idempotency_key="1"),
    "keys.reveal": lambda account: account.reveal_key(account.show_key("1")),
    "keys.rename": changed(name="x"),
    "keys.limit": changed(budgets=(budget("total"),)),
    "keys.enable": lambda account: account.enable_key(account.show_key("1"), enabled=False),
    "keys.revoke": lambda account: account.revoke_key(account.show_key("1")),
    "keys.models": changed(models=("a",)),
    "keys.group": changed(group="vip"),
    "keys.expiry": changed(expires_at=datetime(2033, 1, 1, tzinfo=UTC)),
    "keys.ips": changed(ip_allowlist=("10.0.0.1",)),
    "keys.metadata": changed(metadata={"team": "x"}),
    "account": lambda account: account.account(),
    "balance": lambda account: account.balance(),
    "usage.totals": reported(),
    "usage.by-day": reported(width="day"),
    "usage.by-hour": reported(width="hour"),
    "usage.by-model": reported(group_by=("model",)),
    "usage.by-actual-model": reported(group_by=("actual_model",)),
    "usage.by-key": reported(group_by=("key",)),
    "usage.by-group": reported(group_by=("group",)),
    "usage.by-status": reported(group_by=("status",)),
    "usage.log": lambda account: list(account.record_pages(UsageQuery(**RANGE))),
    "usage.show": lambda account: account.find_record("req-1"),
    "ledger": lambda account: list(account.ledger(**RANGE)),
    "models": lambda account: list(account.models()),
    "prices": lambda account: list(account.prices()),
    "budgets.total": lambda account: account.set_budget(account.show_key("1"), budget("total")),
    "budgets.day": lambda account: account.set_budget(account.show_key("1"), budget("day")),
    "budgets.week": lambda account: account.remove_budget(account.show_key("1"), "week"),
    "budgets.month": lambda account: account.set_budget(account.show_key("1"), budget("month")),
    "budgets.several": changed(budgets=(budget("total"), budget("total"))),
    "budgets.account": lambda account: account.set_budget(None, budget("total")),
}
"""Operation to a use of it."""

NOT_CALLED = {"keys.rate-limits", "keys.idempotent-create", "keys.guard", "balance.free", "keys.rotate"}
"""Rows that are no call of their own: properties of others, or done above the dialects."""


def test_every_row_of_the_table_is_used_or_has_a_reason_not_to_be():
    assert WORKS.keys() | NOT_CALLED == OPERATIONS.keys()


@pytest.mark.parametrize("dialect", ["newapi", "oneapi"])
@pytest.mark.parametrize("operation", WORKS)
def test_an_operation_works_or_says_its_sentence(dialect, operation):
    with opened(dialect, state={"pricing": PRICING}) as (fake, account):
        fake.add_key(remain_quota=1_000_000)
        fake.add_log(created_at=int(START.timestamp()))
        fake.add_log(created_at=int(START.timestamp()), type=1)
        fake.add_log(created_at=now(), request_id="req-1")
        capability = account.capabilities[operation]
        if capability.is_offered:
            assert WORKS[operation](account) != []
            return
        with pytest.raises(UserError) as caught:
            WORKS[operation](account)

    assert (caught.value.code, caught.value.reason) == ("not-offered", capability.reason)
    assert caught.value.details["operation"] == operation
    assert dialect in capability.reason


@pytest.mark.parametrize("dialect", ["newapi", "oneapi"])
def test_the_route_that_makes_a_new_access_token_is_never_called(dialect):
    """Edge case 22: it looks like a reading, and kills the token in use."""
    with opened(dialect, state={"pricing": PRICING}) as (fake, account):
        fake.add_key(remain_quota=1_000_000)
        fake.add_log(created_at=int(START.timestamp()))
        for operation, use in WORKS.items():
            if account.capabilities[operation].is_offered and operation not in {"usage.show", "keys.revoke"}:
                use(account)
        with pytest.raises(AssertionError, match="not among the routes"):
            account.exchange.call("GET", "/api/user/token")

    assert fake.tokens_made == 0


def test_the_user_goes_beside_the_bare_token():
    with opened() as (fake, account):
        account.balance()

    headers = fake.asked[-1][2]
    assert (headers["authorization"], headers["new-api-user"]) == (TOKEN, "7")


def test_a_fork_may_name_the_header_of_the_user():
    with opened(user_header="X-Fork-User") as (fake, account), pytest.raises(UserError):
        account.balance()

    assert fake.asked[-1][2]["x-fork-user"] == "7"


def test_one_api_gets_no_number_of_a_user():
    with opened("oneapi") as (fake, account):
        account.balance()

    assert "new-api-user" not in fake.asked[-1][2]


@pytest.mark.parametrize("user_id", ["", "8"], ids=["missing", "of somebody else"])
@pytest.mark.parametrize("generation", ["v06", "2026"])
def test_a_missing_or_wrong_user_is_named_with_the_command_that_sets_it(generation, user_id):
    with opened(generation=generation, user_id=user_id) as (_, account), pytest.raises(UserError) as caught:
        account.balance()

    assert caught.value.code == "account-user-needed"
    assert "New-Api-User" in caught.value.reason
    assert "smartaipi profiles add" in caught.value.hint
    assert "--account-user" in caught.value.hint


CREDENTIALS = {
    "an API key for a token, newest": ("newapi", "2026", KEY, "token", "wrong-credential"),
    "an API key for a token, with a 200": ("newapi", "v06", KEY, "token", "wrong-credential"),
    "an API key for a token, one-api": ("oneapi", "oneapi", KEY, "token", "wrong-credential"),
    "a token for an API key": ("newapi", "2026", TOKEN[:32], "key", "wrong-credential"),
    "another token, newest": ("newapi", "2026", "x" * 32, "token", "credential-refused"),
    "another token, with a 200": ("newapi", "v06", "x" * 32, "token", "credential-refused"),
    "another key": ("newapi", "2026", KEY, "key", "credential-refused"),
}


@pytest.mark.parametrize(
    ("dialect", "generation", "credential", "kind", "code"), CREDENTIALS.values(), ids=CREDENTIALS
)
def test_a_refused_credential_is_told_by_its_kind(dialect, generation, credential, kind, code):
    with (
        opened(dialect, generation=generation, credential=credential, kind=kind) as (_, account),
        pytest.raises(UserError) as caught,
    ):
        account.balance()

    assert caught.value.code == code
    assert credential not in f"{caught.value.message} {caught.value.reason} {caught.value.hint}"


def test_a_closed_price_list_gives_the_gateways_own_reason():
    """Edge case 14: a failure with status 200 and a text in the operator's language."""
    with opened() as (_, account), pytest.raises(UserError) as caught:
        list(account.prices())

    assert (caught.value.code, caught.value.reason) == ("gateway-refused", "模型广场未开启")
    assert "with a failure" in caught.value.message


ANSWERS = {
    "a web page": ("html", "gateway-not-json"),
    "an empty 429": ("429", "rate-limited"),
    "a server error": ("500", "gateway-failed"),
    "a bad gateway": ("502", "gateway-not-json"),
    "a text": ("text", "gateway-not-json"),
}


@pytest.mark.parametrize(("kind", "code"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_no_answer_of_the_family_is_told_by_its_body(kind, code):
    defect = Defect(kind=kind, route="GET /api/user/self", times=None)
    with opened(defects=[defect]) as (_, account), pytest.raises(UserError) as caught:
        account.account()

    assert (caught.value.code, defect.fired > 0) == (code, True)


def test_an_empty_429_is_waited_for_and_tried_again():
    defect = Defect(kind="429", route="GET /api/user/self", times=2)
    pauses = Pauses()
    with opened(defects=[defect], pauses=pauses) as (_, account):
        assert account.account().name == "Ada"

    assert (defect.fired, len(pauses.seconds)) == (2, 2)


def test_who_the_account_is():
    with opened() as (_, account):
        found = account.account()

    assert (found.id, found.email, found.group, found.status) == ("7", "ada@example.test", "vip", "active")


UNITS = {
    "the usual unit": (500_000, None, "10", "2.5"),
    "another unit": (1000, None, "5000", "1250"),
    "a unit that does not divide a dollar": (3, None, "1666666.666666666667", "416666.666666666667"),
    "the profile's own unit": (500_000, 100, "50000", "12500"),
}


@pytest.mark.parametrize(("gateways", "profiles", "available", "spent"), UNITS.values(), ids=UNITS)
def test_the_balance_counts_in_the_gateways_unit_or_the_profiles(gateways, profiles, available, spent):
    """Edge case 1."""
    with opened(state={"quota_per_unit": gateways}, quota_per_unit=profiles) as (_, account):
        found = account.balance()

    assert (found.available, found.lifetime_spend) == (dollars(available), dollars(spent))
    assert (found.paid, found.free) == (None, None)


@pytest.mark.parametrize("quota", [-1, 2**31, 2**53 + 1, 2**62])
def test_large_and_negative_quota_is_exact(quota):
    """Edge case 2."""
    with opened(state={"quota": quota}) as (_, account):
        assert account.balance().available.dollars * 500_000 == quota


def test_a_gateway_that_does_not_tell_its_unit_names_the_setting():
    with opened(state={"quota_per_unit": 0}) as (_, account), pytest.raises(UserError) as caught:
        account.balance()

    assert (caught.value.code, "--quota-per-unit" in caught.value.hint) == ("config-invalid", True)


def test_a_probe_shows_version_family_and_unit():
    with opened() as (_, account), opened("oneapi") as (_, older):
        assert account.describe() == {
            "version": "fake-2026",
            "family": "new-api",
            "quota per dollar": "500000",
            "consoles show": "USD",
        }
        assert older.describe()["family"] == "one-api"


PRICES = {
    "per token": (
        {
            "quota_type": 0,
            "model_ratio": 1.25,
            "completion_ratio": 4,
            "cache_ratio": 0.1,
            "create_cache_ratio": 1.25,
        },
        {"input": "2.5", "output": "10", "cached_input": "0.25", "cache_write": "3.125", "request": None},
    ),
    "without cache ratios": (
        {"quota_type": 0, "model_ratio": 0.075, "completion_ratio": 4},
        {"input": "0.15", "output": "0.6", "cached_input": None, "cache_write": None},
    ),
    "per call": ({"quota_type": 1, "model_price": 0.04}, {"request": "0.04", "input": None, "output": None}),
    "a formula": (
        {"billing_mode": "tiered_expr", "billing_expr": "tier(p)", "model_ratio": 9},
        {"input": None, "output": None, "request": None},
    ),
}


@pytest.mark.parametrize(("row", "amounts"), PRICES.values(), ids=PRICES)
def test_ratios_become_dollars(row, amounts):
    """Edge case 3: ratios are read from the JSON text, never as binary floats."""
    pricing = {**PRICING, "data": [{"model_name": "m", "enable_groups": ["default"], **row}]}
    with opened(state={"pricing": pricing}) as (_, account):
        (price,) = account.prices()

    assert {name: getattr(price, name) for name in amounts} == {
        name: None if amount is None else dollars(amount) for name, amount in amounts.items()
    }
    assert price.formula == row.get("billing_expr", "")


def test_each_group_of_the_account_has_its_price():
    """Edge case 19: ratios above and below 1, and a group that pays nothing."""
    pricing = {
        "data": [
            {
                "model_name": "m",
                "quota_type": 0,
                "model_ratio": 1,
                "enable_groups": ["default", "free", "vip", "staff"],
            },
            {"model_name": "n", "quota_type": 0, "model_ratio": 1, "enable_groups": ["vip"]},
        ],
        "group_ratio": {"default": 1.5, "free": 0, "vip": 0.5, "staff": 0.1},
        "usable_group": {"default": "", "free": "", "vip": ""},
    }
    with opened(state={"pricing": pricing}) as (_, account):
        found = [(price.model, price.group, price.group_ratio, price.input) for price in account.prices()]

    assert found == [
        ("m", "default", Decimal("1.5"), dollars("3")),
        ("m", "free", Decimal(0), dollars("0")),
        ("m", "vip", Decimal("0.5"), dollars("1")),
        ("n", "vip", Decimal("0.5"), dollars("1")),
    ]


@contextmanager
def opened_by_key(generation="2026", dialect="newapi", state=None, **row):
    key = f"sk-{SECRET}001"
    with opened(dialect, generation=generation, credential=key, kind="key", state=state) as (fake, account):
        fake.add_key(**row)
        yield fake, account


@pytest.mark.parametrize(
    ("dialect", "generation"), [("newapi", "2026"), ("newapi", "v06"), ("oneapi", "oneapi")]
)
def test_an_api_key_reads_what_it_may_still_spend(dialect, generation):
    with opened_by_key(generation, dialect, remain_quota=750_000, used_quota=250_000) as (_, account):
        found = account.balance()

    assert (found.available, found.lifetime_spend) == (dollars("1.5"), dollars("0.5"))


@pytest.mark.parametrize("generation", ["2026", "v06"])
def test_an_api_key_without_limit_has_no_balance_of_its_own(generation):
    with opened_by_key(generation, unlimited_quota=True) as (_, account), pytest.raises(UserError) as caught:
        account.balance()

    assert (caught.value.code, "no limit of its own" in caught.value.reason) == ("not-offered", True)


DISPLAYS = {
    "dollars": ({"quota_display_type": "USD"}, "1.5"),
    "yuan": ({"quota_display_type": "CNY", "usd_exchange_rate": 7.5}, "0.2"),
    "quota": ({"quota_display_type": "TOKENS"}, "0.000003"),
    "quota, as older builds say it": ({"display_in_currency": False}, "0.000003"),
    "a currency of the operator": (
        {"quota_display_type": "CUSTOM", "custom_currency_exchange_rate": 3},
        "0.5",
    ),
}


@pytest.mark.parametrize(("status", "available"), DISPLAYS.values(), ids=DISPLAYS)
def test_the_billing_calls_count_in_the_displayed_unit(status, available):
    """Edge case 18: the display affects these calls and no other."""
    if "quota_display_type" not in status:
        status = {**status, "quota_display_type": ""}
    with opened_by_key("v06", state={"status": status}, remain_quota=750_000, used_quota=250_000) as (
        _,
        account,
    ):
        assert account.balance().available == dollars(available)


@pytest.mark.parametrize("dialect", ["newapi", "oneapi"])
def test_an_api_key_may_nothing_else_and_says_what_it_needs(dialect):
    with opened_by_key({"newapi": "2026"}.get(dialect, "oneapi"), dialect, remain_quota=1) as (_, account):
        offered = {name for name, capability in account.capabilities.items() if capability.is_offered}
        models = [model.id for model in account.models()]
        with pytest.raises(UserError) as caught:
            list(account.list_keys())

    assert (offered, models) == ({"balance", "models"}, ["gpt-5.4"])
    assert account.capabilities["balance"].support == "derived"
    assert (caught.value.code, caught.value.details["dialect"]) == ("not-offered", dialect)
    assert "access token" in caught.value.reason


def test_no_error_and_no_repr_shows_the_credential():
    with opened(credential="x" * 32) as (_, account), pytest.raises(UserError) as caught:
        account.balance()

    told = f"{caught.value} {caught.value.reason} {caught.value.hint} {caught.value.details} {account!r}"
    assert "x" * 32 not in told
