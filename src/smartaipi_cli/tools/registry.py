"""Every client that we can set up, by the name of its command. Explicit: nothing is discovered."""

from collections.abc import Mapping
from typing import Final, cast

from smartaipi_cli.tools import claude_code, codex
from smartaipi_cli.tools.base import Tool

TOOLS: Final[Mapping[str, Tool]] = {
    module.SPEC.name: cast("Tool", module)  # a module is the adapter: mypy checks its functions one by one
    for module in (claude_code, codex)
}
