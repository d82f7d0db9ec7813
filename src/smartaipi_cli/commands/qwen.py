"""`smartaipi qwen`."""

from dataclasses import replace

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.commands import tool_options
from smartaipi_cli.commands.invocation import new_app
from smartaipi_cli.commands.tool_command import tool_command
from smartaipi_cli.tools.qwen import SPEC

app = new_app("Set up Qwen Code on a gateway, or take it back.")


@tool_command(
    app,
    SPEC,
    "qwen",
    "qwen --dry-run",
    "qwen --protocol messages --yes",
    "qwen --remove",
    project="this folder's .qwen/settings.json, which never gets the key",
    ways_help="inline (the default: in the `.env` of Qwen Code's folder, which only you can read) or env.",
)
def qwen(request: Connect, *, reasoning_effort: tool_options.OwnEffort = "") -> Connect:
    """Set up Qwen Code on a gateway, or take it back.

    Shows the change as a diff, asks, applies it as a whole, and proves it with one small request. Your other
    models stay as they are; an entry that has the gateway's address and model already is used again.
    """
    return replace(request, reasoning_effort=reasoning_effort)
