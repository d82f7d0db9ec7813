import pytest

from smartaipi_cli.sandbox.management.account import FEATURES

DAY = 86_400
NOON = 1_795_003_200
MIDNIGHT = NOON - DAY // 2


def spend(desk, key, *, model="sandbox/echo", at=None):
    if at is not None:
        desk.time.now = at
    return desk.say(key, "sixteen letters!", model=model)


def walk(desk, path, cursor="after", **query: object):
    """Every id of a list, page by page."""
    ids, position = [], None
    while True:
        parameters = "&".join(
            f"{name}={value}" for name, value in {**query, cursor: position}.items() if value
        )
        page = desk.manage("GET", f"{path}?{parameters}").json()
        ids += [entry["id"] for entry in page["data"]] if cursor == "after" else []
        ids[:0] = [entry["id"] for entry in page["data"]] if cursor == "before" else []
        if not page["has_more"]:
            return ids
        position = page["last_id"] if cursor == "after" else page["first_id"]


@pytest.mark.parametrize("path", ["/keys", "/usage/records", "/ledger"])
class TestLists:
    def filled(self, desk):
        for _ in range(5):
            spend(desk, desk.new_key()["value"])

    @pytest.mark.parametrize("limit", [1, 2, 5, 100])
    def test_a_walk_by_any_page_size_meets_every_row_once_newest_first(self, desk, path, limit):
        self.filled(desk)
        whole = walk(desk, path, limit=100)

        assert walk(desk, path, limit=limit) == whole
        assert walk(desk, path, limit=limit, order="asc") == whole[::-1]
        assert len(set(whole)) == len(whole) >= 5

    def test_a_walk_backwards_from_the_end_meets_the_same_rows(self, desk, path):
        self.filled(desk)
        whole = walk(desk, path, limit=100)
        page = desk.manage("GET", f"{path}?limit=2&before={whole[-1]}").json()

        assert [entry["id"] for entry in page["data"]] == whole[-3:-1]
        assert page["has_more"]

    def test_a_page_stays_where_it_is_when_rows_are_added(self, desk, path):
        self.filled(desk)
        first = desk.manage("GET", f"{path}?limit=2").json()
        expected = desk.manage("GET", f"{path}?limit=2&after={first['last_id']}").json()
        spend(desk, desk.new_key()["value"])

        assert desk.manage("GET", f"{path}?limit=2&after={first['last_id']}").json() == expected

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("limit=0", "invalid_parameter"),
            ("limit=101", "invalid_parameter"),
            ("limit=x", "invalid_parameter"),
            ("order=up", "invalid_parameter"),
            ("after=nothing", "invalid_cursor"),
            ("after=a&before=b", "invalid_parameter"),
            ("limit=5&limit=6", "invalid_parameter"),
        ],
    )
    def test_a_wrong_parameter_is_refused(self, desk, path, query, code):
        answer = desk.manage("GET", f"{path}?{query}")

        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_records_show_what_a_call_was(desk):
    key = desk.new_key()
    answer = desk.call(
        key["value"],
        {
            "model": "claude-haiku-4-5-20251001",
            "max_tokens": 2,
            "stream": True,
            "messages": [{"role": "user", "content": "sixteen letters!"}],
        },
        "/v1/messages",
    )
    record = desk.manage("GET", "/usage/records").json()["data"][0]

    assert record == {
        "object": "usage.record",
        "id": answer.headers["request-id"],
        "time": NOON,
        "key_id": key["id"],
        "model": "claude-haiku-4-5-20251001",
        "actual_model": "gpt-5.4-mini",
        "endpoint": "/v1/messages",
        "service_tier": "default",
        "input_tokens": 4,
        "input_cached_tokens": 0,
        "cache_write_tokens": 0,
        "output_tokens": 2,
        "reasoning_tokens": 0,
        "cost_micros": 5,
        "duration_ms": 0,
        "first_token_ms": 0,
        "streamed": True,
        "status": "ok",
        "error_code": None,
    }


def test_a_range_begins_with_its_start_and_ends_before_its_end(desk):
    key = desk.any_key()
    for moment in (NOON, NOON + 1, NOON + 2):
        spend(desk, key, at=moment)
    page = desk.manage("GET", f"/usage/records?start_time={NOON}&end_time={NOON + 2}").json()

    assert [record["time"] for record in page["data"]] == [NOON + 1, NOON]


def test_records_of_more_than_a_month_are_refused(desk):
    answer = desk.manage("GET", f"/usage/records?start_time=0&end_time={NOON}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "range_too_large")


@pytest.mark.parametrize("query", [f"start_time={NOON}000", "start_time=-1", f"start_time={NOON}&end_time=5"])
def test_a_time_in_milliseconds_or_out_of_order_is_refused(desk, query):
    assert desk.manage("GET", f"/usage/summary?{query}").status_code == 400


def test_buckets_are_cut_at_utc_midnight_and_empty_ones_are_there(desk):
    key = desk.any_key()
    for moment in (MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + 2 * DAY):
        spend(desk, key, at=moment)
    page = desk.manage(
        "GET", f"/usage/buckets?start_time={MIDNIGHT - DAY}&end_time={MIDNIGHT + 3 * DAY}"
    ).json()

    counted = [(b["start_time"], sum(r["requests"] for r in b["results"])) for b in page["data"]]
    assert counted == [(MIDNIGHT - DAY, 1), (MIDNIGHT, 1), (MIDNIGHT + DAY, 0), (MIDNIGHT + 2 * DAY, 1)]
    assert not page["has_more"]


def test_a_report_ends_before_its_end_in_the_middle_of_a_bucket(desk):
    key = desk.any_key()
    for moment in (NOON, NOON + 1):
        spend(desk, key, at=moment)
    page = desk.manage("GET", f"/usage/buckets?start_time={MIDNIGHT}&end_time={NOON + 1}").json()

    assert [result["requests"] for bucket in page["data"] for result in bucket["results"]] == [1]


def test_a_report_in_pages_adds_up_to_the_summary(desk):
    key = desk.any_key()
    for day in range(6):
        spend(desk, key, at=MIDNIGHT + day * DAY + 5, model=("sandbox/echo", "gpt-5.4")[day % 2])
    span = f"start_time={MIDNIGHT}&end_time={MIDNIGHT + 6 * DAY}"
    total, page, token = 0, None, ""
    while page is None or page["has_more"]:
        page = desk.manage("GET", f"/usage/buckets?{span}&limit=2&group_by=model{token}").json()
        assert len(page["data"]) == 2
        total += sum(result["cost_micros"] for bucket in page["data"] for result in bucket["results"])
        token = f"&page={page['next_page']}"

    assert total == desk.manage("GET", f"/usage/summary?{span}").json()["cost_micros"] > 0


def test_groups_are_named_and_the_others_are_null(desk):
    key = desk.new_key(group="team")
    spend(desk, key["value"])
    spend(desk, key["value"], model="gpt-5.4")
    query = "limit=1&group_by[]=model&group_by[]=group"
    results = desk.manage("GET", f"/usage/buckets?{query}&start_time={MIDNIGHT}").json()["data"][0]["results"]

    assert {(r["model"], r["group"], r["key_id"], r["requests"]) for r in results} == {
        ("sandbox/echo", "team", None, 1),
        ("gpt-5.4", "team", None, 1),
    }


def test_filters_choose_keys_and_models(desk):
    first, second = desk.new_key(), desk.new_key()
    spend(desk, first["value"])
    spend(desk, second["value"])
    spend(desk, second["value"], model="gpt-5.4")

    def count(query):
        return desk.manage("GET", f"/usage/summary?{query}").json()["requests"]

    assert count("") == 3
    assert count(f"key_ids[]={second['id']}") == 2
    assert count(f"key_ids={first['id']},{second['id']}&models=gpt-5.4") == 1
    assert count("models=nothing") == 0


@pytest.mark.parametrize(
    "query", ["bucket_width=2d", "limit=32", "group_by=weather", "page=page_7", "page=x"]
)
def test_a_report_that_cannot_be_is_refused(desk, query):
    assert desk.manage("GET", f"/usage/buckets?{query}").status_code == 400


def test_the_known_balance_call_gives_whole_cents_rounded_down(desk):
    spend(desk, desk.any_key())

    assert desk.manage("GET", "/usage").json() == {
        "credits": 2000,
        "free_credits": 499,
        "credits_micros": 20_000_000,
        "free_credits_micros": 4_999_980,
    }


def test_a_fresh_account_has_its_two_first_entries(desk):
    entries = desk.manage("GET", "/ledger?order=asc").json()["data"]

    assert [
        (e["type"], e["amount_micros"], e["free_micros"], e["balance_after_micros"]) for e in entries
    ] == [
        ("grant", 5_000_000, 5_000_000, 5_000_000),
        ("top_up", 20_000_000, 0, 25_000_000),
    ]


def test_the_ledger_can_be_asked_for_one_type(desk):
    spend(desk, desk.any_key())

    assert [e["type"] for e in desk.manage("GET", "/ledger?type=usage").json()["data"]] == ["usage"]


def test_what_meta_names_is_there(desk):
    routes = {
        "account": "/account",
        "balance": "/balance",
        "keys": "/keys",
        "budgets": "/budgets",
        "usage.summary": "/usage/summary",
        "usage.buckets": "/usage/buckets",
        "usage.records": "/usage/records",
        "ledger": "/ledger",
        "models": "/models",
        "prices": "/prices",
    }
    elsewhere = {"keys.rotate", "keys.usage", "idempotency", "etag", "auth.device"}  # have tests of their own
    meta = desk.manage("GET", "/meta").json()

    assert set(meta["features"]) == set(FEATURES) == {*routes, *elsewhere}
    assert all(desk.manage("GET", path).status_code == 200 for path in routes.values())


@pytest.mark.parametrize("path", ["/models", "/prices"])
def test_a_list_that_is_known_is_not_sent_again(desk, path):
    first = desk.manage("GET", path)
    again = desk.manage("GET", path, If_None_Match=first.headers["etag"])

    assert (again.status_code, again.content) == (304, b"")


def test_every_model_has_a_price_and_a_claude_name_costs_what_stands_behind_it(desk):
    models = {model["id"]: model["alias_of"] for model in desk.manage("GET", "/models").json()["data"]}
    prices = {price.pop("model"): price for price in desk.manage("GET", "/prices").json()["data"]}

    assert models.keys() == prices.keys()
    assert models["claude-opus-4-6"] == "gpt-5.4"
    assert all(prices[model] == prices[alias] for model, alias in models.items() if alias)
