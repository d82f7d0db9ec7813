"""Keys on gateways of the new-api family: every generation, every trap of a full replacement."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from defects import Defect, Defective
from fake_newapi import SECRET, USER_ID, FakeNewApi, now
from serving import Pauses, account_on, serving

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError

GENERATIONS = ("v06", "2026", "reseller", "oneapi")
every_generation = pytest.mark.parametrize("generation", GENERATIONS)


@dataclass
class Opened:
    fake: FakeNewApi
    account: object
    defective: Defective

    def calls(self, route):
        return [query for asked, query, _ in self.fake.asked if asked == route]


@contextmanager
def opened(generation="2026", *, defects=(), before=None, **state):
    fake = FakeNewApi(generation=generation, **state)
    defective = Defective(app=fake, defects=list(defects), before=before)
    dialect = "oneapi" if generation == "oneapi" else "newapi"
    with serving(defective) as url, account_on(dialect, url, user_id=str(USER_ID)) as account:
        yield Opened(fake, account, defective)


def dollars(text):
    return Money(Decimal(text))


def limit(text):
    return (Budget(period="total", limit=dollars(text)),)


@every_generation
@pytest.mark.parametrize("many", [0, 1, 10, 100, 237])
def test_every_key_is_listed_once_newest_first(generation, many):
    """Bare arrays that count from 0, objects that count from 1, ten rows a page whatever is asked."""
    with opened(generation) as gateway:
        for _ in range(many):
            gateway.fake.add_key()

        found = [key.id for key in gateway.account.list_keys()]

    assert found == [str(number) for number in range(many, 0, -1)]


@every_generation
def test_keys_that_are_created_meanwhile_repeat_none(generation):
    """Edge case 9: pages move when rows arrive."""
    with opened(generation) as gateway:
        for _ in range(120):
            gateway.fake.add_key()
        gateway.defective.before = lambda route: (
            gateway.fake.add_key() if route == "GET /api/token/" else None
        )

        found = [int(key.id) for key in gateway.account.list_keys()]

    assert len(found) == len(set(found))
    assert set(range(1, 121)) <= set(found)


ROWS = {
    "enabled with quota left": ({"remain_quota": 1}, "active"),
    "disabled": ({"status": 2, "remain_quota": 1}, "disabled"),
    "enabled, its expiry is past": ({"remain_quota": 1, "expired_time": 1_700_000_000}, "expired"),
    "enabled, its expiry is zero": ({"remain_quota": 1, "expired_time": 0}, "expired"),
    "enabled, never expires": ({"remain_quota": 1, "expired_time": -1}, "active"),
    "enabled, nothing left": ({"remain_quota": 0}, "exhausted"),
    "enabled, less than nothing left": ({"remain_quota": -5}, "exhausted"),
    "unlimited and far below zero": ({"remain_quota": -(2**40), "unlimited_quota": True}, "active"),
    "stored as expired": ({"status": 3, "remain_quota": 1}, "expired"),
    "stored as exhausted": ({"status": 4, "remain_quota": 1}, "exhausted"),
    "a status of the future": ({"status": 9, "remain_quota": 1}, "unknown"),
}


@pytest.mark.parametrize(("members", "status"), ROWS.values(), ids=ROWS)
def test_the_status_is_what_the_gateway_would_find_at_the_next_use(members, status):
    """Edge cases 6 and 13: its own status follows lazily, if ever."""
    with opened() as gateway:
        gateway.fake.add_key(**members)

        assert gateway.account.show_key("1").status == status


def test_a_limit_is_what_remains_and_what_is_used():
    with opened() as gateway:
        gateway.fake.add_key(remain_quota=750_000, used_quota=250_000)

        key = gateway.account.show_key("1")

    assert key.budgets == (Budget(period="total", limit=dollars("2"), spent=dollars("0.5"), scope="1"),)
    assert key.spent == dollars("0.5")


def test_a_key_without_limit_has_no_budget_however_far_it_counted_down():
    with opened() as gateway:
        gateway.fake.add_key(remain_quota=-9_000_000, used_quota=9_000_000, unlimited_quota=True)

        key = gateway.account.show_key("1")

    assert (key.budgets, str(key.spent)) == ((), "$18.00")


SCOPES = {
    "v06": (
        {"model_limits_enabled": True, "model_limits": "a,b", "allow_ips": "10.0.0.1\n10.1.0.0/16, ::1"},
        3,
    ),
    "2026": ({"model_limits_enabled": True, "model_limits": "a,b", "allow_ips": "10.0.0.1"}, 1),
    "reseller": ({"models": ["a", "b"], "allow_ips": ""}, 0),
    "oneapi": ({"models": "a,b", "subnet": "10.0.0.0/8,192.168.0.0/16"}, 2),
}


@pytest.mark.parametrize(("generation", "scope"), SCOPES.items(), ids=SCOPES)
def test_models_and_addresses_are_read_under_each_ones_names(generation, scope):
    members, addresses = scope
    with opened(generation) as gateway:
        gateway.fake.add_key(**members)

        key = gateway.account.show_key("1")

    assert (key.models, len(key.ip_allowlist)) == (("a", "b"), addresses)


NOT_BOUND = {
    "v06": {"model_limits_enabled": False, "model_limits": "a,b"},
    "reseller": {"models": []},
    "oneapi": {"models": None},
}


@pytest.mark.parametrize(("generation", "members"), NOT_BOUND.items(), ids=NOT_BOUND)
def test_a_key_that_is_not_bound_may_call_every_model(generation, members):
    with opened(generation) as gateway:
        gateway.fake.add_key(**members)

        assert gateway.account.show_key("1").models is None


def test_a_switch_without_models_binds_to_none():
    with opened() as gateway:
        gateway.fake.add_key(model_limits_enabled=True, model_limits="")

        assert gateway.account.show_key("1").models == ()


@every_generation
def test_a_listed_key_never_shows_more_than_its_ends(generation):
    """Edge case 4: old builds list keys in full."""
    with opened(generation) as gateway:
        secret = gateway.fake.add_key()["key"]

        (key,) = gateway.account.list_keys()

    assert secret not in repr(key)
    assert key.redacted_value == ("sk-Ab3A**********3001" if generation == "2026" else "…3001")
    assert key.secret is None


@every_generation
def test_a_created_key_has_its_name_its_limit_its_scope_and_its_secret(generation):
    wish = KeyWish(
        name="ci",
        budgets=limit("2.5"),
        models=("gpt-5.4",),
        expires_at=datetime(2033, 1, 1, tzinfo=UTC),
        ip_allowlist=("10.0.0.1", "10.1.0.0/16"),
    )
    with opened(generation) as gateway:
        key = gateway.account.create_key(wish, idempotency_key="once")

    (row,) = gateway.fake.keys
    assert (key.name, key.models, key.expires_at) == ("ci", ("gpt-5.4",), wish.expires_at)
    assert (key.ip_allowlist, key.status) == (wish.ip_allowlist, "active")
    assert key.budgets[0].limit == dollars("2.5")
    assert key.secret.reveal() == f"sk-{SECRET}001"
    assert (row["remain_quota"], row["unlimited_quota"]) == (1_250_000, False)


@every_generation
def test_a_key_without_limit_is_asked_for_as_such(generation):
    """Edge case 13: neither quota nor the switch would make a key that can spend nothing."""
    with opened(generation) as gateway:
        key = gateway.account.create_key(KeyWish(name="free"), idempotency_key="once")

    assert (key.budgets, key.status, gateway.fake.keys[0]["unlimited_quota"]) == ((), "active", True)


LOST = {"no answer": "drop", "half an answer": "cut", "a server error": "500", "a web page": "html"}


@every_generation
@pytest.mark.parametrize("kind", LOST.values(), ids=LOST)
def test_a_lost_answer_to_a_creation_makes_one_key(generation, kind):
    """Edge case 16."""
    lost = Defect(kind=kind, route="POST /api/token/", keep_effect=kind != "cut")
    with opened(generation, defects=[lost]) as gateway:
        key = gateway.account.create_key(KeyWish(name="ci"), idempotency_key="once")

    assert lost.fired == 1
    assert len(gateway.fake.keys) == 1
    assert (key.name, key.secret.reveal()) == ("ci", f"sk-{SECRET}001")


def test_a_creation_that_did_not_happen_says_so():
    lost = Defect(kind="500", route="POST /api/token/")
    with opened(defects=[lost]) as gateway, pytest.raises(UserError) as caught:
        gateway.account.create_key(KeyWish(name="ci"), idempotency_key="once")

    assert (caught.value.code, gateway.fake.keys, lost.fired) == ("gateway-failed", [], 1)


def test_a_creation_of_which_nobody_knows_is_not_repeated_and_says_what_to_look_for():
    lost = Defect(kind="drop", route="POST /api/token/", keep_effect=True)
    gone = Defect(kind="500", route="GET /api/token/", after=1, times=None)
    with opened(defects=[lost, gone]) as gateway, pytest.raises(UserError) as caught:
        gateway.account.create_key(KeyWish(name="ci"), idempotency_key="once")

    assert (caught.value.code, caught.value.details["name"]) == ("key-missing", gateway.fake.keys[0]["name"])
    assert (len(gateway.fake.keys), lost.fired) == (1, 1)
    assert gone.fired > 0


def test_a_key_whose_secret_is_refused_is_named_and_found_by_the_next_try():
    """Edge case 21: secrets can be revealed twenty times in twenty minutes."""
    with opened(reveals=20) as gateway:
        with pytest.raises(UserError) as caught:
            gateway.account.create_key(KeyWish(name="ci"), idempotency_key="once")
        gateway.fake.reveals = 0
        key = gateway.account.create_key(KeyWish(name="ci"), idempotency_key="once")

    assert (caught.value.code, caught.value.details["id"]) == ("key-missing", "1")
    assert "smartaipi keys reveal 1" in caught.value.hint
    assert (len(gateway.fake.keys), key.name, key.id) == (1, "ci", "1")


def test_a_key_that_cannot_be_renamed_keeps_its_unique_name_and_its_secret():
    refused = Defect(kind="500", route="PUT /api/token/", times=None)
    with opened(defects=[refused]) as gateway:
        key = gateway.account.create_key(KeyWish(name="ci"), idempotency_key="once")

    assert refused.fired > 0
    assert key.name == gateway.fake.keys[0]["name"]
    assert key.name.startswith("ci-")
    assert key.secret.reveal() == f"sk-{SECRET}001"


@pytest.mark.parametrize(("generation", "longest"), [("2026", 50), ("oneapi", 30)])
def test_names_are_measured_in_bytes(generation, longest):
    """Edge case 17."""
    with opened(generation) as gateway:
        key = gateway.account.create_key(KeyWish(name="é" * (longest // 2)), idempotency_key="once")
        with pytest.raises(UserError) as caught:
            gateway.account.create_key(KeyWish(name="é" * (longest // 2) + "e"), idempotency_key="two")

    assert key.name == "é" * (longest // 2)
    assert (caught.value.code, len(gateway.fake.keys)) == ("usage", 1)


def test_a_masked_key_is_never_given_out():
    """Edge case 4: a build that masks even its reveal call."""
    with opened() as gateway:
        gateway.fake.add_key(key="abcd**********wxyz")
        key = gateway.account.show_key("1")

        with pytest.raises(UserError) as caught:
            gateway.account.reveal_key(key)

    assert caught.value.code == "key-missing"


@every_generation
def test_a_secret_can_be_had_again(generation):
    with opened(generation) as gateway:
        gateway.fake.add_key()

        secret = gateway.account.reveal_key(gateway.account.show_key("1"))

    assert secret.reveal() == f"sk-{SECRET}001"


def test_the_limit_of_reveals_is_explained():
    with opened(reveals=20) as gateway:
        gateway.fake.add_key()
        key = gateway.account.show_key("1")

        with pytest.raises(UserError) as caught:
            gateway.account.reveal_key(key)

    assert (caught.value.code, caught.value.reason) == (
        "rate-limited",
        "secrets can be revealed 20 times in 20 minutes",
    )


def test_a_build_that_masks_and_cannot_reveal_says_that_the_key_is_shown_once():
    with opened("v06") as gateway:
        gateway.fake.add_key(key="abcd**********wxyz")
        key = gateway.account.show_key("1")

        with pytest.raises(UserError) as caught:
            gateway.account.reveal_key(key)

    assert (caught.value.code, caught.value.hint) == ("not-offered", "smartaipi keys rotate 1")


@every_generation
def test_a_change_leaves_all_else_as_it_was(generation):
    """A change replaces the whole key: what is not sent would be cleared."""
    with opened(generation) as gateway:
        key = gateway.account.create_key(
            KeyWish(name="old", budgets=limit("3"), models=("a",), ip_allowlist=("10.0.0.1",)),
            idempotency_key="1",
        )
        before = dict(gateway.fake.keys[0])

        changed = gateway.account.update_key(key, KeyChange(name="new"))

    assert changed.name == "new"
    assert gateway.fake.keys[0] == {**before, "name": "new"}


def test_an_edit_never_sends_the_masked_key_back():
    """Edge case 4: a careless build would store it."""
    with opened() as gateway:
        gateway.fake.add_key(remain_quota=1)
        gateway.account.update_key(gateway.account.show_key("1"), KeyChange(name="new"))

    assert gateway.fake.keys[0]["key"] == f"{SECRET}001"


@every_generation
def test_money_spent_during_a_change_is_not_given_back(generation):
    """The lost update: what remains is written back as it was read a moment ago."""
    with opened(generation) as gateway:
        gateway.fake.add_key(remain_quota=1_000_000)
        key = gateway.account.show_key("1")
        spent = []

        def spend_once(route):
            if route == "PUT /api/token/" and not spent:
                spent.append(gateway.fake.spend(1, 300_000))

        gateway.defective.before = spend_once
        changed = gateway.account.update_key(key, KeyChange(name="new"))

    row = gateway.fake.keys[0]
    assert spent
    assert (row["remain_quota"], row["used_quota"]) == (700_000, 300_000)
    assert changed.budgets[0].limit == dollars("2")


def test_under_constant_traffic_the_effective_limit_is_told():
    with opened() as gateway:
        gateway.fake.add_key(remain_quota=1_000_000)
        key = gateway.account.show_key("1")
        gateway.defective.before = lambda route: (
            gateway.fake.spend(1, 1000) if route == "PUT /api/token/" else None
        )

        changed = gateway.account.update_key(key, KeyChange(name="new"))

    row = gateway.fake.keys[0]
    assert changed.budgets[0].limit == dollars("2.002")
    assert row["remain_quota"] + row["used_quota"] == 1_001_000
    assert len(gateway.calls("PUT /api/token/")) == 3


def test_a_new_limit_is_less_what_is_used():
    with opened() as gateway:
        gateway.fake.add_key(remain_quota=0, used_quota=500_000)
        key = gateway.account.show_key("1")

        gateway.account.set_budget(key, limit("5")[0])

    assert gateway.fake.keys[0]["remain_quota"] == 2_000_000


def test_a_limit_below_what_is_used_exhausts_the_key_and_tells_the_effective_limit():
    with opened() as gateway:
        gateway.fake.add_key(remain_quota=500_000, used_quota=500_000)
        key = gateway.account.show_key("1")

        changed = gateway.account.update_key(key, KeyChange(budgets=limit("0.2")))

    assert (changed.status, changed.budgets[0].limit) == ("exhausted", dollars("1"))
    assert gateway.fake.keys[0]["remain_quota"] == 0


def test_a_limit_rounds_down_and_is_told():
    """Edge case 1: a unit that does not divide a dollar into micro-dollars."""
    with opened(quota_per_unit=3) as gateway:
        gateway.fake.add_key(remain_quota=1)
        key = gateway.account.show_key("1")

        changed = gateway.account.update_key(key, KeyChange(budgets=limit("0.9")))

    assert gateway.fake.keys[0]["remain_quota"] == 2
    assert changed.budgets[0].limit == dollars("0.666666666667")


def test_a_limit_that_no_gateway_can_count_is_refused_before_it_is_sent():
    """Edge case 2: beyond 2^53 numbers lose their last digits in consoles; nothing is clamped silently."""
    with opened() as gateway, pytest.raises(UserError) as caught:
        gateway.account.create_key(KeyWish(name="x", budgets=limit("20000000000")), idempotency_key="1")

    assert (caught.value.code, gateway.fake.keys) == ("usage", [])


def test_a_removed_limit_makes_the_key_unlimited():
    with opened() as gateway:
        gateway.fake.add_key(remain_quota=500_000)
        gateway.account.remove_budget(gateway.account.show_key("1"), "total")

        assert gateway.account.show_key("1").budgets == ()


def test_an_exhausted_key_works_again_after_its_limit_is_raised():
    """Edge case 6: the stored status stays until it is set, which is refused before the limit is raised."""
    with opened() as gateway:
        gateway.fake.add_key(status=4, remain_quota=0, used_quota=500_000)
        key = gateway.account.show_key("1")
        with pytest.raises(UserError) as caught:
            gateway.account.enable_key(key, enabled=True)

        changed = gateway.account.update_key(key, KeyChange(budgets=limit("5")))

    assert (caught.value.code, "exhausted" in caught.value.message) == ("gateway-refused", True)
    assert (changed.status, gateway.fake.keys[0]["status"]) == ("active", 1)


@every_generation
def test_disabling_and_enabling_touch_the_status_alone(generation):
    with opened(generation) as gateway:
        gateway.fake.add_key(remain_quota=1_000_000)
        key = gateway.account.show_key("1")
        gateway.defective.before = lambda route: (
            gateway.fake.spend(1, 1000) if route == "PUT /api/token/" else None
        )

        disabled = gateway.account.enable_key(key, enabled=False)
        enabled = gateway.account.enable_key(key, enabled=True)

    assert (disabled.status, enabled.status) == ("disabled", "active")
    assert gateway.fake.keys[0]["remain_quota"] == 998_000
    assert all(query["status_only"] == "1" for query in gateway.calls("PUT /api/token/"))


@every_generation
def test_revoking_twice_is_success(generation):
    """Edge case 5."""
    with opened(generation) as gateway:
        gateway.fake.add_key()
        key = gateway.account.show_key("1")

        gateway.account.revoke_key(key)
        gateway.account.revoke_key(key)

        assert list(gateway.account.list_keys()) == []


def test_a_revocation_whose_answer_is_lost_is_success_when_repeated():
    """Edge case 5: the second try finds no key."""
    lost = Defect(kind="drop", route="DELETE /api/token/1", keep_effect=True)
    with opened(defects=[lost]) as gateway:
        gateway.fake.add_key()
        gateway.account.revoke_key(gateway.account.show_key("1"))

        assert list(gateway.account.list_keys()) == []

    assert lost.fired == 1


@pytest.mark.parametrize("identifier", ["99", "../user/token", "x"])
def test_an_unknown_id_is_a_key_that_is_not_there(identifier):
    with opened() as gateway, pytest.raises(UserError) as caught:
        gateway.account.show_key(identifier)

    assert (caught.value.code, f"`{identifier}`" in caught.value.message) == ("key-not-found", True)


def test_an_expired_key_by_the_gateways_clock_is_expired():
    """Edge case 7: the gateway's clock is two hours ahead of ours."""
    fake = FakeNewApi()
    fake.add_key(remain_quota=1, expired_time=now() + 3600)
    ahead = Defective(app=fake, skew=timedelta(hours=2))
    pauses = Pauses()
    with serving(ahead) as url, account_on("newapi", url, user_id="7", pauses=pauses) as account:
        assert account.show_key("1").status == "expired"
