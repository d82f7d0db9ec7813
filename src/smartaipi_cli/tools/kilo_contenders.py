"""Every value that competes for one of Kilo Code's settings: OpenCode's rules over its own files."""

from smartaipi_cli.tools.base import Contender, Snapshot
from smartaipi_cli.tools.kilo import FORK
from smartaipi_cli.tools.opencode_contenders import contenders_of_fork


def contenders(snapshot: Snapshot) -> tuple[Contender, ...]:
    """See `Tool`."""
    return contenders_of_fork(FORK, snapshot)
