"""What a tool is: its name and description for a model, its parameters, the shape of its answer, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.mcp_server.confirmation import Proposal
from smartaipi_cli.mcp_server.parameters import Arguments, Parameter
from smartaipi_cli.mcp_server.shapes import data_shape, two_steps
from smartaipi_cli.mcp_server.spending import SpendCap
from smartaipi_cli.results import Result

CONFIRMATION = Parameter(
    name="confirmation",
    description="The token of the first call. Without it nothing is done: the answer says what would happen.",
)


class Caller(NamedTuple):
    """On whose behalf a tool works: the machine, the profile, and how much may be spent."""

    machine: Machine
    profile: str | None
    spending: SpendCap


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTool:
    """A tool that changes nothing. `run` is an action, `command` the one whose data it gives.

    `shape` is the JSON Schema of data that no command has.
    """

    name: str
    title: str
    description: str
    run: Callable[[Caller, Arguments], Result]
    command: str = ""
    shape: Mapping[str, object] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteTool:
    """A tool that changes the account, in two steps: `propose` works out what would be done, and does nothing.

    `command` is the one that does the same at once. `is_destructive`: no other tool takes it back.
    """

    name: str
    title: str
    description: str
    propose: Callable[[Caller, Arguments], Proposal]
    command: str
    parameters: tuple[Parameter, ...] = ()
    is_destructive: bool = False


Tool: TypeAlias = ReadTool | WriteTool


def parameters_of(tool: Tool) -> tuple[Parameter, ...]:
    """Its parameters, with the token where there are two steps."""
    return (*tool.parameters, CONFIRMATION) if isinstance(tool, WriteTool) else tool.parameters


def shape_of(tool: Tool) -> Mapping[str, object]:
    """The JSON Schema of its answers."""
    if isinstance(tool, WriteTool):
        return two_steps(data_shape(tool.command))
    return tool.shape or data_shape(tool.command)
