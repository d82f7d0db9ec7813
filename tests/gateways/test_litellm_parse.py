"""LiteLLM's rows, amounts and errors, read from answers as version 1.106.2 sends them."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from smartaipi_cli.domain.key import Budget
from smartaipi_cli.domain.key_wish import KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.answers import parse_json
from smartaipi_cli.gateways.dialects.litellm.amounts import number, spent
from smartaipi_cli.gateways.dialects.litellm.bodies import change_body, creation_body
from smartaipi_cli.gateways.dialects.litellm.log import parse_record
from smartaipi_cli.gateways.dialects.litellm.parse import parse_key, parse_price
from smartaipi_cli.gateways.dialects.litellm.problems import problem, read

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HASH = "410f72afda0a0b2162d597b3e16f0bebb35ec4d4212eadd37750d0ec1aa9e8e9"
URL = "https://gateway.test"


def key_of(**members):
    return parse_key({"token": HASH, "key_name": "sk-...-Vaw", **members}, NOW)


def answer(status, body):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status=status, headers={"content-type": "application/json"}, body=data)


def error(message, kind, param=None, code="400"):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("0.0010619999999999998", "$0.001062", id="a sum that fell short"),
        pytest.param("0.001062", "$0.001062", id="a sum that did not"),
        pytest.param("0.00015999999999999999", "$0.00016", id="one product"),
        pytest.param("0.0017620000000000001", "$0.001762", id="a sum that is too large"),
        pytest.param("0.00040000000000001146", "$0.0004", id="many sums"),
        pytest.param("7.5e-08", "$0.000000075", id="one cached token"),
        pytest.param("1e-12", "$0.000000000001", id="the smallest that is kept"),
        pytest.param("123456.78000000001", "$123,456.78", id="noise of a large sum"),
        pytest.param("0", "$0.00", id="nothing"),
    ],
)
def test_amounts_are_freed_from_binary_noise(text, shown):
    """Edge case 3."""
    data = parse_json(f'{{"spend": {text}}}'.encode())

    assert str(spent(data, "spend")) == shown


def test_a_limit_is_sent_as_it_was_typed_or_not_at_all():
    assert json.dumps(number(Money(Decimal("0.1")))) == "0.1"
    assert json.dumps(number(Money(Decimal("5.00")))) == "5"
    with pytest.raises(UserError) as found:
        number(Money(Decimal("0.1234567890123456789")))
    assert found.value.code == "usage"


@pytest.mark.parametrize(
    ("members", "status"),
    [
        pytest.param({}, "active", id="nothing said"),
        pytest.param({"blocked": True, "status": "revoked"}, "disabled", id="blocked, called revoked there"),
        pytest.param({"blocked": False}, "active", id="unblocked"),
        pytest.param({"expires": "2026-11-20T11:59:59.283481Z"}, "expired", id="expired"),
        pytest.param({"expires": "2026-11-20T12:00:01+00:00"}, "active", id="not yet expired"),
        pytest.param({"deleted_at": "2026-11-20T11:00:00Z", "blocked": True}, "revoked", id="deleted"),
        pytest.param({"max_budget": 1, "spend": Decimal("1.32")}, "exhausted", id="overrun"),
        pytest.param({"max_budget": 0}, "exhausted", id="a limit of nothing"),
        pytest.param({"max_budget": 1, "spend": 2, "blocked": True}, "disabled", id="blocked and overrun"),
        pytest.param({"status": "hibernating"}, "active", id="an unknown status"),
    ],
)
def test_the_status_of_a_key_comes_from_its_facts(members, status):
    """Edge cases 5, 6 and 12."""
    assert key_of(**members).status == status


@pytest.mark.parametrize(
    ("members", "budgets"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({"max_budget": 5, "spend": 1}, [("total", "$5.00", "$1.00")], id="in all"),
        pytest.param(
            {"max_budget": 5, "budget_duration": "30d", "spend": 1},
            [("month", "$5.00", "$1.00")],
            id="monthly",
        ),
        pytest.param(
            {"max_budget": 5, "budget_duration": "12h"},
            [("12h", "$5.00", "$0.00")],
            id="a window of their own",
        ),
        pytest.param(
            {
                "budget_limits": [
                    {"budget_duration": "1d", "max_budget": 1},
                    {"budget_duration": "1w", "max_budget": 2},
                    {"budget_duration": "1mo", "max_budget": Decimal("5.5")},
                ],
                "budget_limits_usage": {"1d": {"current_spend": Decimal("0.0009")}},
            },
            [("day", "$1.00", "$0.0009"), ("week", "$2.00", "$0.00"), ("month", "$5.50", "$0.00")],
            id="several windows",
        ),
        pytest.param(
            {
                "spend": 3,
                "litellm_budget_table": {"max_budget": Decimal("4.5"), "budget_duration": "7d"},
            },
            [("week", "$4.50", "$3.00")],
            id="through a budget object",
        ),
        pytest.param({"budget_limits": [{"budget_duration": "1d"}]}, [], id="a window without a limit"),
    ],
)
def test_budgets_are_read_from_all_three_places(members, budgets):
    found = key_of(**members).budgets

    assert [(budget.period, str(budget.limit), str(budget.spent)) for budget in found] == budgets
    assert all((budget.scope, budget.enforcement) == (HASH, "soft") for budget in found)


@pytest.mark.parametrize(
    ("names", "models"),
    [
        pytest.param([], None, id="empty means every model"),
        pytest.param(["all-proxy-models"], None, id="all by name"),
        pytest.param(["no-default-models"], (), id="none by name"),
        pytest.param(["small", "large"], ("small", "large"), id="some"),
        pytest.param(None, None, id="not told"),
    ],
)
def test_the_two_meanings_of_no_models_are_told_apart(names, models):
    """Edge case 13."""
    assert key_of(models=names).models == models


def test_a_masked_secret_is_no_secret():
    """Edge case 4."""
    assert key_of(key="sk-...-Vaw").secret is None
    assert key_of(key="sk-test-****************").secret is None
    assert key_of(key="sk-test-0000000000000001").secret is not None


def test_a_change_of_metadata_keeps_what_the_proxy_itself_has_there():
    row = {
        "metadata": {"note": "old", "tags": ["a"], "model_rpm_limit": {"small": 3}, "share": Decimal("0.5")}
    }

    body = change_body(KeyChange(metadata={"team": "search"}), row, NOW)

    assert body == {
        "metadata": {"tags": ["a"], "model_rpm_limit": {"small": 3}, "share": 0.5, "team": "search"}
    }
    assert json.dumps(body)


def test_a_key_cannot_be_born_expired():
    with pytest.raises(UserError) as found:
        creation_body(KeyWish(name="late", expires_at=NOW - timedelta(seconds=1)), "", NOW)
    assert found.value.code == "usage"


def test_a_wish_without_extras_says_nothing_about_them():
    assert creation_body(KeyWish(name="plain"), "", NOW) == {"key_alias": "plain"}
    assert change_body(KeyChange(), {}, NOW) == {}
    assert change_body(KeyChange(budgets=(), expires_at=None, group=""), {}, NOW) == {
        "max_budget": None,
        "budget_duration": None,
        "budget_limits": [],
        "duration": "-1",
        "team_id": None,
    }
    windows = (
        Budget(period="month", limit=Money(Decimal("0.3"))),
        Budget(period="12h", limit=Money(Decimal(1))),
    )
    assert change_body(KeyChange(budgets=windows), {}, NOW)["budget_limits"] == [
        {"budget_duration": "1mo", "max_budget": 0.3},
        {"budget_duration": "12h", "max_budget": 1},
    ]


@pytest.mark.parametrize(
    ("row", "periods", "body"),
    [
        pytest.param(
            {"max_budget": 5, "budget_duration": "30d"},
            ("month", "day"),
            {"max_budget": 1, "budget_limits": [{"budget_duration": "1d", "max_budget": 1}]},
            id="the key's own window stays its own",
        ),
        pytest.param(
            {"max_budget": 5, "budget_duration": "30d"},
            ("month", "total"),
            {
                "max_budget": 1,
                "budget_duration": None,
                "budget_limits": [{"budget_duration": "1mo", "max_budget": 1}],
            },
            id="a limit in all takes its place",
        ),
        pytest.param(
            {"budget_limits": [{"budget_duration": "30d", "max_budget": 5}]},
            ("month", "week"),
            {
                "max_budget": None,
                "budget_duration": None,
                "budget_limits": [
                    {"budget_duration": "30d", "max_budget": 1},
                    {"budget_duration": "7d", "max_budget": 1},
                ],
            },
            id="a window keeps the name that it has",
        ),
    ],
)
def test_a_window_that_stays_is_not_begun_anew(row, periods, body):
    budgets = tuple(Budget(period=period, limit=Money(Decimal(1))) for period in periods)

    assert change_body(KeyChange(budgets=budgets), row, NOW) == body


def test_prices_per_token_become_exact_prices_per_million():
    body = b'{"model_name": "small", "model_info": {"input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06,'
    row = parse_json(
        body + b'"cache_read_input_token_cost": 1.5e-07, "cache_creation_input_token_cost": null}}'
    )

    price = parse_price(row)

    assert [str(one) for one in (price.input, price.output, price.cached_input)] == [
        "$2.00",
        "$8.00",
        "$0.15",
    ]
    assert price.cache_write is None


def test_a_logged_request_has_its_tokens_wherever_the_vendor_put_them():
    usage = {
        "service_tier": "priority",
        "prompt_tokens_details": {"cached_tokens": 40, "cache_creation_tokens": 7},
        "completion_tokens_details": {"reasoning_tokens": 5},
    }
    row = {
        "request_id": "chatcmpl-1",
        "startTime": "2026-11-20T11:00:00.100+00:00",
        "completionStartTime": "2026-11-20T11:00:00.350+00:00",
        "endTime": "2026-11-20T11:00:01.100+00:00",
        "spend": Decimal("0.00017800000000000002"),
        "status": "success",
        "prompt_tokens": 50,
        "completion_tokens": 20,
        "metadata": {"usage_object": usage},
    }

    record = parse_record(row)

    assert (record.cached_input_tokens, record.cache_write_tokens, record.reasoning_tokens) == (40, 7, 5)
    assert (record.first_token_ms, str(record.cost), record.service_tier) == (250, "$0.000178", "priority")
    assert (
        parse_record(
            {**row, "metadata": {"usage_object": {"cache_read_input_tokens": 3}}}
        ).cached_input_tokens
        == 3
    )
    failed = parse_record(
        {**row, "status": "failure", "metadata": {"error_information": {"error_code": "422"}}}
    )
    assert (failed.status, failed.error_code, failed.totals.failed_requests) == ("failure", "422", 1)
    assert parse_record({**row, "status": None}).status == "ok"


@pytest.mark.parametrize(
    ("status", "body", "code", "reason"),
    [
        pytest.param(422, error("Over budget", "budget_exceeded"), "budget-exceeded", "Over budget", id="budget, 422"),
        pytest.param(429, error("Over budget", "budget_exceeded"), "budget-exceeded", "Over budget", id="budget, 429"),
        pytest.param(400, error("Over budget", "budget_exceeded"), "budget-exceeded", "Over budget", id="budget, 400"),
        pytest.param(
            401,
            error(f"Authentication Error, Key Hash (Token) ={HASH}. Unable to find", "token_not_found_in_db", "key"),
            "credential-refused",
            "Key Hash (Token) =[hidden]. Unable to find",
            id="a key that nobody knows, its hash hidden",
        ),
        pytest.param(
            401,
            error("Authentication Error, Key is blocked. Update via `/key/unblock`", "auth_error", "None"),
            "credential-refused",
            "Key is blocked. Update via `/key/unblock`",
            id="a blocked key",
        ),
        pytest.param(
            401,
            error("Authentication Error - Expired Key", "expired_key"),
            "credential-refused",
            "Authentication Error - Expired Key",
            id="an expired key",
        ),
        pytest.param(
            401,
            error("Authentication Error, Only proxy admin can be used to generate", "auth_error", "None"),
            "permission-denied",
            "Only proxy admin can be used to generate",
            id="a missing right as 401",
        ),
        pytest.param(
            404, error("{'error': 'No keys found'}", "internal_server_error"), "key-not-found", "No keys found",
            id="an error in Python's words",
        ),
        pytest.param(
            400, error("already exists", "bad_request_error", "key_alias"), "key-name-taken", "already exists",
            id="a name that is taken",
        ),
        pytest.param(
            500,
            error("Regenerating Virtual Keys is an Enterprise feature", "internal_server_error"),
            "not-offered",
            "Regenerating Virtual Keys is an Enterprise feature",
            id="not licensed, as 500",
        ),
        pytest.param(
            403, error("model not available", "key_model_access_denied", "model"), "model-unknown",
            "model not available", id="a model that the key may not call",
        ),
        pytest.param(
            422,
            {"detail": [{"loc": ["body", "duration"], "msg": "Input should be a valid string"}]},
            "gateway-refused",
            "duration: Input should be a valid string",
            id="shape: list of findings",
        ),
        pytest.param(
            403, {"detail": {"error": "Service-account keys cannot"}}, "permission-denied",
            "Service-account keys cannot", id="shape: object in detail",
        ),
        pytest.param(
            404, {"detail": "Not Found"}, "gateway-refused", "Not Found", id="shape: text in detail",
        ),
        pytest.param(500, error("broken", "internal_server_error"), "gateway-failed", "broken", id="a real 500"),
        pytest.param(429, b"", "rate-limited", "the body was empty", id="429 without a body"),
        pytest.param(418, error("hm", "new_type", "hm"), "gateway-refused", "hm", id="an unknown type"),
    ],
)  # fmt: skip
def test_errors_go_by_their_type_in_any_shape(status, body, code, reason):
    """Edge cases 14 and 20."""
    found = problem(answer(status, body), URL)

    assert (found.code, found.reason) == (code, reason)


def test_an_error_that_comes_as_a_success_is_one():
    for body in ({"error": {"message": "no", "type": "auth_error"}}, {"detail": "Not Found"}):
        with pytest.raises(UserError):
            read(answer(200, body), URL)
    assert read(answer(200, {"keys": []}), URL) == {"keys": []}
