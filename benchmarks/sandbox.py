"""Measure the sandbox: its start, its memory, and 200 streams at once of 50 events a second each.

Run with `python benchmarks/sandbox.py [STREAMS]`. The sandbox is a process of its own; the client reads raw sockets and
notes when each event arrives, so that little of what is measured is the client's. Aims: a first answer within 1 s of
the start, less than 60 MB, and gaps between events whose 99th percentile is at most twice the 20 ms that were asked
for. Nothing is judged here.
"""

import asyncio
import json
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from smartaipi_cli.sandbox.address import SandboxAddress, read_address

STREAMS = 200
GAP_MS = 20
TOKENS = 100
STARTS = 5

SERVE = """
import sys
from itertools import pairwise
from pathlib import Path
from smartaipi_cli.sandbox.server import serve
serve(folder=Path(sys.argv[1]), port=None, announce=lambda address: print(address.port, flush=True))
"""


def main() -> None:
    """Print what starting, waiting and streaming take."""
    streams = int(sys.argv[1]) if len(sys.argv) > 1 else STREAMS
    with TemporaryDirectory() as name:
        starts = [start_once(Path(name) / f"start-{number}") for number in range(STARTS)]
        print(
            f"first answer after {min(starts):.2f} s, at worst {max(starts):.2f} s ({STARTS} starts, new books)"
        )
        folder = Path(name) / "sandbox"
        with subprocess.Popen([sys.executable, "-c", SERVE, str(folder)], stdout=subprocess.PIPE) as served:
            try:
                served.stdout.readline()
                address = read_address(folder)
                print(f"memory after the start {memory_mb(served.pid, 'VmRSS'):.0f} MB")
                measure(address, served.pid, streams)
            finally:
                served.terminate()


def start_once(folder: Path) -> float:
    """Seconds from the start of a process to its first answer."""
    begun = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", SERVE, str(folder)], stdout=subprocess.PIPE) as served:
        try:
            port = int(served.stdout.readline())
            httpx.get(f"http://127.0.0.1:{port}/api/hello", trust_env=False).raise_for_status()
            return time.perf_counter() - begun
        finally:
            served.terminate()


def measure(address: SandboxAddress, pid: int, streams: int) -> None:
    """Open all streams at once and read them to their ends."""
    headers = {"authorization": f"Bearer {address.account_token.reveal()}"}
    made = httpx.post(
        f"{address.management_url}/keys", headers=headers, json={"name": "bench"}, trust_env=False
    )
    before, begun, own = cpu_seconds(pid), time.perf_counter(), time.process_time()
    arrivals = asyncio.run(read_all(address.port, made.json()["value"], streams))
    passed, spent, own = time.perf_counter() - begun, cpu_seconds(pid) - before, time.process_time() - own
    gaps = sorted((b - a) * 1_000 for times in arrivals for a, b in pairwise(times))
    events = sum(map(len, arrivals))
    whole = sum(len(times) == TOKENS for times in arrivals)
    print(f"{whole} of {streams} streams whole, {events:,} tokens in {passed:.1f} s, {GAP_MS} ms asked for")
    print(
        f"gap p50 {percentile(gaps, 50):.1f} ms, p99 {percentile(gaps, 99):.1f} ms "
        f"({percentile(gaps, 99) / GAP_MS:.1f} times what was asked for), most {gaps[-1]:.0f} ms"
    )
    print(f"sandbox {spent / events * 1e6:.0f} us of CPU a token, this client {own / events * 1e6:.0f} us")
    print(f"memory at most {memory_mb(pid, 'VmHWM'):.0f} MB")


async def read_all(port: int, key: str, streams: int) -> list[list[float]]:
    """When each token of each stream came."""
    body = json.dumps(
        {
            "model": f"sandbox/slow-{GAP_MS}-{GAP_MS}",
            "stream": True,
            "messages": [{"role": "user", "content": "go"}],
        }
    )
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return await asyncio.gather(*(read_one(port, (head + body).encode()) for _ in range(streams)))


async def read_one(port: int, request: bytes) -> list[float]:
    """When each token of one stream came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    times: list[float] = []
    while data := await reader.read(65_536):
        times.extend([time.perf_counter()] * data.count(b'"delta":{"content":"'))
    writer.close()
    return times


def percentile(ordered: list[float], share: int) -> float:
    """By nearest rank."""
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def memory_mb(pid: int, name: str) -> float:
    """A figure of a process's memory in Linux's own account of it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1_024


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    main()
