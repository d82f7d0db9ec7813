"""The description of the contract is the one that is served, names every route, and every answer is as it says.

Fuzzing by the description is done with schemathesis, in an environment of its own: scripts/fuzz_contract.py.
"""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from schema_check import faults

from smartaipi_cli.sandbox.contract.document import describe_contract, render_contract
from smartaipi_cli.sandbox.management.account import FEATURES
from smartaipi_cli.sandbox.management.auth import DEVICE_GRANT
from smartaipi_cli.sandbox.management.routes import CONTRACT

DOCUMENT = describe_contract()
PAGE = Path(__file__).parents[3] / "docs" / "native-contract.openapi.json"
CODES = {
    "post_auth_token": (400, {"error": "authorization_pending"}),
}


def test_the_published_file_is_what_the_sandbox_serves(desk):
    """To write it anew: `python -m smartaipi_cli.sandbox.contract > docs/native-contract.openapi.json`."""
    served = desk.send("GET", "/api/openapi.json")

    assert PAGE.read_text(encoding="utf-8") == render_contract()
    assert served.json() == DOCUMENT == json.loads(render_contract())


def test_every_route_is_described_and_nothing_else():
    described = {
        (method.upper(), path) for path, operations in DOCUMENT["paths"].items() for method in operations
    }
    device = {("POST", f"/auth/{name}") for name in ("device", "token", "revoke")}

    assert described == {(method, path) for method, path, _ in CONTRACT} | device


def resolved(described):
    """A described answer or header, where it is named instead."""
    if "$ref" not in described:
        return described
    _, _, kind, name = described["$ref"].split("/")
    return DOCUMENT["components"][kind][name]


def test_every_feature_and_every_call_stands_on_the_page_for_people():
    page = PAGE.with_name("native-contract.md").read_text(encoding="utf-8")

    assert [feature for feature in FEATURES if f"`{feature}` |" not in page] == []
    assert [path for _, path, _ in CONTRACT if path.split("{")[0].rstrip("/") not in page] == []


def operations(*, is_open=True):
    return [
        pytest.param(method.upper(), path, operation, id=operation["operationId"])
        for path, described in DOCUMENT["paths"].items()
        for method, operation in described.items()
        if is_open or operation.get("security") != []
    ]


@pytest.fixture
def used(desk):
    """A sandbox in which something of everything stands, and the ids in it."""
    key = desk.new_key(
        name="used",
        models=["sandbox/*"],
        group="team",
        expires_at=1_900_000_000,
        ip_allowlist=["127.0.0.0/8"],
        metadata={"a": "b"},
        budgets=[{"period": "day", "limit_micros": 10**9, "soft_limit_micros": 5}],
    )
    answer = desk.say(key["value"])
    desk.say(key["value"], model="gpt-5.4")
    desk.manage("PUT", "/budgets/account/day", {"limit_micros": 10**9})
    desk.names = {
        "key_id": key["id"],
        "record_id": answer.headers["x-request-id"],
        "scope": "account",
        "period": "day",
    }
    return desk


def called(desk, method, path, operation):
    """An answer of the operation, with the least that it asks for."""
    target = path.format(**desk.names)
    if path.startswith("/auth/"):
        login = send_form(desk, "device", {"client_id": "x"}).json()
        forms = {
            "device": {"client_id": "x"},
            "token": {"grant_type": DEVICE_GRANT, "client_id": "x", "device_code": login["device_code"]},
            "revoke": {"token": "x"},
        }
        return send_form(desk, path.rpartition("/")[2], forms[path.rpartition("/")[2]])
    bodies = {
        "put_budgets_scope_period": {"limit_micros": 5},
        "post_keys_key_id_rotate": {"grace_seconds": 5},
    }
    return desk.manage(method, target, bodies.get(operation["operationId"]))


def send_form(desk, name, form):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return desk.send("POST", f"/api/auth/{name}", headers=headers, raw=urlencode(form).encode())


@pytest.mark.parametrize(("method", "path", "operation"), operations())
def test_an_answer_is_as_it_is_described(used, method, path, operation):
    answer = called(used, method, path, operation)
    described = resolved(operation["responses"][str(answer.status_code)])
    needed = {name for name, header in described.get("headers", {}).items() if resolved(header)["required"]}
    status, body = CODES.get(operation["operationId"], (None, None))

    assert faults(answer.json(), described["content"]["application/json"]["schema"], DOCUMENT) == []
    assert needed <= set(answer.headers)
    assert (answer.status_code, answer.json()) == (status, body) if status else answer.status_code < 300


@pytest.mark.parametrize(("method", "path", "operation"), operations(is_open=False))
def test_a_call_without_a_credential_is_refused_as_it_is_described(used, method, path, operation):
    answer = used.send(method, f"/api{path.format(**used.names)}")
    described = resolved(operation["responses"]["401"])["content"]["application/json"]["schema"]

    assert answer.status_code == 401
    assert faults(answer.json(), described, DOCUMENT) == []


def test_the_checker_of_these_tests_finds_what_is_wrong():
    key = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "pattern": "^k"}}}

    assert faults({"id": "k"}, key, {}) == []
    assert [len(faults(value, key, {})) for value in ({}, {"id": 1}, {"id": "x"}, [])] == [1, 1, 1, 1]


@pytest.mark.parametrize("kind", ["schemas", "responses", "headers"])
def test_every_reference_leads_somewhere_and_everything_named_is_used(kind):
    named = {part.split('"')[0] for part in json.dumps(DOCUMENT).split(f"#/components/{kind}/")[1:]}

    assert named == set(DOCUMENT["components"][kind])
