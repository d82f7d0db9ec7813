"""The sandbox's account from the command line: a made-up past, and a device that waits for a yes."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import pytest

from smartaipi_cli.sandbox.address import SandboxAddress
from smartaipi_cli.sandbox.management.auth import DEVICE_GRANT
from smartaipi_cli.sandbox.store import DATABASE_NAME
from smartaipi_cli.sandbox.testing import running


def send_form(address: SandboxAddress, name: str, **form: str) -> httpx.Response:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    url = f"{address.management_url}/auth/{name}"
    return httpx.post(url, content=urlencode(form), headers=headers, trust_env=False)


def urls_of(address: SandboxAddress) -> dict[str, str]:
    return {
        "openai_url": address.openai_url,
        "anthropic_url": address.anthropic_url,
        "management_url": address.management_url,
    }


def test_a_made_up_past_is_what_the_reports_then_show(bare_home):
    bare_home.clock.moment = datetime.now(UTC)
    made = bare_home.run("sandbox", "seed", "--records", "300", "--days", "5", "--json")
    with running(bare_home.machine.paths.sandbox) as address:
        bare_home.add_profile("box", "sandbox", urls_of(address), token=address.account_token.reveal())
        balance = bare_home.run("balance", "--json")
        reported = bare_home.run("usage", "--since", "7d", "--json")

    assert (made.code, made.envelope["data"]["records"], made.envelope["data"]["keys"]) == (0, 300, 12)
    assert balance.envelope["data"]["available_usd"] == "25"
    assert reported.code == 0
    assert f'"{made.envelope["data"]["cost_usd"]}"' in reported.out


def test_a_past_is_not_made_up_twice_unless_it_is_asked_for(bare_home):
    outcomes = [bare_home.run("sandbox", "seed", "--records", "5", *more) for more in ([], [], ["--add"])]

    assert [outcome.code for outcome in outcomes] == [0, 1, 0]
    assert "sandbox seed --add" in outcomes[1].err


@pytest.mark.parametrize(("more", "answer"), [([], 200), (["--deny"], 400)], ids=["approved", "denied"])
def test_a_device_that_waits_is_answered_by_its_code(bare_home, more, answer):
    with running(bare_home.machine.paths.sandbox) as address:
        login = send_form(address, "device", client_id="laptop").json()
        decided = bare_home.run("sandbox", "approve", login["user_code"].lower(), *more, "--json")
        collected = send_form(
            address,
            "token",
            grant_type=DEVICE_GRANT,
            client_id="laptop",
            device_code=login["device_code"],
        )

    assert decided.envelope["data"] == {"client": "laptop", "approved": not more}
    assert collected.status_code == answer
    assert address.account_token.reveal() not in decided.text


def test_a_code_that_nobody_waits_with_and_a_sandbox_that_does_not_run_are_told_apart(bare_home):
    stopped = bare_home.run("sandbox", "approve", "BCDF-GHJK", "--json")
    with running(bare_home.machine.paths.sandbox):
        unknown = bare_home.run("sandbox", "approve", "BCDF-GHJK", "--json")

    assert [outcome.envelope["error"]["code"] for outcome in (stopped, unknown)] == [
        "sandbox-not-running",
        "login-not-found",
    ]


def test_the_books_are_audited_whether_the_sandbox_runs_or_not(bare_home):
    nothing = bare_home.run("sandbox", "doctor", "--json")
    bare_home.run("sandbox", "seed", "--records", "50", "--days", "3")
    resting = bare_home.run("sandbox", "doctor", "--json")
    with running(bare_home.machine.paths.sandbox):
        serving = bare_home.run("sandbox", "doctor")

    assert (nothing.code, nothing.envelope["data"]) == (0, {"findings": []})
    assert (resting.code, resting.envelope["data"]["requests"]) == (0, 50)
    assert (serving.code, "everything agrees" in serving.out) == (0, True)


def test_a_book_that_contradicts_itself_ends_the_audit_with_code_9(bare_home):
    bare_home.run("sandbox", "seed", "--records", "5")
    with closing(sqlite3.connect(bare_home.machine.paths.sandbox / DATABASE_NAME)) as books:
        books.executescript("INSERT INTO reservations SELECT id, key_id, 7 FROM requests LIMIT 1")
    audited = bare_home.run("sandbox", "doctor", "--json")

    assert audited.code == 9
    assert [finding["code"] for finding in audited.envelope["data"]["findings"]] == [
        "reservation-left",
        "reservation-orphaned",
    ]


@pytest.mark.parametrize("options", [("--seed", "demo"), ("--frozen-time", "2026-11-18")])
def test_lasting_books_are_never_drawn_from_a_seed(bare_home, options):
    refused = bare_home.run("sandbox", "serve", *options)

    assert refused.code == 2
    assert "--ephemeral" in refused.err
    assert not bare_home.machine.paths.sandbox.exists()
