"""Every tool, in the order in which they are listed."""

from typing import Final

from smartaipi_cli.mcp_server.account_tools import ACCOUNT_TOOLS
from smartaipi_cli.mcp_server.local_tools import LOCAL_TOOLS
from smartaipi_cli.mcp_server.model_test import MODEL_TEST
from smartaipi_cli.mcp_server.tool import Tool
from smartaipi_cli.mcp_server.write_tools import WRITE_TOOLS

READ_TOOLS: Final = (*ACCOUNT_TOOLS, MODEL_TEST, *LOCAL_TOOLS)


def tools_for(*, allow_write: bool) -> tuple[Tool, ...]:
    """The tools that a session has."""
    return (*READ_TOOLS, *WRITE_TOOLS) if allow_write else READ_TOOLS
