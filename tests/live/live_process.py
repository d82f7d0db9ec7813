"""Servers that a test run starts: a process group with a log, ready or explained, and surely ended."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import create_server
from typing import Any, Final

READY_IN_S: Final = 180
ENDED_IN_S: Final = 20
POLL_S: Final = 0.1


def free_port() -> int:
    """A port of the loopback address that nobody listened on a moment ago."""
    with create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def running_process(
    command: Sequence[str | Path], *, log: Path, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A program while the block runs; it and all that it started end with the block."""
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        ) as process,
    ):
        try:
            yield process
        finally:
            end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Interrupt the program, which lets it clean up, then kill whatever is left of its process group."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDED_IN_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(ENDED_IN_S)


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when a server is ready; one that ends or takes too long fails with the end of its log."""
    deadline = time.monotonic() + READY_IN_S
    while not is_ready():
        problem = "ended" if process.poll() is not None else "is not ready"
        if problem == "ended" or time.monotonic() > deadline:
            raise AssertionError(f"{process.args[0]} {problem}:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(POLL_S)
