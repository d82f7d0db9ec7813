"""Time the MCP server as a client meets it: a new process, the handshake, a call, and the end.

Run with `python benchmarks/mcp.py [ROUNDS]`, with the `mcp` extra installed. The promise: `initialize` is answered
within a second of the start, and the server ends within a second of the client, also while a call hangs. Nothing is
judged here.
"""

import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from smartaipi_cli.sandbox.testing import running

PROGRAM = Path(sys.prefix, "bin", "smartaipi")
ROUNDS = 7
HANDSHAKE = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "benchmark", "version": "1"},
}


class Server:
    """A process and its two ends."""

    def __init__(self, environment: dict[str, str], profile: str) -> None:
        self.process = subprocess.Popen(
            [PROGRAM, "mcp", "serve", "--profile", profile],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def send(self, method: str, **parameters: object) -> None:
        """Write a request."""
        line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters})
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def ask(self, method: str, **parameters: object) -> None:
        """Write a request and wait for its answer."""
        self.send(method, **parameters)
        answer = json.loads(self.process.stdout.readline())
        if "result" not in answer:
            raise SystemExit(answer["error"]["message"])

    def resident_mb(self) -> float:
        """Memory, from the system's table; 0 where there is none."""
        status = Path(f"/proc/{self.process.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def end(self) -> None:
        """Close standard input and wait."""
        self.process.stdin.close()
        self.process.wait()


def main() -> None:
    """Print all figures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with TemporaryDirectory() as name, prepared(Path(name)) as environment:
        times: dict[str, list[float]] = {}
        memory = []
        for _ in range(rounds):
            measure_one(environment, times, memory)
    bare = min(times["python -c pass"])
    print(f"{'':34}{'best ms':>10}{'median ms':>12}{'to bare':>10}")
    for what, found in times.items():
        print(f"{what:34}{min(found):>10.1f}{statistics.median(found):>12.1f}{min(found) / bare:>10.1f}")
    print(f"{'memory, MB':34}{min(memory):>10.1f}{statistics.median(memory):>12.1f}")


def measure_one(environment: dict[str, str], times: dict[str, list[float]], memory: list[float]) -> None:
    """One round of everything, so that a busy moment strikes all of it."""

    def timed(what: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        times.setdefault(what, []).append((time.perf_counter() - started) * 1000)

    timed("python -c pass", lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    started = time.perf_counter()
    server = Server(environment, "box")
    server.ask("initialize", **HANDSHAKE)
    times.setdefault("start to initialize", []).append((time.perf_counter() - started) * 1000)
    timed("first tools/list", lambda: server.ask("tools/list"))
    timed("first call: balance", lambda: server.ask("tools/call", name="balance", arguments={}))
    timed("next call: balance", lambda: server.ask("tools/call", name="balance", arguments={}))
    timed("call: status", lambda: server.ask("tools/call", name="status", arguments={}))
    memory.append(server.resident_mb())
    timed("end, idle", server.end)
    hanging = Server(environment, "mute")
    hanging.ask("initialize", **HANDSHAKE)
    hanging.send("tools/call", name="balance", arguments={})
    timed("end, while a call hangs", hanging.end)


@contextmanager
def prepared(folder: Path) -> Iterator[dict[str, str]]:
    """A home with two profiles: a sandbox, and a gateway that takes connections and never says a word."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "SMARTAIPI_HOME": str(folder / "own"),
        "SMARTAIPI_CREDENTIAL_STORE": "file",
    }
    with running(folder / "own/state/sandbox"), socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}"
        config = folder / "own/config/config.toml"
        subprocess.run(
            [PROGRAM, "profiles", "add", "box", "--gateway", "sandbox"],
            env=environment,
            check=True,
            capture_output=True,
        )
        with config.open("a", encoding="utf-8") as file:
            file.write(
                f'\n[profiles.mute]\ngateway = "sandbox"\nopenai_url = "{address}/v1"\n'
                f'anthropic_url = "{address}"\nmanagement_url = "{address}"\n'
            )
        token = folder / "own/data/credentials/mute/token"
        token.parent.mkdir(parents=True)
        token.write_text("test-token-of-nobody-0123456789\n", encoding="utf-8")
        yield environment


if __name__ == "__main__":
    main()
