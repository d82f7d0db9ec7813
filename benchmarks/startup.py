"""How fast commands start, as ratios to a bare Python start in the same run (best of many). Prints, never judges.

The targets of docs/decisions/0002: --version 1.2, root help 1.3, credential from the file store 2.5, local commands 7.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROUNDS = 25
PROGRAM = str(Path(sys.prefix) / "bin" / "smartaipi")
TARGETS = {
    "python -c pass": 1.0,
    "--version": 1.2,
    "--help": 1.3,
    "credential": 2.5,
    "status": 7.0,
    "profiles list": 7.0,
    "history list": 7.0,
    "keys --help": 7.0,
}


def main() -> int:
    """Run every command in turn, many times, and print its best time as a ratio."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.defpath, "HOME": folder, "SMARTAIPI_CREDENTIAL_STORE": "file"}
        store = Path(folder) / "store"
        (store / "work").mkdir(parents=True)
        (store / "work" / "key").write_text("sk-test-benchmark\n", encoding="utf-8")
        run([PROGRAM, "profiles", "add", "work", "--gateway", "smartaipi"], environment)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "--version": [PROGRAM, "--version"],
            "--help": [PROGRAM, "--help"],
            "credential": [PROGRAM, "credential", "work", "--store", str(store)],
            "status": [PROGRAM, "status"],
            "profiles list": [PROGRAM, "profiles", "list"],
            "history list": [PROGRAM, "history", "list"],
            "keys --help": [PROGRAM, "keys", "--help"],
        }
        best = dict.fromkeys(commands, float("inf"))
        for _ in range(ROUNDS):
            for name, command in commands.items():
                best[name] = min(best[name], run(command, environment))
    bare = best["python -c pass"]
    print(f"bare Python {bare * 1000:.1f} ms, best of {ROUNDS}")
    for name, seconds in best.items():
        print(f"{name:<16} {seconds / bare:5.2f} x   (target {TARGETS[name]:.1f})")
    return 0


def run(command: list[str], environment: Mapping[str, str]) -> float:
    """Seconds from start to end of one process."""
    started = time.perf_counter()
    subprocess.run(command, env=dict(environment), check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
