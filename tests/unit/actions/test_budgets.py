"""Budgets: what is spent of them, set, taken away; a limit that is overrun is a number, not an error."""

import pytest
from key_desk import Desk, open_desk

from smartaipi_cli.gateways.capabilities import unsupported


@pytest.fixture
def desk(monkeypatch) -> Desk:
    return open_desk(monkeypatch)


def limits(desk: Desk, key: str) -> dict[str, str]:
    return {budget.period: budget.limit.decimal_text for budget in desk.held.keys[key].budgets}


def test_a_budget_that_is_overrun_shows_132_percent(desk):
    """Edge case 12: soft limits."""
    key = desk.add_key("laptop", "--budget", "5/day")
    desk.spend(key, "day", "6.60")

    listed = desk.run("budgets", "list")
    data = desk.run("budgets", "list", "--json").data["budgets"]

    assert listed.out.splitlines()[1].split("\t") == [
        *("laptop", "day", "$6.60", "$5.00", "-$1.60", "132 %", "never", "unknown")
    ]
    assert (data[0]["used_percent"], data[0]["remaining_usd"], data[0]["scope"]) == ("132.0", "-1.6", key)
    assert data[0]["key_name"] == "laptop"


def test_budgets_of_the_account_and_of_revoked_keys_have_names(desk):
    key = desk.add_key("laptop", "--budget", "5/day")
    desk.run("keys", "revoke", key, "--yes")
    desk.run("budgets", "set", "100/month", "--account")

    scopes = [line.split("\t")[0] for line in desk.run("budgets", "list").out.splitlines()[1:]]

    assert scopes == ["account", "revoked (laptop)"]


def test_budgets_of_one_key(desk):
    desk.add_key("other", "--budget", "1/day")
    key = desk.add_key("laptop", "--budget", "5/day", "--limit", "100")

    budgets = desk.run("budgets", "list", "--key", "laptop", "--json").data["budgets"]

    assert [(budget["scope"], budget["period"]) for budget in budgets] == [(key, "day"), (key, "total")]


def test_a_budget_is_set_beside_the_others(desk):
    key = desk.add_key("laptop", "--budget", "5/day")

    first = desk.run("budgets", "set", "50/month", "--key", "laptop", "--json")
    second = desk.run("budgets", "set", "7/day", "--key", "laptop")

    assert first.data["previous_limit_usd"] is None
    assert "$5.00 a day -> $7.00 a day" in second.out
    assert limits(desk, key) == {"month": "50", "day": "7"}


def test_a_budget_is_removed_and_a_missing_one_is_no_failure(desk):
    key = desk.add_key("laptop", "--budget", "5/day", "--limit", "100")

    removed = desk.run("budgets", "remove", "day", "--key", "laptop", "--json")
    missing = desk.run("budgets", "remove", "day", "--key", "laptop", "--json")

    assert (removed.data["removed"], removed.data["previous_limit_usd"]) == (True, "5")
    assert (missing.code, missing.data["removed"]) == (0, False)
    assert limits(desk, key) == {"total": "100"}


def test_the_account_has_a_budget_of_its_own(desk):
    desk.add_key("laptop", "--budget", "5/day")

    desk.run("budgets", "set", "20/day", "--account")
    set_again = desk.run("budgets", "set", "30/day", "--account")
    desk.run("budgets", "remove", "day", "--account")

    assert "the account: $20.00 a day -> $30.00 a day" in set_again.out
    assert desk.held.budgets == {}


def test_a_limit_that_the_gateway_rounds_is_reported(desk):
    desk.add_key("laptop")

    outcome = desk.run("budgets", "set", "1.239/day", "--key", "laptop", "--json")

    assert outcome.data["budget"]["limit_usd"] == "1.23"
    assert outcome.warnings == {"limit-rounded"}


def test_a_new_limit_that_is_spent_already_is_said(desk, monkeypatch):
    from account_twin import TwinAccount

    key = desk.add_key("laptop", "--budget", "5/day")
    desk.spend(key, "day", "4")
    keep = TwinAccount.set_budget

    def counting(self, key, budget):
        """What was spent in the window counts on."""
        keep(self, key, budget)
        desk.spend(key.id, "day", "4")

    monkeypatch.setattr(TwinAccount, "set_budget", counting)

    assert desk.run("budgets", "set", "2/day", "--key", "laptop", "--json").warnings == {"budget-spent"}


@pytest.mark.parametrize(
    ("operation", "command"),
    [
        ("budgets.week", ("set", "5/week", "--key", "laptop")),
        ("budgets.several", ("set", "5/month", "--key", "laptop")),
        ("budgets.account", ("set", "5/day", "--account")),
        ("budgets.day", ("remove", "day", "--key", "laptop")),
        ("budgets.account", ("remove", "day", "--account")),
    ],
)
def test_what_the_gateway_lacks_is_refused_with_its_sentence(desk, operation, command):
    key = desk.add_key("laptop", "--budget", "5/day")
    desk.table[operation] = unsupported("this gateway has no such thing")

    outcome = desk.run("budgets", *command, "--json")

    assert (outcome.code, outcome.error["details"]["operation"]) == (6, operation)
    assert limits(desk, key) == {"day": "5"}


@pytest.mark.parametrize(
    "command",
    [
        ("set", "5/day"),
        ("set", "5/day", "--key", "laptop", "--account"),
        ("set", "free", "--account"),
        ("set", "5/year", "--account"),
        ("remove", "year", "--account"),
        ("remove", "day"),
    ],
)
def test_what_a_budget_bounds_and_is_must_be_said(desk, command):
    desk.add_key("laptop")

    assert desk.run("budgets", *command).code == 2
    assert desk.held.budgets == {}
