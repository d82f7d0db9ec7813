"""The process that empties the clipboard later: started by `machine.clipboard`, it detaches itself and waits.

Its order comes on standard input: after how many seconds, the SHA-256 digest of what must go, and the commands that
paste and clear. Whatever was copied since has another digest and stays.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

LIMIT_S: Final = 5.0


def main() -> None:
    """Read the order, let the parent go on, wait, clear."""
    order = json.load(sys.stdin)
    if os.fork():
        return
    os.setsid()
    os.chdir("/")
    clear_when_due(order["digest"], order["seconds"], order["paste"], order["clear"], time.sleep)


def clear_when_due(
    digest: str,
    seconds: float,
    paste: Sequence[str],
    clear: Sequence[str],
    pause: Callable[[float], None],
) -> bool:
    """Wait, then empty the clipboard if it still holds what has this digest; whether it did."""
    pause(seconds)
    try:
        found = subprocess.run(
            paste,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=LIMIT_S,
        ).stdout.rstrip(b"\r\n")
        if sha256(found).hexdigest() != digest:
            return False
        subprocess.run(
            clear,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=LIMIT_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return True


if __name__ == "__main__":
    main()
