"""What must hold of an account on any LiteLLM proxy: run on the made-up one, and on the real one (tests/live)."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import httpx
import pytest
from fake_litellm import MASTER_KEY
from serving import account_on

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.transport import Response
from smartaipi_cli.domain.usage import UsageBucket, UsageQuery
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.dialects.litellm.problems import problem

SETTLED_IN_S = 30
SIX_REQUESTS = ("Hi there", "Hi", "Hi there", "Hi", "Hi there", "Hi")
COST_OF_SIX = Money(Decimal("0.001062"))
"""Three of 9 + 20 tokens and three of 8 + 20, at $2 and $8 a million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A running proxy with the models `small` and `large`."""

    url: str

    def account(self, credential: str = MASTER_KEY, **options: Any) -> AbstractContextManager[AccountApi]:
        """The account of a credential, by default of the master key."""
        return account_on("litellm", self.url, credential=credential, **options)

    def chat(self, key: Key, text: str = "Hi", model: str = "small") -> httpx.Response:
        """One request for a model, with the key's own secret."""
        body = {"model": model, "messages": [{"role": "user", "content": text}]}
        return self.post("/v1/chat/completions", body, key.secret.reveal() if key.secret else "")

    def post(self, path: str, body: object, credential: str = MASTER_KEY) -> httpx.Response:
        """Send a request past our account API."""
        headers = {"Authorization": f"Bearer {credential}"}
        return httpx.post(self.url + path, json=body, headers=headers, trust_env=False, timeout=60)


def settled(check: Callable[[], bool]) -> bool:
    """Whether something becomes true: a real proxy writes what was used with a delay."""
    deadline = time.monotonic() + SETTLED_IN_S
    while not check() and time.monotonic() < deadline:
        time.sleep(0.2)
    return check()


def make(account: AccountApi, name: str, **wish: Any) -> Key:
    """A new key."""
    return account.create_key(KeyWish(name=name, **wish), idempotency_key=f"test-{name}")


def dollars(text: str) -> Money:
    return Money(Decimal(text))


def limits(key: Key) -> dict[str, Money]:
    """Window to limit."""
    return {budget.period: budget.limit for budget in key.budgets}


def today(key: Key, **query: Any) -> UsageQuery:
    """What a key used since midnight (UTC)."""
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return UsageQuery(start=midnight, end=now + timedelta(minutes=5), key=key, **query)


class LiteLlmContract:
    """The tests; a class that inherits them has a fixture `proxy`."""

    @pytest.fixture
    def account(self, proxy: Proxy) -> Iterator[AccountApi]:
        with proxy.account() as account:
            yield account

    @pytest.fixture
    def used_key(self, proxy: Proxy, account: AccountApi, request: pytest.FixtureRequest) -> Key:
        """A key with six metered requests, all of them written."""
        key = make(account, f"used-{request.node.name}", budgets=(Budget(period="day", limit=dollars("1")),))
        for text in SIX_REQUESTS:
            assert proxy.chat(key, text).status_code == 200
        assert settled(lambda: requests_of(account.usage(today(key))) == 6)
        assert settled(lambda: account.show_key(key.id).spent == COST_OF_SIX)
        return key

    def test_the_id_of_a_key_is_the_hash_of_its_secret(self, account):
        key = make(account, "hash")

        assert key.secret is not None
        assert key.id == sha256(key.secret.reveal().encode()).hexdigest()
        assert account.show_key(key.id).secret is None

    def test_a_key_keeps_what_it_was_created_with(self, account):
        end = datetime.now(UTC) + timedelta(days=90)
        wish = {
            "budgets": (
                Budget(period="total", limit=dollars("100")),
                Budget(period="day", limit=dollars("0.5")),
                Budget(period="month", limit=dollars("5")),
            ),
            "models": ("small",),
            "group": "team-of-tests",
            "expires_at": end,
            "metadata": {"purpose": "tests"},
        }

        key = account.show_key(make(account, "whole", **wish).id)

        assert limits(key) == {"total": dollars("100"), "day": dollars("0.5"), "month": dollars("5")}
        assert (key.name, key.models, key.group) == ("whole", ("small",), "team-of-tests")
        assert key.metadata == {"purpose": "tests"}
        assert key.expires_at is not None
        assert abs(key.expires_at - end) < timedelta(seconds=30)
        assert (key.status, key.spent) == ("active", Money.zero())

    def test_a_key_may_be_kept_from_every_model_and_given_all_of_them_again(self, account):
        key = make(account, "no-models", models=())
        assert account.show_key(key.id).models == ()

        account.update_key(key, KeyChange(models=None))

        assert account.show_key(key.id).models is None

    def test_a_second_key_of_the_same_name_is_refused(self, account):
        make(account, "twice")

        with pytest.raises(UserError) as found:
            make(account, "twice")

        assert found.value.code == "key-name-taken"

    def test_a_change_leaves_the_rest_as_it_is(self, account):
        wish = {"budgets": (Budget(period="week", limit=dollars("7")),), "models": ("large",)}
        key = make(account, "before", **wish)

        changed = account.update_key(key, KeyChange(name="after"))

        assert (changed.name, changed.models, limits(changed)) == (
            "after",
            ("large",),
            {"week": dollars("7")},
        )

    def test_budgets_are_replaced_all_at_once_and_set_one_by_one(self, account):
        key = make(account, "windows", budgets=(Budget(period="total", limit=dollars("9")),))
        account.update_key(key, KeyChange(budgets=(Budget(period="day", limit=dollars("1")),)))
        assert limits(account.show_key(key.id)) == {"day": dollars("1")}

        account.set_budget(key, Budget(period="month", limit=dollars("20")))
        account.set_budget(key, Budget(period="day", limit=dollars("2")))
        assert limits(account.show_key(key.id)) == {"month": dollars("20"), "day": dollars("2")}

        account.remove_budget(key, "day")
        account.remove_budget(key, "week")
        assert limits(account.show_key(key.id)) == {"month": dollars("20")}
        assert account.update_key(key, KeyChange(budgets=())).budgets == ()

    def test_windows_tell_when_they_end(self, account):
        key = make(account, "ends", budgets=(Budget(period="day", limit=dollars("1")),))

        resets_at = account.show_key(key.id).budgets[0].resets_at

        assert resets_at is not None
        assert timedelta() < resets_at - datetime.now(UTC) <= timedelta(days=1)

    def test_an_expiry_can_be_moved_and_taken_away(self, account):
        key = make(account, "expiry", expires_at=datetime.now(UTC) + timedelta(hours=1))
        later = datetime.now(UTC) + timedelta(days=7)

        moved = account.update_key(key, KeyChange(expires_at=later)).expires_at
        assert moved is not None
        assert abs(moved - later) < timedelta(seconds=30)
        assert account.update_key(key, KeyChange(expires_at=None)).expires_at is None

    def test_a_disabled_key_is_refused_until_it_is_enabled(self, proxy, account):
        key = make(account, "blocked")

        assert account.enable_key(key, enabled=False).status == "disabled"
        assert proxy.chat(key).status_code == 401
        assert account.enable_key(key, enabled=True).status == "active"
        assert settled(lambda: proxy.chat(key).status_code == 200)

    def test_a_revoked_key_is_still_known_and_its_name_free_again(self, proxy, account):
        key = make(account, "revoked")

        account.revoke_key(key)
        account.revoke_key(key)

        assert proxy.chat(key).status_code == 401
        assert account.show_key(key.id).status == "revoked"
        assert make(account, "revoked").id != key.id
        found = {(one.id, one.status) for one in account.list_keys() if one.name == "revoked"}
        assert (key.id, "revoked") in found
        assert len(found) == 2

    def test_an_unknown_key_is_named_so(self, account):
        with pytest.raises(UserError) as found:
            account.show_key("0" * 64)
        assert found.value.code == "key-not-found"

        gone = Key(id="0" * 64, name="", redacted_value="", status="active")
        account.revoke_key(gone)
        with pytest.raises(UserError) as found:
            account.enable_key(gone, enabled=False)
        assert found.value.code == "key-not-found"

    def test_spending_is_exact_in_every_report(self, account, used_key):
        """Edge case 3: six sums of doubles that come out as 0.0010619999999999998 somewhere."""
        cases = {
            "in all": today(used_key),
            "by day": today(used_key, width="day"),
            "by hour": today(used_key, width="hour"),
            "by model": today(used_key, group_by=("model",)),
            "by the model that answered": today(used_key, group_by=("actual_model",)),
            "by key": today(used_key, group_by=("key",)),
            "by status": today(used_key, group_by=("status",)),
        }

        found = {name: cost_of(account.usage(query)) for name, query in cases.items()}

        assert found == dict.fromkeys(cases, COST_OF_SIX)
        assert str(COST_OF_SIX) == "$0.001062"

    def test_reports_have_their_groups(self, account, used_key):
        groups = {
            ("model",): ("small",),
            ("actual_model",): ("openai/small-upstream",),
            ("key",): (used_key.id,),
            ("model", "key"): ("small", used_key.id),
            ("key", "model"): (used_key.id, "small"),
            ("status",): ("ok",),
            ("model", "status"): ("small", "ok"),
        }

        for group_by, group in groups.items():
            (bucket,) = account.usage(today(used_key, group_by=group_by))
            totals = bucket.totals
            assert (bucket.group, totals.requests, totals.failed_requests) == (group, 6, 0)
            assert (totals.input_tokens, totals.output_tokens) == (51, 120)

    def test_a_filter_by_model_leaves_the_others_out(self, proxy, account, used_key):
        assert proxy.chat(used_key, model="large").status_code == 200
        assert settled(lambda: requests_of(account.usage(today(used_key))) == 7)

        for width in ("whole", "hour"):
            assert requests_of(account.usage(today(used_key, width=width, models=("large",)))) == 1
            assert requests_of(account.usage(today(used_key, width=width, models=("small", "other")))) == 6
            assert requests_of(account.usage(today(used_key, width=width, models=("other",)))) == 0

    def test_a_range_that_begins_within_the_day_is_exact(self, account, used_key):
        """What gateways sum by day cannot be cut; the pieces come from the log."""
        records = [record for page in account.record_pages(today(used_key)) for record in page.records]
        middle = records[2].time  # the newest three begin here
        since = UsageQuery(start=middle, end=datetime.now(UTC) + timedelta(minutes=5), key=used_key)
        until = UsageQuery(start=today(used_key).start, end=middle, key=used_key)

        assert requests_of(account.usage(since)) == 3
        assert requests_of(account.usage(until)) == 3

    def test_the_key_tells_what_was_spent_within_its_windows(self, account, used_key):
        (budget,) = account.show_key(used_key.id).budgets
        listed = next(key for key in account.list_keys() if key.id == used_key.id)

        assert budget.spent == dollars("0.0011"), "LiteLLM rounds to four decimals there"
        assert listed.budgets == (budget,)
        assert listed.spent == COST_OF_SIX
        assert listed.last_used_at is not None

    def test_a_further_window_leaves_what_was_spent_in_the_others(self, account, used_key):
        account.set_budget(used_key, Budget(period="month", limit=dollars("30")))
        account.set_budget(used_key, Budget(period="day", limit=dollars("2")))

        budgets = {budget.period: budget for budget in account.show_key(used_key.id).budgets}

        assert budgets["day"].spent == dollars("0.0011")
        assert {period: str(budget.limit) for period, budget in budgets.items()} == {
            "month": "$30.00",
            "day": "$2.00",
        }

    def test_the_log_has_every_request_once_newest_first(self, account, used_key):
        (page,) = account.record_pages(today(used_key))

        assert [str(record.cost) for record in page.records] == ["$0.000176", "$0.000178"] * 3
        assert page.total == 6
        assert [record.time for record in page.records] == sorted(
            (record.time for record in page.records), reverse=True
        )
        assert {(record.key_id, record.key_name, record.status) for record in page.records} == {
            (used_key.id, used_key.name, "ok")
        }
        assert account.find_record(page.records[3].id) == page.records[3]

    def test_an_unknown_request_is_named_so(self, account):
        with pytest.raises(UserError) as found:
            account.find_record("chatcmpl-never")
        assert found.value.code == "request-not-found"

    def test_a_spent_budget_is_soft_and_then_refused(self, proxy, account):
        """Edge case 12: the request that crosses the limit completes, so that more is spent than the limit."""
        key = make(account, "poor", budgets=(Budget(period="day", limit=dollars("0.0001")),))
        assert proxy.chat(key).status_code == 200

        answers = []
        assert settled(lambda: answers.append(proxy.chat(key)) or not answers[-1].is_success)
        assert settled(lambda: account.show_key(key.id).status == "exhausted")

        refused = answers[-1]
        error = problem(
            Response(status=refused.status_code, headers={}, body=refused.content), "https://gateway.test"
        )
        assert error.code == "budget-exceeded"
        (budget,) = account.show_key(key.id).budgets
        assert budget.spent > budget.limit
        assert budget.enforcement == "soft"

    def test_a_virtual_key_reads_itself(self, proxy, account):
        own = make(account, "itself", budgets=(Budget(period="total", limit=dollars("2.5")),))
        assert own.secret is not None

        with proxy.account(own.secret.reveal(), kind="key") as itself:
            assert [key.id for key in itself.list_keys()] == [own.id]
            assert itself.show_key(own.id).name == "itself"
            assert itself.balance().available == dollars("2.5")
            assert "small" in {model.id for model in itself.models()}
            assert itself.describe()["credential"] == "virtual key"
            for operation in ("keys.create", "usage.log", "usage.totals"):
                with pytest.raises(UserError) as found:
                    itself.demand(operation)
                assert found.value.code == "not-offered"

    def test_a_virtual_key_in_the_place_of_the_token_is_named_so(self, proxy, account):
        own = make(account, "no-master")
        assert own.secret is not None

        with proxy.account(own.secret.reveal()) as itself, pytest.raises(UserError) as found:
            make(itself, "never")
        assert found.value.code == "wrong-credential"

    def test_a_user_sees_only_what_is_theirs(self, proxy, account):
        user = {"user_id": "alice", "user_role": "internal_user", "max_budget": 10, "auto_create_key": False}
        proxy.post("/user/new", user).raise_for_status()
        with proxy.account(user_id="alice") as guarded:
            key = make(guarded, "of-alice")
            assert guarded.account().id == "alice"
            guarded.set_budget(None, Budget(period="month", limit=dollars("12")))
            assert guarded.balance().available == dollars("12")
            account_budget = next(iter(guarded.list_budgets()))
            assert (account_budget.scope, account_budget.period) == ("account", "month")
        other = make(account, "of-nobody")
        assert proxy.chat(key).status_code == 200
        assert proxy.chat(other).status_code == 200
        assert settled(lambda: requests_of(account.usage(today(key))) == 1)
        assert key.secret is not None

        with proxy.account(key.secret.reveal(), kind="key") as alice:
            assert alice.describe()["credential"] == "key of a user"
            assert [one.id for one in alice.list_keys() if one.status != "revoked"] == [key.id]
            assert requests_of(alice.usage(today(key))) == 1
            assert {record.key_id for page in alice.record_pages(today(key)) for record in page.records} == {
                key.id
            }
            second = make(alice, "of-alice-too")
            alice.revoke_key(second)
            with pytest.raises(UserError) as found:
                alice.enable_key(key, enabled=False)
            assert found.value.code == "not-offered"
            with pytest.raises(UserError) as found:
                alice.show_key(other.id)
            assert found.value.code == "permission-denied"

    @pytest.mark.parametrize(
        ("credential", "code"),
        [
            pytest.param("sk-test-nobody-knows-this-key-00001", "credential-refused", id="unknown key"),
            pytest.param("test-account-token-of-another-kind", "wrong-credential", id="no key at all"),
        ],
    )
    def test_a_wrong_credential_is_refused_without_being_shown(self, proxy, credential, code):
        with proxy.account(credential) as account, pytest.raises(UserError) as found:
            account.demand("keys.list")

        assert found.value.code == code
        told = f"{found.value.message} {found.value.reason} {found.value.hint}"
        assert credential not in told
        assert credential[-4:] not in told
        assert sha256(credential.encode()).hexdigest() not in told

    def test_models_and_prices_are_exact(self, account):
        prices = {price.model: price for price in account.prices()}

        assert {model.id for model in account.models()} == {"small", "large"}
        assert (prices["small"].input, prices["small"].output) == (dollars("2"), dollars("8"))

    def test_rotation_is_left_to_a_twin(self, account):
        assert account.capabilities["keys.rotate"].support == "emulated"
        assert "licence" in account.capabilities["keys.rotate"].reason

    def test_the_whole_proxy_has_no_balance(self, account):
        with pytest.raises(UserError) as found:
            account.balance()
        assert found.value.code == "not-offered"
        assert account.account().name == "the whole proxy"
        assert account.describe() == {"credential": "master key", "version": "1.106.2"}

    def test_invalid_wishes_come_back_with_what_is_wrong(self, account):
        """Two of the four shapes of errors, as the proxy itself sends them."""
        with pytest.raises(UserError) as found:
            account.exchange.call("GET", "/key/list", query={"size": 101})
        assert found.value.reason == "size: Input should be less than or equal to 100"

        with pytest.raises(UserError) as found:
            account.exchange.call("GET", "/user/daily/activity", query={"start_date": "2026-11-01"})
        assert found.value.reason == "Please provide start_date and end_date"


def requests_of(buckets: Iterator[UsageBucket]) -> int:
    """How many requests a report counts."""
    return sum(bucket.totals.requests for bucket in buckets)


def cost_of(buckets: Iterator[UsageBucket]) -> Money:
    """What a report comes to."""
    return sum((bucket.totals.cost for bucket in buckets), start=Money.zero())
