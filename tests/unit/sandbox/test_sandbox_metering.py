import asyncio
import sqlite3

import httpx
import pytest
from sandbox_desk import open_desk

from smartaipi_cli.sandbox.events import Usage
from smartaipi_cli.sandbox.metering import Outcome, settle

# sandbox/echo costs a micro for a token of input and four for one of output: 4 + 4 tokens cost 20.
PROMPT, COST = "sixteen letters!", 20


def books_agree(desk) -> bool:
    """Whether the ledger adds up to the balance, and to what the requests and counters say."""
    ((total, free),) = desk.rows("SELECT sum(amount_micros), sum(free_micros) FROM ledger")
    ((billed,),) = desk.rows("SELECT coalesce(sum(cost_micros), 0) FROM requests")
    ((counted,),) = desk.rows(
        "SELECT coalesce(sum(spent_micros), 0) FROM spending WHERE scope = 'account' AND period = 'total'"
    )
    balance = desk.balance()
    return (total, free) == (
        balance.total_micros,
        balance.free_micros,
    ) and billed == counted == 25_000_000 - total


def test_a_call_is_billed_in_the_ledger_the_log_and_the_counters_alike(desk):
    desk.say(desk.any_key(), PROMPT)

    assert desk.rows("SELECT status, input_tokens, output_tokens, cost_micros FROM requests") == [
        ("ok", 4, 4, COST)
    ]
    assert desk.balance().total_micros == 25_000_000 - COST
    assert desk.balance().pending_micros == 0
    assert books_agree(desk)


def test_the_ledger_names_the_request_that_it_bills(desk):
    answer = desk.say(desk.any_key(), PROMPT)
    entry = desk.manage("GET", "/ledger").json()["data"][0]

    assert entry["reference"] == {"type": "request", "id": answer.headers["x-request-id"]}
    assert (entry["type"], entry["amount_micros"]) == ("usage", -COST)


def test_free_credit_is_used_before_paid_and_an_entry_may_use_both(desk):
    key = desk.any_key()
    for _ in range(5):
        desk.say(key, "x" * 4_000_000)  # a little more than a dollar

    *_, last = desk.rows("SELECT amount_micros, free_micros FROM ledger")
    assert last[0] < last[1] < 0
    assert desk.balance().free_micros == 0
    assert 0 < desk.balance().paid_micros < 20_000_000
    assert books_agree(desk)


def test_the_priority_tier_costs_half_as_much_again(desk):
    desk.say(desk.any_key(), PROMPT, service_tier="priority")

    assert desk.rows("SELECT service_tier, cost_micros FROM requests") == [("priority", COST * 3 // 2)]


def test_a_request_is_never_billed_twice(desk):
    request_id = desk.say(desk.any_key(), PROMPT).headers["x-request-id"]
    again = Outcome(usage=Usage(input_tokens=9), cost_micros=99, status="ok", duration_ms=1)
    desk.store.submit(lambda connection: settle(connection, request_id, again, 0)).result()

    assert desk.balance().total_micros == 25_000_000 - COST
    assert books_agree(desk)


def test_a_second_debit_for_a_request_is_refused_by_the_database_itself(desk):
    request_id = desk.say(desk.any_key(), PROMPT).headers["x-request-id"]
    sql = "INSERT INTO ledger SELECT NULL, 'le_2', 0, 'usage', -1, 0, 0, 0, '', ?, NULL"

    with pytest.raises(sqlite3.IntegrityError):
        desk.store.submit(lambda connection: connection.execute(sql, (request_id,))).result()


@pytest.mark.parametrize("sql", ["UPDATE ledger SET amount_micros = 1", "DELETE FROM ledger"])
def test_no_entry_of_the_ledger_can_be_changed(desk, sql):
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        desk.store.submit(lambda connection: connection.execute(sql)).result()


def test_a_blocked_call_is_logged_and_costs_nothing(desk):
    key = desk.new_key(budgets=[{"period": "total", "limit_micros": COST - 1}])["value"]
    answer = desk.say(key, PROMPT)

    assert answer.status_code == 402
    assert desk.rows("SELECT id, status, error_code, cost_micros FROM requests") == [
        (answer.headers["x-request-id"], "blocked", "budget_exceeded", 0)
    ]
    assert desk.balance().total_micros == 25_000_000


@pytest.mark.parametrize(
    ("period", "wait_s"),
    [
        pytest.param("day", 12 * 3600, id="a day ends at midnight"),
        pytest.param("week", 4 * 86_400 + 12 * 3600, id="a week ends on Sunday"),
        pytest.param("month", 12 * 86_400 + 12 * 3600, id="November has thirty days"),
    ],
)
def test_a_budget_is_whole_again_when_its_window_ends_and_no_second_before(desk, period, wait_s):
    key = desk.new_key(budgets=[{"period": period, "limit_micros": COST}])["value"]
    start = desk.time.now
    statuses = [desk.say(key, PROMPT).status_code]
    for moment in (start, start + wait_s - 1, start + wait_s):
        desk.time.now = moment
        statuses.append(desk.say(key, PROMPT).status_code)

    assert statuses == [200, 402, 402, 200]


def test_a_total_budget_never_comes_back(desk):
    key = desk.new_key(budgets=[{"period": "total", "limit_micros": COST}])["value"]
    desk.say(key, PROMPT)
    desk.time.now += 10 * 365 * 86_400

    assert desk.say(key, PROMPT).status_code == 402


def test_the_budget_of_the_account_bounds_all_keys_together(desk):
    desk.manage("PUT", "/budgets/account/day", {"limit_micros": COST})
    first, second = desk.new_key()["value"], desk.new_key()["value"]

    assert [desk.say(first, PROMPT).status_code, desk.say(second, PROMPT).status_code] == [200, 402]


def test_a_budget_that_is_set_later_counts_what_was_spent_before(desk):
    key = desk.new_key()
    desk.say(key["value"], PROMPT)
    budget = desk.manage("PUT", f"/budgets/{key['id']}/day", {"limit_micros": COST}).json()

    assert budget["spent_micros"] == COST
    assert desk.say(key["value"], PROMPT).status_code == 402


@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_hundred_parallel_calls_never_break_a_budget_for_ten(desk, is_streamed):
    key = desk.new_key(budgets=[{"period": "day", "limit_micros": 11 * COST - 1}])
    body = {"model": "sandbox/echo", "stream": is_streamed, "messages": [{"role": "user", "content": PROMPT}]}

    async def call_all() -> list[int]:
        transport = httpx.ASGITransport(app=desk.app)
        headers = {"authorization": f"Bearer {key['value']}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:4000", headers=headers
        ) as client:
            answers = [client.post("/v1/chat/completions", json=body) for _ in range(100)]
            return [answer.status_code for answer in await asyncio.gather(*answers)]

    statuses = asyncio.run(call_all())

    assert (statuses.count(200), statuses.count(402)) == (10, 90)
    assert desk.manage("GET", f"/keys/{key['id']}").json()["spent_micros"] == 10 * COST
    assert books_agree(desk)


def test_what_a_killed_process_left_in_flight_is_released_and_not_billed(tmp_path):
    desk = open_desk(tmp_path / "box")
    desk.any_key()
    desk.store.submit(lambda c: c.execute("UPDATE api_keys SET calls = 1")).result()
    ((key_id,),) = desk.rows("SELECT id FROM api_keys")

    def leave_in_flight(connection: sqlite3.Connection) -> None:
        connection.execute(
            """INSERT INTO requests (id, time, key_id, model, actual_model, endpoint, service_tier, streamed,
                                     status)
               VALUES ('req_1', 0, ?, 'm', 'm', '/', 'default', 1, 'pending')""",
            (key_id,),
        )
        connection.execute("INSERT INTO reservations VALUES ('req_1', ?, 500)", (key_id,))

    desk.store.submit(leave_in_flight).result()
    assert desk.balance().pending_micros == 500
    desk.store.close()
    again = open_desk(tmp_path / "box")

    assert again.balance().pending_micros == 0
    assert again.rows("SELECT status, error_code, cost_micros FROM requests") == [("error", "interrupted", 0)]
    assert books_agree(again)
    again.store.close()


@pytest.mark.parametrize(
    ("limit", "statuses"),
    [
        pytest.param({"requests_per_minute": 2}, [200, 200, 429], id="requests"),
        pytest.param({"tokens_per_minute": 16}, [200, 200, 429], id="tokens"),
        pytest.param({"max_parallel": 0}, [429, 429, 429], id="parallel"),
    ],
)
def test_a_key_is_held_to_its_rate_limits_within_a_minute(desk, limit, statuses):
    key = desk.new_key(rate_limits=limit)["value"]

    assert [desk.say(key, PROMPT).status_code for _ in range(3)] == statuses
    desk.time.now += 60
    assert desk.say(key, PROMPT).status_code == statuses[0]
