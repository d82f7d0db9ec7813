"""A benchmark of the sandbox: what it counts, what it costs, when it stops and what it ends with."""

import json
from dataclasses import dataclass, field

import pytest
from home import Home
from interrupting_clock import InterruptingClock

from smartaipi_cli.machine.clock import SystemClock
from smartaipi_cli.machine.fakes import ManualClock

ECHO = ("bench", "--model", "sandbox/echo")
PRICED = ("bench", "--model", "gpt-5.4", "--prompt", "hello")
SECRET = "sk-sandbox"


@dataclass(slots=True)
class HurryingClock(SystemClock):
    """A clock that runs ten times too fast: whatever is timed seems late, our own loop above all."""

    moment: ManualClock = field(default_factory=ManualClock)

    def now(self):
        return self.moment.now()

    def monotonic_ns(self):
        return SystemClock.monotonic_ns(self) * 10


def samples(outcome, index=0):
    return outcome.envelope["data"]["contenders"][index]["samples"]


def summary(outcome, index=0):
    return outcome.envelope["data"]["contenders"][index]["summary"]


def test_every_request_is_a_sample_and_the_warm_up_is_none(home, account):
    """So many as were asked for, each on the one connection; nobody reads a key."""
    outcome = home.run(*ECHO, "--requests", "3", "--json")

    assert outcome.code == 0, outcome.text
    assert [sample["number"] for sample in samples(outcome)] == [0, 1, 2]
    assert [sample["reused_connection"] for sample in samples(outcome)] == [False, True, True]
    assert {sample["verdict"] for sample in samples(outcome)} == {"answered"}
    assert all(sample["output_tokens"] and sample["ttft_s"] is not None for sample in samples(outcome))
    assert (summary(outcome)["requests"], summary(outcome)["answered"]) == (3, 3)
    assert account.key not in outcome.text
    assert account.token not in outcome.text


def test_percentiles_of_too_few_are_not_given(home):
    """The document has null, the table a stroke."""
    asked = (*ECHO, "--requests", "10")

    ttft = summary(home.run(*asked, "--json"))["spreads"]["ttft_s"]
    shown = home.run(*asked)

    assert ttft["p90"] is not None
    assert (ttft["p95"], ttft["p99"]) == (None, None)
    row = next(line.split("\t") for line in shown.out.splitlines() if line.startswith("TTFT\t"))
    assert row[5:7] == ["-", "-"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--concurrency", "2"), "closed loop, 2 at a time"),
        (("--rate", "1000"), "open loop, 1000 a second by the clock; times count from when each was due"),
    ],
    ids=["closed", "open"],
)
def test_the_header_says_which_loop_it_was(home, options, words):
    """Before any figure; HTTP and connections stand there too."""
    asked = (*ECHO, "--requests", "4", *options)
    outcome = home.run(*asked)

    assert home.run(*asked, "--json").envelope["data"]["header"][0].startswith(words)
    assert outcome.out.startswith(words)
    assert "HTTP/1.1, one connection a stream" in outcome.out


def test_failures_stand_apart(home):
    """Code and error of the most frequent one; there is no latency."""
    outcome = home.run("bench", "--model", "sandbox/error-503-after-3", "--requests", "2", "--json")

    assert (outcome.code, outcome.envelope["error"]["code"]) == (8, "gateway-failed"), outcome.text
    assert summary(outcome)["failed"] == {"stream-failed": 2}
    assert summary(outcome)["answered"] == 0
    assert set(summary(outcome)["spreads"].values()) == {None}
    assert [sample["verdict"] for sample in samples(outcome)] == ["stream-failed"] * 2


def test_what_no_request_can_get_past_is_found_by_the_warm_up(home):
    """A hundred requests to a model that is not there would say nothing more."""
    outcome = home.run("bench", "--model", "nobody", "--json")

    assert (outcome.code, outcome.envelope["error"]["code"]) == (8, "model-unknown")
    assert outcome.envelope["data"] is None


def test_the_cost_is_that_of_the_price_list(home):
    """Of every request, and with the warm-up of all together."""
    outcome = home.run(*PRICED, "--requests", "2", "--json")

    data = outcome.envelope["data"]
    costs = [float(sample["cost_usd"]) for sample in samples(outcome)]
    assert outcome.code == 0, outcome.text
    assert all(costs)
    assert float(summary(outcome)["cost_usd"]) == pytest.approx(sum(costs))
    assert sum(costs) < float(data["cost_usd"]) < float(data["estimate_usd"])


def test_a_spending_limit_ends_the_run_and_is_no_failure(home):
    """What was measured until then is shown, and the limit was kept."""
    outcome = home.run(*PRICED, "--max-tokens", "100", "--max-cost", "0.002", "--json")

    data = outcome.envelope["data"]
    assert (outcome.code, data["stopped"]) == (0, "max-cost"), outcome.text
    assert 0 < data["requests_done"] < 100
    assert float(data["cost_usd"]) <= 0.002
    assert data["requests_done"] == len(samples(outcome))


def test_a_limit_that_leaves_room_for_nothing_sends_nothing(home):
    """Code 1: nothing was measured."""
    outcome = home.run(*PRICED, "--max-cost", "0.000001")

    assert outcome.code == 1
    assert "--max-cost" in outcome.err


def test_what_may_cost_more_than_a_dollar_needs_a_yes(home):
    """Asked before anything is sent; by default the limit is lower than that."""
    dear = (*PRICED, "--requests", "200", "--max-tokens", "10000", "--max-cost", "20")

    refused = home.run(*dear)
    denied = home.run(*dear, answers=iter(["no"]))
    given = home.run(*PRICED, "--requests", "1", "--max-tokens", "1000000", "--max-cost", "20", "--yes")

    assert (refused.code, denied.code, given.code) == (2, 1, 0), given.text
    assert "200 requests may cost up to $20.00" in denied.err


def test_an_unknown_price_is_said(home):
    """Because then nothing but numbers limits what is spent."""
    outcome = home.run("bench", "--model", "sandbox/slow-0-0", "--requests", "1", "--json")

    assert summary(outcome)["cost_usd"] is None
    assert [warning["code"] for warning in outcome.envelope["warnings"]] == ["cost-unknown"]


@pytest.mark.parametrize(
    ("condition", "code"),
    [("error_rate>0%", 0), ("p50_ttft>9s", 0), ("p50_ttft>=0s", 9), ("goodput<100%", 9)],
)
def test_a_condition_decides_the_exit_code(home, condition, code):
    """The figures are there either way. Answers that take no time have no time a token, so no goodput."""
    outcome = home.run(*ECHO, "--requests", "2", "--slo", "itl=1s", "--fail-if", condition, "--json")

    assert outcome.code == code, outcome.text
    assert (outcome.envelope["error"] or {}).get("code") == ("condition-failed" if code else None)
    (judged,) = outcome.envelope["data"]["contenders"][0]["conditions"]
    assert (judged["text"], judged["failed"]) == (condition, bool(code))


def test_a_client_that_was_too_slow_itself_ends_with_a_code_of_its_own(home):
    """The figures are shown, and marked."""
    home.clock = HurryingClock()

    outcome = home.run("bench", "--model", "sandbox/slow-50-1", "--requests", "2", "--json")

    assert (outcome.code, outcome.envelope["error"]["code"]) == (9, "client-limited"), outcome.text
    assert outcome.envelope["data"]["client"]["is_limited"] is True
    assert len(samples(outcome)) == 2


def test_a_time_limit_ends_the_run_and_is_no_failure(home):
    """What was under way then is finished and counted."""
    home.clock = SystemClock()

    outcome = home.run("bench", "--model", "sandbox/slow-100-0", "--duration", "150ms", "--json")

    data = outcome.envelope["data"]
    assert data["stopped"] == "duration", outcome.text
    assert 1 <= data["requests_done"] == len(samples(outcome)) <= 2


def test_an_interruption_leaves_a_whole_document_with_what_was_measured(home):
    """Code 130, the samples, and an error that says so; nothing is saved."""
    home.clock = InterruptingClock()

    outcome = home.run(*ECHO, "--save", "half.json", "--json")

    assert (outcome.code, outcome.envelope["error"]["code"]) == (130, "interrupted"), outcome.text
    assert outcome.envelope["data"]["stopped"] == "interrupted"
    assert 0 < len(samples(outcome)) < 100
    assert not (home.project / "half.json").exists()


def test_both_transports_are_measured_in_turn(home):
    """Each is a contender with as many requests; a table sets them side by side."""
    asked = (*ECHO, "--transport", "sse,websocket", "--requests", "3")

    outcome = home.run(*asked, "--json")
    shown = home.run(*asked)

    assert outcome.code == 0, outcome.text
    labels = [one["label"] for one in outcome.envelope["data"]["contenders"]]
    assert labels == ["sse", "websocket"]
    assert [sample["number"] for sample in samples(outcome, 0)] == [0, 2, 4]
    assert [sample["number"] for sample in samples(outcome, 1)] == [1, 3, 5]
    assert "COMPARED\tsse\twebsocket\tCHANGE" in shown.out


def test_another_profile_is_measured_in_turn(home, account):
    """The same model over both."""
    home.add_profile("other", "sandbox", account.urls, account.key, account.token)

    outcome = home.run(*ECHO, "--compare", "other", "--requests", "2", "--json")

    assert outcome.code == 0, outcome.text
    assert [one["label"] for one in outcome.envelope["data"]["contenders"]] == ["box", "other"]
    assert [len(samples(outcome, index)) for index in (0, 1)] == [2, 2]


def test_a_baseline_is_saved_once_and_compared_with(home):
    """The file holds figures and settings, and nothing that is secret."""
    asked = (*ECHO, "--requests", "2")
    saved = home.run(*asked, "--save", "before.json")
    kept = (home.project / "before.json").read_text()

    again = home.run(*asked, "--save", "before.json")
    compared = home.run(*asked, "--baseline", "before.json")

    assert (saved.code, again.code, compared.code) == (0, 2, 0), compared.text
    assert (home.project / "before.json").read_text() == kept
    assert json.loads(kept)["schema"] == "smartaipi-baseline/1"
    assert SECRET not in kept
    assert "COMPARED\tbefore.json\tnow\tCHANGE" in compared.out


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": 1, "figures": 2, "settings": 3}'])
def test_a_file_that_is_no_baseline_is_refused(home, content):
    """Before anything is sent."""
    home.write("project/before.json", content.encode())

    outcome = home.run(*ECHO, "--baseline", "before.json")

    assert outcome.code == 2
    assert "is no baseline" in outcome.err


@pytest.mark.parametrize(
    "options",
    [
        ("--concurrency", "2", "--rate", "2"),
        ("--slo", "speed=1s"),
        ("--fail-if", "p95_ttft"),
        ("--fail-if", "p95_ttft>2s", "--requests", "19"),
        ("--fail-if", "goodput<90%"),
        ("--max-cost", "much"),
        ("--duration", "soon"),
        ("--transport", "pigeon"),
        ("--transport", "websocket", "--protocol", "chat"),
        ("--protocol", "images"),
        ("--compare", "box"),
        ("--transport", "sse,websocket", "--save", "file.json"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_measured_is_said_at_once(home, options):
    """Code 2, before anything is sent."""
    outcome = home.run(*ECHO, *options)

    assert outcome.code == 2, outcome.text
    assert outcome.out == ""


def test_the_terms_are_explained_without_a_gateway(bare_home: Home):
    """Nothing is set up, nothing is sent."""
    outcome = bare_home.run("bench", "--explain")

    assert outcome.code == 0
    for term in ("TTFB", "TTFT", "ITL", "ICL", "TPOT", "goodput", "open loop", "client-limited"):
        assert f"{term}: " in outcome.out
