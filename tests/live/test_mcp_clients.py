"""Real clients start our MCP server, list its tools, call one, and hand the answer to their model.

Observed with Claude Code 2.1.329 and Codex 0.169.0.
"""

from collections.abc import Iterator

import pytest
from live_home import PROFILE, LiveHome
from live_tool_caller import results, tool_calling_gateway
from stub_gateway import ANSWER, StubGateway

from smartaipi_cli.mcp_server.registry import READ_TOOLS

pytestmark = pytest.mark.live

KEY = "sk-test-live-tool-caller-0123456789abcdef"
MODELS = "calling"
"""The profile of the gateway whose model calls the tool; the server is about the sandbox's account."""


@pytest.fixture
def calling() -> Iterator[StubGateway]:
    with tool_calling_gateway(KEY, "balance") as gateway:
        yield gateway


@pytest.fixture
def agent_home(home: LiveHome, calling: StubGateway) -> LiveHome:
    """A home with two profiles: one for the agent, one that it is to ask about."""
    home.set_up("profiles", "add", MODELS, "--gateway", "custom", "--url", calling.url)
    ran = home.smartaipi("login", "--profile", MODELS, "--with-key", typed=KEY)
    assert ran.code == 0, ran.text
    return home


def test_claude_code_calls_a_tool_and_its_model_gets_the_answer(agent_home: LiveHome, calling: StubGateway):
    agent_home.set_up("claude", "--profile", MODELS, "--secret", "helper", "--yes")
    agent_home.set_up("mcp", "install", "claude", "--profile", PROFILE, "--yes")

    listed = agent_home.claude("mcp", "list")
    ran = agent_home.claude(
        "-p", "--allowedTools", "mcp__smartaipi__balance", "--", "what is left?", ENABLE_TOOL_SEARCH="false"
    )

    assert "Connected" in listed.output
    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.text
    offered = {tool["name"] for call in calling.calls() for tool in call.body.get("tools", ())}
    assert {f"mcp__smartaipi__{tool.name}" for tool in READ_TOOLS} <= offered
    (result,) = set(results(calling))
    assert "available_usd" in result


def test_codex_calls_a_tool_and_its_model_gets_the_answer(agent_home: LiveHome, calling: StubGateway):
    agent_home.set_up("codex", "--profile", MODELS, "--secret", "helper", "--yes")
    agent_home.set_up("mcp", "install", "codex", "--profile", PROFILE, "--yes")

    listed = agent_home.codex("mcp", "list")
    # Codex begins its first turn without the tools of a server that is not ready yet, unless it is told to wait.
    ran = agent_home.say_hi("-c", "mcp_servers.smartaipi.required=true")

    assert "smartaipi" in listed.output
    assert (ran.code, ran.output.strip()) == (0, ANSWER), ran.text
    offered = [tool for call in calling.calls() for tool in call.body.get("tools", ())]
    namespace = next(tool for tool in offered if tool.get("name") == "mcp__smartaipi")
    assert {tool["name"] for tool in namespace["tools"]} == {tool.name for tool in READ_TOOLS}
    (result,) = set(results(calling))
    assert "available_usd" in result
