"""The native dialect: exact requests, tolerant parsing, honest gaps."""

import json
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.native import KeyWish, NativeGateway

META = {"object": "meta", "features": ["keys", "balance", "usage.summary", "usage.buckets", "usage.records"]}
KEY = {"id": "key_1", "name": "ci", "redacted_value": "sk-…9f3a", "status": "active"}


@dataclass
class ScriptedTransport:
    """Answers by method and path, and remembers what was asked."""

    answer: Callable[[Request], Response]
    asked: list[Request] = field(default_factory=list)

    def send(self, request):
        self.asked.append(request)
        return self.answer(request)

    @contextmanager
    def stream(self, request):
        raise AssertionError(f"no streams here: {request.url}")
        yield

    def close(self):
        pass


def reply(data, status=200):
    return Response(
        status=status, headers={"content-type": "application/json"}, body=json.dumps(data).encode()
    )


def gateway(routes):
    def answer(request):
        path = urlsplit(request.url).path.removeprefix("/api")
        found = routes.get(f"{request.method} {path}", reply({"error": {"message": "no such page"}}, 404))
        return found(request) if callable(found) else found

    transport = ScriptedTransport(answer)
    account = NativeGateway(
        label="Test gateway",
        url="https://gw.test/api",
        token=Secret("token-test-canary"),
        transport=transport,
    )
    return account, transport


def test_today_a_gateway_may_publish_only_its_balance_in_cents():
    account, _ = gateway({"GET /usage": reply({"credits": 1234, "free_credits": 66})})

    balance = account.balance()

    assert (str(balance.available), str(balance.paid), str(balance.free)) == ("$13.00", "$12.34", "$0.66")


@pytest.mark.parametrize("operation", ["keys.list", "keys.create", "keys.revoke", "usage.summary"])
def test_what_such_a_gateway_lacks_is_named_with_its_reason(operation):
    account, _ = gateway({"GET /usage": reply({"credits": 1, "free_credits": 0})})

    with pytest.raises(UserError) as caught:
        account.demand(operation)

    assert caught.value.code == "not-offered"
    assert operation in caught.value.message
    assert "/meta" in caught.value.reason


def test_every_page_of_keys_is_read_once():
    def page(request):
        after = parse_qs(urlsplit(request.url).query).get("after", [""])[0]
        start = int(after.removeprefix("key_") or 0)
        keys = [{**KEY, "id": f"key_{number}"} for number in range(start + 1, min(start + 100, 250) + 1)]
        return reply({"data": keys, "has_more": start + 100 < 250, "last_id": keys[-1]["id"]})

    account, _ = gateway({"GET /meta": reply(META), "GET /keys": page})

    assert [key.id for key in account.list_keys()] == [f"key_{number}" for number in range(1, 251)]


def test_a_server_that_repeats_its_cursor_does_not_make_us_ask_for_ever():
    account, _ = gateway(
        {"GET /meta": reply(META), "GET /keys": reply({"data": [KEY], "has_more": True, "last_id": "key_1"})}
    )

    assert len(list(account.list_keys())) == 2


def test_a_create_says_what_is_wanted_in_micro_dollars_and_with_its_idempotency_key():
    account, transport = gateway(
        {"GET /meta": reply(META), "POST /keys": reply({**KEY, "value": "sk-test-new"}, 201)}
    )

    key = account.create_key(
        KeyWish(
            name="ci",
            budgets=(Budget(period="day", limit=Money.from_cents(50)),),
            models=("gpt-5*",),
            expires_at=datetime(2027, 1, 1, tzinfo=UTC),
        ),
        idempotency_key="once",
    )

    sent = transport.asked[-1]
    assert json.loads(sent.body) == {
        "name": "ci",
        "models": ["gpt-5*"],
        "budgets": [{"period": "day", "limit_micros": 500_000}],
        "expires_at": 1798761600,
    }
    assert sent.headers["idempotency-key"] == "once"
    assert key.secret == Secret("sk-test-new")


def test_revoking_a_key_that_is_gone_already_is_success():
    account, _ = gateway(
        {
            "GET /meta": reply(META),
            "DELETE /keys/key_1": reply({"error": {"message": "gone", "code": "key_revoked"}}, 404),
        }
    )

    account.revoke_key("key_1")


def test_unknown_members_and_statuses_do_no_harm():
    account, _ = gateway(
        {
            "GET /meta": reply(META),
            "GET /keys/key_1": reply({**KEY, "status": "resting", "mood": 7, "models": None}),
        }
    )

    key = account.key("key_1")

    assert (key.status, key.models) == ("unknown", None)


def test_a_missing_needed_member_is_named():
    account, _ = gateway({"GET /meta": reply(META), "GET /keys/key_1": reply({"name": "x"})})

    with pytest.raises(UserError, match="lacks `id`"):
        account.key("key_1")


def test_the_token_goes_into_the_header_and_nowhere_else():
    account, transport = gateway({"GET /usage": reply({"credits": 1, "free_credits": 0})})

    account.balance()

    assert all("canary" not in request.url for request in transport.asked)
    assert all("canary" not in repr(request) for request in transport.asked)
    assert transport.asked[0].headers["authorization"] == "Bearer token-test-canary"
