"""OpenAI's administration API: admin keys, project keys, usage, costs; and every row of its capability table."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from defects import Defect, Defective
from fake_openai_admin import OPENAI_ADMIN, FakeOpenAI
from fake_vendor import NOW, Call
from serving import Pauses, account_on, serving

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money, parse_money
from smartaipi_cli.domain.usage import UsageQuery, UsageTotals
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.operations import OPERATIONS

TODAY = datetime(2026, 11, 18, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def gateway():
    """Two projects with a key each, which called several kinds of models on three days."""
    found = FakeOpenAI()
    found.add("first")
    found.add_project_key("proj_one", "key_one", "laptop")
    found.add_project_key("proj_two", "key_two", "server")
    found.calls = [
        Call(time=TODAY - 5 * DAY),
        Call(time=TODAY - 5 * DAY + timedelta(hours=3), key="key_two", place="proj_two", model="model-b"),
        Call(time=TODAY - DAY, kind="embeddings", model="embedding-a", tier="", output=0, cost="0.1"),
        Call(time=TODAY - DAY, kind="images", model="image-a", tier="", cost="0.04"),
        Call(time=TODAY + timedelta(hours=15, minutes=10), cost="0.2"),
    ]
    return found


@pytest.fixture
def account(gateway):
    with (
        serving(Defective(app=gateway.app(), skew=NOW - datetime.now(UTC))) as url,
        account_on("openai-admin", url, credential=OPENAI_ADMIN, now=NOW) as found,
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


def test_admin_keys_and_project_keys_are_listed_with_their_group(account):
    assert [(key.id, key.name, key.group) for key in account.list_keys()] == [
        ("key_admin_1", "first", "admin"),
        ("key_one", "laptop", "proj_one"),
        ("key_two", "server", "proj_two"),
    ]


def test_long_lists_are_walked_by_their_cursor_and_lose_nothing_to_new_keys(gateway):
    """Edge case 9: a cursor stays where it is when keys are added before it."""
    for number in range(2, 251):
        gateway.add(f"key {number}")
    app = Defective(
        app=gateway.app(), before=lambda route: route == "GET /admin_api_keys" and gateway.add("meanwhile")
    )

    with serving(app) as url, account_on("openai-admin", url, credential=OPENAI_ADMIN, now=NOW) as account:
        names = [key.name for key in account.list_keys() if key.group == "admin"]

    assert [name for name in names if name != "meanwhile"] == [
        *(f"key {number}" for number in reversed(range(2, 251))),
        "first",
    ]


def test_a_key_is_shown_whatever_it_belongs_to(account):
    assert account.show_key("key_admin_1").group == "admin"
    assert account.show_key("key_two").group == "proj_two"
    assert code_of(lambda: account.show_key("key_404")) == "key-not-found"


def test_an_expired_key_is_called_so(gateway, account):
    """Edge case 6: the API tells when, not that."""
    gateway.add("old", expires_at=int(NOW.timestamp()) - 1)
    gateway.add("young", expires_at=int(NOW.timestamp()) + 60)

    assert [key.status for key in account.list_keys()][:2] == ["active", "expired"]


def test_a_key_over_the_whole_organization_is_made_only_when_it_is_asked_for_by_name(gateway, account):
    """Whoever means a key that calls models must not be handed one that manages everything."""
    with pytest.raises(UserError) as caught:
        account.create_key(KeyWish(name="laptop"), idempotency_key="one")

    assert caught.value.code == "not-offered"
    assert "admin keys" in caught.value.reason
    assert len(gateway.admin_keys) == 1


def test_an_admin_key_is_created_with_its_secret_and_its_expiry(account):
    expires = NOW + timedelta(days=30)

    key = account.create_key(KeyWish(name="ops", group="admin", expires_at=expires), idempotency_key="one")

    assert key.secret.reveal() == "sk-admin-test-made-0002"
    assert abs(key.expires_at - expires) < timedelta(seconds=60)
    assert account.show_key(key.id).secret is None


@pytest.mark.parametrize(("kind", "keeps"), [("cut", False), ("drop", True), ("500", True), ("html", True)])
def test_a_lost_answer_to_a_creation_makes_no_second_key_and_names_the_first(gateway, kind, keeps):
    """Edge case 16; another key of the same name that stood before is not taken for it."""
    gateway.add("ops")
    defect = Defect(kind=kind, route="POST /admin_api_keys", keep_effect=keeps)

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openai-admin", url, credential=OPENAI_ADMIN, now=NOW) as account,
        pytest.raises(UserError) as caught,
    ):
        account.create_key(KeyWish(name="ops", group="admin"), idempotency_key="one")

    assert defect.fired == 1
    assert caught.value.code == "key-missing"
    assert caught.value.details["ids"] == ["key_admin_3"]
    assert len(gateway.admin_keys) == 3


def test_a_creation_that_never_arrived_is_sent_once_more(gateway):
    """Edge case 16."""
    defect = Defect(kind="drop", route="POST /admin_api_keys")

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openai-admin", url, credential=OPENAI_ADMIN, now=NOW) as account,
    ):
        key = account.create_key(KeyWish(name="ops", group="admin"), idempotency_key="one")

    assert defect.fired == 1
    assert key.secret is not None
    assert len(gateway.admin_keys) == 2


@pytest.mark.parametrize("identifier", ["key_admin_1", "key_two"])
def test_keys_of_both_kinds_are_revoked_and_a_second_time_is_success(account, identifier):
    """Edge case 5."""
    key = account.show_key(identifier)

    account.revoke_key(key)
    account.revoke_key(key)

    assert identifier not in {found.id for found in account.list_keys()}


def test_days_have_requests_tokens_and_costs_of_every_kind_of_model(account):
    buckets = list(account.usage(query(width="day")))

    assert [(bucket.start, bucket.totals.requests, str(bucket.totals.cost)) for bucket in buckets] == [
        (TODAY - 5 * DAY, 2, "$0.000356"),
        (TODAY - DAY, 2, "$0.14"),
        (TODAY, 1, "$0.20"),
    ]
    assert [bucket.complete for bucket in buckets] == [True, True, False]


def test_cached_input_is_part_of_the_input(account):
    first = next(account.usage(query(width="day"))).totals

    assert (first.input_tokens, first.cached_input_tokens, first.output_tokens) == (34, 8, 14)


def test_the_sum_of_the_days_is_the_whole(account):
    (whole,) = account.usage(query())

    assert total(account.usage(query(width="day"))) == whole.totals
    assert (whole.start, whole.end) == (TODAY - 7 * DAY, TODAY + DAY)


@pytest.mark.parametrize("as_text", [False, True])
def test_amounts_are_exact_as_numbers_and_as_texts(gateway, account, as_text):
    """Edge case 3."""
    gateway.costs_as_text = as_text
    gateway.calls = [Call(time=TODAY - DAY, cost="0.00015999999999999999")]

    assert total(account.usage(query())).cost.decimal_text == "0.00015999999999999999"


def test_an_amount_in_another_currency_is_not_taken_for_dollars(gateway):
    """Edge case 18."""
    app = Defective(app=gateway.app())

    async def in_yen(scope, receive, send):
        async def forward(message):
            if message["type"] == "http.response.body":
                message = {**message, "body": message["body"].replace(b'"usd"', b'"jpy"')}
            await send(message)

        await app(scope, receive, forward)

    with serving(in_yen) as url, account_on("openai-admin", url, credential=OPENAI_ADMIN, now=NOW) as account:
        assert code_of(lambda: list(account.usage(query()))) == "gateway-not-json"


GROUPS = {
    "model": {("model-a",): 2, ("model-b",): 1, ("embedding-a",): 1, ("image-a",): 1},
    "key": {("key_one",): 4, ("key_two",): 1},
    "service_tier": {("default",): 3, ("",): 2},
}


@pytest.mark.parametrize("dimension", GROUPS)
def test_usage_is_grouped_by(account, dimension):
    """Costs are not told so finely; their column stays empty and the table of operations says so."""
    buckets = list(account.usage(query(group_by=(dimension,))))

    assert {bucket.group: bucket.totals.requests for bucket in buckets} == GROUPS[dimension]
    assert total(buckets).cost == Money.zero()


@pytest.mark.parametrize("operation", ["usage.by-model", "usage.by-key", "usage.by-hour"])
def test_where_no_costs_are_told_the_table_says_so(account, operation):
    assert "costs are" in account.capabilities[operation].reason


def test_usage_by_project_has_costs_too(account):
    buckets = {bucket.group: bucket.totals for bucket in account.usage(query(group_by=("group",)))}

    assert {group: (found.requests, str(found.cost)) for group, found in buckets.items()} == {
        ("proj_one",): (4, "$0.340178"),
        ("proj_two",): (1, "$0.000178"),
    }


def test_hours_are_counted_over_several_pages(gateway, account):
    buckets = list(account.usage(query(width="hour")))

    assert [bucket.start.hour for bucket in buckets] == [0, 3, 0, 15]
    assert total(buckets).requests == 5
    assert {path for path, _ in gateway.queries} == {
        f"/usage/{kind}"
        for kind in (
            "completions",
            "embeddings",
            "moderations",
            "images",
            "audio_speeches",
            "audio_transcriptions",
        )
    }


@pytest.mark.parametrize(
    ("key", "models", "requests"),
    [("key_one", (), 4), ("", ("model-a", "image-a"), 3), ("key_two", ("model-a",), 0)],
)
def test_usage_is_filtered_by_key_and_model_without_the_costs_of_all(account, key, models, requests):
    chosen = account.show_key(key) if key else None

    (found,) = account.usage(query(key=chosen, models=models))

    assert (found.totals.requests, found.totals.cost) == (requests, Money.zero())


def test_an_api_key_in_place_of_an_admin_key_is_named(gateway):
    secret = "sk-proj-test-canary-0000000000"

    with (
        serving(gateway.app()) as url,
        account_on("openai-admin", url, credential=secret, now=NOW) as account,
        pytest.raises(UserError) as caught,
    ):
        list(account.list_keys())

    assert caught.value.code == "wrong-credential"
    assert "sk-admin-" in caught.value.reason
    assert secret not in f"{caught.value.message} {caught.value.reason} {caught.value.hint}"


def test_an_admin_key_that_may_not_is_told_so_and_not_taken_for_an_api_key(gateway):
    with (
        serving(gateway.app()) as url,
        account_on("openai-admin", url, credential="sk-admin-test-without-rights", now=NOW) as account,
    ):
        assert code_of(lambda: list(account.list_keys())) == "permission-denied"


DEFECTS = {
    "429 with a wait": partial(Defect, kind="429", route="GET /usage", after=2, retry_after="7"),
    "429 without a body": partial(Defect, kind="429", route="GET /costs"),
    "500 between two pages": partial(Defect, kind="500", route="GET /usage/completions", after=1),
    "cut": partial(Defect, kind="cut", route="GET /usage/completions", after=1),
    "gzip": partial(Defect, kind="gzip", route="GET /usage", times=None),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_passing_defects_in_the_middle_of_a_report_change_no_number(gateway, name):
    defect = DEFECTS[name]()
    pauses = Pauses()

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openai-admin", url, credential=OPENAI_ADMIN, now=NOW, pauses=pauses) as account,
    ):
        found = total(account.usage(query()))

    assert defect.fired
    assert (found.requests, str(found.cost)) == (5, "$0.340356")
    assert name != "429 with a wait" or pauses.seconds == [7.0]


@pytest.mark.parametrize(("kind", "code"), [("html", "gateway-not-json"), ("500", "gateway-failed")])
def test_lasting_defects_are_named(gateway, kind, code):
    """Edge case 14."""
    defect = Defect(kind=kind, route="GET /costs", times=None)

    with (
        serving(Defective(app=gateway.app(), defects=[defect])) as url,
        account_on("openai-admin", url, credential=OPENAI_ADMIN, now=NOW) as account,
    ):
        found = code_of(lambda: list(account.usage(query())))

    assert defect.fired
    assert found == code


def an_admin_key(account):
    return account.show_key("key_admin_1")


def change(**members):
    return lambda account: account.update_key(an_admin_key(account), KeyChange(**members))


def limit(period):
    return Budget(period=period, limit=parse_money("1"))


def create(account):
    return account.create_key(KeyWish(name="ops", group="admin"), idempotency_key="one")


WORKS = {
    "keys.list": lambda account: list(account.list_keys()),
    "keys.show": an_admin_key,
    "keys.create": create,
    "keys.revoke": lambda account: account.revoke_key(an_admin_key(account)),
    "keys.group": create,
    "keys.expiry": lambda account: account.create_key(
        KeyWish(name="ops", group="admin", expires_at=NOW + DAY), idempotency_key="one"
    ),
    "keys.rotate": lambda account: account.demand("keys.rotate"),
    "keys.idempotent-create": lambda account: account.demand("keys.idempotent-create"),
    "usage.totals": lambda account: list(account.usage(query())),
    "usage.by-day": lambda account: list(account.usage(query(width="day"))),
    "usage.by-hour": lambda account: list(account.usage(query(width="hour"))),
    "usage.by-model": lambda account: list(account.usage(query(group_by=("model",)))),
    "usage.by-key": lambda account: list(account.usage(query(group_by=("key",)))),
    "usage.by-group": lambda account: list(account.usage(query(group_by=("group",)))),
}
REFUSED = {
    "keys.reveal": lambda account: account.reveal_key(an_admin_key(account)),
    "keys.rename": change(name="new"),
    "keys.limit": change(budgets=()),
    "keys.enable": lambda account: account.enable_key(an_admin_key(account), enabled=False),
    "keys.models": change(models=("a",)),
    "keys.ips": change(ip_allowlist=("::1",)),
    "keys.metadata": change(metadata={"a": "b"}),
    "keys.rate-limits": lambda account: account.demand("keys.rate-limits"),
    "keys.guard": lambda account: account.demand("keys.guard"),
    "account": lambda account: account.account(),
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
        f"budgets.{period}": lambda account, period=period: account.set_budget(
            an_admin_key(account), limit(period)
        )
        for period in ("total", "day", "week", "month")
    },
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


@pytest.mark.parametrize(
    "members", [{"expires_at": None}, {"group": "proj_one"}, {"budgets": (limit("day"),)}], ids=str
)
def test_no_key_is_changed_and_the_reason_is_given(account, members):
    with pytest.raises(UserError) as caught:
        change(**members)(account)

    assert caught.value.code == "not-offered"
    assert caught.value.reason


def test_the_list_of_budgets_is_refused_and_not_empty(account):
    assert code_of(account.list_budgets) == "not-offered"


def test_a_change_of_nothing_changes_nothing(account):
    key = an_admin_key(account)

    assert account.update_key(key, KeyChange()) == key
