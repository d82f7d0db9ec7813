"""The end of the server: soon after the client has gone, whatever is still running."""

import os
from threading import Timer
from typing import Final

GRACE_S: Final = 0.5
"""Calls that run when the client closes its end may finish and answer for so long."""

AT_LAST_S: Final = 0.9
"""Then the process ends: a client waits a second or two before it kills."""


def end_at_last() -> None:
    """End the process in any case: a thread may hang in a network that nobody answers from."""
    timer = Timer(AT_LAST_S, os._exit, (0,))
    timer.daemon = True
    timer.start()
