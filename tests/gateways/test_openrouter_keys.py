"""OpenRouter: both kinds of credentials, keys and their limits."""

from datetime import UTC, datetime, timedelta

import pytest
from defects import Defect, Defective
from fake_openrouter import KEY, MANAGEMENT, NOW, Call, FakeOpenRouter
from serving import Pauses, account_on, serving

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money, parse_money
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import dollars
from smartaipi_cli.gateways.dialects.openrouter.bodies import exact_number
from smartaipi_cli.gateways.dialects.openrouter.parse import next_reset


@pytest.fixture
def gateway():
    return FakeOpenRouter()


@pytest.fixture
def account(gateway):
    with (
        serving(Defective(app=gateway.app(), skew=NOW - datetime.now(UTC))) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as found,
    ):
        yield found


@pytest.fixture
def own(gateway):
    """What an API key, kept as one, gets to see."""
    with (
        serving(gateway.app()) as url,
        account_on("openrouter", url, credential=KEY, kind="key", now=NOW) as found,
    ):
        yield found


def budget(amount, period="total"):
    return Budget(period=period, limit=parse_money(amount))


def code_of(action):
    with pytest.raises(UserError) as caught:
        action()
    return caught.value.code


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 190, 200, 250])
def test_every_key_is_listed_once_however_many_there_are(gateway, account, count):
    """Edge case 9: pages of 100 have neither a total nor a cursor; a page of exactly 100 may be the last."""
    for number in range(count):
        gateway.add(f"key {number}")

    names = [key.name for key in account.list_keys()]

    assert names == [f"key {number}" for number in reversed(range(count))]


def test_keys_created_during_the_walk_make_no_key_appear_twice(gateway):
    """Edge case 9: new keys push the others back by one page position each."""
    for number in range(250):
        gateway.add(f"key {number}")
    app = Defective(app=gateway.app(), before=lambda route: route == "GET /keys" and gateway.add("meanwhile"))

    with serving(app) as url, account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account:
        names = [key.name for key in account.list_keys()]

    assert [name for name in names if name != "meanwhile"] == [f"key {n}" for n in reversed(range(250))]
    assert len(gateway.keys) == 250 + app.asked.count("GET /keys")


def test_keys_revoked_during_the_walk_make_no_other_key_disappear(gateway):
    """Pages overlap, so that keys which move forward between two pages are seen all the same."""
    for number in range(150):
        gateway.add(f"key {number}")

    def revoke_newest(route):
        if route == "GET /keys" and app.asked.count(route) == 2:
            del gateway.keys[:5]

    app = Defective(app=gateway.app(), before=revoke_newest)
    with serving(app) as url, account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account:
        names = {key.name for key in account.list_keys()}

    assert names == {f"key {number}" for number in range(150)}


def test_a_gateway_that_ignores_the_offset_ends_the_walk(gateway, account):
    for number in range(100):
        gateway.add(f"key {number}")
    gateway.ignores_offset = True

    assert len(list(account.list_keys())) == 100


STATUSES = {
    "active": ({}, "active"),
    "disabled": ({"disabled": True, "expires_at": "2026-11-01T00:00:00Z"}, "disabled"),
    "expired": ({"expires_at": "2026-11-18T15:29:00+00:00"}, "expired"),
    "expires later": ({"expires_at": "2026-11-18T15:31:00+00:00"}, "active"),
    "nothing left": ({"limit": 0}, "exhausted"),
}


@pytest.mark.parametrize(("members", "status"), STATUSES.values(), ids=STATUSES)
def test_the_status_follows_from_what_openrouter_tells(gateway, account, members, status):
    """Edge case 6: it says `disabled` and nothing else; disabled keys are asked for by name."""
    gateway.add("one", **members)

    assert [key.status for key in account.list_keys()] == [status]


def test_the_expiry_is_judged_by_the_gateways_clock(gateway):
    """Edge case 7: here it is half a day later than there."""
    gateway.add("one", expires_at="2026-11-18T20:00:00Z")
    app = Defective(app=gateway.app(), skew=NOW - datetime.now(UTC))

    with (
        serving(app) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW + timedelta(hours=12)) as account,
    ):
        statuses = [key.status for key in account.list_keys()]

    assert statuses == ["active"]


def test_a_key_is_told_with_all_that_openrouter_says(gateway, account):
    made = gateway.add("laptop", limit=20, limit_reset="weekly", last_used_at="2026-11-18T10:00:00Z")
    gateway.calls = [
        Call(time=datetime(2026, 11, 15, 23, 59, tzinfo=UTC), key=made["hash"], cost="1.5"),
        Call(time=datetime(2026, 11, 16, tzinfo=UTC), key=made["hash"], cost="0.25"),
    ]

    key = account.show_key(made["hash"])

    assert (key.id, key.name, key.redacted_value) == (made["hash"], "laptop", "sk-or-v1-tes...001")
    assert key.spent == parse_money("1.75")
    assert key.secret is None
    assert key.group == "ws-default"
    assert key.last_used_at == datetime(2026, 11, 18, 10, tzinfo=UTC)
    (found,) = key.budgets
    assert (found.period, found.limit, found.spent) == ("week", parse_money("20"), parse_money("0.25"))
    assert found.resets_at == datetime(2026, 11, 23, tzinfo=UTC)


def test_spending_beyond_the_limit_is_shown_and_not_cut_off(gateway, account):
    """Edge case 12."""
    made = gateway.add("laptop", limit=1)
    gateway.calls = [Call(time=NOW, key=made["hash"], cost="1.32")]

    key = account.show_key(made["hash"])

    assert key.status == "exhausted"
    assert str(key.budgets[0].remaining) == "-$0.32"


RESETS = {
    "midnight": ("day", datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 19, tzinfo=UTC)),
    "Monday": ("week", datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)),
    "Sunday night": (
        "week",
        datetime(2026, 11, 22, 23, 59, tzinfo=UTC),
        datetime(2026, 11, 23, tzinfo=UTC),
    ),
    "first of the month": ("month", datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)),
    "end of January": ("month", datetime(2027, 1, 31, 12, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)),
    "end of the year": ("month", datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
    "never": ("total", NOW, None),
}


@pytest.mark.parametrize(("period", "now", "expected"), RESETS.values(), ids=RESETS)
def test_windows_end_at_midnight_utc_and_weeks_on_monday(period, now, expected):
    assert next_reset(period, now) == expected


@pytest.mark.parametrize(
    ("period", "reset"), [("total", None), ("day", "daily"), ("week", "weekly"), ("month", "monthly")]
)
def test_a_key_is_created_with_one_limit_in_any_window(gateway, account, period, reset):
    expires = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    wish = KeyWish(name="laptop", budgets=(budget("0.5", period),), expires_at=expires)

    key = account.create_key(wish, idempotency_key="one")

    assert key.secret.reveal() == gateway.keys[0]["value"]
    assert (key.name, key.expires_at) == ("laptop", expires)
    assert [found.period for found in key.budgets] == [period]
    assert (gateway.keys[0]["limit"], gateway.keys[0]["limit_reset"]) == (0.5, reset)


def test_a_key_is_named_as_wished_in_the_end(gateway, account):
    account.create_key(KeyWish(name="laptop"), idempotency_key="one")

    assert [key["name"] for key in gateway.keys] == ["laptop"]


REFUSED_WISHES = {
    "two windows": (KeyWish(name="a", budgets=(budget("1", "day"), budget("9"))), "budgets.several"),
    "models": (KeyWish(name="a", models=("openai/gpt-test",)), "keys.models"),
    "no models": (KeyWish(name="a", models=()), "keys.models"),
    "group": (KeyWish(name="a", group="team"), "keys.group"),
    "addresses": (KeyWish(name="a", ip_allowlist=("10.0.0.0/8",)), "keys.ips"),
    "metadata": (KeyWish(name="a", metadata={"team": "blue"}), "keys.metadata"),
}


@pytest.mark.parametrize(("wish", "operation"), REFUSED_WISHES.values(), ids=REFUSED_WISHES)
def test_a_wish_that_cannot_be_granted_creates_nothing(gateway, account, wish, operation):
    with pytest.raises(UserError) as caught:
        account.create_key(wish, idempotency_key="one")

    assert caught.value.code == "not-offered"
    assert caught.value.details["operation"] == operation
    assert caught.value.reason
    assert gateway.keys == []


LOST = {
    "the answer is cut": "cut",
    "no answer at all": "drop",
    "server error": "500",
    "web page with 200": "html",
    "bad gateway": "502",
}


@pytest.mark.parametrize("kind", LOST.values(), ids=LOST)
def test_a_lost_answer_to_a_creation_makes_no_second_key_and_names_the_first(gateway, kind):
    """Edge case 16: the secret is lost for good, the key stands and is named so that it can be revoked."""
    defect = Defect(kind=kind, route="POST /keys", keep_effect=kind != "cut")
    app = Defective(app=gateway.app(), defects=[defect])
    pauses = Pauses()

    with (
        serving(app) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW, pauses=pauses) as account,
        pytest.raises(UserError) as caught,
    ):
        account.create_key(KeyWish(name="laptop"), idempotency_key="one")

    assert defect.fired == 1
    assert app.asked.count("POST /keys") == 1
    assert caught.value.code == "key-missing"
    assert caught.value.details["id"] == gateway.keys[0]["hash"]
    assert len(gateway.keys) == 1
    assert pauses.seconds == [2.0]


def test_a_creation_that_never_arrived_is_sent_once_more(gateway):
    """Edge case 16: nothing stands under the unique name, so the key is made now."""
    defect = Defect(kind="drop", route="POST /keys")

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account,
    ):
        key = account.create_key(KeyWish(name="laptop"), idempotency_key="one")

    assert defect.fired == 1
    assert key.secret is not None
    assert [found["name"] for found in gateway.keys] == ["laptop"]


def test_another_key_of_the_same_name_is_not_taken_for_the_lost_one(gateway):
    gateway.add("laptop")
    defect = Defect(kind="drop", route="POST /keys")

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account,
    ):
        account.create_key(KeyWish(name="laptop"), idempotency_key="one")

    assert defect.fired == 1
    assert [found["name"] for found in gateway.keys] == ["laptop", "laptop"]


def test_when_nobody_can_tell_whether_the_key_stands_its_name_is_told(gateway):
    """The creation is lost and the list fails too."""
    lost = Defect(kind="502", route="POST /keys", keep_effect=True)
    blind = Defect(kind="502", route="GET /keys", times=None)
    app = Defective(app=gateway.app(), defects=[lost, blind])

    with (
        serving(app) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account,
        pytest.raises(UserError) as caught,
    ):
        account.create_key(KeyWish(name="laptop"), idempotency_key="one")

    assert (lost.fired, blind.fired) == (1, 4)
    assert app.asked.count("POST /keys") == 1
    assert gateway.keys[0]["name"] in caught.value.hint
    assert caught.value.details["name"] == gateway.keys[0]["name"]


def test_a_key_that_could_not_get_its_name_keeps_its_secret(gateway):
    defect = Defect(kind="500", route="PATCH /keys", times=None)

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account,
    ):
        key = account.create_key(KeyWish(name="laptop"), idempotency_key="one")

    assert defect.fired == 4
    assert key.secret.reveal() == gateway.keys[0]["value"]
    assert key.name == gateway.keys[0]["name"]
    assert key.name.startswith("laptop ")


def test_a_masked_secret_is_never_given_out(gateway, account, monkeypatch):
    """Edge case 4: a mask in a tool's configuration would be worse than no key."""
    add = gateway.add
    monkeypatch.setattr(
        FakeOpenRouter, "add", lambda self, *a, **k: add(*a, **k) | {"value": "sk-or-v1-a**b"}
    )

    assert code_of(lambda: account.create_key(KeyWish(name="laptop"), idempotency_key="one")) == "key-missing"


def test_a_key_is_renamed_limited_freed_disabled_and_enabled(gateway, account):
    made = gateway.add("old", limit=5)
    key = account.show_key(made["hash"])

    renamed = account.update_key(key, KeyChange(name="new"))
    limited = account.update_key(key, KeyChange(budgets=(budget("2.50", "month"),)))
    freed = account.update_key(key, KeyChange(budgets=()))
    disabled = account.enable_key(key, enabled=False)
    enabled = account.enable_key(key, enabled=True)

    assert (renamed.name, renamed.budgets[0].limit) == ("new", parse_money("5"))
    assert (limited.budgets[0].period, limited.budgets[0].limit) == ("month", parse_money("2.50"))
    assert freed.budgets == ()
    assert (disabled.status, enabled.status) == ("disabled", "active")


def test_a_change_of_nothing_sends_no_change(gateway):
    made = gateway.add("old")
    app = Defective(app=gateway.app())

    with serving(app) as url, account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account:
        key = account.update_key(account.show_key(made["hash"]), KeyChange())

    assert key.name == "old"
    assert not [route for route in app.asked if route.startswith("PATCH")]


def test_the_expiry_of_a_key_cannot_be_changed_afterwards(gateway, account):
    key = account.show_key(gateway.add("old")["hash"])

    assert code_of(lambda: account.update_key(key, KeyChange(expires_at=None))) == "not-offered"


def test_a_change_is_sent_again_when_its_answer_is_lost(gateway):
    made = gateway.add("old")
    defect = Defect(kind="drop", route="PATCH /keys", keep_effect=True)

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openrouter", url, credential=MANAGEMENT, now=NOW) as account,
    ):
        key = account.enable_key(account.show_key(made["hash"]), enabled=False)

    assert defect.fired == 1
    assert key.status == "disabled"


def test_a_revoked_key_is_gone_and_revoking_it_again_is_success(gateway, account):
    """Edge case 5."""
    key = account.show_key(gateway.add("old")["hash"])

    account.revoke_key(key)
    account.revoke_key(key)

    assert gateway.keys == []
    assert code_of(lambda: account.show_key(key.id)) == "key-not-found"
    assert code_of(lambda: account.enable_key(key, enabled=True)) == "key-not-found"


def test_a_limit_is_set_replaced_and_removed_in_its_window(gateway, account):
    key = account.show_key(gateway.add("one")["hash"])

    account.set_budget(key, budget("1", "day"))
    account.set_budget(key, budget("2", "day"))
    account.remove_budget(key, "month")
    standing = [(found.period, found.limit) for found in account.list_budgets()]
    account.remove_budget(key, "day")

    assert standing == [("day", parse_money("2"))]
    assert list(account.list_budgets()) == []


def test_a_limit_of_another_window_is_not_thrown_away_unasked(gateway, account):
    """A key has one window: a daily limit would silently lift the total one."""
    key = account.show_key(gateway.add("one", limit=100)["hash"])

    with pytest.raises(UserError) as caught:
        account.set_budget(key, budget("1", "day"))

    assert caught.value.details["operation"] == "budgets.several"
    assert gateway.keys[0]["limit"] == 100


EXACT = {"0.1": 0.1, "20": 20, "0.000001": 1e-06, "1234567.89": 1234567.89}


@pytest.mark.parametrize(("text", "number"), EXACT.items(), ids=EXACT)
def test_a_limit_is_sent_to_the_last_digit(text, number):
    """Edge case 3."""
    assert exact_number(parse_money(text)) == number
    assert dollars({"limit": str(exact_number(parse_money(text)))}, "limit") == parse_money(text)


def test_a_limit_with_more_digits_than_a_number_holds_is_refused():
    assert code_of(lambda: exact_number(parse_money("0.12345678901234567890123"))) == "usage"


def test_an_api_key_given_as_the_accounts_token_is_named(gateway):
    """It would look like a refused login otherwise."""
    with serving(gateway.app()) as url, account_on("openrouter", url, credential=KEY, now=NOW) as account:
        for action in (account.balance, lambda: list(account.list_keys()), account.account):
            assert code_of(action) == "wrong-credential"


def test_an_unknown_credential_is_refused_and_not_repeated(gateway):
    secret = "sk-or-v1-test-unknown-canary"

    with (
        serving(gateway.app()) as url,
        account_on("openrouter", url, credential=secret, now=NOW) as account,
        pytest.raises(UserError) as caught,
    ):
        account.balance()

    assert caught.value.code == "credential-refused"
    assert secret not in f"{caught.value.message} {caught.value.reason} {caught.value.details}"


def test_an_api_key_sees_itself_its_limit_and_no_more(gateway, own):
    gateway.own_key = {"limit": 10, "limit_remaining": 7.5, "limit_reset": "monthly", "usage_monthly": 2.5}

    (key,) = own.list_keys()

    assert own.describe() == {"credential": "API key"}
    assert own.balance().available == parse_money("7.5")
    assert own.show_key(key.id) == key
    assert [(found.period, found.spent) for found in own.list_budgets()] == [("month", parse_money("2.5"))]
    assert own.account().id == "user_test"
    assert next(model.id for model in own.models()) == "openai/gpt-test"
    assert code_of(lambda: own.show_key("another")) == "key-not-found"


def test_an_api_key_without_a_limit_knows_no_balance(own):
    with pytest.raises(UserError) as caught:
        own.balance()

    assert caught.value.code == "not-offered"
    assert "management key" in caught.value.reason


@pytest.mark.parametrize(
    "operation", ["keys.create", "keys.revoke", "usage.by-day", "budgets.day", "keys.rotate"]
)
def test_what_needs_a_management_key_says_so_to_an_api_key(own, operation):
    assert "management key" in own.capabilities[operation].reason
    assert code_of(lambda: own.demand(operation)) == "not-offered"


def test_a_management_key_that_is_kept_as_an_api_key_still_manages(gateway):
    gateway.add("one")

    with (
        serving(gateway.app()) as url,
        account_on("openrouter", url, credential=MANAGEMENT, kind="key", now=NOW) as account,
    ):
        names = [key.name for key in account.list_keys()]

    assert names == ["one"]
    assert account.describe() == {"credential": "management key"}


TELLINGS = {
    "the older name": ({"is_management_key": None, "is_provisioning_key": True}, "key", "management key"),
    "neither, kept as a token": ({"is_management_key": None}, "token", "management key"),
    "neither, kept as a key": ({"is_management_key": None}, "key", "API key"),
}


@pytest.mark.parametrize(("members", "kind", "expected"), TELLINGS.values(), ids=TELLINGS)
def test_a_credential_is_what_openrouter_calls_it_or_else_what_it_is_kept_as(
    gateway, members, kind, expected
):
    gateway.own_key = members

    with (
        serving(gateway.app()) as url,
        account_on("openrouter", url, credential=KEY, kind=kind, now=NOW) as account,
    ):
        described = account.describe()

    assert described == {"credential": expected}


def test_zero_money_is_money():
    assert dollars({"limit": 0}, "limit") == Money.zero()
