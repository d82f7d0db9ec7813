"""The commands about keys on every dialect that makes keys: the same words, whatever is behind them."""

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random

import httpx
import pytest
from defects import Defective
from fake_litellm import MASTER_KEY, FakeLiteLlm
from fake_newapi import TOKEN, USER_ID, FakeNewApi
from fake_openai_admin import OPENAI_ADMIN, FakeOpenAI
from fake_openrouter import MANAGEMENT, FakeOpenRouter
from fake_openrouter import NOW as OPENROUTER_NOW
from serving import Pauses, serving

from document_check import check_text
from smartaipi_cli.app import run
from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_mask import may_be
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.http.client import HttpTransport
from smartaipi_cli.http.retries import RetryingTransport
from smartaipi_cli.machine.fakes import ManualClock, ScriptedProcesses, ScriptedTerminal
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.machine.memory_files import MemoryFiles
from smartaipi_cli.machine.paths import Paths

FAMILY = {"account_user": str(USER_ID)}
GATEWAYS = {
    "newapi of 2025": ("newapi", lambda: FakeNewApi(generation="v06"), TOKEN, FAMILY),
    "newapi of 2026": ("newapi", lambda: FakeNewApi(generation="2026"), TOKEN, FAMILY),
    "a reseller": ("newapi", lambda: FakeNewApi(generation="reseller"), TOKEN, FAMILY),
    "oneapi": ("oneapi", lambda: FakeNewApi(generation="oneapi"), TOKEN, FAMILY),
    "litellm": ("litellm", lambda: FakeLiteLlm().app(), MASTER_KEY, {}),
    "openrouter": ("openrouter", lambda: FakeOpenRouter().app(), MANAGEMENT, {}),
    "openai-admin": ("openai-admin", lambda: FakeOpenAI().app(), OPENAI_ADMIN, {}),
}
WITH_LIMITS = [name for name in GATEWAYS if name != "openai-admin"]


class Bench:
    """The command line on one gateway."""

    def __init__(self, dialect: str, url: str, credential: str, options: dict[str, str]) -> None:
        now = OPENROUTER_NOW if dialect == "openrouter" else datetime.now(UTC)
        self.files, self.clock, self.numbers = MemoryFiles(), ManualClock(moment=now), count(1)
        profile = {"gateway": "custom", "openai_url": f"{url}/v1", "management_url": url, "dialect": dialect}
        lines = [f'{name} = "{value}"' for name, value in {**profile, **options}.items()]
        text = "\n".join(["[profiles.work]", *lines])
        self.files.put_file(Path("/own/config/config.toml"), text.encode())
        self.files.put_directory(Path("/home/user"))
        self.machine(ScriptedTerminal()).credential_files.write("work", "token", Secret(credential))

    def machine(self, terminal: ScriptedTerminal) -> Machine:
        return Machine(
            files=self.files,
            paths=Paths.under(Path("/own")),
            home=Path("/home/user"),
            working_folder=Path("/home/user"),
            environment={"SMARTAIPI_CREDENTIAL_STORE": "file"},
            platform="linux",
            clock=self.clock,
            processes=ScriptedProcesses(),
            terminal=terminal,
            keychain=lambda: None,
            open_transport=self.transport,
            make_identifier=lambda: f"{next(self.numbers):08x}",
            program=("/usr/bin/smartaipi",),
        )

    def transport(self) -> RetryingTransport:
        client = httpx.Client(follow_redirects=False, trust_env=False)
        return RetryingTransport(inner=HttpTransport(client), pause=Pauses(), draw=Random(1).random)

    def run(self, *arguments: str) -> tuple[int, dict]:
        """(exit code, envelope) of a command with `--json`."""
        terminal = ScriptedTerminal(output=io.StringIO(), errors=io.StringIO())
        code = run((*arguments, "--json"), self.machine(terminal))
        check_text(terminal.output.getvalue())
        return int(code), json.loads(terminal.output.getvalue())

    def data(self, *arguments: str) -> dict:
        """The data of a command that goes well."""
        code, envelope = self.run(*arguments)
        assert code == 0, envelope["error"]
        return envelope["data"]

    def living(self) -> dict[str, dict]:
        """Keys that are not revoked, by name."""
        return {key["name"]: key for key in self.data("keys", "list")["keys"]}


@pytest.fixture
def bench(request) -> Iterator[Bench]:
    dialect, make, credential, options = GATEWAYS[request.param]
    skew = OPENROUTER_NOW - datetime.now(UTC) if dialect == "openrouter" else None
    with ExitStack() as stack:
        app = Defective(app=make(), **({"skew": skew} if skew else {}))
        yield Bench(dialect, stack.enter_context(serving(app)), credential, options)


every_gateway = pytest.mark.parametrize("bench", GATEWAYS, indirect=True)
every_gateway_with_limits = pytest.mark.parametrize("bench", WITH_LIMITS, indirect=True)


def options_of(bench: Bench) -> tuple[str, ...]:
    """What `keys create` needs to be told there: OpenAI makes admin keys alone, and wants to hear it."""
    return (
        ("--group", "admin")
        if "openai-admin" in bench.files.read(Path("/own/config/config.toml")).decode()
        else ()
    )


def is_key(secret: str, key: dict) -> bool:
    """Whether the mask in the list is this secret's; the made-up OpenAI shows one mask for all of them."""
    if key["redacted_value"] == "sk-admin...abc":
        return True
    shown = Key(id=key["id"], name=key["name"], redacted_value=key["redacted_value"], status="active")
    return may_be(Secret(secret), shown)


@every_gateway
def test_a_key_is_made_found_rotated_and_revoked(bench):
    made = bench.data("keys", "create", "--name", "laptop", *options_of(bench))["key"]
    assert is_key(made["value"], bench.living()["laptop"])

    rotated = bench.data("keys", "rotate", "laptop", "--yes")
    (new,) = bench.living().values()
    assert rotated["emulated"] is True
    assert rotated["key"]["id"] == new["id"] != made["id"]
    assert rotated["key"]["value"] != made["value"]
    assert is_key(rotated["key"]["value"], new)

    bench.data("keys", "revoke", new["id"], "--yes")
    assert bench.living() == {}


@every_gateway_with_limits
def test_a_rotated_key_keeps_its_name_and_what_is_left_of_its_limit(bench):
    bench.data("keys", "create", "--name", "laptop", "--limit", "10")

    bench.data("keys", "rotate", "laptop", "--yes")

    key = bench.living()["laptop"]
    assert [(budget["period"], budget["limit_usd"]) for budget in key["budgets"]] == [("total", "10")]


@every_gateway_with_limits
def test_a_key_is_changed_disabled_and_enabled(bench):
    bench.data("keys", "create", "--name", "laptop", "--limit", "10")

    bench.data("keys", "update", "laptop", "--name", "desk", "--limit", "2.5", "--yes")
    disabled = bench.data("keys", "disable", "desk")["key"]
    enabled = bench.data("keys", "enable", "desk")["key"]

    assert (disabled["status"], enabled["status"]) == ("disabled", "active")
    assert enabled["budgets"][0]["limit_usd"] == "2.5"


@every_gateway_with_limits
def test_budgets_are_set_and_removed(bench):
    bench.data("keys", "create", "--name", "laptop")

    bench.data("budgets", "set", "5/total", "--key", "laptop")
    bench.data("budgets", "set", "7/total", "--key", "laptop")
    (listed,) = bench.data("budgets", "list", "--key", "laptop")["budgets"]
    bench.data("budgets", "remove", "total", "--key", "laptop")

    assert (listed["limit_usd"], listed["used_percent"]) == ("7", "0.0")
    assert bench.data("budgets", "list", "--key", "laptop")["budgets"] == []


@every_gateway_with_limits
def test_with_grace_the_old_key_gets_an_end(bench):
    """Where an end is taken at a key's creation alone, that is said before anything is made."""
    old = bench.data("keys", "create", "--name", "laptop")["key"]["id"]

    code, envelope = bench.run("keys", "rotate", "laptop", "--grace", "1h", "--yes")

    living = bench.living()
    if code:
        assert (code, envelope["error"]["code"], list(living)) == (6, "not-offered", ["laptop"])
        assert "when a key is created" in envelope["error"]["reason"]
        return
    rotated = envelope["data"]
    assert living["laptop"]["id"] == rotated["key"]["id"]
    (kept,) = (key for key in living.values() if key["id"] == old)
    assert kept["name"].startswith("laptop-old-")
    assert kept["expires_at"] == rotated["previous_expires_at"]


@every_gateway
def test_a_daily_and_a_monthly_budget_at_once_are_made_or_refused_with_a_sentence(bench):
    code, envelope = bench.run(
        *(
            "keys",
            "create",
            "--name",
            "laptop",
            "--budget",
            "5/day",
            "--budget",
            "50/month",
            *options_of(bench),
        )
    )

    if code == 0:
        assert {budget["period"] for budget in envelope["data"]["key"]["budgets"]} == {"day", "month"}
    else:
        assert (code, envelope["error"]["code"]) == (6, "not-offered")
        assert len(envelope["error"]["reason"]) > 20
        assert bench.living() == {}


@every_gateway
def test_a_secret_is_shown_again_or_a_sentence_says_why_not(bench):
    made = bench.data("keys", "create", "--name", "laptop", *options_of(bench))["key"]

    code, envelope = bench.run("keys", "reveal", "laptop")

    if code == 0:
        assert envelope["data"]["key"]["value"] == made["value"]
    else:
        assert (code, envelope["error"]["details"]["operation"]) == (6, "keys.reveal")
