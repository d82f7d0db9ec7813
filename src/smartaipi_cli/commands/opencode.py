"""`smartaipi opencode`."""

from dataclasses import replace

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands import tool_options
from smartaipi_cli.commands.invocation import new_app
from smartaipi_cli.commands.tool_command import tool_command
from smartaipi_cli.tools.opencode import SPEC

app = new_app("Set up OpenCode on a gateway, or take it back.")


@tool_command(
    app,
    SPEC,
    "opencode",
    "opencode --dry-run",
    "opencode --protocol responses --yes",
    "opencode --remove",
    project="this folder's opencode.json, which never gets the key itself",
)
def opencode(request: Connect, *, reasoning_effort: tool_options.ReasoningEffort = "") -> Connect:
    """Set up OpenCode on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request. Your other
    providers stay as they are; a provider that has the gateway's address already is used again.
    """
    return replace(request, reasoning_effort=reasoning_effort)
