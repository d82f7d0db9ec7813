"""What Kilo Code will really use: by OpenCode's rules over its own files."""

from smartaipi_cli.tools.base import Effective, Snapshot
from smartaipi_cli.tools.kilo import FORK
from smartaipi_cli.tools.opencode_effective import resolve_fork


def resolve(snapshot: Snapshot) -> Effective:
    """See `Tool`."""
    return resolve_fork(FORK, snapshot)
