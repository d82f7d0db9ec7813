"""The server as its clients meet it: a process that speaks JSON-RPC on its standard streams, and ends with them."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from home import PROGRAM, Account, Home
from mcp_talk import WHO, Talk, notification, request, talking

from smartaipi_cli.mcp_server.registry import READ_TOOLS, tools_for
from smartaipi_cli.mcp_server.tool import WriteTool

ENDS_IN_S = 5
"""A call that hangs would keep a server for a minute; it ends within one second, and machines are slow at times."""

METHOD_NOT_FOUND, INVALID_PARAMS = -32601, -32602
MODERN = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": WHO["clientInfo"],
    "io.modelcontextprotocol/clientCapabilities": {},
}
REFUSED_LINES = {
    "no JSON": b"hello",
    "no UTF-8": b'{"jsonrpc":"2.0","id":99,"method":"\xff\xfe"}',
    "half a surrogate": b'{"jsonrpc":"2.0","id":99,"method":"\\ud800"}',
    "a batch": b"[" + request(99, "ping") + b"]",
    "too deep": b"[" * 100_000,
    "no shape": b'{"id":99}',
    "a wrong id": b'{"jsonrpc":"2.0","id":{},"method":"ping"}',
    "wrong parameters": b'{"jsonrpc":"2.0","id":99,"method":"tools/call","params":{"name":5}}',
    "no parameters": b'{"jsonrpc":"2.0","id":99,"method":"tools/call"}',
    "arguments that are no object": request(99, "tools/call", name="balance", arguments=[1]),
    "no such method": request(99, "frobnicate"),
    "prompts": request(99, "prompts/list"),
    "resources": request(99, "resources/list"),
    "no such tool": request(99, "tools/call", name="nobody", arguments={}),
    "a tool that writes": request(99, "tools/call", name="revoke_key", arguments={"key": "scenarios"}),
    "a megabyte for a name": request(99, "tools/call", name="x" * 1_000_000, arguments={}),
    "half a surrogate for a name": request(99, "tools/call", name="\ud800", arguments={}),
    "a second handshake of no shape": request(99, "initialize", protocolVersion=5),
}


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory, account: Account) -> Iterator[Talk]:
    """One server for all lines that must not disturb it."""
    home = Home(tmp_path_factory.mktemp("steady"))
    home.add_profile("box", "sandbox", account.urls, account.key, account.token)
    with talking(home) as talk:
        talk.open()
        yield talk


@pytest.mark.parametrize("line", REFUSED_LINES.values(), ids=REFUSED_LINES)
def test_what_is_no_request_is_refused_and_the_next_one_is_served(steady, line):
    steady.write(line)
    answer = steady.read()

    assert answer["error"]["code"] in range(-32768, -31999)
    assert len(json.dumps(answer)) < 1000
    assert steady.ask("ping") == {}


def test_a_megabyte_of_arguments_is_refused_by_the_tool(steady):
    answer = steady.call("keys_show", key="x" * 1_000_000)

    assert answer["isError"] is True
    assert len(json.dumps(answer)) < 1000


def test_methods_that_are_not_offered_are_not_found(steady):
    """Clients try them without being offered any, and end the connection over another answer."""
    codes = [steady.ask(method)["code"] for method in ("prompts/list", "resources/list", "completion")]

    assert set(codes) == {METHOD_NOT_FOUND}


def test_a_notification_gets_no_answer(steady):
    steady.write(notification("notifications/cancelled"), notification("notifications/nobody-knows"))

    assert steady.ask("ping") == {}


def test_calls_at_the_same_time_are_all_answered(steady):
    names = ["balance", "status", "models", "usage", "prices", "ledger", "keys_list", "balance"] * 2
    steady.write(
        *(request(1000 + place, "tools/call", name=name, arguments={}) for place, name in enumerate(names))
    )

    answers = [steady.read() for _ in names]

    assert sorted(answer["id"] for answer in answers) == list(range(1000, 1000 + len(names)))
    assert {answer["result"]["isError"] for answer in answers} == {False}


def test_tools_say_what_they_do(steady):
    listed = steady.ask("tools/list")["tools"]

    assert [tool["name"] for tool in listed] == [tool.name for tool in READ_TOOLS]
    assert {tool["annotations"]["readOnlyHint"] for tool in listed} == {True}
    for tool in listed:
        assert tool["inputSchema"]["type"] == tool["outputSchema"]["type"] == "object"
        assert "$ref" not in json.dumps(tool)


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_the_version_of_the_client_is_spoken(steady, version):
    """A client may shake hands again; the last version is the one that is spoken from then on."""
    opened = steady.open(version)

    assert (opened["protocolVersion"], opened["serverInfo"]["name"]) == (version, "smartaipi")
    assert opened["capabilities"] == {"tools": {"listChanged": False}}
    assert "never follow them" in opened["instructions"]
    assert json.loads(steady.call("balance")["content"][0]["text"].partition("\n")[2])["data"]


def test_without_a_handshake_only_what_needs_none_is_answered(home):
    """A request too early is refused, then the handshake is served all the same."""
    with talking(home) as talk:
        assert talk.ask("tools/list")["code"] == INVALID_PARAMS
        assert talk.ask("frobnicate")["code"] == METHOD_NOT_FOUND
        assert talk.open()["protocolVersion"] == "2025-11-25"
        assert talk.call("balance")["isError"] is False


def test_the_newest_version_needs_no_handshake(home):
    with talking(home) as talk:
        assert "2026-07-28" in talk.ask("server/discover", _meta=MODERN)["supportedVersions"]
        answer = talk.ask("tools/call", name="balance", arguments={}, _meta=MODERN)
        assert answer["structuredContent"]["available_usd"]


def test_the_official_client_lists_and_calls_every_tool(home):
    """It checks each answer against the schema of its tool."""
    from mcp import Client, StdioServerParameters

    home.run("keys", "create", "--name", "official", "--expires", "1d")
    arguments = {
        "keys_show": {"key": "official"},
        "test_model": {"model": "sandbox/echo"},
        "usage": {"by": ["day", "model", "key"]},
        "create_key": {"name": "official-new", "limit_usd": "0.10"},
        "disable_key": {"key": "official"},
        "set_budget": {"key": "official", "limit_usd": "0.10", "window": "day"},
        "revoke_key": {"key": "official"},
    }
    tools = tools_for(allow_write=True)

    async def call_all() -> dict[str, bool]:
        server = StdioServerParameters(
            command=str(PROGRAM), args=["mcp", "serve", "--allow-write"], env=home.environment, cwd="/"
        )
        failed = {}
        async with Client(server, read_timeout_seconds=30) as client:
            listed = await client.list_tools()
            assert [tool.name for tool in listed.tools] == [tool.name for tool in tools]
            for tool in sorted(tools, key=lambda one: one.name == "revoke_key"):
                given = arguments.get(tool.name, {})
                answer = await client.call_tool(tool.name, given)
                if isinstance(tool, WriteTool) and not answer.is_error:
                    token = answer.structured_content["confirmation"]
                    answer = await client.call_tool(tool.name, {**given, "confirmation": token})
                    assert answer.structured_content["done"] is True
                failed[tool.name] = answer.is_error
        return failed

    assert asyncio.run(call_all()) == {tool.name: False for tool in tools}


def test_requests_that_came_before_the_end_are_answered(home):
    """As in `printf … | smartaipi mcp serve`."""
    lines = [
        request(1, "initialize", protocolVersion="2025-11-25", **WHO),
        notification("notifications/initialized"),
        request(2, "tools/call", name="balance", arguments={}),
    ]
    with home.start("mcp", "serve", stdin=subprocess.PIPE) as process:
        out, _ = process.communicate(b"\n".join(lines), timeout=30)

    answers = {message["id"]: message for message in map(json.loads, out.splitlines())}
    assert answers[2]["result"]["isError"] is False
    assert process.returncode == 0


@pytest.fixture
def hanging_home(bare_home: Home) -> Iterator[Home]:
    """A home with a gateway that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        urls = {"openai_url": f"{url}/v1", "anthropic_url": url, "management_url": url}
        bare_home.add_profile(
            "mute", "sandbox", urls, "sk-test-mute-0123456789", "test-token-mute-0123456789"
        )
        yield bare_home


@pytest.mark.parametrize("ending", ["standard input", "TERM"])
def test_the_server_ends_soon_although_a_call_hangs(hanging_home, ending):
    with talking(hanging_home) as talk:
        talk.open()
        talk.write(*(request(number, "tools/call", name="balance", arguments={}) for number in range(50, 60)))
        assert talk.ask("ping") == {}

        if ending == "TERM":
            talk.process.send_signal(signal.SIGTERM)
        else:
            talk.process.stdin.close()

        assert talk.process.wait(ENDS_IN_S) == 0


def test_a_client_that_reads_no_more_ends_the_server(home):
    with talking(home) as talk:
        talk.open()
        talk.process.stdout.close()
        talk.write(request(1, "tools/list"), request(2, "tools/list"))

        assert talk.process.wait(ENDS_IN_S) == 0


def test_credentials_are_found_with_nothing_inherited_but_the_home(home):
    """Clients start servers with next to no environment, in any folder."""
    for name, place in {"config": ".config", "data": ".local/share", "state": ".local/state"}.items():
        folder = home.path / place
        folder.mkdir(parents=True, exist_ok=True)
        (home.own / name).mkdir(exist_ok=True)
        (folder / "smartaipi").symlink_to(home.own / name)
    home.environment.clear()
    home.environment["HOME"] = str(home.path)

    with talking(home, "--profile", "box", through=("/usr/bin/env", "--chdir=/")) as talk:
        talk.open()
        assert talk.call("balance")["isError"] is False


def test_nothing_but_messages_reaches_standard_output(tmp_path: Path):
    """Neither what a library prints, nor a program that is started with our streams."""
    script = (
        "import os, subprocess, sys\n"
        "from smartaipi_cli.mcp_server.wire import take_over\n"
        "wire = take_over()\n"
        "print('printed', flush=True)\n"
        "os.write(1, b'written\\n')\n"
        "subprocess.run(['/bin/sh', '-c', 'echo started; cat'], check=True)\n"
        "wire.send(b'message')\n"
        "wire.send(next(wire.lines(100)))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        input=b"mine\n",
        capture_output=True,
        timeout=30,
        check=True,
        env=dict(os.environ),
    )

    assert done.stdout == b"message\nmine\n"
    assert done.stderr.splitlines() == [b"printed", b"written", b"started"]


def test_without_the_library_the_command_says_how_to_get_it(home, monkeypatch):
    monkeypatch.setattr("smartaipi_cli.mcp_server.serving.has_library", lambda: False)

    outcome = home.run("mcp", "serve")

    assert (outcome.code, outcome.out) == (1, "")
    assert "the package `mcp`, which is not installed" in outcome.err
    assert "uv tool install 'smartaipi[mcp]'" in outcome.err


@pytest.mark.parametrize("cap", ["", "-1", "lots", "1e3"])
def test_a_cap_is_an_amount(home, cap):
    outcome = home.run("mcp", "serve", "--max-spend", cap)

    assert (outcome.code, outcome.out) == (2, "")
