"""What was used and what it cost, as a person and as a script asks for it; the gateway is the sandbox."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from home import Home

from smartaipi_cli.composition import open_transport
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.fakes import ManualClock
from smartaipi_cli.sandbox.testing import running

CALLS = (("gpt-5.4", 3), ("gpt-5.4-mini", 2), ("claude-opus-4-6", 1))
TOTAL = sum(count for _, count in CALLS)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    """A sandbox of its own, on which two keys made seven calls."""
    folder = tmp_path_factory.mktemp("usage")
    with running(folder / "sandbox") as address, httpx.Client(trust_env=False) as client:
        manager = {"authorization": f"Bearer {address.account_token.reveal()}"}
        values = []
        for name in ("laptop", "ci"):
            made = client.post(f"{address.management_url}/keys", headers=manager, json={"name": name})
            values.append(made.json()["value"])
        for model, count in CALLS:
            for _ in range(count):
                call(client, address, values[0], model)
        call(client, address, values[1], "gpt-5.4-nano")
        yield address


def call(client, address, key, model):
    """One chat completion, whatever becomes of it."""
    body = {"model": model, "messages": [{"role": "user", "content": "one two three"}]}
    client.post(
        f"{address.openai_url}/chat/completions", headers={"authorization": f"Bearer {key}"}, json=body
    )


@pytest.fixture
def home(bare_home: Home, gateway) -> Home:
    """A home whose profile is that account."""
    bare_home.clock.moment = datetime.now(UTC)
    urls = {
        "openai_url": gateway.openai_url,
        "anthropic_url": gateway.anthropic_url,
        "management_url": gateway.management_url,
    }
    bare_home.add_profile("box", "sandbox", urls, token=gateway.account_token.reveal())
    return bare_home


def data(home: Home, *arguments: str) -> dict:
    """The data of a command that succeeds."""
    done = home.run(*arguments, "--json")
    assert done.code == 0, done.text
    return done.envelope["data"]


@pytest.mark.parametrize(
    "by", ["hour", "day", "week", "month", "model", "actual-model", "key", "group", "status"]
)
def test_the_rows_of_every_grouping_sum_up_to_the_whole(home, by):
    whole = data(home, "usage")["totals"]

    report = data(home, "usage", "--by", by)

    for name in ("requests", "failed_requests", "input_tokens", "output_tokens"):
        assert sum(row[name] for row in report["rows"]) == whole[name] == report["totals"][name]
    assert sum(Decimal(row["cost_usd"]) for row in report["rows"]) == Decimal(whole["cost_usd"])


def test_models_come_with_what_each_of_them_cost(home):
    rows = {row["model"]: row["requests"] for row in data(home, "usage", "--by", "model")["rows"]}

    assert {model: rows[model] for model, _ in CALLS} == dict(CALLS)


def test_a_window_and_groups_go_together(home):
    report = data(home, "usage", "--by", "day", "--by", "model,key")

    assert report["by"] == ["day", "model", "key"]
    assert {row["key_name"] for row in report["rows"]} == {"laptop", "ci"}


def test_the_filters_leave_only_what_was_asked_for(home):
    by_key = data(home, "usage", "--key", "laptop")["totals"]["requests"]
    by_model = data(home, "usage", "--model", "gpt-5.4", "--model", "claude-opus-4-6")["totals"]["requests"]

    assert (by_key, by_model) == (TOTAL, 4)


def test_the_window_that_still_runs_is_marked(home):
    report = home.run("usage", "--by", "day")

    assert f"{datetime.now(UTC):%Y-%m-%d}*" in report.out
    assert "may still grow" in report.err


def test_csv_of_a_report_is_read_back_by_its_names(home):
    done = home.run("usage", "--by", "model", "--csv")

    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["model"]: int(row["requests"]) for row in rows}["gpt-5.4"] == 3
    assert Decimal(rows[0]["cost_usd"]) >= Decimal(rows[-1]["cost_usd"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--by", "colour"), "cannot be shown by `colour`"),
        (("--by", "day", "--by", "week"), "at most one"),
        (("--by", "model", "--by", "model"), "at once"),
        (("--since", "soon"), "no time"),
        (("--since", "7d", "--from", "2026-01-01"), "exclude each other"),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "ends before it begins"),
        (("--tz", "Mars/Olympus", "--by", "day"), "no time zone"),
        (("--tz", "Asia/Kolkata", "--by", "day"), "half or quarter hours"),
    ],
    ids=["group", "two windows", "twice", "since", "both", "backwards", "zone", "half hours"],
)
def test_what_cannot_be_asked_is_said_before_anything_is_fetched(home, arguments, words):
    done = home.run("usage", *arguments)

    assert done.code == 2
    assert words in done.err


def test_options_in_front_of_a_command_are_not_lost_silently(home):
    done = home.run("usage", "--since", "1d", "log")

    assert done.code == 2
    assert "behind the command" in done.err


def test_the_log_has_every_request_newest_first(home):
    records = data(home, "usage", "log", "--all")["records"]

    assert len(records) == TOTAL + 1
    times = [record["time"] for record in records]
    assert times == sorted(times, reverse=True)
    assert {record["key_name"] for record in records} == {"laptop", "ci"}


def test_the_log_stops_where_it_was_told_to(home):
    assert len(data(home, "usage", "log", "--limit", "2")["records"]) == 2


def test_one_request_is_shown_in_full(home):
    newest = data(home, "usage", "log", "--limit", "1")["records"][0]

    assert data(home, "usage", "show", newest["id"])["record"] == newest


def test_a_request_that_is_not_there_is_said_so(home):
    done = home.run("usage", "show", "req_unknown")

    assert done.code == 1
    assert "no request `req_unknown`" in done.err


class BusyClock(ManualClock):
    """A clock that does something whenever somebody pauses, and then tells the real time."""

    def __init__(self, work):
        super().__init__(moment=datetime.now(UTC))
        self.work = work

    def pause(self, seconds):
        self.work()
        super().pause(seconds)
        self.moment = datetime.now(UTC) + timedelta(seconds=1)


def test_following_shows_what_comes_and_ends_when_enough_came(home, gateway):
    key = data(home, "keys", "create", "--name", "tail")["key"]["value"]

    def work():
        with httpx.Client(trust_env=False) as client:
            call(client, gateway, key, "gpt-5.4")

    home.clock = BusyClock(work)
    records = data(home, "usage", "tail", "--key", "tail", "--count", "3")["records"]

    assert len({record["id"] for record in records}) == 3
    assert {record["key_name"] for record in records} == {"tail"}


def test_following_ends_after_its_time_also_when_nothing_comes(home):
    """By a key that nobody used: the gateway tells its time in whole seconds, and the other tests are fast."""
    data(home, "keys", "create", "--name", "quiet", "--expires", "1d")
    home.clock = BusyClock(lambda: None)

    assert data(home, "usage", "tail", "--key", "quiet", "--for", "1m", "--interval", "20")["records"] == []
    assert home.clock.elapsed_s == 60


def test_an_export_has_one_json_object_a_line_and_is_the_owners_alone(home):
    done = home.run("usage", "log", "--output", "requests.jsonl")

    file = home.project / "requests.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert done.code == 0, done.text
    assert len({line["id"] for line in lines}) == len(lines) >= TOTAL + 1
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_export_never_overwrites_a_file(home):
    (home.project / "mine").write_text("precious")

    done = home.run("usage", "log", "--output", "mine")

    assert (done.code, (home.project / "mine").read_text()) == (2, "precious")


@contextmanager
def breaking_after(home: Home, requests: int) -> Iterator[None]:
    """The connection breaks for good after so many requests to the request log."""
    real = home.transport

    class Breaking:
        """Passes some requests on, then none."""

        def __init__(self, inner: Transport) -> None:
            self.inner = inner
            self.left = requests

        def send(self, request):
            if "/usage/records" in request.url:
                if self.left == 0:
                    raise UserError("gateway-unreachable", "the line is dead")
                self.left -= 1
            return self.inner.send(request)

        def stream(self, request):
            return self.inner.stream(request)

        def close(self):
            self.inner.close()

    home.transport = lambda: Breaking(open_transport())
    try:
        yield
    finally:
        home.transport = real


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_that_was_cut_short_goes_on_where_it_stood_and_is_whole(home, monkeypatch, form):
    monkeypatch.setattr("smartaipi_cli.gateways.dialects.native.api.PAGE_SIZE", 2)
    monkeypatch.setattr("smartaipi_cli.actions.usage.export.STRETCH_S", 0.0)
    flags = ("--csv",) if form == "csv" else ()
    whole = home.run("usage", "log", "--output", "whole", *flags)
    with breaking_after(home, 2):
        broken = home.run("usage", "log", "--output", "parts", *flags)
    cut = (home.project / "parts").read_bytes()
    (home.project / "parts").write_bytes(cut + b"half a li")

    resumed = home.run("usage", "log", "--output", "parts", "--resume", *flags)

    assert (whole.code, broken.code, resumed.code) == (0, 8, 0), broken.text + resumed.text
    assert 0 < len(cut) < len((home.project / "whole").read_bytes())
    assert (home.project / "parts").read_bytes() == (home.project / "whole").read_bytes()


def test_an_export_is_not_taken_up_with_another_question(home, monkeypatch):
    monkeypatch.setattr("smartaipi_cli.gateways.dialects.native.api.PAGE_SIZE", 2)
    with breaking_after(home, 1):
        home.run("usage", "log", "--output", "parts")

    done = home.run("usage", "log", "--output", "parts", "--resume", "--key", "ci")

    assert done.code == 2
    assert "another profile, filter or form" in done.err


def test_there_must_be_something_to_take_up(home):
    done = home.run("usage", "log", "--output", "new", "--resume")

    assert done.code == 2
    assert not (home.project / "new").exists()


def test_the_balance_is_the_sum_of_the_ledger(home):
    balance = data(home, "balance")
    entries = data(home, "ledger", "--all", "--since", "365d")["entries"]

    assert sum(Decimal(entry["amount_usd"]) for entry in entries) == Decimal(balance["available_usd"])
    assert sum(Decimal(entry["free_usd"]) for entry in entries) == Decimal(balance["free_usd"])


def test_a_balance_below_the_wished_one_is_code_seven(home):
    assert home.run("balance", "--min", "1").code == 0
    done = home.run("balance", "--min", "1000", "--json")
    assert done.code == 7
    assert done.envelope["error"]["details"]["minimum_usd"] == "1000"


def test_the_ledger_shows_one_type_when_asked(home):
    entries = data(home, "ledger", "--type", "top_up")["entries"]

    assert [entry["type"] for entry in entries] == ["top_up"]


def test_prices_of_a_tier_are_the_price_times_its_factor(home):
    plain = home.run("prices", "gpt-5.4").out.splitlines()[1].split("\t")
    dear = home.run("prices", "gpt-5.4", "--tier", "priority").out.splitlines()[1].split("\t")

    assert (plain[2], dear[2]) == ("$1.25", "$1.875")
    assert "names priority" in home.run("prices", "--tier", "turbo").err


def test_models_are_listed_with_what_stands_behind_them(home):
    found = {model["id"]: model for model in data(home, "models", "list", "claude-*")["models"]}

    assert found["claude-opus-4-6"]["alias_of"] == "gpt-5.4"
    assert found["claude-opus-4-6"]["context_window"] == 400_000


def test_a_model_that_is_not_listed_brings_those_near_it(home):
    done = home.run("models", "show", "gpt-5")

    assert done.code == 1
    assert "gpt-5.4" in done.err


def test_without_an_account_token_the_keys_own_list_serves(bare_home, gateway, home):
    key = data(home, "keys", "create", "--name", "models")["key"]["value"]
    done = home.run("logout", "--yes")
    assert done.code == 0, done.text
    home.environment["SMARTAIPI_API_KEY"] = key

    assert data(home, "models", "list", "gpt-5.4")["source"] == "key"
    assert home.run("prices").code == 4
