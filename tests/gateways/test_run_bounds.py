"""`run` on every dialect that makes keys: what each keeps itself, what is only told, and what `--strict` refuses."""

import io
import json
from dataclasses import replace

import pytest
from test_key_commands import GATEWAYS, WITH_LIMITS, Bench, bench

from smartaipi_cli.app import run
from smartaipi_cli.machine.fakes import ScriptedChildren, ScriptedTerminal

__all__ = ["bench"]
BOUNDS = ("--budget", "2.50", "--ttl", "30m", "--models", "gpt-5*")
GAPS = {
    "newapi of 2025": (),
    "newapi of 2026": (),
    "a reseller": (),
    "oneapi": (),
    "litellm": (),
    "openrouter": (
        "a key there may call every model; limit its spending instead; the key may call every model",
    ),
}
"""What each gateway is said not to keep."""


def ran(bench: Bench, *arguments: str, play=lambda _: 0) -> tuple[int, str, ScriptedChildren]:
    terminal = ScriptedTerminal(output=io.StringIO(), errors=io.StringIO())
    children = ScriptedChildren(play=play)
    code = run(("run", *arguments), replace(bench.machine(terminal), children=lambda: children))
    return int(code), terminal.errors.getvalue(), children


def runs(bench: Bench) -> dict[str, dict]:
    return {name: key for name, key in bench.living().items() if name.startswith("run-")}


@pytest.mark.parametrize(("bench", "name"), [(name, name) for name in WITH_LIMITS], indirect=["bench"])
def test_the_key_lives_for_the_command_alone_and_gaps_are_told(bench, name):
    seen = {}

    code, said, children = ran(bench, *BOUNDS, "make", play=lambda _: seen.update(runs(bench)) or 5)

    assert code == 5, said
    (key,) = seen.values()
    assert [(one["period"], float(one["limit_usd"])) for one in key["budgets"]] == [("total", 2.5)]
    assert key["expires_at"] is not None
    assert key["name"] == children.started[0].environment["SMARTAIPI_RUN"]
    assert runs(bench) == {}
    assert said.count("does not do this itself") == len(GAPS[name])
    for gap in GAPS[name]:
        assert gap in said


@pytest.mark.parametrize("bench", ["openrouter"], indirect=True)
def test_strict_refuses_what_the_gateway_does_not_keep_before_anything_is_made(bench):
    code, said, children = ran(bench, *BOUNDS, "--strict", "make")

    assert (code, children.started, runs(bench)) == (6, [], {})
    assert "no key was made" in said


@pytest.mark.parametrize("bench", ["newapi of 2026", "litellm", "openrouter"], indirect=True)
def test_strict_takes_what_the_gateway_keeps(bench):
    code, said, _ = ran(bench, "--budget", "2.50", "--ttl", "30m", "--strict", "make")

    assert code == 0, said


@pytest.mark.parametrize("bench", ["newapi of 2026"], indirect=True)
def test_a_daily_budget_that_a_gateway_lacks_is_told_as_bounding_nothing(bench):
    seen = {}

    code, said, _ = ran(bench, "--budget", "5/day", "make", play=lambda _: seen.update(runs(bench)) or 0)

    assert code == 0, said
    assert "nothing stops the command from spending more" in said
    assert [key["budgets"] for key in seen.values()] == [[]]


@pytest.mark.parametrize("bench", ["openai-admin"], indirect=True)
def test_where_no_key_for_requests_can_be_made_nothing_is_started(bench):
    before = bench.living()

    code, _, children = ran(bench, "make")

    assert code != 0
    assert children.started == []
    assert bench.living() == before


@pytest.mark.parametrize("bench", ["openrouter"], indirect=True)
def test_a_cost_that_is_told_only_while_the_key_lives_is_read_before_its_end(bench):
    """There a revoked key is not told of any more, and its usage comes a day later."""
    path = bench.machine(ScriptedTerminal()).home / "receipt.json"

    code, said, _ = ran(bench, "--receipt", "receipt.json", "make")

    receipt = json.loads(bench.files.read(path))
    assert code == 0, said
    assert (receipt["cost_usd"], receipt["requests"], receipt["final"]) == ("0", None, False)
    assert "may still grow" in said


def test_every_gateway_with_limits_has_its_gaps_written_down():
    assert set(GAPS) == set(WITH_LIMITS) <= set(GATEWAYS)
