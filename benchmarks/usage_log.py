"""Walk a request log of a million records, and compare with a bare loop over the same pages.

Run with `python benchmarks/usage_log.py [RECORDS]`. A sandbox is filled and served by a process of its own; the
log is walked through `record_pages`, as `smartaipi usage log --all --json` walks it, and by `httpx` with nothing
but `json.loads`. Aims: at least 0.7 of the bare loop's speed, and less than 150 MB. Nothing is judged here.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.usage import UsageQuery
from smartaipi_cli.gateways.dialects.registry import connect
from smartaipi_cli.gateways.exchange import Connection
from smartaipi_cli.http.client import HttpTransport
from smartaipi_cli.sandbox.address import SandboxAddress, read_address

RECORDS = 1_000_000
DAYS = 90
SAMPLE = 20_000
"""Records of one timed stretch: the two ways take turns, so that a busy moment strikes both."""

SERVE = """
import sys
from pathlib import Path
from smartaipi_cli.sandbox.seeding.books import seed_books
from smartaipi_cli.sandbox.seeding.usage import SeedWish
from smartaipi_cli.sandbox.server import serve
from smartaipi_cli.sandbox.world import real_world
folder, records, days = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
seed_books(folder, SeedWish(records=records, keys=12, days=days), real_world())
serve(folder=folder, port=None, announce=lambda address: print(address.port, flush=True))
"""


def main() -> None:
    """Print the speed of both ways, their ratio, and the memory of the whole walk."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    with TemporaryDirectory() as name:
        folder = Path(name) / "sandbox"
        begun = time.perf_counter()
        command = [sys.executable, "-c", SERVE, str(folder), str(records), str(DAYS)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as served:
            try:
                served.stdout.readline()
                print(f"{records:,} records written and served after {time.perf_counter() - begun:.1f} s")
                measure(read_address(folder))
            finally:
                served.terminate()


def measure(address: SandboxAddress) -> None:
    """Walk the whole log once, both ways in turn by stretches."""
    end = datetime.now(UTC) + timedelta(hours=1)
    ours, bare = walked(address, end), fetched(address, end)
    seconds, done = {"ours": 0.0, "bare": 0.0}, {"ours": 0, "bare": 0}
    best = {"ours": 0.0, "bare": 0.0}
    alive = True
    while alive:
        for way, lines in (("bare", bare), ("ours", ours)):
            begun, count = time.perf_counter(), 0
            for count, _ in enumerate(lines, 1):
                if count == SAMPLE:
                    break
            passed = time.perf_counter() - begun
            seconds[way] += passed
            done[way] += count
            if count == SAMPLE:
                best[way] = max(best[way], SAMPLE / passed)
            alive = count == SAMPLE
    for way in ("bare", "ours"):
        print(f"{way:5} {done[way]:>9,} records {done[way] / seconds[way]:>9,.0f}/s, best {best[way]:,.0f}/s")
    print(
        f"ratio of all {seconds['bare'] / seconds['ours']:.2f}, of the best {best['ours'] / best['bare']:.2f}"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def walked(address: SandboxAddress, end: datetime) -> Iterator[str]:
    """Every record as a line of JSON, through the account."""
    with httpx.Client(trust_env=False) as client:
        account = connect(
            "native",
            Connection(
                label="sandbox",
                url=address.management_url,
                credential=Secret(address.account_token.reveal()),
                transport=HttpTransport(client),
                now=lambda: datetime.now(UTC),
                pause=time.sleep,
            ),
        )
        query = UsageQuery(start=end - timedelta(days=DAYS + 2), end=end)
        for page in account.record_pages(query):
            for record in page.records:
                yield json.dumps(
                    {
                        "id": record.id,
                        "time": record.time.isoformat(),
                        "key": record.key_id,
                        "model": record.model,
                        "status": record.status,
                        "input_tokens": record.input_tokens,
                        "output_tokens": record.output_tokens,
                        "cost": record.cost.decimal_text,
                    }
                )


def fetched(address: SandboxAddress, end: datetime) -> Iterator[str]:
    """Every record as a line of JSON, with nothing in between."""
    headers = {"authorization": f"Bearer {address.account_token.reveal()}"}
    stop, first = int(end.timestamp()), int((end - timedelta(days=DAYS + 2)).timestamp())
    with httpx.Client(trust_env=False, headers=headers) as client:
        while stop > first:
            start = max(first, stop - 31 * 86_400)
            query = {"start_time": start, "end_time": stop, "limit": 100}
            while True:
                answer = client.get(f"{address.management_url}/usage/records", params=query)
                page = json.loads(answer.content)
                yield from map(json.dumps, page["data"])
                if not page["has_more"]:
                    break
                query["after"] = page["last_id"]
            stop = start


if __name__ == "__main__":
    main()
