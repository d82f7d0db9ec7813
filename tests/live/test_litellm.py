"""A real LiteLLM, on a real PostgreSQL: the contract that the made-up one keeps, and the way through the commands."""

import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from live_home import LiveHome
from live_litellm import MASTER_KEY, Installed, find_litellm, running_litellm
from live_outside import refusing_outside

sys.path.append(str(Path(__file__).parents[1] / "gateways"))  # where the contract and its helpers stand

from litellm_contract import SIX_REQUESTS, LiteLlmContract, Proxy, settled

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.secret import Secret

REQUIRE_VARIABLE = "SMARTAIPI_REQUIRE_LITELLM"

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def installed() -> Installed:
    """LiteLLM, or the reason why the tests do not run; a failure where it is required."""
    found = find_litellm(os.environ, Path.home())
    if isinstance(found, Installed):
        return found
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{REQUIRE_VARIABLE}=1, but {found}", pytrace=False)
    pytest.skip(f"NOT RUN: {found}")


@pytest.fixture(scope="module")
def proxy(installed: Installed) -> Iterator[Proxy]:
    with refusing_outside() as outside, running_litellm(installed, outside.environment) as url:
        yield Proxy(url=url)


@pytest.fixture
def home(tmp_path: Path, proxy: Proxy) -> LiveHome:
    """A home with a profile of the proxy and its master key."""
    folder = tmp_path / "home"
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "SMARTAIPI_CREDENTIAL_STORE": "file",
    }
    home = LiveHome(folder=folder, environment=environment)
    home.project.mkdir(parents=True)
    home.set_up("profiles", "add", "own", "--gateway", "litellm", "--url", proxy.url)
    assert home.smartaipi("login", "--profile", "own", "--with-token", typed=MASTER_KEY).code == 0
    return home


class TestRealLiteLlm(LiteLlmContract):
    """The proxy with its master key."""


def test_a_key_lives_from_its_creation_to_its_receipt_on_the_command_line(home, proxy):
    made = home.set_up(
        "keys", "create", "--name", "cli", "--budget", "1/day", "--budget", "5/month", "--json"
    )
    secret = made.data()["key"]["value"]
    key = Key(
        id=sha256(secret.encode()).hexdigest(),
        name="cli",
        redacted_value="",
        status="active",
        secret=Secret(secret),
    )
    assert made.data()["key"]["id"] == key.id
    for text in SIX_REQUESTS:
        assert proxy.chat(key, text).status_code == 200

    def report() -> dict[str, object]:
        (row,) = home.set_up("usage", "--by", "day", "--key", "cli", "--json").data()["rows"] or [{}]
        return row

    assert settled(lambda: report().get("requests") == 6)
    assert report()["cost_usd"] == "0.001062"
    shown = home.set_up("keys", "show", "cli", "--json").data()["key"]
    assert [(one["period"], one["limit_usd"]) for one in shown["budgets"]] == [("day", "1"), ("month", "5")]
    assert "$0.001062" in home.set_up("usage", "--by", "key").output
    assert secret not in home.set_up("keys", "list", "--json").output

    assert home.set_up("keys", "disable", "cli").code == 0
    assert proxy.chat(key).status_code == 401
    assert home.set_up("keys", "enable", "cli").code == 0
    assert home.set_up("keys", "revoke", "cli", "--yes").code == 0
    assert home.smartaipi("keys", "disable", "cli").code == 1


def test_a_rotation_puts_a_twin_in_the_place_of_the_key(home, proxy):
    """LiteLLM's own rotation needs a licence."""
    refused = proxy.post("/key/regenerate", {"key": "0" * 64})
    assert (refused.status_code, "Enterprise" in refused.text) == (500, True)
    first = home.set_up("keys", "create", "--name", "turning", "--budget", "2/week", "--raw").output.strip()

    second = home.set_up("keys", "rotate", "turning", "--yes", "--raw").output.strip()

    assert second.startswith("sk-")
    assert proxy.post("/v1/chat/completions", {}, first).status_code == 401
    keys = home.set_up("keys", "list", "--json").data()["keys"]
    (key,) = (one for one in keys if one["name"] == "turning" and one["status"] != "revoked")
    assert key["id"] == sha256(second.encode()).hexdigest()
    assert [(one["period"], one["limit_usd"]) for one in key["budgets"]] == [("week", "2")]


def test_a_virtual_key_is_told_about_itself_on_the_command_line(home, proxy):
    secret = home.set_up("keys", "create", "--name", "mine", "--limit", "2.50", "--raw").output.strip()
    home.set_up("profiles", "add", "self", "--gateway", "litellm", "--url", proxy.url)
    assert home.smartaipi("login", "--profile", "self", "--with-key", typed=secret).code == 0

    keys = home.set_up("keys", "list", "--profile", "self", "--json").data()["keys"]
    assert [key["name"] for key in keys] == ["mine"]
    assert home.set_up("balance", "--profile", "self", "--json").data()["available_usd"] == "2.5"
    refused = home.smartaipi("keys", "create", "--name", "another", "--profile", "self")
    assert refused.code == 6
    assert "master key" in refused.errors


def test_the_probe_tells_what_the_proxy_is(home):
    probed = home.set_up("gateways", "probe").output

    assert "1.106.2" in probed
    assert "several windows at once" in probed
