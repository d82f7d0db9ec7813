import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sandbox_wire import PATIENCE_S, chat, eventually, manage, new_key, process, tokens

from smartaipi_cli.errors import UserError
from smartaipi_cli.sandbox.address import read_address
from smartaipi_cli.sandbox.audit import audit_books
from smartaipi_cli.sandbox.server import opened
from smartaipi_cli.sandbox.testing import running
from smartaipi_cli.sandbox.world import real_world


def refusal(folder, port=None):
    """The code of the error that opening a sandbox ends in."""
    with pytest.raises(UserError) as raised, opened(folder, port, real_world()):
        pass
    return raised.value.code


def test_the_address_is_there_while_it_runs_and_gone_after(tmp_path):
    folder = tmp_path / "box"
    with running(folder) as address:
        found = read_address(folder)
        assert found == address
        assert httpx.get(f"{found.openai_url}/models").status_code == 401
        assert httpx.get(f"{found.anthropic_url}/api/hello").status_code == 200
        assert manage(found, "GET", "/meta")["object"] == "meta"

    assert read_address(folder) is None


def test_what_lies_in_the_folder_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "box"
    folder.mkdir(mode=0o755)
    with running(folder) as address:
        new_key(address)
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}

        assert folder.stat().st_mode & 0o777 == 0o700
        assert modes["sandbox.json"] == 0o600
        assert modes["sandbox.sqlite3"] == 0o600


def test_the_token_stands_in_the_address_file_and_in_no_repr(tmp_path):
    with running(tmp_path) as address:
        written = json.loads((tmp_path / "sandbox.json").read_text())

        assert written["account_token"].startswith("smartaipi-sandbox-token-")
        assert written["account_token"] not in repr(address)


def test_port_token_keys_and_money_are_the_same_after_a_restart(tmp_path):
    with running(tmp_path) as first:
        key = new_key(first)
        httpx.post(
            f"{first.openai_url}/chat/completions", headers={"x-api-key": key}, json=chat("sandbox/echo")
        )
        balance = manage(first, "GET", "/balance")["available_micros"]
    with running(tmp_path) as second:
        assert (second.port, second.account_token) == (first.port, first.account_token)
        assert manage(second, "GET", "/balance")["available_micros"] == balance < 25_000_000
        assert httpx.get(f"{second.openai_url}/models", headers={"x-api-key": key}).status_code == 200


def test_another_port_is_taken_when_the_last_one_is_not_free(tmp_path):
    with running(tmp_path) as first:
        pass
    with socket.create_server(("127.0.0.1", first.port)), running(tmp_path) as second:
        assert second.port != first.port


def test_a_wanted_port_that_is_taken_is_an_error(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code = refusal(tmp_path, taken.getsockname()[1])

    assert code == "sandbox-port-taken"


def test_a_second_sandbox_in_the_folder_is_an_error_and_harms_nothing(tmp_path):
    with running(tmp_path) as address:
        assert refusal(tmp_path) == "sandbox-running"
        assert read_address(tmp_path) == address


def test_a_file_where_the_folder_should_be_is_an_error(tmp_path):
    (tmp_path / "box").write_text("")

    assert refusal(tmp_path / "box") == "sandbox-folder-unusable"


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"port": "x"}'])
def test_an_address_file_that_makes_no_sense_is_no_sandbox_and_no_obstacle(tmp_path, content):
    (tmp_path / "sandbox.json").write_text(content)

    assert read_address(tmp_path) is None
    with running(tmp_path) as address:
        assert read_address(tmp_path) == address


def test_only_the_loopback_address_listens(tmp_path):
    with running(tmp_path) as address:
        with Path("/proc/net/tcp").open() as table:
            listening = [line.split()[1] for line in table if line.split()[3] == "0A"]

        assert [entry for entry in listening if entry.endswith(f":{address.port:04X}")] == [
            f"0100007F:{address.port:04X}"
        ]


def test_looking_for_a_sandbox_loads_no_server():
    code = (
        "import sys, smartaipi_cli.sandbox.address;"
        "print([m for m in ('starlette', 'uvicorn', 'websockets', 'sqlite3', 'asyncio') if m in sys.modules])"
    )

    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_a_client_that_leaves_pays_for_what_it_was_sent(tmp_path):
    with running(tmp_path) as address:
        headers = {"x-api-key": new_key(address)}
        url = f"{address.openai_url}/chat/completions"
        with httpx.stream("POST", url, headers=headers, json=chat("sandbox/slow-0-20")) as stream:
            next(tokens(stream.iter_lines()))

        def settled():
            records = manage(address, "GET", "/usage/records")["data"]
            return [record for record in records if record["status"] != "pending"]

        (record,) = eventually(settled)
        assert record["error_code"] == "client_disconnected"
        assert 1 <= record["output_tokens"] < 100
        assert manage(address, "GET", "/balance")["pending_micros"] == 0
        spent = 25_000_000 - manage(address, "GET", "/balance")["available_micros"]
        assert spent == record["cost_micros"] == record["input_tokens"] + 4 * record["output_tokens"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_ends_it_cleanly_even_with_an_open_stream(tmp_path, number):
    with process(tmp_path) as (served, address):
        headers = {"x-api-key": new_key(address)}
        url = f"{address.openai_url}/chat/completions"
        with httpx.stream("POST", url, headers=headers, json=chat("sandbox/slow-0-200")) as stream:
            text = tokens(stream.iter_lines())  # kept: a dropped one hangs up
            next(text)
            served.send_signal(number)
            code = served.wait(PATIENCE_S)

        assert code == 0
        assert served.stderr.read() == ""
    assert read_address(tmp_path) is None
    with running(tmp_path) as again:
        (record,) = manage(again, "GET", "/usage/records")["data"]
        assert (record["status"], record["output_tokens"] >= 1) == ("error", True)
        assert manage(again, "GET", "/balance")["pending_micros"] == 0


def test_a_kill_in_mid_stream_loses_nothing_and_bills_nothing_twice(tmp_path):
    with process(tmp_path) as (served, address):
        headers = {"x-api-key": new_key(address)}
        url = f"{address.openai_url}/chat/completions"
        with httpx.Client(headers=headers) as client:
            for _ in range(3):
                client.post(url, json=chat("sandbox/echo"))
            streams = [client.stream("POST", url, json=chat("sandbox/slow-0-500")) for _ in range(50)]
            opened = [stream.__enter__() for stream in streams]
            texts = [tokens(stream.iter_lines()) for stream in opened]  # kept: a dropped one hangs up
            for text in texts:
                next(text)
            pending = manage(address, "GET", "/balance")["pending_micros"]
            served.kill()
            served.wait(PATIENCE_S)
            for stream in opened:
                stream.close()

    assert pending > 0
    assert (tmp_path / "sandbox.json").exists()
    assert read_address(tmp_path) is None
    with running(tmp_path) as again:
        records = manage(again, "GET", "/usage/records?limit=100")["data"]
        ledger = manage(again, "GET", "/ledger?limit=100")["data"]
        balance = manage(again, "GET", "/balance")

    assert (
        sorted((record["status"], record["error_code"]) for record in records if record["error_code"])
        == [("error", "interrupted")] * 50
    )
    assert balance["pending_micros"] == 0
    assert balance["available_micros"] == sum(entry["amount_micros"] for entry in ledger)
    billed = [entry["reference"]["id"] for entry in ledger if entry["type"] == "usage"]
    assert sorted(billed) == sorted(record["id"] for record in records if record["cost_micros"])
    assert len(billed) == 3
    assert audit_books(tmp_path, is_running=False).discrepancies == ()


def test_an_answer_does_not_wait_for_the_callers_acknowledgement(tmp_path):
    """Nagle's algorithm would hold back every body for 40 ms; connections inherit this from the socket that listens."""
    with opened(tmp_path / "box", None, real_world()) as sandbox:
        assert sandbox._bound.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
