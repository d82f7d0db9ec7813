"""The native dialect against the real sandbox: every row of the mapping table works, or says its sentence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from defects import Defect, Defective
from sandbox_books import GATEWAY_OF_TODAY, TOKEN, announcing, open_books, recent, spend
from serving import KEY, Pauses, account_on, serving
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.operations import OPERATIONS
from smartaipi_cli.sandbox.management.account import FEATURES
from smartaipi_cli.sandbox.testing import running

DAY = timedelta(days=1)
NUMBERS = count()
DIMES = Money.from_cents(50)


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    with open_books(tmp_path_factory.mktemp("native") / "box") as opened:
        yield opened


@pytest.fixture
def account(books):
    with serving(books.app) as url, account_on("native", f"{url}/api", credential=TOKEN) as found:
        yield found


def made(account, **fields):
    """A new key, read again so that it has its guard."""
    wish = KeyWish(**{"name": "made", **fields})
    created = account.create_key(wish, idempotency_key=f"made-{next(NUMBERS)}")
    return replace(account.show_key(created.id), secret=created.secret)


def query(**more):
    start, end = recent()
    return UsageQuery(start=start, end=end, **more)


def code_of(action):
    with pytest.raises(UserError) as caught:
        action()
    return caught.value.code


def requests_in(buckets):
    return sum(bucket.totals.requests for bucket in buckets)


def groups(account, dimension):
    return {bucket.group[0] for bucket in account.usage(query(group_by=(dimension,)))}


def total_requests(account):
    return requests_in(account.usage(query()))


def row_list(account):
    assert len(list(account.list_keys())) >= 11


def row_show(account):
    key = made(account)
    assert account.show_key(key.id).name == "made"
    assert code_of(lambda: account.show_key("key_none")) == "key-not-found"


def row_create(account):
    key = made(account)
    assert key.secret.reveal().startswith("sk-sandbox-")
    assert account.show_key(key.id).secret is None


def row_rename(account):
    assert account.update_key(made(account), KeyChange(name="other")).name == "other"


def row_limit(account):
    budgets = (Budget(period="total", limit=DIMES),)
    changed = account.update_key(made(account), KeyChange(budgets=budgets))
    assert [(budget.period, budget.limit) for budget in changed.budgets] == [("total", DIMES)]
    assert account.update_key(changed, KeyChange(budgets=())).budgets == ()


def row_enable(account):
    key = made(account)
    statuses = [account.enable_key(key, enabled=enabled).status for enabled in (False, True)]
    assert statuses == ["disabled", "active"]


def row_revoke(account):
    key = made(account)
    account.revoke_key(key)
    account.revoke_key(key)
    assert account.show_key(key.id).status == "revoked"


def row_rotate(account):
    key = made(account)
    rotated = account.rotate_key(key, timedelta(hours=1))
    assert rotated.key.id == key.id
    assert rotated.key.secret not in {None, key.secret}
    assert timedelta(minutes=59) < rotated.previous_expires_at - datetime.now(UTC) <= timedelta(hours=1)


def row_models(account):
    key = made(account, models=("gpt-5*",))
    assert key.models == ("gpt-5*",)
    assert account.update_key(key, KeyChange(models=())).models == ()
    assert account.update_key(account.show_key(key.id), KeyChange(models=None)).models is None


def row_group(account):
    key = made(account, group="team")
    assert (key.group, account.update_key(key, KeyChange(group="")).group) == ("team", "")


def row_expiry(account):
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    key = made(account, expires_at=moment)
    assert (key.expires_at, account.update_key(key, KeyChange(expires_at=None)).expires_at) == (moment, None)


def row_ips(account):
    assert made(account, ip_allowlist=("10.0.0.0/8", "192.0.2.1")).ip_allowlist == (
        "10.0.0.0/8",
        "192.0.2.1/32",
    )


def row_rate_limits(account):
    assert made(account).rate_limits == {}


def row_metadata(account):
    key = made(account, metadata={"repo": "demo", "team": "blue"})
    changed = account.update_key(key, KeyChange(metadata={"repo": "other"}))
    assert (key.metadata, changed.metadata) == ({"repo": "demo", "team": "blue"}, {"repo": "other"})


def row_idempotent(account):
    first = account.create_key(KeyWish(name="once"), idempotency_key="once")
    again = account.create_key(KeyWish(name="once"), idempotency_key="once")
    assert (again.id, again.secret) == (first.id, None)


def row_guard(account):
    key = made(account)
    account.update_key(key, KeyChange(name="theirs"))
    assert code_of(lambda: account.update_key(key, KeyChange(name="ours"))) == "changed-meanwhile"
    assert account.show_key(key.id).name == "theirs"


def row_account(account):
    assert account.account().email == "you@sandbox.invalid"


def row_balance(account):
    balance = account.balance()
    assert balance.available == balance.paid + balance.free - balance.pending


def row_free(account):
    assert account.balance().free is not None


def row_totals(account):
    (bucket,) = account.usage(query())
    assert bucket.totals.requests >= 300
    assert bucket.totals.cost > Money.zero()


def row_by_day(account):
    days = list(account.usage(query(width="day")))
    assert requests_in(days) == total_requests(account)
    assert all(bucket.end - bucket.start == DAY for bucket in days)


def row_by_hour(account):
    assert requests_in(account.usage(query(width="hour"))) == total_requests(account)


def row_by_model(account):
    assert {"gpt-5.4", "claude-opus-4-6"} <= groups(account, "model")


def row_by_actual_model(account):
    assert not any(name.startswith("claude") for name in groups(account, "actual_model"))


def row_by_key(account):
    assert groups(account, "key") <= {record.key_id for record in log(account)}


def row_by_group(account):
    assert {"team", "automation", ""} <= groups(account, "group")


def row_by_status(account):
    assert "ok" in groups(account, "status") <= {"ok", "error", "blocked"}


def row_log(account):
    assert len(log(account)) == total_requests(account)


def row_record(account):
    record = log(account)[-1]
    assert account.find_record(record.id) == record
    assert code_of(lambda: account.find_record("req_none")) == "request-not-found"


def row_ledger(account):
    start, end = recent()
    assert {"top_up", "grant", "usage"} <= {entry.type for entry in account.ledger(start, end)}


def row_model_list(account):
    assert {model.id: model.alias_of for model in account.models()}["claude-opus-4-6"] == "gpt-5.4"


def row_prices(account):
    price = next(price for price in account.prices() if price.model == "gpt-5.4")
    assert (price.input, price.request, str(price.tiers["priority"])) == (Money.from_cents(125), None, "1.5")


def row_budget(period):
    def check(account):
        key = made(account)
        account.set_budget(key, Budget(period=period, limit=DIMES))
        assert [budget.period for budget in account.show_key(key.id).budgets] == [period]
        account.remove_budget(key, period)
        account.remove_budget(key, period)
        assert account.show_key(key.id).budgets == ()

    return check


def row_several(account):
    budgets = tuple(Budget(period=period, limit=DIMES) for period in ("day", "month"))
    assert {budget.period for budget in made(account, budgets=budgets).budgets} == {"day", "month"}


def row_account_budget(account):
    account.set_budget(None, Budget(period="month", limit=DIMES, soft_limit=Money.from_cents(40)))
    (found,) = (budget for budget in account.list_budgets() if budget.scope == "account")
    account.remove_budget(None, "month")
    assert (found.period, found.limit, found.soft_limit) == ("month", DIMES, Money.from_cents(40))


def log(account):
    return [record for page in account.record_pages(query()) for record in page.records]


ROWS = {
    "keys.list": row_list,
    "keys.show": row_show,
    "keys.create": row_create,
    "keys.rename": row_rename,
    "keys.limit": row_limit,
    "keys.enable": row_enable,
    "keys.revoke": row_revoke,
    "keys.rotate": row_rotate,
    "keys.models": row_models,
    "keys.group": row_group,
    "keys.expiry": row_expiry,
    "keys.ips": row_ips,
    "keys.rate-limits": row_rate_limits,
    "keys.metadata": row_metadata,
    "keys.idempotent-create": row_idempotent,
    "keys.guard": row_guard,
    "account": row_account,
    "balance": row_balance,
    "balance.free": row_free,
    "usage.totals": row_totals,
    "usage.by-day": row_by_day,
    "usage.by-hour": row_by_hour,
    "usage.by-model": row_by_model,
    "usage.by-actual-model": row_by_actual_model,
    "usage.by-key": row_by_key,
    "usage.by-group": row_by_group,
    "usage.by-status": row_by_status,
    "usage.log": row_log,
    "usage.show": row_record,
    "ledger": row_ledger,
    "models": row_model_list,
    "prices": row_prices,
    "budgets.total": row_budget("total"),
    "budgets.day": row_budget("day"),
    "budgets.week": row_budget("week"),
    "budgets.month": row_budget("month"),
    "budgets.several": row_several,
    "budgets.account": row_account_budget,
}


@pytest.mark.parametrize("operation", ROWS)
def test_an_operation_of_the_contract_works_on_the_sandbox(account, operation):
    assert account.capabilities[operation].is_offered
    ROWS[operation](account)


def test_every_operation_has_its_row_but_the_one_that_the_contract_excludes(account):
    unsupported = {name for name, capability in account.capabilities.items() if not capability.is_offered}

    assert unsupported == OPERATIONS.keys() - ROWS.keys() == {"keys.reveal"}
    assert code_of(lambda: account.reveal_key(made(account))) == "not-offered"


def test_spending_changes_no_guard_and_an_edit_after_it_still_counts(tmp_path):
    with (
        running(tmp_path / "box") as address,
        account_on("native", address.management_url, credential=address.account_token.reveal()) as account,
    ):
        key = made(account, budgets=(Budget(period="day", limit=DIMES),))
        spend(address.url, key.secret, 3)
        spent = account.show_key(key.id)

        assert (spent.etag, spent.spent) == (key.etag, Money.from_micros(60))
        assert account.update_key(key, KeyChange(name="edited")).name == "edited"


def test_free_credit_pays_first_and_the_ledger_says_how_much_of_each(tmp_path):
    with (
        running(tmp_path / "box") as address,
        account_on("native", address.management_url, credential=address.account_token.reveal()) as account,
    ):
        spend(address.url, made(account).secret)
        newest = next(account.ledger(*recent()))

        assert (newest.amount, newest.free) == (Money.from_micros(-20), Money.from_micros(-20))
        assert account.balance().free == Money.from_micros(4_999_980)


class TestToday:
    """smartaipi.com publishes `GET /usage` and nothing else."""

    @pytest.fixture
    def today(self):
        with serving(GATEWAY_OF_TODAY) as url, account_on("native", f"{url}/api") as found:
            yield found

    def test_the_balance_in_cents_is_read_free_credit_apart(self, today):
        balance = today.balance()

        assert (str(balance.available), str(balance.paid), str(balance.free)) == ("$13.00", "$12.34", "$0.66")

    @pytest.mark.parametrize("operation", [name for name in ROWS if not name.startswith("balance")])
    def test_what_is_not_published_is_refused_with_the_reason(self, today, operation):
        with pytest.raises(UserError) as caught:
            today.demand(operation)

        assert caught.value.code == "not-offered"
        assert caught.value.details["operation"] == operation
        assert operation == "keys.reveal" or "/meta" in caught.value.reason


@pytest.mark.parametrize(
    "feature", sorted({"keys", "budgets", "usage.records", "ledger", "prices", "usage.buckets"})
)
def test_what_a_partial_gateway_does_not_announce_is_refused_before_anything_is_sent(books, feature):
    used = {
        "keys": lambda account: account.create_key(KeyWish(name="x"), idempotency_key="x"),
        "budgets": lambda account: account.create_key(
            KeyWish(name="x", budgets=(Budget(period="day", limit=DIMES),)), idempotency_key="x"
        ),
        "usage.records": lambda account: next(account.record_pages(query())),
        "usage.buckets": lambda account: next(account.usage(query(group_by=("model",)))),
        "ledger": lambda account: account.ledger(*recent()),
        "prices": lambda account: account.prices(),
    }[feature]
    app = Defective(app=announcing(books.app, [name for name in FEATURES if name != feature]))
    with serving(app) as url, account_on("native", f"{url}/api", credential=TOKEN) as account:
        assert code_of(lambda: used(account)) == "not-offered"
        assert app.asked == ["GET /api/meta"]


@pytest.mark.parametrize(
    ("credential", "code"),
    [(KEY, "credential-refused"), ("own", "wrong-credential")],
    ids=["unknown", "api-key"],
)
def test_a_wrong_credential_is_recognised_and_never_repeated(books, account, credential, code):
    secret = made(account).secret.reveal() if credential == "own" else credential
    with (
        serving(books.app) as url,
        account_on("native", f"{url}/api", credential=secret) as other,
        pytest.raises(UserError) as caught,
    ):
        other.balance()

    assert caught.value.code == code
    assert (
        secret not in f"{caught.value.message}{caught.value.reason}{caught.value.hint}{caught.value.details}"
    )


@pytest.mark.parametrize(
    ("kind", "retry_after", "pauses"),
    [("429", "7", 1), ("429", "", 1), ("500", "", 1), ("502", "", 1), ("cut", "", 1), ("gzip", "", 0)],
    ids=["429 with a wait", "429 without", "500", "502", "cut", "gzip"],
)
def test_a_defect_in_the_middle_of_a_walk_costs_nothing(books, kind, retry_after, pauses):
    defect = Defect(kind=kind, route="GET /api/usage/records", after=1, retry_after=retry_after)
    waited = Pauses()
    with (
        serving(Defective(app=books.app, defects=[defect])) as url,
        account_on("native", f"{url}/api", credential=TOKEN, pauses=waited) as account,
    ):
        ids = [record.id for record in log(account)]

    assert defect.fired == 1
    assert sorted(ids) == sorted(name for (name,) in books.rows("SELECT id FROM requests"))
    assert len(waited.seconds) == pauses
    assert not retry_after or waited.seconds == [7.0]


@pytest.mark.parametrize(("kind", "code"), [("html", "gateway-not-json"), ("text", "gateway-not-json")])
def test_a_success_that_is_none_is_not_taken_for_an_empty_answer(books, kind, code):
    """Edge case 14: a hotel's log-in page comes with status 200."""
    defect = Defect(kind=kind, route="GET /api/keys")
    with (
        serving(Defective(app=books.app, defects=[defect])) as url,
        account_on("native", f"{url}/api", credential=TOKEN) as account,
    ):
        assert code_of(lambda: list(account.list_keys())) == code
    assert defect.fired == 1


def test_a_create_whose_answer_was_lost_makes_one_key_and_owns_up(books):
    """Edge case 16: the repeated request gets the first key, whose secret nobody has seen."""
    defect = Defect(kind="drop", route="POST /api/keys", keep_effect=True)
    with (
        serving(Defective(app=books.app, defects=[defect])) as url,
        account_on("native", f"{url}/api", credential=TOKEN) as account,
    ):
        key = account.create_key(KeyWish(name="lost"), idempotency_key="lost")

    assert defect.fired == 1
    assert key.secret is None
    assert books.rows("SELECT id FROM api_keys WHERE name = 'lost'") == [(key.id,)]


def test_a_create_that_still_runs_elsewhere_is_waited_for(books):
    waited = Pauses()
    app = Defective(app=books.app)
    gateway = books.app.state.gateway
    gateway.idempotency_keys.add("busy")
    app.before = lambda route: len(app.asked) > 2 and gateway.idempotency_keys.discard("busy")
    with (
        serving(app) as url,
        account_on("native", f"{url}/api", credential=TOKEN, pauses=waited) as account,
    ):
        assert account.create_key(KeyWish(name="x"), idempotency_key="busy").secret is not None

    assert waited.seconds == [1.0]


def test_a_clock_that_is_off_is_measured(books):
    """Edge case 7."""
    with (
        serving(Defective(app=books.app, skew=timedelta(hours=2))) as url,
        account_on("native", f"{url}/api", credential=TOKEN) as account,
    ):
        account.balance()

        assert (
            timedelta(minutes=119)
            < account.exchange.server_now() - datetime.now(UTC)
            < timedelta(minutes=121)
        )


def test_the_token_stands_in_no_address_and_in_no_repr(books):
    app = Defective(app=books.app)
    with serving(app) as url, account_on("native", f"{url}/api", credential=TOKEN) as account:
        account.balance()

        assert "canary" not in repr(account)
    assert not any("canary" in route for route in app.asked)


class TestOddServers:
    """What a server may send that the sandbox never does."""

    @pytest.fixture
    def odd(self):
        """An account whose gateway gives fixed answers by path."""
        answers = {"/api/meta": {"features": list(FEATURES)}}

        async def answer(request):
            return JSONResponse(answers[request.url.path])

        app = Starlette(routes=[Route("/{path:path}", answer)])
        with serving(app) as url, account_on("native", f"{url}/api", credential=TOKEN) as found:
            yield found, answers

    def test_unknown_members_and_statuses_do_no_harm(self, odd):
        account, answers = odd
        answers["/api/keys/key_1"] = {"id": "key_1", "status": "resting", "mood": 7, "models": None}

        key = account.show_key("key_1")

        assert (key.status, key.models) == ("unknown", None)

    def test_a_missing_needed_member_is_named(self, odd):
        account, answers = odd
        answers["/api/keys/key_1"] = {"name": "x"}

        with pytest.raises(UserError, match="`id`"):
            account.show_key("key_1")

    @pytest.mark.parametrize("path", ["/api/keys", "/api/ledger"])
    def test_a_list_that_repeats_its_cursor_is_not_asked_for_ever(self, odd, path):
        account, answers = odd
        item = {"id": "same_1", "created_at": 1, "type": "grant", "amount_micros": 1}
        answers[path] = {"data": [item], "has_more": True, "last_id": "same_1"}

        found = list(account.list_keys() if path == "/api/keys" else account.ledger(*recent()))

        assert len(found) == (1 if path == "/api/keys" else 2)

    def test_a_log_that_repeats_its_cursor_is_not_asked_for_ever(self, odd):
        account, answers = odd
        item = {"id": "req_1", "time": 1, "cost_micros": 1}
        answers["/api/usage/records"] = {"data": [item], "has_more": True, "last_id": "req_1"}

        assert len(log(account)) <= 4

    def test_a_report_that_repeats_its_page_is_not_asked_for_ever(self, odd):
        account, answers = odd
        answers["/api/usage/buckets"] = {"data": [], "has_more": True, "next_page": "page_1"}

        assert list(account.usage(query(width="day"))) == []


def test_who_watches_a_walk_hears_of_every_page(books):
    heard = []
    with (
        serving(books.app) as url,
        account_on(
            "native",
            f"{url}/api",
            credential=TOKEN,
            on_progress=lambda done, total: heard.append((done, total)),
        ) as account,
    ):
        count = len(log(account))

    assert heard[-1] == (count, None)
    assert len(heard) > 2
