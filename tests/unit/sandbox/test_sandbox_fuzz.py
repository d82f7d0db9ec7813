"""Whatever is sent, the sandbox answers; it never fails."""

import asyncio
import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sandbox_desk import TOKEN, open_desk

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
CALLS = [
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/messages",
    "/v1/messages/count_tokens",
    "/v1/embeddings",
    "/v1/images/generations",
    "/v1/images/edits",
]
MEMBERS = [
    "messages",
    "input",
    "tools",
    "system",
    "instructions",
    "max_tokens",
    "stream_options",
    "reasoning",
    "metadata",
    "prompt",
    "image",
    "size",
    "dimensions",
]
ITEM_MEMBERS = [
    "role",
    "content",
    "type",
    "tool_calls",
    "function",
    "output",
    "tools",
    "text",
    "arguments",
    "name",
]
ITEMS = st.lists(
    st.dictionaries(
        st.sampled_from(ITEM_MEMBERS),
        JSON | st.lists(st.dictionaries(st.sampled_from(ITEM_MEMBERS), JSON, max_size=3), max_size=2),
        max_size=4,
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    opened = open_desk(tmp_path_factory.mktemp("fuzz") / "box")
    yield opened
    opened.store.close()


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    path=st.sampled_from(CALLS),
    model=st.sampled_from(["sandbox/echo", "sandbox/script:write-file", "sandbox/reason"]),
    members=st.dictionaries(st.sampled_from(MEMBERS), JSON | ITEMS, max_size=4),
    is_streamed=st.booleans(),
)
def test_no_request_makes_a_call_fail(shared, path, model, members, is_streamed):
    answer = shared.call(
        shared.any_key(), {"max_tokens": 9, **members, "model": model, "stream": is_streamed}, path
    )

    assert answer.status_code in {200, 400, 402}, answer.text


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=st.dictionaries(
        st.sampled_from(
            ["name", "models", "budgets", "metadata", "rate_limits", "expires_at", "ip_allowlist", "group"]
        ),
        JSON,
        max_size=3,
    )
)
def test_no_body_makes_the_management_fail(shared, body):
    headers = {"authorization": f"Bearer {TOKEN}"}
    answer = shared.send("POST", "/api/keys", headers=headers, raw=json.dumps(body).encode())

    assert answer.status_code in {201, 400}, answer.text


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    path=st.sampled_from(
        ["/usage/buckets", "/usage/records", "/usage/summary", "/ledger", "/keys", "/budgets"]
    ),
    query=st.dictionaries(
        st.sampled_from(
            ["limit", "after", "before", "order", "start_time", "end_time", "page", "group_by", "models"]
        ),
        st.text(max_size=12) | st.integers().map(str),
        max_size=3,
    ),
)
def test_no_query_makes_a_report_fail(shared, path, query):
    answer = shared.manage("GET", f"{path}?{httpx.QueryParams(query)}")

    assert answer.status_code in {200, 400}, answer.text


def test_the_books_still_agree_after_all_of_it(shared):
    async def sums():
        return await shared.store.read(
            lambda connection: tuple(
                connection.execute("SELECT sum(amount_micros), sum(free_micros) FROM ledger").fetchone()
            )
        )

    balance = shared.balance()
    assert asyncio.run(sums()) == (balance.total_micros, balance.free_micros)
    assert balance.pending_micros == 0
