"""All clients whose needs are known, by the names that a user gives them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from smartaipi_cli.probe.conformance import claude_code, cline, codex, continue_dev, opencode
from smartaipi_cli.probe.conformance.requirement import Client

CLIENTS: Final[Mapping[str, Client]] = MappingProxyType(
    {module.CLIENT.name: module.CLIENT for module in (claude_code, codex, opencode, cline, continue_dev)}
)
"""Name to client, in the order in which they are shown."""
