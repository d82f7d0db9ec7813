"""The port to the user's editor: a program that takes the whole terminal until it ends."""

import signal
import subprocess
from collections.abc import Mapping, Sequence

NOT_STARTED = 127
"""What a shell gives for a command that cannot be started."""


def run_editor(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command on our own terminal to its end; its exit code.

    Ctrl-C belongs to the editor meanwhile, as it does under `git commit`.
    """
    try:
        process = subprocess.Popen(list(command), env=dict(environment))
    except OSError:
        return NOT_STARTED
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
