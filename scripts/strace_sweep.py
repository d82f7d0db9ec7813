"""Faults in the kernel's answers: one real commit, again for each of its system calls, with that one failing.

For every system call on our files, and each fault, the commit runs in a process of its own under
`strace -e inject`; then one recovery must lead to all-old or all-new with nothing left over. Every run must
prove that its fault fired. Exits 0 when all is well, 1 on a violation, 2 when it could not run.

    python scripts/strace_sweep.py [--faults SIGKILL,ENOSPC,EIO,EINTR] [--every 1]
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"
sys.path.insert(0, str(SOURCE))

from smartaipi_cli.domain.secret import Secret  # noqa: E402 -- the path to our package comes first
from smartaipi_cli.engine.engine import Engine  # noqa: E402 -- as above
from smartaipi_cli.errors import UserError  # noqa: E402 -- as above
from smartaipi_cli.machine.real_files import RealFiles  # noqa: E402 -- as above
from smartaipi_cli.plan.change import change_file  # noqa: E402 -- as above
from smartaipi_cli.plan.operations import Format, RemoveFile, SetValue, WriteWhole  # noqa: E402 -- as above
from smartaipi_cli.plan.plan import Plan  # noqa: E402 -- as above

CALLS = (
    *("openat", "open", "write", "fsync", "flock", "link", "linkat", "rename", "renameat", "renameat2"),
    *("unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "fchown"),
    *("fsetxattr", "fremovexattr"),
)
STRACE = shutil.which("strace")
LOCK = "claude.json.lock"
MARKER = "/start-of-the-commit"
LINE = re.compile(r"^(?:\d+\s+)?(?P<call>\w+)\((?P<rest>.*)$")
OLD = {"settings.json": b'{"model": "opus"}\n', "claude.json": b'{\n  "n": 1\n}\n', "legacy": b"old\n"}
NEW_KEY = "sk-test-0123456789"


@dataclass(frozen=True)
class Call:
    """One system call on our files: its name and its number among the calls of that name."""

    name: str
    number: int
    text: str


def make_engine(home: Path, *, later_s: int = 0) -> Engine:
    """An engine on the real files of a home."""
    return Engine(
        RealFiles(),
        home / "state/smartaipi",
        clock=lambda: datetime.now(UTC) + timedelta(seconds=later_s),
        pause=time.sleep,
        make_identifier=lambda: "sweep",
    )


def make_plan(engine: Engine, home: Path) -> Plan:
    """Two files replaced, one of them guarded by another program's lock; one made; one removed."""
    settings, claude = home / "settings.json", home / "claude.json"
    made, legacy = home / "made/env.sh", home / "legacy"
    key = Secret(NEW_KEY)
    return Plan(
        title="Sweep",
        command="sweep",
        changes=(
            change_file(made, Format.WHOLE, [WriteWhole((key,))], engine.read_state(made), "key"),
            change_file(
                claude,
                Format.JSON,
                [SetValue(("done",), value=True)],
                engine.read_state(claude),
                "onboarding",
                foreign_lock=home / LOCK,
            ),
            change_file(legacy, Format.WHOLE, [RemoveFile()], engine.read_state(legacy), "legacy"),
            change_file(
                settings, Format.JSON, [SetValue(("env", "K"), key)], engine.read_state(settings), "switch"
            ),
        ),
    )


def prepare_home(home: Path) -> None:
    """Puts the old files into an empty home."""
    for name, data in OLD.items():
        (home / name).write_bytes(data)
        (home / name).chmod(0o640)


def picture(home: Path) -> dict[str, tuple[int, bytes]]:
    """Modes and bytes of everything outside the state folder."""
    return {
        str(path.relative_to(home)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(home.rglob("*"))
        if path.relative_to(home).parts[0] != "state"
    }


def run(home: Path, log: Path, inject: str = "") -> int:
    """One commit in a process of its own under strace; its exit status, negative for a signal."""
    calls = ",".join(f"?{name}" for name in CALLS)
    command = [
        STRACE or "strace",
        "-f",
        "-y",
        "-qq",
        "-o",
        str(log),
        "-e",
        f"trace={calls},?access,?faccessat",
    ]
    command += ["-e", f"inject={inject}"] if inject else []
    command += [sys.executable, "-I", "-B", __file__, "--commit", str(home)]
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"}
    return subprocess.run(command, check=False, capture_output=True, timeout=60, env=environment).returncode


def commit(home: Path) -> int:
    """What runs inside: start-up is over when the marker is asked for."""
    engine = make_engine(home)
    plan = make_plan(engine, home)
    os.access(MARKER, os.F_OK)
    try:
        engine.apply(plan)
    except UserError as error:
        return 10 if error.code == "write-failed" else 11
    return 0


def find_calls(log: Path, home: Path) -> Iterator[Call]:
    """The system calls after the marker that name one of our files, numbered as strace counts them."""
    counts: Counter[str] = Counter()
    is_started = False
    for line in log.read_text(errors="replace").splitlines():
        found = LINE.match(line)
        if found is None:
            continue
        counts[found["call"]] += 1
        is_started = is_started or MARKER in line
        if is_started and found["call"] in CALLS and str(home) in found["rest"]:
            yield Call(found["call"], counts[found["call"]], found["rest"])


def judge(home: Path, ends: list[dict], status: int) -> list[str]:
    """What is wrong after one recovery; a reported failure must be all old, success all new."""
    wrong = []
    before = picture(home)
    allowed = {0: ends[1:], 10: ends[:1], 11: ends[:1]}.get(status, ends)
    if status in {0, 10, 11} and before not in allowed:
        wrong.append(f"exit {status}, but the files say otherwise")
    make_engine(home, later_s=60).recover()
    after = picture(home)
    if after not in allowed:
        wrong.append(f"neither all old nor all new: {sorted(after)}")
    make_engine(home, later_s=60).recover()
    if picture(home) != after:
        wrong.append("the second recovery changed something")
    journal = home / "state/smartaipi/j"
    if journal.is_dir() and list(journal.iterdir()):
        wrong.append("a journal is left over")
    return wrong


def sweep(fault: str, calls: list[Call], ends: list[dict], folder: Path) -> tuple[Counter, list[str]]:
    """One run for each call."""
    results: Counter[str] = Counter()
    violations: list[str] = []
    for call in calls:
        home = folder / "home"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        prepare_home(home)
        kind = "signal=SIGKILL" if fault == "SIGKILL" else f"error={fault}"
        log = folder / "log"
        status = run(home, log, f"{call.name}:{kind}:when={call.number}")
        text = log.read_text(errors="replace")
        has_fired = "killed by SIGKILL" in text if fault == "SIGKILL" else "(INJECTED)" in text
        if not has_fired:
            violations.append(f"{fault} at {call.name} {call.number}: did not fire")
            continue
        results["fired"] += 1
        if call.name == "rmdir" and (home / LOCK).is_dir():
            (home / LOCK).rmdir()  # what the other program does once it is stale
        is_mixed = picture(home) not in ends
        results["mixed before recovery"] += is_mixed
        wrong = judge(home, ends, status)
        results["old" if picture(home) == ends[0] else "new"] += 1
        violations += [f"{fault} at {call.name} {call.number} ({call.text[:80]}): {one}" for one in wrong]
    return results, violations


def find_reason_not_to_run() -> str:
    """Why no fault can be injected here; empty when it can."""
    if STRACE is None:
        return "strace is not installed"
    command = [STRACE, "-qq", "-e", "trace=none", sys.executable, "-c", "pass"]
    probe = subprocess.run(command, check=False, capture_output=True, text=True)
    return f"tracing is not possible: {probe.stderr.strip()}" if probe.returncode else ""


def main() -> int:
    """Runs the sweep, or one commit of it when started by itself."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--faults", default="SIGKILL,ENOSPC,EIO,EINTR")
    parser.add_argument("--every", type=int, default=1, help="take every n-th system call only")
    parser.add_argument("--commit", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.commit:
        return commit(arguments.commit)
    if reason := find_reason_not_to_run():
        print(f"NOT RUN: {reason}")
        return 2
    with tempfile.TemporaryDirectory(prefix="strace-sweep-") as name:
        folder = Path(name)
        home = folder / "home"
        home.mkdir()
        prepare_home(home)
        old = picture(home)
        if run(home, folder / "log") != 0:
            print("NOT RUN: the commit fails without any fault")
            return 2
        ends = [old, picture(home)]
        calls = list(find_calls(folder / "log", home))
        print(f"one commit: {len(calls)} system calls on our files, {len(calls[:: arguments.every])} taken")
        violations: list[str] = []
        for fault in arguments.faults.split(","):
            results, found = sweep(fault, calls[:: arguments.every], ends, folder)
            print(f"{fault}: {dict(results)}, {len(found)} violations", flush=True)
            violations += found
    print("\n".join(violations))
    return 1 if violations or not calls else 0


if __name__ == "__main__":
    sys.exit(main())
