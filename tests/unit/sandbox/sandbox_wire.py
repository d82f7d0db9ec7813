"""Real sockets to a sandbox: a process of its own, and the little that tests say to it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from smartaipi_cli.sandbox.address import SandboxAddress, read_address

PATIENCE_S = 10
SERVE = """
import sys
from pathlib import Path
from smartaipi_cli.sandbox.server import serve
serve(folder=Path(sys.argv[1]), port=None, announce=lambda address: print(address.port, flush=True))
"""


@contextmanager
def process(folder: Path) -> Iterator[tuple[subprocess.Popen[str], SandboxAddress]]:
    """A sandbox in a process of its own, killed at the end if it still runs."""
    command = [sys.executable, "-c", SERVE, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            assert served.stdout.readline(), served.stderr and served.stderr.read()
            address = read_address(folder)
            assert address is not None
            yield served, address
        finally:
            served.kill()


def manage(address: SandboxAddress, method: str, path: str, body: Any = None) -> Any:
    headers = {"authorization": f"Bearer {address.account_token.reveal()}"}
    return httpx.request(method, address.management_url + path, headers=headers, json=body).json()


def new_key(address: SandboxAddress, **fields: Any) -> str:
    return manage(address, "POST", "/keys", {"name": "test", **fields})["value"]


def chat(model: str) -> dict[str, Any]:
    return {"model": model, "stream": True, "messages": [{"role": "user", "content": "sixteen letters!"}]}


def tokens(lines: Iterator[str]) -> Iterator[str]:
    """The pieces of text in a stream of chat chunks, as they come."""
    for line in lines:
        if line.startswith("data: {"):
            for choice in json.loads(line[6:])["choices"]:
                if choice["delta"].get("content"):
                    yield choice["delta"]["content"]


def eventually(question: Callable[[], Any]) -> Any:
    """The first answer that is true, asked again and again while the other side does its work."""
    deadline = time.monotonic() + PATIENCE_S
    while not (answer := question()):
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)
    return answer
