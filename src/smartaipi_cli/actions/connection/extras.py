"""What single tools need beyond the set-up that all share."""

from collections.abc import Callable, Mapping
from typing import Final

from smartaipi_cli.actions.connection.cline_extras import complete_for_cline
from smartaipi_cli.actions.connection.codex_extras import complete_for_codex
from smartaipi_cli.actions.connection.continue_extras import complete_for_continue
from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.profiles.selection import Credential
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools.base import Wish

Complete = Callable[[Machine, Transport, Connect, Credential, Wish], Wish]

EXTRAS: Final[Mapping[str, Complete]] = {
    "cline": complete_for_cline,
    "codex": complete_for_codex,
    "continue": complete_for_continue,
}
"""Tool to what fills in the rest of its wish."""
