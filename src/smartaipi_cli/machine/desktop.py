"""The port to the desktop: whether there is one, and its way of opening an address."""

import subprocess
from collections.abc import Mapping

from smartaipi_cli.machine.processes import Processes

OPENERS = {"darwin": "open", "linux": "xdg-open"}
DETACHED = '"$0" "$1" </dev/null >/dev/null 2>&1 &'
"""An opener may become the browser itself: the shell starts it and ends, and nobody waits for it."""


def find_opener(processes: Processes, environment: Mapping[str, str], platform: str) -> str:
    """The path of the program that opens addresses; empty where there is none, or no desktop to show them."""
    has_desktop = platform != "linux" or environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    found = processes.find(OPENERS[platform]) if has_desktop and platform in OPENERS else None
    return str(found) if found else ""


def open_address(opener: str, address: str, environment: Mapping[str, str]) -> None:
    """Have the desktop show an address, which must hold no secret; returns at once."""
    subprocess.run(
        ("/bin/sh", "-c", DETACHED, opener, address),
        check=False,
        env=dict(environment),
        start_new_session=True,
    )
