"""What `smartaipi run` adds to a command, beside the gateway's own answers (best of many). Prints, never judges.

The target: one creation and one revocation, the questions of the receipt, and 100 ms of our own. Python's start and
the loading of the HTTP library are told apart from it: every command that asks a gateway has them.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from smartaipi_cli.sandbox.testing import running

ROUNDS = 15
PROGRAM = str(Path(sys.prefix) / "bin" / "smartaipi")


def main() -> int:
    """Measure the command with and without us, and the gateway's answers alone."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "state/sandbox") as address:
        token = address.account_token.reveal()
        environment = {
            "PATH": os.defpath,
            "HOME": folder,
            "SMARTAIPI_HOME": folder,
            "SMARTAIPI_CREDENTIAL_STORE": "file",
            "SMART_AIPI_TOKEN": token,
        }
        call([PROGRAM, "profiles", "add", "box", "--gateway", "sandbox"], environment)
        found = {
            "true": best(lambda: call(["/bin/true"], environment)),
            "smartaipi run -- true": best(lambda: call([PROGRAM, "run", "-q", "--", "true"], environment)),
            "the same for claude": best(
                lambda: call([PROGRAM, "run", "-q", "--client", "claude", "--", "true"], environment)
            ),
            "python, HTTP library": best(lambda: call([sys.executable, "-c", "import httpx"], environment)),
            "smartaipi balance": best(lambda: call([PROGRAM, "balance"], environment)),
            "gateway's answers": gateway_alone(address.management_url, token),
        }
    for name, seconds in found.items():
        print(f"{name:<22} {seconds * 1000:7.1f} ms")
    asked = found["smartaipi balance"] + found["gateway's answers"]
    print(
        f"{'of our own, beside':<22} {(found['smartaipi run -- true'] - asked) * 1000:7.1f} ms   (target 100)"
    )
    print("  the start of a command that asks the gateway once, and the gateway's answers")
    return 0


def best(work: Callable[[], float]) -> float:
    """The shortest of many times, in seconds."""
    return min(work() for _ in range(ROUNDS))


def call(command: list[str], environment: Mapping[str, str]) -> float:
    """Seconds from start to end of one process."""
    started = time.perf_counter()
    subprocess.run(command, env=dict(environment), check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - started


def gateway_alone(url: str, token: str) -> float:
    """Seconds for a creation, a revocation, and the two questions of the receipt, on an open connection."""
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, trust_env=False) as client:

        def ask() -> float:
            started = time.perf_counter()
            key = client.post("/keys", json={"name": f"benchmark-{started}"}).raise_for_status().json()
            client.delete(f"/keys/{key['id']}").raise_for_status()
            client.get(f"/keys/{key['id']}").raise_for_status()
            client.get("/meta").raise_for_status()
            return time.perf_counter() - started

        return best(ask)


if __name__ == "__main__":
    sys.exit(main())
