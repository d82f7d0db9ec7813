"""A client of our MCP server that writes lines as they are and reads what comes, to its end."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Timer
from typing import Any, Final

from home import Home

PATIENCE_S: Final = 30
WHO: Final = {"capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


class Talk:
    """One server and its two ends. A server that does not answer is killed, and the reader sees its end."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._numbers = count(1)

    def write(self, *lines: bytes) -> None:
        """Send lines as they are."""
        self.process.stdin.write(b"".join(line + b"\n" for line in lines))
        self.process.stdin.flush()

    def read(self) -> Any:
        """The next message: every line of standard output is one."""
        line = self.process.stdout.readline()
        assert line, "the server has ended"
        message = json.loads(line)
        assert message["jsonrpc"] == "2.0"
        return message

    def ask(self, method: str, **parameters: object) -> Any:
        """Send a request and give its answer, the result or the error."""
        number = next(self._numbers)
        self.write(request(number, method, **parameters))
        answer = self.read()
        assert answer["id"] == number
        return answer.get("result", answer.get("error"))

    def open(self, version: str = "2025-11-25") -> Any:
        """The handshake."""
        opened = self.ask("initialize", protocolVersion=version, **WHO)
        self.write(notification("notifications/initialized"))
        return opened

    def call(self, tool: str, /, **arguments: object) -> Any:
        """Call a tool."""
        return self.ask("tools/call", name=tool, arguments=arguments)


def request(number: object, method: str, **parameters: object) -> bytes:
    """A request as a line."""
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}).encode()


def notification(method: str) -> bytes:
    """A notification as a line."""
    return json.dumps({"jsonrpc": "2.0", "method": method}).encode()


@contextmanager
def talking(home: Home, *options: str, **process: Any) -> Iterator[Talk]:
    """A server that was just started."""
    started = home.start("mcp", "serve", *options, stdin=subprocess.PIPE, **process)
    timer = Timer(PATIENCE_S, started.kill)
    timer.start()
    with started:
        try:
            yield Talk(started)
        finally:
            timer.cancel()
            started.kill()
