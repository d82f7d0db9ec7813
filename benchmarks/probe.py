"""Measure the engine of the request tester against curl and httpx, on a server that keeps a given time.

Run with `python benchmarks/probe.py [STREAMS]`; `curl` and `openssl` must be there. The server is a process of its own.
Aims: the first byte of a single request after at most 2.5 times curl's time, or curl's and 1 ms; at most 80 µs of our
CPU for an event, and at most half of httpx's; 400 streams of 50 events a second with a p99 between tokens of at most
1.5 times the nominal 20 ms; times within 5 ms of the script. Nothing is judged here. Over TLS curl's time includes the
reading of its certificates, which the others do before.
"""

import asyncio
import gc
import json
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.probe.evidence import gather
from smartaipi_cli.probe.network import Limits, Network
from smartaipi_cli.probe.outgoing import OutgoingRequest
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.routes import Proxies
from smartaipi_cli.probe.timing import percentile
from smartaipi_cli.probe.wire import Line, captured, exchange
from smartaipi_cli.probe.wish import Wish

STREAMS = 400
EVENTS = 250
GAP_MS = 20
SINGLE = 200
CHAT = PROTOCOLS["chat"]
CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
)


@dataclass(frozen=True)
class Served:
    """Where the server is, and the certificate that it shows."""

    plain: int
    tls: int
    proxy: int
    certificate: str


def main() -> None:
    """Print all figures."""
    streams = int(sys.argv[1]) if len(sys.argv) > 1 else STREAMS
    with serving() as served:
        print_first_bytes(served)
        print_accuracy(served)
        print_load(served, 100)
        print_load(served, streams)


@contextmanager
def serving() -> Iterator[Served]:
    """The server while it runs."""
    with TemporaryDirectory() as folder:
        certificate, key = f"{folder}/certificate.pem", f"{folder}/key.pem"
        names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
        subprocess.run([*CERTIFICATE.split(), *names], check=True, capture_output=True)
        script = Path(__file__).with_name("probe_server.py")
        command = [sys.executable, str(script), certificate, key]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            try:
                yield Served(*map(int, server.stdout.readline().split()), certificate)
            finally:
                server.kill()


def request_to(port: int, events: int, gap_ms: int, scheme: str = "http") -> OutgoingRequest:
    """A request with its script in the query."""
    base_url = f"{scheme}://127.0.0.1:{port}/v1"
    request = CHAT.encode(Wish(base_url=base_url, model="m", key=Secret("sk-test-benchmark")))
    return replace(request, url=f"{request.url}?{events}-{gap_ms}")


def network(**more: object) -> Network:
    """The real clock."""
    return Network(clock=time.monotonic_ns, limits=Limits(connect_s=30), **more)


def print_first_bytes(served: Served) -> None:
    """Time to the first byte of single requests in ms, all ways taking turns."""
    trust = ssl.create_default_context(cafile=served.certificate)
    plain, secure = request_to(served.plain, 3, 0), request_to(served.tls, 3, 0, "https")
    through = f"http://127.0.0.1:{served.proxy}"
    trusted = ["--cacert", served.certificate]
    kept = Line()
    ways: dict[str, Callable[[], Awaitable[float]]] = {
        "plain, curl": lambda: first_byte_of_curl(plain.url),
        "plain, ours": lambda: first_byte(network(), plain),
        "plain, httpx": lambda: first_byte_of_httpx(plain.url, verify=trust),
        "plain, ours, reused": lambda: first_byte(network(), plain, kept),
        "TLS, curl": lambda: first_byte_of_curl(secure.url, *trusted),
        "TLS, ours": lambda: first_byte(network(trust=trust), secure),
        "TLS, httpx": lambda: first_byte_of_httpx(secure.url, verify=trust),
        "TLS by proxy, curl": lambda: first_byte_of_curl(secure.url, *trusted, "-x", through),
        "TLS by proxy, ours": lambda: first_byte(
            network(trust=trust, proxies=Proxies(https=through)), secure
        ),
        "TLS by proxy, httpx": lambda: first_byte_of_httpx(secure.url, verify=trust, proxy=through),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}

    async def measure() -> None:
        for _ in range(SINGLE):
            for name, way in ways.items():
                taken[name].append(await way())

    asyncio.run(measure())
    print(f"first byte of {SINGLE} single requests, ms    median     p99  to curl (aim: 2.5 times or +1 ms)")
    for name, values in taken.items():
        middle, curls = statistics.median(values), statistics.median(taken[f"{name.split(', ')[0]}, curl"])
        ratio = f"{middle / curls:9.2f} times, {middle - curls:+.2f} ms"
        print(f"  {name:34} {middle:10.2f} {percentile(values, 0.99):7.2f} {ratio}")


async def first_byte(there: Network, request: OutgoingRequest, line: Line | None = None) -> float:
    """Ours, as it is reported."""
    stages = (await exchange(there, request, line=line)).stages
    return (stages.first_byte - stages.started) / 1e6


async def first_byte_of_curl(url: str, *options: str) -> float:
    """What curl says of itself."""
    command = ["curl", "-sN", "-o", "/dev/null", "-w", "%{time_starttransfer}", *options, "-d", "{}", url]
    # Waited for without a loop, so that nothing of ours runs beside it.
    return float(subprocess.run(command, capture_output=True, check=True).stdout) * 1000  # noqa: ASYNC221


async def first_byte_of_httpx(url: str, **options: object) -> float:
    """What a user of httpx would measure, the client made before."""
    async with httpx.AsyncClient(trust_env=False, **options) as client:
        begun = time.monotonic_ns()
        async with client.stream("POST", url, json={}) as answer:
            taken = time.monotonic_ns() - begun
            await answer.aread()
    return taken / 1e6


def print_accuracy(served: Served) -> None:
    """What is reported against the script: 40 tokens, 25 ms apart."""
    recording = asyncio.run(exchange(network(), request_to(served.plain, 40, 25)))
    gaps = gather(recording, CHAT, "m").timings.gaps_ns
    errors = [abs(gap / 1e6 - 25) for gap in gaps]
    print(
        f"gaps of 25 ms: median error {statistics.median(errors):.2f} ms, worst {max(errors):.2f} ms (aim: 5 ms)"
    )


def print_load(served: Served, streams: int) -> None:
    """CPU for an event and the p99 between tokens, ours and httpx's."""
    print(f"{streams} streams of {1000 // GAP_MS} events a second, {EVENTS} events each")
    costs = {}
    for name, run in (("ours", run_ours), ("httpx", run_httpx)):
        gc.collect()
        begun_cpu, begun = time.process_time(), time.perf_counter()
        read = asyncio.run(run(served.plain, streams))
        streaming_cpu, lasted = time.process_time() - begun_cpu, time.perf_counter() - begun
        moments = read()
        events = sum(map(len, moments))
        costs[name] = (time.process_time() - begun_cpu) / events * 1e6
        gaps = [(after - before) / 1e6 for each in moments for before, after in pairwise(each)]
        print(
            f"  {name:6} {costs[name]:6.1f} µs of CPU an event ({streaming_cpu / events * 1e6:.1f} while streaming),"
            f" gaps p50 {percentile(gaps, 0.5):.1f} p99 {percentile(gaps, 0.99):.1f} ms,"
            f" {events:,} events in {lasted:.1f} s"
        )
    print(f"  httpx takes {costs['httpx'] / costs['ours']:.1f} times the CPU (aim: 2)")


Moments = list[list[int]]
"""For each stream, when each of its tokens came."""


async def run_ours(port: int, streams: int) -> Callable[[], Moments]:
    """All streams through the engine; taking them apart afterwards counts as CPU too."""
    there, request = network(), request_to(port, EVENTS, GAP_MS)

    async def one(number: int) -> object:
        await asyncio.sleep(number * GAP_MS / 1000 / streams)
        return await captured(there, request)

    captures = await asyncio.gather(*map(one, range(streams)))
    return lambda: [tokens_of(capture.recording()) for capture in captures]


def tokens_of(recording: object) -> list[int]:
    """When the tokens of a recording came; all else that a test tells is computed as well."""
    story = gather(recording, CHAT, "m").story
    if not story.is_finished:
        raise RuntimeError(f"a stream that did not end: {recording}")
    return [piece.at_ns for piece in story.tokens()]


async def run_httpx(port: int, streams: int) -> Callable[[], Moments]:
    """All streams through httpx, line by line, as its users read them."""
    moments: Moments = []

    async def one(client: httpx.AsyncClient, number: int) -> None:
        await asyncio.sleep(number * GAP_MS / 1000 / streams)
        seen: list[int] = []
        async with client.stream("POST", request_to(port, EVENTS, GAP_MS).url, json={}) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data: {"):
                    choices = json.loads(line[6:])["choices"]
                    if choices and choices[0]["delta"].get("content"):
                        seen.append(time.monotonic_ns())
        moments.append(seen)

    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(trust_env=False, timeout=60, limits=limits) as client:
        await asyncio.gather(*(one(client, number) for number in range(streams)))
    return lambda: moments


if __name__ == "__main__":
    main()
