"""`smartaipi kilo`."""

from dataclasses import replace

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands import tool_options
from smartaipi_cli.commands.invocation import new_app
from smartaipi_cli.commands.tool_command import tool_command
from smartaipi_cli.tools.kilo import SPEC

app = new_app("Set up Kilo Code on a gateway, or take it back.")


@tool_command(
    app,
    SPEC,
    "kilo",
    "kilo --dry-run",
    "kilo --protocol responses --yes",
    "kilo --remove",
)
def kilo(request: Connect, *, reasoning_effort: tool_options.ReasoningEffort = "") -> Connect:
    """Set up Kilo Code on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request. Your other
    providers and what you allow the client to do stay as they are.
    """
    return replace(request, reasoning_effort=reasoning_effort)
