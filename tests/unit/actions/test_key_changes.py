"""A change of a key is shown as old and new, asked for, and touches nothing else."""

import pytest
from key_desk import Desk, open_desk

from smartaipi_cli.gateways.capabilities import unsupported

UPDATE = ("keys", "update", "laptop")
CHANGES = {
    "name": (("--name", "desk"), "name", "laptop", "desk"),
    "a budget": (
        ("--budget", "7/day"),
        "budgets",
        "$5.00 a day, $100.00 in all",
        "$7.00 a day, $100.00 in all",
    ),
    "another window": (
        ("--budget", "20/week"),
        "budgets",
        "$5.00 a day, $100.00 in all",
        "$5.00 a day, $100.00 in all, $20.00 a week",
    ),
    "the limit": (("--limit", "1"), "budgets", "$5.00 a day, $100.00 in all", "$5.00 a day, $1.00 in all"),
    "no budgets": (("--no-budgets",), "budgets", "$5.00 a day, $100.00 in all", "none"),
    "one budget alone": (
        ("--no-budgets", "--limit", "1"),
        "budgets",
        "$5.00 a day, $100.00 in all",
        "$1.00 in all",
    ),
    "models": (("--models", "claude-*"), "models", "gpt-5*", "claude-*"),
    "all models": (("--all-models",), "models", "gpt-5*", "all"),
    "group": (("--group", "other"), "group", "kiro", "other"),
    "no group": (("--group", ""), "group", "kiro", "none"),
    "an end": (("--expires", "1d"), "expires", "2026-02-01T03:04:05Z", "2026-01-03T03:04:05Z"),
    "no end": (("--never-expires",), "expires", "2026-02-01T03:04:05Z", "never"),
    "addresses": (("--ip", "192.0.2.7"), "addresses", "10.0.0.0/8", "192.0.2.7"),
    "everywhere": (("--any-ip",), "addresses", "10.0.0.0/8", "everywhere"),
    "metadata": (("--metadata", "team=ads"), "metadata", "team=search", "team=ads"),
    "no metadata": (("--no-metadata",), "metadata", "team=search", "none"),
}
OPERATIONS = {
    "keys.rename": ("--name", "desk"),
    "keys.limit": ("--limit", "1"),
    "budgets.week": ("--budget", "20/week"),
    "keys.models": ("--all-models",),
    "keys.group": ("--group", "x"),
    "keys.expiry": ("--never-expires",),
    "keys.ips": ("--any-ip",),
    "keys.metadata": ("--no-metadata",),
}


@pytest.fixture
def desk(monkeypatch) -> Desk:
    opened = open_desk(monkeypatch)
    opened.add_key(
        *("laptop", "--budget", "5/day", "--limit", "100", "--models", "gpt-5*", "--group", "kiro"),
        *("--expires", "30d", "--ip", "10.0.0.0/8", "--metadata", "team=search"),
    )
    return opened


@pytest.mark.parametrize(("options", "field", "old", "new"), CHANGES.values(), ids=CHANGES)
def test_one_field_changes_and_is_shown_as_old_and_new(desk, options, field, old, new):
    outcome = desk.run(*UPDATE, *options, "--json", "--yes")

    assert outcome.data["changes"] == [{"field": field, "old": old, "new": new}]
    again = desk.run("keys", "update", "key_0001", *options, "--json", "--dry-run")
    assert again.data["changes"] == []  # it is as wanted now, and nothing else needs to change


def test_the_change_is_shown_and_asked_for(desk):
    outcome = desk.run(*UPDATE, "--limit", "1", answers=iter(["no"]))

    assert "  budgets: $5.00 a day, $100.00 in all -> $5.00 a day, $1.00 in all\n" in outcome.err
    assert outcome.code == 1
    assert desk.fate.steps == []


def test_without_a_terminal_a_change_needs_a_yes(desk):
    assert desk.run(*UPDATE, "--limit", "1").code == 2
    assert desk.fate.steps == []


def test_a_dry_run_changes_nothing(desk):
    outcome = desk.run(*UPDATE, "--limit", "1", "--dry-run")

    assert "-> $5.00 a day, $1.00 in all" in outcome.out
    assert desk.fate.steps == []


def test_nothing_to_change_is_neither_asked_nor_sent(desk):
    outcome = desk.run(*UPDATE, "--limit", "100")

    assert outcome.code == 0
    assert "nothing to change" in outcome.out
    assert desk.fate.steps == []


@pytest.mark.parametrize(("operation", "options"), OPERATIONS.items(), ids=OPERATIONS)
def test_what_the_gateway_lacks_is_refused_with_its_sentence(desk, operation, options):
    desk.table[operation] = unsupported("this gateway has no such thing")

    outcome = desk.run(*UPDATE, *options, "--yes", "--json")

    assert outcome.code == 6
    assert outcome.error["details"]["operation"] == operation
    assert desk.fate.steps == []


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--models", "x", "--all-models"),
        ("--expires", "1d", "--never-expires"),
        ("--ip", "192.0.2.7", "--any-ip"),
        ("--metadata", "a=b", "--no-metadata"),
    ],
    ids=["nothing", "models", "end", "addresses", "metadata"],
)
def test_what_cannot_be_meant_is_refused(desk, options):
    assert desk.run(*UPDATE, *options, "--yes").code == 2


def test_a_limit_that_the_gateway_rounds_is_reported(desk, monkeypatch):
    """The gateway's answer counts, not what was asked for."""
    from account_twin import TwinAccount

    def rounding(self, key, change):
        return desk.change(key.id, budgets=tuple(map(self.rounded, change.budgets)))

    monkeypatch.setattr(TwinAccount, "update_key", rounding)

    assert desk.run(*UPDATE, "--limit", "1.239", "--yes", "--json").warnings == {"limit-rounded"}
