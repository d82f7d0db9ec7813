"""Codex does what the program says it does: requests, transports, models, and the way back.

Observed with Codex 0.169.0.
"""

import json

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome
from live_outside import Outside
from stub_gateway import ANSWER, StubGateway

from conftest import OpenTerminal
from smartaipi_cli.sandbox.fingerprints import fingerprint
from smartaipi_cli.sandbox.scripts import WRITTEN_FILE, WRITTEN_TEXT

pytestmark = pytest.mark.live

FOREIGN = {
    "OPENAI_API_KEY": "sk-proj-test-foreign-key-0123456789",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    "CODEX_API_KEY": "sk-proj-test-foreign-codex-key-0123456789",
}


@pytest.mark.parametrize("secret", ["helper", "inline"])
def test_one_turn_reaches_the_gateway_with_our_key_alone(
    home: LiveHome, gateway: LiveGateway, outside: Outside, secret: str
):
    home.set_up("codex", "--secret", secret, "--yes")
    gateway.forget()

    ran = home.say_hi(**FOREIGN)

    assert (ran.code, ran.output.strip()) == (0, "say hi"), ran.errors
    assert gateway.credentials() == {fingerprint(home.key)}
    assert gateway.models() == {"gpt-5.4"}
    assert "api.openai.com" not in outside.hosts


def test_model_and_effort_are_asked_for_as_configured(stub_home: LiveHome, stub: StubGateway):
    stub_home.set_up("codex", "--secret", "helper", "--reasoning-effort", "low", "--yes")
    stub.arrivals.clear()

    ran = stub_home.say_hi()

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.errors
    assert [(call.body["model"], call.body["reasoning"]["effort"]) for call in stub.calls()] == [
        ("gpt-5.4", "low")
    ]
    assert stub.credentials() == {stub_home.key}


def test_the_client_speaks_over_a_websocket_where_the_gateway_does(home: LiveHome, gateway: LiveGateway):
    home.set_up("codex", "--secret", "helper", "--yes")
    gateway.forget()

    ran = home.say_hi()

    assert ran.code == 0, ran.errors
    assert gateway.kinds("/v1/responses") == ["WEBSOCKET", "FRAME", "FRAME"]


def test_the_client_speaks_http_where_the_websocket_is_switched_off(home: LiveHome, gateway: LiveGateway):
    home.set_up("codex", "--secret", "helper", "--websocket", "off", "--yes")
    gateway.forget()

    ran = home.say_hi()

    assert ran.code == 0, ran.errors
    assert gateway.kinds("/v1/responses") == ["POST"]


def test_a_gateway_that_refuses_the_upgrade_is_never_asked_for_it_by_the_client(
    stub_home: LiveHome, stub: StubGateway
):
    stub_home.set_up("codex", "--secret", "helper", "--yes")
    probed = [one.path for one in stub.arrivals if one.headers.get("upgrade")]
    stub.arrivals.clear()

    ran = stub_home.say_hi()

    assert probed == ["/v1/responses"]
    assert "supports_websockets" not in stub_home.codex_config.read_text(encoding="utf-8")
    assert (ran.code, [one.path for one in stub.arrivals if one.headers.get("upgrade")]) == (0, [])


def test_a_websocket_that_the_gateway_does_not_have_is_not_written_on_demand_either(stub_home: LiveHome):
    ran = stub_home.smartaipi("codex", "--secret", "helper", "--websocket", "on", "--yes")

    assert ran.code != 0
    assert "did not complete a WebSocket request" in ran.errors
    assert not stub_home.codex_config.exists()


def test_the_client_writes_a_file_when_the_model_calls_its_tool(home: LiveHome):
    home.set_up("codex", "--secret", "helper", "--model", "sandbox/script:write-file", "--yes")

    ran = home.say_hi("--sandbox", "danger-full-access")

    assert ran.code == 0, ran.text
    assert (home.project / WRITTEN_FILE).read_text(encoding="utf-8") == WRITTEN_TEXT


def test_the_client_finds_its_own_configuration_and_the_gateway_in_order(home: LiveHome):
    home.set_up("codex", "--secret", "helper", "--yes")

    checks = json.loads(home.codex("doctor", "--json").output)["checks"]

    assert checks["config.load"]["status"] == "ok"
    assert checks["network.provider_reachability"]["status"] == "ok"


def test_without_a_catalogue_the_client_warns_and_misses_a_tool(stub_home: LiveHome, stub: StubGateway):
    """What the two tests after this one would find if their options did nothing."""
    stub_home.set_up("codex", "--secret", "helper", "--yes")
    stub.arrivals.clear()

    ran = stub_home.say_hi("-c", 'service_tier="fast"')

    assert "Model metadata" in ran.errors
    assert "apply_patch" not in tool_names(stub)
    assert "service_tier" not in stub.calls()[-1].body


def test_with_a_catalogue_the_client_knows_the_model_and_offers_its_patch_tool(
    stub_home: LiveHome, stub: StubGateway
):
    stub_home.set_up("codex", "--secret", "helper", "--catalog", "--yes")
    stub.arrivals.clear()

    ran = stub_home.say_hi()

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.errors
    assert "Model metadata" not in ran.errors
    assert "apply_patch" in tool_names(stub)


def test_the_fast_option_asks_for_the_priority_tier_on_the_wire(stub_home: LiveHome, stub: StubGateway):
    stub_home.set_up("codex", "--secret", "helper", "--fast", "--yes")
    stub.arrivals.clear()

    ran = stub_home.say_hi()

    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.errors
    assert [call.body["service_tier"] for call in stub.calls()] == ["priority"]


@pytest.mark.parametrize(
    "way_back", [("undo", "--yes"), ("codex", "--remove", "--yes")], ids=["undo", "remove"]
)
def test_the_way_back_takes_the_catalogue_away_after_its_key_and_the_client_starts(
    home: LiveHome, way_back: tuple[str, ...]
):
    home.set_up("codex", "--secret", "helper", "--fast", "--yes")
    catalogue = home.codex_config.with_name("smartaipi-models.json")
    assert catalogue.exists()

    planned = home.set_up(*way_back[:-1], "--dry-run", "--json").data()["plan"]["changes"]
    home.set_up(*way_back)
    ran = home.codex("debug", "models")

    assert [change["path"] for change in planned] == [str(home.codex_config), str(catalogue)]
    assert not catalogue.exists()
    assert ran.code == 0, ran.errors
    assert '"slug":"gpt-5.5"' in ran.output.replace(" ", "")


def tool_names(stub: StubGateway) -> set[str]:
    """What the client offered with its last call."""
    return {tool.get("name", tool["type"]) for tool in stub.calls()[-1].body["tools"]}


def test_undo_leaves_nothing_of_ours_and_the_client_as_before(home: LiveHome, gateway: LiveGateway):
    before = home.codex("doctor", "--json")
    home.set_up("codex", "--secret", "helper", "--yes")
    assert home.say_hi().code == 0
    gateway.forget()

    home.set_up("undo", "--yes")
    after = home.codex("doctor", "--json")

    assert not home.codex_config.exists()
    assert statuses(after.output) == statuses(before.output)
    assert gateway.requests() == []


def statuses(report: str) -> dict[str, str]:
    """Check to status, without those that depend on what the client has stored meanwhile."""
    checks = json.loads(report)["checks"]
    return {
        name: check["status"]
        for name, check in checks.items()
        if name.startswith(("config", "auth", "network"))
    }


def test_a_folder_of_the_users_choice_is_the_one_that_is_written(home: LiveHome, gateway: LiveGateway):
    chosen = home.folder / "chosen"
    chosen.mkdir()
    home.set_up("codex", "--secret", "helper", "--yes", CODEX_HOME=str(chosen))
    gateway.forget()

    ran = home.say_hi(CODEX_HOME=str(chosen))

    assert (ran.code, ran.output.strip()) == (0, "say hi"), ran.errors
    assert gateway.credentials() == {fingerprint(home.key)}
    assert not home.codex_config.exists()


def test_the_client_in_a_terminal_asks_for_no_login(
    home: LiveHome, gateway: LiveGateway, open_terminal: OpenTerminal
):
    home.set_up("codex", "--secret", "helper", "--yes")
    gateway.forget()
    terminal = open_terminal(home, "codex --no-daemon")

    first = terminal.wait_for("Ask Codex to do anything")
    terminal.settle()
    terminal.type("say hi")
    terminal.wait_for("› say hi")
    terminal.press("Enter")
    terminal.wait_for("• say hi")

    assert "Sign in" not in first
    assert gateway.credentials() == {fingerprint(home.key)}
    assert not home.codex_login.exists()
