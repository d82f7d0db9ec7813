"""Which key is meant, and how keys are listed and shown."""

from datetime import timedelta

import pytest
from account_twin import NOW
from key_desk import Desk, open_desk

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.gateways.capabilities import unsupported

BIDIRECTIONAL = "ab\u202ecd\x1b[31m\n"
COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"


@pytest.fixture
def desk(monkeypatch) -> Desk:
    return open_desk(monkeypatch)


def put(desk: Desk, identifier: str, name: str, **fields: object) -> None:
    """A key that was made at the gateway's console."""
    desk.held.keys[identifier] = Key(
        **{"id": identifier, "name": name, "redacted_value": "sk-test-…0000", "status": "active", **fields}
    )


@pytest.fixture
def three(desk) -> Desk:
    put(desk, "key_aa01", "laptop")
    put(desk, "key_aa02", "ci")
    put(desk, "key_bb03", "ci")
    return desk


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("key_aa02", "key_aa02"), ("key_b", "key_bb03"), ("laptop", "key_aa01")],
    ids=["id", "beginning of an id", "name"],
)
def test_a_key_is_named_by_id_beginning_of_id_or_name(three, wanted, found):
    assert three.run("keys", "show", wanted, "--json").data["key"]["id"] == found


@pytest.mark.parametrize(
    ("wanted", "fitting"), [("ci", ["key_bb03", "key_aa02"]), ("key_a", ["key_aa02", "key_aa01"])]
)
def test_several_that_fit_are_listed(three, wanted, fitting):
    error = three.run("keys", "show", wanted, "--json").error

    assert (error["code"], error["details"]["fitting"]) == ("key-not-found", fitting)
    assert all(identifier in error["reason"] for identifier in fitting)


def test_an_id_wins_over_the_name_of_another_key(three):
    put(three, "key_cc04", "key_aa01")

    assert three.run("keys", "show", "key_aa01", "--json").data["key"]["name"] == "laptop"


def test_a_living_key_wins_over_revoked_ones_of_its_name(three):
    put(three, "key_dd05", "laptop", status="revoked")

    assert three.run("keys", "show", "laptop", "--json").data["key"]["id"] == "key_aa01"


def test_a_name_is_found_in_either_form_of_its_accents(desk):
    """Edge case 17: Unicode of different normal forms."""
    put(desk, "key_01", COMPOSED)

    assert desk.run("keys", "show", DECOMPOSED, "--json").data["key"]["id"] == "key_01"


def test_a_revoked_key_keeps_its_name_and_is_not_changed(desk):
    put(desk, "key_01", "laptop", status="revoked")

    shown = desk.run("keys", "show", "laptop", "--json")
    changed = desk.run("keys", "disable", "laptop")

    assert (shown.data["key"]["name"], shown.data["key"]["status"]) == ("laptop", "revoked")
    assert changed.code == 1
    assert "`laptop` is revoked" in changed.err


@pytest.mark.parametrize(
    "command", [("keys", "list"), ("keys", "show", "key_01"), ("keys", "revoke", "key_01")]
)
def test_a_name_does_not_steer_the_terminal(desk, command):
    """Edge case 17: control and bidirectional characters are escaped wherever a name is printed."""
    put(desk, "key_01", BIDIRECTIONAL)

    outcome = desk.run(*command, answers=iter(["no"]))

    assert "ab\\u202ecd\\x1b[31m\\n" in outcome.out + outcome.err
    assert not set("\u202e\x1b") & set(outcome.out + outcome.err)


def test_names_are_escaped_in_the_list_of_those_that_fit(desk):
    put(desk, "key_01", BIDIRECTIONAL)
    put(desk, "key_02", BIDIRECTIONAL)

    outcome = desk.run("keys", "show", "key_")

    assert not set("\u202e\x1b") & set(outcome.err)


def test_the_list_is_newest_first_whatever_the_gateways_order(desk):
    for number, age in enumerate((3, 1, 2)):
        put(desk, f"key_{number}", "k", created_at=NOW - timedelta(days=age))

    ids = [key["id"] for key in desk.run("keys", "list", "--json").data["keys"]]
    assert ids == ["key_1", "key_2", "key_0"]


def test_the_gateways_order_stays_where_it_does_not_tell_when(desk):
    put(desk, "key_0", "k", created_at=NOW)
    put(desk, "key_1", "k")

    assert [key["id"] for key in desk.run("keys", "list", "--json").data["keys"]] == ["key_1", "key_0"]


def test_five_thousand_keys_are_all_listed_and_one_of_them_is_found(desk):
    for number in range(5000):
        put(desk, f"key_{number:05}", f"name-{number}", created_at=NOW + timedelta(seconds=number))

    listed = desk.run("keys", "list")
    assert len(listed.out.splitlines()) == 5001
    assert listed.out.splitlines()[1].startswith("key_04999\t")
    assert desk.run("keys", "show", "name-0", "--json").data["key"]["id"] == "key_00000"


def test_revoked_keys_are_listed_when_asked_for(three):
    three.change("key_aa01", status="revoked")

    usual = three.run("keys", "list", "--json").data["keys"]
    everything = three.run("keys", "list", "--all", "--json").data["keys"]
    assert (len(usual), len(everything)) == (2, 3)


def test_a_disabled_key_is_enabled_again(three):
    disabled = three.run("keys", "disable", "laptop", "--json").data["key"]["status"]
    enabled = three.run("keys", "enable", "laptop", "--json").data["key"]["status"]

    assert (disabled, enabled) == ("disabled", "active")


def test_disabling_where_there_is_none_says_the_gateways_sentence(three):
    three.table["keys.enable"] = unsupported("a key there is revoked or it works")

    outcome = three.run("keys", "disable", "laptop")

    assert outcome.code == 6
    assert "a key there is revoked or it works" in outcome.err


def test_a_revoke_says_last_use_and_spend_and_asks(desk):
    key = desk.add_key("laptop", "--limit", "10")
    desk.spend(key, "total", "4.25")

    refused = desk.run("keys", "revoke", "laptop", answers=iter(["no"]))
    unasked = desk.run("keys", "revoke", "laptop", "--json")
    done = desk.run("keys", "revoke", "laptop", answers=iter(["yes"]))

    assert "last used 2026-01-02T03:04:05Z, $4.25 spent" in refused.err
    assert (refused.code, unasked.code, done.code) == (1, 2, 0)
    assert desk.held.keys[key].status == "revoked"


def test_revoking_twice_is_success(desk):
    """Edge case 5."""
    key = desk.add_key("laptop")
    desk.run("keys", "revoke", key, "--yes")

    again = desk.run("keys", "revoke", key, "--json")

    assert (again.code, again.data["already"]) == (0, True)


def test_revoking_warns_of_the_profile_that_stores_the_key(desk):
    desk.add_key("other")
    desk.add_key("laptop", "--store")
    desk.add_key("bot", "--store-as", "bot")

    assert "profile work stores its key" in desk.run("keys", "revoke", "laptop", "--yes").err
    assert "profile work stores it as `bot`" in desk.run("keys", "revoke", "bot", "--yes").err
    assert "stores" not in desk.run("keys", "revoke", "other", "--yes").err


def test_only_profiles_on_the_same_gateway_are_looked_at(desk):
    """By any of its addresses: not every profile has that of the account API."""
    key = desk.add_key("laptop")
    for name, address in (("elsewhere", "https://other.test/v1"), ("beside", "https://gateway.test/v1")):
        desk.add_profile(name, address)
        desk.machine.credential_files.write(name, "key", Secret(desk.held.secrets[key]))

    assert desk.run("keys", "revoke", "laptop", "--yes", "--json").data["used_by"] == [
        "profile beside stores its key"
    ]


def test_revoking_warns_of_the_variable_that_holds_the_key(desk):
    key = desk.add_key("laptop")
    desk.environment["SMARTAIPI_API_KEY"] = desk.held.secrets[key]

    outcome = desk.run("keys", "revoke", "laptop", "--yes", "--json")

    assert outcome.warnings == {"key-in-use"}
    assert outcome.data["used_by"] == ["the environment variable SMARTAIPI_API_KEY holds it"]


def test_what_a_key_may_and_spent_is_shown(desk):
    put(desk, "key_01", "laptop", models=(), spent=Money.from_cents(7), metadata={"team": "search"})

    lines = desk.run("keys", "show", "laptop").out.splitlines()

    assert {"models\tnone", "spent\t$0.07", "metadata team\tsearch", "addresses\teverywhere"} <= set(lines)
