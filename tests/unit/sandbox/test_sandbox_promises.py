"""What is promised of the sandbox as a whole, seen from outside: the same bytes again, and no way out."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sandbox_wire import PATIENCE_S, new_key
from websockets.sync.client import connect

from smartaipi_cli.sandbox.address import read_address
from smartaipi_cli.sandbox.world import seeded_world

HELLO = [{"role": "user", "content": "sixteen letters!"}]
BODIES = {
    "/chat/completions": {"model": "sandbox/reason", "messages": HELLO, "stream": True},
    "/responses": {"model": "sandbox/reason", "input": "sixteen letters!", "stream": True},
    "/messages": {"model": "claude-opus-4-6", "messages": HELLO, "max_tokens": 99},
    "/messages/count_tokens": {"model": "claude-opus-4-6", "messages": HELLO},
    "/embeddings": {"model": "text-embedding-3-small", "input": "hello"},
    "/images/generations": {"model": "gpt-image-1", "prompt": "a cat", "size": "64x64"},
}
WATCHED = """
import sys
from pathlib import Path
from smartaipi_cli.sandbox.server import serve

def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        sys.stderr.write(f"{event} {arguments[1:]}\\n")
    if event == "socket.bind" and arguments[1][0] != "127.0.0.1":
        sys.stderr.write(f"{event} {arguments[1:]}\\n")

sys.addaudithook(watch)
serve(folder=Path(sys.argv[1]), port=None, announce=lambda address: print(address.port, flush=True))
"""


def ask_everything(url, key):
    """The bodies of answers to one request of each kind, and their headers but for the time of day."""
    told = []
    for path, body in BODIES.items():
        answer = httpx.post(f"{url}{path}", headers={"x-api-key": key}, json=body)
        assert answer.status_code == 200, answer.text
        headers = {name: value for name, value in answer.headers.items() if name != "date"}
        told.append((answer.content, headers))
    return told


@contextmanager
def ephemeral(folder, *options):
    """A sandbox from the command line that keeps no books."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder)}
    environment |= {name: value for name, value in os.environ.items() if name == "PYTHONPATH"}
    command = [sys.executable, "-m", "smartaipi_cli", "sandbox", "serve", "--ephemeral", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as served:
        try:
            told = iter(served.stdout.readline, "")
            place = next(Path(line.split()[-1]) for line in told if line.startswith("account token"))
            address = read_address(place.parent)
            assert address is not None
            yield address
        finally:
            served.send_signal(signal.SIGINT)
            served.communicate(timeout=PATIENCE_S)
    assert list(folder.glob("smartaipi-sandbox-*")) == []


def test_two_starts_with_one_seed_at_one_time_answer_in_the_same_bytes(tmp_path):
    told = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        with ephemeral(folder, "--seed", "demo", "--frozen-time", "2026-11-18T12:00:00Z") as address:
            told.append(ask_everything(address.openai_url, new_key(address)))

    assert told[0] == told[1]


def test_another_seed_answers_in_other_bytes():
    first, second = (seeded_world(seed, now=0) for seed in ("demo", "other"))

    assert first.entropy(16) != second.entropy(16)
    assert first.entropy(16) != first.entropy(16)


@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 100])
def test_a_seeded_world_gives_as_many_bytes_as_are_asked_for(size):
    assert len(seeded_world("demo").entropy(size)) == size


def test_whatever_is_asked_no_socket_leaves_the_machine(tmp_path):
    command = [sys.executable, "-c", WATCHED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout.readline()
            address = read_address(tmp_path)
            key = new_key(address)
            ask_everything(address.openai_url, key)
            picture = {"model": "gpt-image-1", "prompt": "x", "image": "http://example.test/a.png"}
            refused = httpx.post(
                f"{address.openai_url}/images/edits", headers={"x-api-key": key}, json=picture
            )
            url = address.openai_url.replace("http", "ws") + "/realtime"
            with connect(url, additional_headers={"authorization": f"Bearer {key}"}) as socket:
                assert json.loads(socket.recv(timeout=PATIENCE_S))["type"] == "session.created"
        finally:
            served.terminate()
            _, watched = served.communicate(timeout=PATIENCE_S)

    assert refused.status_code == 400
    assert watched == ""
