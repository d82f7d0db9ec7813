"""Tools about the AI clients on this machine: which are connected to what, and what is wrong with them."""

from typing import Final

from smartaipi_cli.actions.doctor.doctor import show_examination
from smartaipi_cli.actions.doctor.examination import examine
from smartaipi_cli.actions.status.status import show_status
from smartaipi_cli.mcp_server.account_tools import no_progress
from smartaipi_cli.mcp_server.parameters import Arguments, Parameter
from smartaipi_cli.mcp_server.tool import Caller, ReadTool
from smartaipi_cli.results import Result


def doctor(caller: Caller, arguments: Arguments) -> Result:
    """See `examine`."""
    examined = examine(caller.machine, no_progress, arguments.text("tool"))
    return show_examination(examined, explained=False)


LOCAL_TOOLS: Final = (
    ReadTool(
        name="status",
        title="Connected clients",
        description="Which AI coding clients on this machine are connected to what, and whether that still stands.",
        command="status",
        run=lambda caller, _: show_status(caller.machine, everything=True),
    ),
    ReadTool(
        name="doctor",
        title="What is wrong with clients",
        description="Finds what keeps AI coding clients on this machine from working, and the command that repairs it.",
        parameters=(
            Parameter(name="tool", description="One client, such as `claude` or `codex`; all when left out."),
        ),
        command="doctor",
        run=doctor,
    ),
)
"""All of them."""
