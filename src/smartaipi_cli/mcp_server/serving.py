"""From the command to the server: what must be there, and what is loaded when."""

import gc
from typing import TYPE_CHECKING

from smartaipi_cli.actions.mcp_entries.server import INSTALL_HINT, has_library
from smartaipi_cli.domain.money import Money
from smartaipi_cli.errors import UserError
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.mcp_server.wire import take_over

if TYPE_CHECKING:
    from smartaipi_cli.mcp_server.session import Session


def start_server(machine: Machine, profile: str | None, cap: Money, *, allow_write: bool) -> None:
    """Serve on standard input and output until the client closes its end. Errors: `mcp-missing`."""
    demand_sdk()
    wire = take_over()  # before anything is loaded that might print
    # The SDK makes some hundred thousand objects that all stay; looking through them again and again is a tenth of it.
    gc.disable()
    from smartaipi_cli.mcp_server.server import serve

    gc.freeze()
    gc.enable()

    def open_it() -> "Session":
        from smartaipi_cli.mcp_server.session import open_session

        return open_session(machine, profile, cap, allow_write=allow_write)

    serve(open_it, wire)


def demand_sdk() -> None:
    """Return when the SDK is installed. Errors: `mcp-missing`."""
    if not has_library():
        raise UserError(
            "mcp-missing",
            "the MCP server needs the package `mcp`, which is not installed",
            reason="it is an extra: most people do not need it, and it is large",
            hint=INSTALL_HINT,
        )
