import pytest

PROMPT = "sixteen letters!"


def test_a_new_key_shows_its_value_once(desk):
    created = desk.new_key(name="laptop")
    shown = desk.manage("GET", f"/keys/{created['id']}").json()

    assert created["value"].startswith("sk-sandbox-")
    assert created["redacted_value"] == f"sk-sandbox-…{created['value'][-4:]}"
    assert shown == {name: value for name, value in created.items() if name != "value"}


def test_a_key_keeps_what_was_set(desk):
    fields = {
        "name": "ci",
        "expires_at": 1_900_000_000,
        "models": ["gpt-5.4", "claude-*"],
        "group": "team",
        "ip_allowlist": ["10.0.0.0/8", "192.0.2.1/32"],
        "rate_limits": {"requests_per_minute": 5, "tokens_per_minute": None, "max_parallel": 2},
        "metadata": {"repo": "demo"},
    }
    created = desk.new_key(**fields)

    assert {name: created[name] for name in fields} == fields


def test_a_patch_changes_what_it_names_and_null_clears(desk):
    key = desk.new_key(expires_at=1_900_000_000, models=["gpt-5.4"], metadata={"a": "b"})
    patched = desk.manage("PATCH", f"/keys/{key['id']}", {"expires_at": None, "models": []}).json()

    assert (patched["expires_at"], patched["models"], patched["metadata"]) == (None, [], {"a": "b"})


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"nmae": "typo"},
        {"expires_at": "tomorrow"},
        {"expires_at": -1},
        {"models": "gpt-5.4"},
        {"models": ["g*t"]},
        {"ip_allowlist": ["somewhere"]},
        {"rate_limits": {"per_hour": 3}},
        {"rate_limits": {"max_parallel": True}},
        {"metadata": {str(number): "x" for number in range(17)}},
        {"metadata": {"a": 1}},
        {"budgets": [{"period": "year", "limit_micros": 1}]},
        {"budgets": [{"period": "day", "limit_micros": 1.5}]},
        {"budgets": [{"period": "day"}]},
        {"budgets": [{"period": "day", "limit_micros": 2**53}]},
    ],
    ids=str,
)
def test_a_field_of_the_wrong_form_is_refused_by_name_and_nothing_is_made(desk, fields):
    answer = desk.manage("POST", "/keys", {"name": "test", **fields})

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_parameter")
    assert answer.json()["error"]["param"]
    assert desk.manage("GET", "/keys").json()["data"] == []


def test_a_disabled_key_is_refused_until_it_is_enabled(desk):
    key = desk.new_key()
    statuses = []
    for step in ("disable", "enable"):
        shown = desk.manage("POST", f"/keys/{key['id']}/{step}").json()
        statuses.append((shown["status"], desk.say(key["value"]).status_code))

    assert statuses == [("disabled", 401), ("active", 200)]


def test_a_revoked_key_is_gone_for_callers_and_stays_in_the_books(desk):
    key = desk.new_key()
    desk.say(key["value"])
    first = desk.manage("DELETE", f"/keys/{key['id']}")
    second = desk.manage("DELETE", f"/keys/{key['id']}")

    assert first.json() == {"object": "key", "id": key["id"], "deleted": True}
    assert (second.status_code, second.json()["error"]["code"]) == (404, "key_revoked")
    assert desk.say(key["value"]).status_code == 401
    assert desk.manage("GET", f"/keys/{key['id']}").json()["status"] == "revoked"
    assert desk.manage("GET", f"/keys/{key['id']}/usage").json()["requests"] == 1
    assert desk.manage("GET", "/keys").json()["data"] == []
    assert len(desk.manage("GET", "/keys?status=revoked").json()["data"]) == 1


@pytest.mark.parametrize(("method", "suffix"), [("PATCH", ""), ("POST", "/enable"), ("POST", "/rotate")])
def test_a_revoked_key_cannot_be_edited(desk, method, suffix):
    key = desk.new_key()
    desk.manage("DELETE", f"/keys/{key['id']}")

    assert desk.manage(method, f"/keys/{key['id']}{suffix}", {}).json()["error"]["code"] == "key_revoked"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/disable"),
        ("POST", "/rotate"),
        ("GET", "/usage"),
    ],
)
def test_a_key_that_never_was_is_not_found(desk, method, path):
    answer = desk.manage(method, f"/keys/key_none{path}", {})

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "key_not_found")


def test_a_rotated_key_has_a_new_value_and_the_old_one_ends_with_its_grace(desk):
    key = desk.new_key()
    rotated = desk.manage("POST", f"/keys/{key['id']}/rotate", {"grace_seconds": 60}).json()

    assert rotated["id"] == key["id"]
    assert rotated["previous_expires_at"] == desk.time.now + 60
    assert [desk.say(value).status_code for value in (key["value"], rotated["value"])] == [200, 200]
    desk.time.now += 60
    assert [desk.say(value).status_code for value in (key["value"], rotated["value"])] == [401, 200]


def test_a_second_rotation_without_grace_ends_all_older_values(desk):
    key = desk.new_key()
    first = desk.manage("POST", f"/keys/{key['id']}/rotate", {"grace_seconds": 600}).json()["value"]
    second = desk.manage("POST", f"/keys/{key['id']}/rotate").json()["value"]

    assert [desk.say(value).status_code for value in (key["value"], first, second)] == [401, 401, 200]


def test_a_second_rotation_does_not_lengthen_the_grace_of_the_first(desk):
    key = desk.new_key()
    for grace in (10, 600):
        desk.manage("POST", f"/keys/{key['id']}/rotate", {"grace_seconds": grace})
    desk.time.now += 10

    assert desk.say(key["value"]).status_code == 401


@pytest.mark.parametrize("grace", [-1, 604_801, "60", True, 1.5])
def test_a_grace_out_of_bounds_is_refused(desk, grace):
    key = desk.new_key()

    assert desk.manage("POST", f"/keys/{key['id']}/rotate", {"grace_seconds": grace}).status_code == 400
    assert desk.say(key["value"]).status_code == 200


@pytest.mark.parametrize(
    ("fields", "prepare", "status"),
    [
        pytest.param({}, lambda _desk, _key: None, "active", id="active"),
        pytest.param({"expires_at": 1_795_003_260}, lambda _desk, _key: None, "active", id="before its end"),
        pytest.param({"expires_at": 1_795_003_200}, lambda _desk, _key: None, "expired", id="expired"),
        pytest.param(
            {"budgets": [{"period": "day", "limit_micros": 20}]},
            lambda desk, key: desk.say(key, PROMPT),
            "exhausted",
            id="exhausted",
        ),
    ],
)
def test_the_status_of_a_key_is_what_counts_now(desk, fields, prepare, status):
    key = desk.new_key(**fields)
    prepare(desk, key["value"])

    assert desk.manage("GET", f"/keys/{key['id']}").json()["status"] == status
    assert [k["id"] for k in desk.manage("GET", f"/keys?status={status}").json()["data"]] == [key["id"]]


def test_an_edit_changes_the_etag_and_spending_does_not(desk):
    key = desk.new_key()
    path = f"/keys/{key['id']}"
    before = desk.manage("GET", path).headers["etag"]
    desk.say(key["value"])
    assert desk.manage("GET", path).headers["etag"] == before

    edited = desk.manage("PATCH", path, {"name": "other"}, If_Match=before)
    stale = desk.manage("PATCH", path, {"name": "lost"}, If_Match=before)

    assert (edited.status_code, stale.status_code) == (200, 412)
    assert desk.manage("GET", path).json()["name"] == "other"
    assert desk.manage("DELETE", path, If_Match=before).status_code == 412


def test_a_budget_that_is_set_on_a_key_is_an_edit_of_the_key(desk):
    key = desk.new_key()
    before = desk.manage("GET", f"/keys/{key['id']}").headers["etag"]
    desk.manage("PUT", f"/budgets/{key['id']}/week", {"limit_micros": 5, "soft_limit_micros": 4})
    after = desk.manage("GET", f"/keys/{key['id']}")

    assert after.headers["etag"] != before
    assert after.json()["budgets"] == [
        {
            "period": "week",
            "limit_micros": 5,
            "soft_limit_micros": 4,
            "spent_micros": 0,
            "resets_at": 1_795_392_000,
            "enforcement": "hard",
        }
    ]


def test_a_removed_budget_is_gone_and_cannot_be_removed_again(desk):
    desk.manage("PUT", "/budgets/account/day", {"limit_micros": 0})
    first = desk.manage("DELETE", "/budgets/account/day")
    second = desk.manage("DELETE", "/budgets/account/day")

    assert (first.status_code, second.status_code) == (200, 404)
    assert desk.manage("GET", "/budgets").json()["data"] == []
    assert desk.say(desk.any_key()).status_code == 200


def test_a_repeated_creation_gives_the_first_key_again_without_its_value(desk):
    first = desk.manage("POST", "/keys", {"name": "once"}, Idempotency_Key="abc")
    again = desk.manage("POST", "/keys", {"name": "once"}, Idempotency_Key="abc")

    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert again.json() == {name: value for name, value in first.json().items() if name != "value"}
    assert len(desk.manage("GET", "/keys").json()["data"]) == 1


def test_a_repeated_rotation_does_not_rotate_again(desk):
    key = desk.new_key()
    value = desk.manage("POST", f"/keys/{key['id']}/rotate", {}, Idempotency_Key="r").json()["value"]
    again = desk.manage("POST", f"/keys/{key['id']}/rotate", {}, Idempotency_Key="r").json()

    assert "value" not in again
    assert desk.say(value).status_code == 200


def test_an_idempotency_key_cannot_stand_for_another_request(desk):
    desk.manage("POST", "/keys", {"name": "once"}, Idempotency_Key="abc")
    answer = desk.manage("POST", "/keys", {"name": "other"}, Idempotency_Key="abc")

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "idempotency_key_reused")


def test_an_idempotency_key_is_free_again_after_a_day(desk):
    desk.manage("POST", "/keys", {"name": "once"}, Idempotency_Key="abc")
    desk.time.now += 86_400
    answer = desk.manage("POST", "/keys", {"name": "other"}, Idempotency_Key="abc")

    assert answer.json()["name"] == "other"


def test_a_key_can_be_held_to_addresses(desk):
    here = desk.new_key(ip_allowlist=["127.0.0.0/8"])["value"]
    elsewhere = desk.new_key(ip_allowlist=["10.0.0.0/8", "::1/128"])["value"]

    assert [desk.say(key).status_code for key in (here, elsewhere)] == [200, 403]
