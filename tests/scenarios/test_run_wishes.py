"""What `run` is asked for, what its program finds, and what it tells afterwards; the program is made up."""

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from home import Home
from run_stage import ask, keys_of_runs, notes_of, played

from smartaipi_cli.actions.run import scoped_key
from smartaipi_cli.actions.run import sweep as sweeping
from smartaipi_cli.app import run
from smartaipi_cli.machine.child import Child
from smartaipi_cli.machine.fakes import ScriptedTerminal
from smartaipi_cli.machine.system_children import SystemChildren


def test_the_environment_has_one_key_for_this_gateway_and_nothing_of_anybody_elses(home, account):
    home.environment |= {
        "ANTHROPIC_API_KEY": "sk-ant-test-foreign",
        "OPENAI_ORG_ID": "org-test-foreign",
        "SMART_AIPI_TOKEN": account.token,
        "UNTOUCHED": "as it was",
    }

    found = played(home, "env").environment

    assert not {"ANTHROPIC_API_KEY", "OPENAI_ORG_ID", "SMART_AIPI_TOKEN"} & set(found)
    keys = {found[name] for name in ("OPENAI_API_KEY", "ANTHROPIC_AUTH_TOKEN", "SMARTAIPI_API_KEY")}
    assert len(keys) == 1
    assert found["OPENAI_BASE_URL"] == account.urls["openai_url"]
    assert found["ANTHROPIC_BASE_URL"] == account.urls["anthropic_url"]
    assert (found["SMARTAIPI_PROFILE"], found["UNTOUCHED"]) == ("box", "as it was")
    assert found["SMARTAIPI_RUN"].startswith("run-testhost-4711-")


CLIENT_FOREIGN = {
    "claude": (
        "ANTHROPIC_API_KEY",
        "CLAUDE_CODE_OAUTH_TOKEN",
        "CLAUDE_CODE_USE_BEDROCK",
        "ANTHROPIC_CUSTOM_HEADERS",
    ),
    "codex": ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CODEX_API_KEY"),
    "cline": ("CLINE_DATA_DIR", "CLINE_PROVIDER_SETTINGS_PATH", "OPENAI_BASE_URL"),
    "qwen": ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"),
}


@pytest.mark.parametrize("client", CLIENT_FOREIGN)
def test_a_client_finds_none_of_the_variables_that_would_lead_it_elsewhere(home, client):
    home.environment |= dict.fromkeys(CLIENT_FOREIGN[client], "foreign")

    found = played(home, "--client", client, "make").environment

    assert "foreign" not in found.values()
    assert not set(CLIENT_FOREIGN[client]) & set(found)


def test_a_command_that_is_a_client_is_given_what_that_client_obeys(home):
    found = played(home, "/opt/tools/codex", "exec", "hi").environment

    assert "CODEX_HOME" in found
    assert "OPENAI_API_KEY" not in found


def test_folders_of_clients_are_for_their_owner_alone_and_go_with_the_run(home):
    seen = {}

    def look(child: Child) -> int:
        folder = Path(child.environment["CODEX_HOME"])
        (folder / "link").symlink_to(home.folder)
        (folder / "left" / "deep").mkdir(parents=True)
        for path in (folder.parent, folder, folder / "config.toml"):
            seen[path.name] = stat.S_IMODE(path.stat().st_mode)
        return 0

    played(home, "--client", "codex", "make", play=look)

    assert sorted(seen.values()) == [0o600, 0o700, 0o700]
    assert notes_of(home) == []
    assert home.own.is_dir()


def test_the_receipt_tells_what_was_used(home):
    found = played(home, "--budget", "0.50", "make", play=lambda child: ask(child.environment) - 200)

    receipt, said = found.receipt, found.outcome.err
    assert found.outcome.code == 0, said
    assert (receipt["schema"], receipt["profile"], receipt["exit_code"]) == ("smartaipi-receipt/1", "box", 0)
    assert (receipt["requests"], receipt["failed_requests"], receipt["models"]) == (1, 0, ["gpt-5.4"])
    assert receipt["input_tokens"] > 0 < receipt["output_tokens"]
    assert float(receipt["cost_usd"]) > 0
    assert (receipt["revoked"], receipt["budget_spent"], receipt["final"]) == (True, False, True)
    assert receipt["budgets"][0]["spent_usd"] == receipt["cost_usd"]
    assert f"run: key {receipt['key']} ({receipt['key_id']}), revoked" in said
    assert "run: 1 request, " in said
    assert stat.S_IMODE((home.project / "receipt.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("flags", "ends", "code"),
    [
        pytest.param((), 0, 0, id="told"),
        pytest.param(("--fail-on-budget",), 0, 7, id="fails the job"),
        pytest.param(("--fail-on-budget",), 5, 5, id="a failure stays what it was"),
    ],
)
def test_a_spent_budget_is_told_and_fails_a_job_that_asked_for_it(home, flags, ends, code):
    answers = []

    def spend(child: Child) -> int:
        answers.append(ask(child.environment))
        return ends

    found = played(home, "--budget", "0.000001", *flags, "make", play=spend)

    assert (answers, found.outcome.code) == ([402], code), found.outcome.err
    assert (found.receipt["budget_spent"], found.receipt["exit_code"]) == (True, ends)
    assert "run: the budget is spent" in found.outcome.err


def test_with_money_left_no_job_fails_for_its_budget(home):
    assert played(home, "--budget", "0.50", "--fail-on-budget", "make").outcome.code == 0


def test_the_gateway_itself_bounds_the_key(home):
    seen = []
    bounds = ("--budget", "0.25", "--budget", "1/day", "--ttl", "30m", "--models", "gpt-5*")

    played(home, *bounds, "make", play=lambda _: seen.extend(keys_of_runs(home)) or 0)

    (key,) = seen
    assert key["models"] == ["gpt-5*"]
    limits = sorted((one["period"], float(one["limit_usd"])) for one in key["budgets"])
    assert limits == [("day", 1.0), ("total", 0.25)]
    assert lifetime_of(key) == pytest.approx(1_800, abs=120)


def test_a_key_has_an_end_although_nobody_asked_for_one(home):
    seen = []

    played(home, "make", play=lambda _: seen.extend(keys_of_runs(home)) or 0)

    assert lifetime_of(seen[0]) == pytest.approx(12 * 3_600, abs=120)


def test_where_a_gateway_knows_no_end_the_key_is_revoked_when_its_time_is_over(home, monkeypatch):
    """The command goes on without it."""
    monkeypatch.setattr(scoped_key, "keeps", lambda _, operation: operation != "keys.expiry")
    answers, limits = [], []

    def outlive(child: Child) -> int:
        answers.append(ask(child.environment))
        limits.append(child.alarm.after_s)
        child.alarm.ring()
        answers.append(ask(child.environment))
        return 3

    found = played(home, "--ttl", "1m", "make", play=outlive)

    assert (found.outcome.code, answers, limits) == (3, [200, 401], [60.0])
    assert found.receipt["revoked"] is True


def lifetime_of(key: dict[str, str]) -> float:
    ends, began = (datetime.fromisoformat(key[name]) for name in ("expires_at", "created_at"))
    return (ends - began).total_seconds()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "there is no command to run", id="no command"),
        pytest.param(("--json",), "--receipt FILE", id="json"),
        pytest.param(("--client", "emacs", "true"), "there is no client `emacs`", id="no such client"),
        pytest.param(("--budget", "much", "true"), "`much` is no budget", id="no budget"),
        pytest.param(("--ttl", "soon", "true"), "`soon` is no span of time", id="no span"),
        pytest.param(
            ("--fail-on-budget", "true"), "--fail-on-budget needs a budget", id="no budget to fail on"
        ),
        pytest.param(("--receipt", "nowhere/r.json", "true"), "its folder does not exist", id="no folder"),
        pytest.param(("--receipt", ".", "true"), "it is a folder", id="a folder"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(home, arguments, said):
    outcome = home.run("run", *arguments)

    assert outcome.code == 2
    assert said in outcome.text


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param("no-such-program", 127, id="not found"),
        pytest.param("./no-such-program", 127, id="no such path"),
        pytest.param("./data.txt", 126, id="not executable"),
        pytest.param("/usr", 126, id="a folder"),
    ],
)
def test_what_cannot_be_started_gets_no_key(home, command, code):
    (home.project / "data.txt").write_text("data")
    before = home.run("keys", "list", "--json").envelope["data"]["keys"]
    terminal = ScriptedTerminal()

    ended = run(("run", command), replace(home.machine, terminal=terminal, children=SystemChildren))

    assert ended == code
    assert "no key was made" in terminal.errors.getvalue()
    assert home.run("keys", "list", "--json").envelope["data"]["keys"] == before


@pytest.mark.parametrize(
    ("variables", "code", "said"),
    [
        pytest.param('{"ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}', 9, "127.0.0.1:9", id="address"),
        pytest.param('{"ANTHROPIC_AUTH_TOKEN": "sk-test-x"}', 4, "would not use the key", id="key"),
        pytest.param('{"CLAUDE_CODE_USE_BEDROCK": "1"}', 9, "another cloud", id="another cloud"),
    ],
)
def test_a_projects_own_settings_that_lead_elsewhere_are_refused_before_there_is_a_key(
    home, variables, code, said
):
    home.write("project/.claude/settings.json", f'{{"env": {variables}}}'.encode())
    before = home.run("keys", "list", "--json").envelope["data"]["keys"]

    found = played(home, "claude", "-p", "hi")

    assert (found.outcome.code, found.children.started, notes_of(home)) == (code, [], [])
    assert said in found.outcome.err
    assert home.run("keys", "list", "--json").envelope["data"]["keys"] == before


def test_a_projects_settings_that_the_client_ignores_are_told_and_stop_nothing(home):
    home.write("project/.claude/settings.json", b"{ no json")

    found = played(home, "claude", "-p", "hi")

    assert found.outcome.code == 0
    assert "project/.claude/settings.json" in found.outcome.err


def test_a_model_that_the_key_may_not_call_is_told(home):
    said = played(home, "--models", "gpt-5*", "claude").outcome.err

    assert "Claude Code may ask for `claude-opus-4-6`, which --models does not allow" in said


def test_a_model_that_was_named_takes_the_place_of_those_that_the_key_may_not_call(home):
    found = played(home, "--models", "gpt-5*", "--model", "gpt-5.4-mini", "claude")

    pins = {value for name, value in found.environment.items() if name.startswith("ANTHROPIC_DEFAULT_")}
    assert pins == {"gpt-5.4-mini"}
    assert "warning" not in found.outcome.err


def test_the_model_that_was_asked_for_is_what_the_client_asks_for(home):
    found = played(
        home, "--model", "gpt-5.4-mini", "--client", "claude", "--client", "codex", "make"
    ).environment

    assert found["ANTHROPIC_MODEL"] == "gpt-5.4-mini"


def make_orphan(home: Home) -> str:
    """A key of a run elsewhere, which nobody ended."""
    name = "run-otherhst-99-0123abcd"
    made = home.run("keys", "create", "--name", name, "--expires", "1d", "--json")
    return made.envelope["data"]["key"]["id"]


def status_of(home: Home, key: str) -> str:
    return home.run("keys", "show", key, "--json").envelope["data"]["key"]["status"]


def test_a_sweep_revokes_by_name_and_age_alone(home):
    orphan = make_orphan(home)
    mine = home.run("keys", "create", "--name", "run-of-mine", "--expires", "1d", "--json")
    kept = mine.envelope["data"]["key"]["id"]

    young = home.run("run", "sweep", "--yes", "--json").envelope["data"]
    home.clock.moment = datetime.now(UTC)
    shown = home.run("run", "sweep", "--older-than", "1m", "--dry-run", "--json").envelope["data"]
    assert (young["revoked"], shown["revoked"], status_of(home, orphan)) == ([], [], "active")

    swept = sweep_later(home)

    assert "run-otherhst-99-0123abcd" in swept
    assert (status_of(home, orphan), status_of(home, kept)) == ("revoked", "active")


def sweep_later(home: Home) -> list[str]:
    """The keys that a sweep revokes which looks two hours from now; the gateway's answers tell no other time."""
    with pytest.MonkeyPatch.context() as patch:
        later = datetime.now(UTC) + timedelta(hours=2)
        patch.setattr(sweeping, "gateway_now", lambda _: later)
        return home.run("run", "sweep", "--older-than", "1h", "--yes", "--json").envelope["data"]["revoked"]


def test_a_sweep_asks_before_it_revokes(home):
    orphan = make_orphan(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "gateway_now", lambda _: datetime.now(UTC) + timedelta(hours=2))
        outcome = home.run("run", "sweep", "--older-than", "1h")

    assert outcome.code == 2
    assert "--yes" in outcome.err
    assert status_of(home, orphan) == "active"
    sweep_later(home)
