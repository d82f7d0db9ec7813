"""The guards of writes: once only, by whom one read last, not too often; and the headers that tell of them."""

import asyncio
import threading

import httpx
import pytest
from sandbox_desk import TOKEN

from smartaipi_cli.sandbox.app import build_app
from smartaipi_cli.sandbox.rates import RateWindow

PROMPT = "sixteen letters!"


def test_a_write_whose_first_request_still_runs_is_told_to_wait(desk):
    may_go_on = threading.Event()
    desk.store.submit(lambda books: may_go_on.wait(10))

    async def create_twice():
        transport = httpx.ASGITransport(app=desk.app)
        headers = {"authorization": f"Bearer {TOKEN}", "idempotency-key": "same"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:4000", headers=headers
        ) as client:
            first = asyncio.create_task(client.post("/api/keys", content=b"{}"))
            while "same" not in desk.app.state.gateway.idempotency_keys:  # noqa: ASYNC110 - the sandbox signals nothing
                await asyncio.sleep(0)
            second = await client.post("/api/keys", content=b"{}")
            may_go_on.set()
            return await first, second, await client.post("/api/keys", content=b"{}")

    first, second, third = asyncio.run(create_twice())

    assert (second.status_code, second.json()["error"]["code"]) == (409, "idempotency_in_progress")
    assert (first.status_code, third.status_code) == (201, 201)
    assert third.json()["id"] == first.json()["id"]


def test_a_refused_write_is_not_kept_under_its_idempotency_key(desk):
    refused = desk.manage("POST", "/keys", {"name": ""}, Idempotency_Key="again")
    corrected = desk.manage("POST", "/keys", {"name": "x"}, Idempotency_Key="again")

    assert (refused.status_code, corrected.status_code) == (400, 201)


@pytest.mark.parametrize(
    ("method", "path", "header"),
    [
        ("POST", "/keys", "Idempotency_Key"),
        ("PATCH", "/keys/{id}", "If_Match"),
        ("DELETE", "/keys/{id}", "If_Match"),
        ("GET", "/prices", "If_None_Match"),
    ],
)
def test_an_empty_guard_is_refused_instead_of_being_none(desk, method, path, header):
    key = desk.new_key()
    answer = desk.manage(method, path.format(**key), {"name": "x"}, **{header: ""})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_parameter")
    assert [found["name"] for found in desk.manage("GET", "/keys").json()["data"]] == ["test"]


def test_a_replay_does_not_pass_over_an_empty_guard(desk):
    path = f"/keys/{desk.new_key()['id']}/disable"
    statuses = [
        desk.manage("POST", path, Idempotency_Key="once", **guard).status_code
        for guard in ({}, {"If_Match": ""})
    ]

    assert statuses == [200, 400]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [("{etag}", 200), ("*", 200), ('"other", {etag}', 200), ("W/{etag}", 412), ('"x"', 412)],
)
def test_a_guard_may_name_several_tags_and_a_weak_one_never_matches(desk, wanted, status):
    path = f"/keys/{desk.new_key()['id']}"
    etag = desk.manage("GET", path).headers["etag"]

    assert desk.manage("PATCH", path, {"name": "x"}, If_Match=wanted.format(etag=etag)).status_code == status


def test_a_patch_merges_inner_objects_and_null_takes_a_member_out(desk):
    key = desk.new_key(
        metadata={"a": "1", "b": "2"}, rate_limits={"max_parallel": 3, "requests_per_minute": 9}
    )
    body = {"metadata": {"a": None, "c": "3"}, "rate_limits": {"max_parallel": None}}
    patched = desk.manage("PATCH", f"/keys/{key['id']}", body).json()

    assert patched["metadata"] == {"b": "2", "c": "3"}
    assert patched["rate_limits"] == {
        "requests_per_minute": 9,
        "tokens_per_minute": None,
        "max_parallel": None,
    }


def test_metadata_that_grows_too_large_by_a_patch_is_refused_and_stays(desk):
    key = desk.new_key(metadata={str(number): "x" for number in range(16)})
    answer = desk.manage("PATCH", f"/keys/{key['id']}", {"metadata": {"more": "x"}})

    assert answer.status_code == 400
    assert len(desk.manage("GET", f"/keys/{key['id']}").json()["metadata"]) == 16


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_revoked_key_has_no_budgets_to_set(desk, method):
    key = desk.new_key(budgets=[{"period": "day", "limit_micros": 5}])
    desk.manage("DELETE", f"/keys/{key['id']}")
    answer = desk.manage(method, f"/budgets/{key['id']}/day", {"limit_micros": 5})

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "key_revoked")


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_at": 1_900_000_000_000},
        {"budgets": [{"period": "day", "limit_micros": 1}, {"period": "day", "limit_micros": 2}]},
        {"budgets": [{"period": "day", "limit_micros": 1, "limit": 2}]},
        {"name": "\t"},
        {"models": ["a**"]},
    ],
    ids=["milliseconds", "a period twice", "a misspelt member", "an invisible name", "two stars"],
)
def test_what_can_only_be_a_mistake_is_refused(desk, fields):
    assert desk.manage("POST", "/keys", {"name": "x", **fields}).status_code == 400


def test_the_account_is_held_to_its_rate_and_told_of_it_in_headers(desk):
    desk.app = build_app(desk.store, seed="test", rate=RateWindow(limit=2))
    answers = [desk.manage("GET", "/balance") for _ in range(3)]
    desk.time.now += 60

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining-requests"] for answer in answers] == ["1", "0", "0"]
    assert answers[0].headers["x-ratelimit-limit-requests"] == "2"
    assert answers[0].headers["x-ratelimit-reset-requests"] == "1m0s"
    assert answers[2].headers["retry-after"] == "60"
    assert answers[2].json()["error"]["type"] == "rate_limit_error"
    assert desk.manage("GET", "/balance").status_code == 200


def test_an_answer_says_which_version_of_the_contract_it_speaks(desk):
    meta = desk.manage("GET", "/meta", Smartaipi_Version="2027-01-01")

    assert meta.headers["smartaipi-version"] == meta.json()["api_version"] == "2026-11-01"


def test_a_wrong_method_is_told_the_right_ones(desk):
    answer = desk.manage("PUT", "/keys/key_none", {})

    assert answer.status_code == 405
    assert {"GET", "PATCH", "DELETE"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/responses", "/v1/messages"])
def test_a_call_that_a_budget_refuses_says_which_and_until_when_in_every_dialect(desk, path):
    key = desk.new_key(budgets=[{"period": "day", "limit_micros": 1}])
    body = {
        "model": "sandbox/echo",
        "max_tokens": 9,
        "input": PROMPT,
        "messages": [{"role": "user", "content": PROMPT}],
    }
    answer = desk.call(key["value"], body, path)

    assert answer.status_code == 402
    assert answer.json()["error"]["details"] == {
        "scope": key["id"],
        "period": "day",
        "resets_at": 1_795_046_400,
    }


def test_one_request_is_found_however_old_it_is(desk):
    answer = desk.say(desk.any_key())
    desk.time.now += 400 * 86_400
    record = desk.manage("GET", f"/usage/records/{answer.headers['x-request-id']}")
    missing = desk.manage("GET", "/usage/records/req_none")

    assert record.json()["id"] == answer.headers["x-request-id"]
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "request_not_found")
